/** A dialog with what goes on in it: an INVITE usage, subscriptions, or both (RFC 5057). It lasts as long as one of them does. */

import { type Dialog } from '../../dialog/index.ts';
import { type Header, type Request } from '../../message/index.ts';
import { type ServerTransaction } from '../../stack/index.ts';
import { type Flow } from '../../transport/index.ts';
import { type AgentParts, type DialogUser } from '../agent-parts.ts';
import { type WireBody } from '../request/body.ts';
import { OutgoingRequest, type RequestUser } from '../request/outgoing-request.ts';

/** One of the things that a dialog is there for. */
export interface DialogUsage {
  /** @returns whether the request belongs to this usage, which then answers it */
  receiveRequest(request: Request, server: ServerTransaction): boolean;
  /** The ACK of a 2xx. */
  receiveAck?(request: Request): void;
}

/** Requests that say where their sender is (12.2.1.1). */
const TARGET_REFRESH: ReadonlySet<string> = new Set(['INVITE', 'UPDATE', 'SUBSCRIBE', 'NOTIFY', 'REFER']);

export class DialogPeer implements DialogUser {
  readonly dialog: Dialog;
  /** The flow that the dialog was made by, where the peer is reached by no other (a NAT, RFC 5626). */
  flow: Flow | undefined = undefined;
  private readonly agent: AgentParts;
  private readonly usages = new Set<DialogUsage>();

  constructor(agent: AgentParts, dialog: Dialog) {
    this.agent = agent;
    this.dialog = dialog;
  }

  /** From now on the requests of the dialog reach this usage, after those that were there before. */
  add(usage: DialogUsage): void {
    this.usages.add(usage);
    this.agent.dialogs.set(this.dialog.key, this);
  }

  /** The usage is over; with the last one the dialog is forgotten. */
  remove(usage: DialogUsage): void {
    this.usages.delete(usage);
    if (this.usages.size === 0 && this.agent.dialogs.get(this.dialog.key) === this)
      this.agent.dialogs.delete(this.dialog.key);
  }

  takeSequence(request: Request): boolean {
    return this.dialog.takeSequence(request);
  }

  receiveRequest(request: Request, server: ServerTransaction): void {
    if (request.method === 'OPTIONS') {
      server.respond(200, { headers: this.agent.capabilities() });
      return;
    }
    for (const usage of [...this.usages]) if (usage.receiveRequest(request, server)) return;
    if (this.agent.receiveUnclaimed(this, request, server)) return;
    // RFC 5057 5.3: the dialog is there, what the request speaks of is not
    server.respond(481);
  }

  receiveAck(request: Request): void {
    for (const usage of [...this.usages]) usage.receiveAck?.(request);
  }

  /** The flow to send by; undefined to find the next hop by its URI. */
  get way(): Flow | undefined {
    return this.dialog.routeSet.length === 0 ? this.flow : undefined;
  }

  /** A request within the dialog, not sent yet. */
  request(method: string, headers: readonly Header[], body: WireBody, user: RequestUser): OutgoingRequest {
    const within = this.dialog.request();
    const draft = {
      ...within,
      method,
      headers: [...within.headers, ...headers],
      ...body,
      contact: TARGET_REFRESH.has(method),
      flow: this.way,
      nextSequence: () => this.dialog.nextSequence(),
    };
    return new OutgoingRequest(this.agent, draft, user);
  }
}
