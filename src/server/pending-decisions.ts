/** Requests whose routing module has not answered yet: what comes again meanwhile is absorbed, and a CANCEL is kept (RFC 3261 9.2). */

import { type Request } from '../message/index.ts';
import { serverKey } from '../transaction/index.ts';

interface Pending {
  cancelled: boolean;
}

export class PendingDecisions {
  private readonly pending = new Map<string, Pending>();

  get size(): number {
    return this.pending.size;
  }

  /** Whether the request is one that a decision is already made about. */
  has(request: Request): boolean {
    return this.pending.size > 0 && this.pending.has(keyOf(request, request.method));
  }

  begin(request: Request): void {
    this.pending.set(keyOf(request, request.method), { cancelled: false });
  }

  /** @returns whether the caller gave up meanwhile */
  end(request: Request): boolean {
    const key = keyOf(request, request.method);
    const cancelled = this.pending.get(key)?.cancelled === true;
    this.pending.delete(key);
    return cancelled;
  }

  /** @returns whether there was an INVITE to cancel */
  cancel(cancel: Request): boolean {
    const invite = this.pending.get(keyOf(cancel, 'INVITE'));
    if (invite === undefined) return false;
    invite.cancelled = true;
    return true;
  }
}

function keyOf(request: Request, method: string): string {
  const { host, port } = request.via;
  return `${method}\n${host}:${port}\n${serverKey(request)}`;
}
