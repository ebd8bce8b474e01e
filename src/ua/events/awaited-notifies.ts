/** What a SUBSCRIBE or REFER outside a dialog waits for: NOTIFYs, each of which makes a dialog with another notifier (RFC 6665 4.1.2.4, 4.4.1). */

import { Dialog } from '../../dialog/index.ts';
import { Failure, type Request } from '../../message/index.ts';
import { type ServerTransaction } from '../../stack/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { Deadline } from '../deadline.ts';
import { DialogPeer } from '../call/dialog-peer.ts';
import { type OutgoingRequest } from '../request/outgoing-request.ts';

/** What the map of them is keyed by: the From tag of the request comes back in To. */
export function awaitedKey(callId: string, localTag: string): string {
  return `${callId}\n${localTag}`;
}

export class AwaitedNotifies {
  private readonly agent: AgentParts;
  private readonly key: string;
  private readonly localTag: string;
  private readonly request: OutgoingRequest;
  private readonly onNotify: (peer: DialogPeer, notify: Request, server: ServerTransaction) => void;
  private readonly end: Deadline;

  /**
   * @param request what was sent, or will be
   * @param onNotify is given each NOTIFY of a new notifier, and answers it; the peer is forgotten unless a usage is added to it
   */
  constructor(
    agent: AgentParts,
    { callId, localTag }: { readonly callId: string; readonly localTag: string },
    request: OutgoingRequest,
    onNotify: AwaitedNotifies['onNotify'],
  ) {
    this.agent = agent;
    this.key = awaitedKey(callId, localTag);
    this.localTag = localTag;
    this.request = request;
    this.onNotify = onNotify;
    this.end = new Deadline(agent.stack, () => this.close());
    this.restart();
  }

  /** 4.4.1: from now on notifiers may show themselves within 64 T1. */
  restart(): void {
    this.agent.awaited.set(this.key, this);
    this.end.set(64 * this.agent.stack.timers.t1);
  }

  close(): void {
    this.end.clear();
    if (this.agent.awaited.get(this.key) === this) this.agent.awaited.delete(this.key);
  }

  /** A NOTIFY that belongs to no dialog yet. */
  receive(notify: Request, server: ServerTransaction): void {
    const { agent } = this;
    const dialog = Dialog.fromRequest(notify, this.localTag, agent.dialogMachine);
    if (dialog instanceof Failure) {
      server.respond(400, { reason: 'Bad Contact Or Record-Route' });
      return;
    }
    // The NOTIFY is what confirms it; the 2xx of SUBSCRIBE makes no dialog.
    dialog.handle('2xx');
    dialog.localSequence = this.request.sequence;
    this.onNotify(new DialogPeer(agent, dialog), notify, server);
  }
}
