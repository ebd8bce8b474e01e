/** Requests outside a dialog that are being answered, and those that must not be: copies of them, and what belongs in a dialog (RFC 3261 8.2.2.2, 12.2.2). */

import { type Request } from '../message/index.ts';
import { type ServerTransaction, type ServerUser, type Stack } from '../stack/index.ts';
import { type Flow } from '../transport/index.ts';

/** Methods that mean something only within a dialog. */
const WITHIN_ONLY: ReadonlySet<string> = new Set(['BYE', 'PRACK', 'UPDATE', 'INFO']);

export class NewRequests {
  private readonly stack: Stack;
  /** 8.2.2.2: requests without a To tag that have a transaction, by what their copies share. */
  private readonly open = new Map<string, ServerTransaction>();

  constructor(stack: Stack) {
    this.stack = stack;
  }

  /**
   * @param onCancel is told of the CANCEL of an INVITE
   * @returns what the request is to be answered by; undefined where it was refused
   */
  begin(request: Request, flow: Flow, onCancel: NonNullable<ServerUser['onCancel']>): ServerTransaction | undefined {
    const key = `${request.from.tag}\n${request.callId}\n${request.cseq.sequence} ${request.method}`;
    // 8.2.2.2: the same request came by another way, because it forked behind its sender
    const status = this.open.has(key) ? 482 : WITHIN_ONLY.has(request.method) ? 481 : 0;
    if (status !== 0) {
      this.stack.respond(request, flow, status);
      return undefined;
    }
    const server = this.stack.startServer(request, flow, { onCancel, onEnd: () => this.open.delete(key) });
    this.open.set(key, server);
    return server;
  }

  clear(): void {
    this.open.clear();
  }
}
