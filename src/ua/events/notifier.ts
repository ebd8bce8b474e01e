/** A subscription to something of ours in one dialog: its states, its duration, and its NOTIFYs (RFC 6665 4.2). */

import { headerId } from '../../catalogue/index.ts';
import {
  formatSubscriptionState,
  notifierMachine,
  type NotifierEvent,
  type NotifierState,
  subscriptionRow,
} from '../../dialog/index.ts';
import { type Header, type Request, Response } from '../../message/index.ts';
import { type ServerTransaction } from '../../stack/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { type WireBody } from '../request/body.ts';
import { Deadline } from '../deadline.ts';
import { type DialogPeer, type DialogUsage } from '../call/dialog-peer.ts';
import { type EventIdentity, readEvent } from './event-header.ts';
import { type OutgoingRequest, type RequestUser } from '../request/outgoing-request.ts';
import { type Outcome } from '../request/request-failed.ts';
import { retryAfter } from '../request/retry.ts';

const EXPIRES = headerId('Expires');

/** s below which a duration is refused (4.2.1.1). */
export const LEAST_EXPIRES = 60;
/** How many subscriptions an agent serves at a time; beyond them 503 is the answer. */
export const MAX_NOTIFIERS = 1_000;

/** Why a subscription to something of ours is over. */
export type NotifierOver =
  /** `terminated` by us; `unsubscribed`, or fetched once; `expired` for want of a refresh. */
  | { readonly cause: 'terminated' | 'unsubscribed' | 'expired' }
  /** A NOTIFY met with this. */
  | { readonly cause: 'failed'; readonly outcome: Outcome };

/** Whoever has the state. */
export interface NotifierHost {
  /** @returns what the next NOTIFY carries. @param granted whether the subscriber may have the state */
  bodyFor(granted: boolean): WireBody;
  /** A SUBSCRIBE has refreshed or ended it: the NOTIFY that follows owes the full state (4.2.2). */
  onRefresh?(): void;
  /** Called once. The last NOTIFY may still be under way. */
  onOver(over: NotifierOver): void;
}

export interface NotifierParts {
  readonly agent: AgentParts;
  readonly host: NotifierHost;
  readonly peer: DialogPeer;
  readonly identity: EventIdentity;
  /** The value of Event in NOTIFYs. */
  readonly event: string;
  /** s that a refresh is granted at most. */
  readonly longest: () => number;
}

/** What a transition needs to know besides. */
interface Occasion {
  /** Sends the response to the request in hand. */
  readonly respond?: () => void;
  /** s granted. */
  readonly expires?: number;
  readonly reason?: string;
  /** s. */
  readonly retryAfter?: number;
  readonly outcome?: Outcome;
}

export class Notifier implements DialogUsage, RequestUser {
  private readonly parts: NotifierParts;
  private current: NotifierState = notifierMachine.initial;
  private readonly expiry: Deadline;
  private readonly pause: Deadline;
  private request: OutgoingRequest | undefined = undefined;
  /** Whether a NOTIFY is due: one at a time is under way, and the newest state wins. */
  private due = false;
  /** Whether the NOTIFY under way repeats one that was overtaken. */
  private repeated = false;
  private granted = false;
  private last: { readonly reason: string | undefined; readonly retryAfter: number | undefined } | undefined =
    undefined;

  constructor(parts: NotifierParts) {
    const { stack } = parts.agent;
    this.parts = parts;
    this.expiry = new Deadline(stack, () => this.handle('expired', {}));
    this.pause = new Deadline(stack, () => this.notify());
  }

  get state(): NotifierState {
    return this.current;
  }

  /** s that are left of it. */
  get expires(): number {
    return this.expiry.isSet ? Math.max(0, Math.ceil(this.expiry.left / 1_000)) : 0;
  }

  /** Answers the request that makes the subscription, and notifies at once. @param expires s; 0: the state is wanted once */
  open(event: 'grant' | 'defer', expires: number, respond: () => void): void {
    const { agent, peer } = this.parts;
    peer.add(this);
    agent.notifiers.add(this);
    this.granted = event === 'grant';
    this.handle(expires === 0 ? 'fetch' : event, { respond, expires });
  }

  /** The subscriber may have the state from now on. */
  grant(): void {
    this.granted = true;
    this.handle('grant', {});
  }

  /** The state has changed. */
  changed(): void {
    this.handle('state changed', {});
  }

  /** Ends it, with a last NOTIFY. @param reason of RFC 6665 4.1.3 @param retryAfter s */
  terminate(reason: string | undefined, retryAfter?: number): void {
    this.handle('terminate', { reason, retryAfter });
  }

  // ---- from the subscriber ----

  receiveRequest(request: Request, server: ServerTransaction): boolean {
    if (request.method !== 'SUBSCRIBE' || this.current === 'terminated' || !this.isMeant(request)) return false;
    const { longest, host } = this.parts;
    const expires = grantedExpires(request, longest());
    if (expires === undefined) {
      server.respond(423, { headers: [['Min-Expires', String(LEAST_EXPIRES)]] });
      return true;
    }
    this.parts.peer.dialog.handle('target refresh', request);
    host.onRefresh?.();
    const respond = () => server.respond(200, { headers: this.grantHeaders(server, expires) });
    this.handle(expires === 0 ? 'unsubscribe' : 'refresh', { respond, expires });
    return true;
  }

  /** Contact and Expires of a 2xx to SUBSCRIBE. */
  grantHeaders(server: ServerTransaction, expires: number): Header[] {
    return [
      ['Contact', this.parts.agent.contact(server.flow)],
      ['Expires', String(expires)],
    ];
  }

  private isMeant(request: Request): boolean {
    const { identity } = this.parts;
    const event = readEvent(request);
    // Some leave out the id where there is nothing to tell apart.
    return event?.event === identity.event && (event.id === identity.id || event.id === '');
  }

  // ---- NOTIFY ----

  private notify(): void {
    const { peer, event, host } = this.parts;
    this.pause.clear();
    this.due = this.request !== undefined;
    if (this.due) return;
    const { current } = this;
    const over = current === 'terminated';
    const state = over ? current : current === 'active' ? current : 'pending';
    const headers: Header[] = [
      ['Event', event],
      ['Subscription-State', formatSubscriptionState({ state, ...(over ? this.last : { expires: this.expires }) })],
    ];
    this.request = peer.request('NOTIFY', headers, host.bodyFor(this.granted), this);
    this.request.begin();
  }

  onResponse(): void {}

  onFinal(_request: OutgoingRequest, outcome: Outcome): void {
    this.request = undefined;
    const { due } = this;
    if (outcome.status < 300) {
      this.repeated = false;
      if (outcome instanceof Response) this.parts.peer.dialog.handle('target refresh', outcome);
      if (due) this.notify();
      else this.rest();
      return;
    }
    const seconds = outcome instanceof Response ? retryAfter(outcome) : undefined;
    // RFC 3261 12.2.2: another request of ours in the dialog may have overtaken it
    if (outcome.status === 500 && seconds === undefined && !this.repeated) {
      this.repeated = true;
      this.notify();
      return;
    }
    // 4.2.2: what is to be tried again has not failed
    if (seconds !== undefined && this.current !== 'terminated') this.pause.set(Math.max(1, seconds) * 1_000);
    else {
      this.due = false;
      this.handle('NOTIFY failure', { outcome });
      this.rest();
    }
  }

  /** After its last NOTIFY nothing keeps it in the dialog. */
  private rest(): void {
    if (this.current !== 'terminated' || this.request !== undefined) return;
    const { agent, peer } = this.parts;
    peer.remove(this);
    agent.notifiers.delete(this);
  }

  // ---- the machine ----

  private handle(event: NotifierEvent, occasion: Occasion): void {
    const row = subscriptionRow(notifierMachine, this.current, event);
    if (row === undefined) return;
    this.current = row.next;
    if (row.next === 'terminated')
      this.last = { reason: row.reason ?? occasion.reason, retryAfter: occasion.retryAfter };
    for (const effect of row.effects) {
      switch (effect) {
        case 'send 2xx':
        case 'send failure':
          occasion.respond?.();
          break;
        case 'set expiry':
          this.expiry.set((occasion.expires ?? 0) * 1_000);
          break;
        case 'send NOTIFY':
          this.notify();
          break;
        case 'end':
          this.finish(event, occasion);
          break;
      }
    }
  }

  private finish(event: NotifierEvent, { outcome }: Occasion): void {
    this.expiry.clear();
    this.pause.clear();
    const { host } = this.parts;
    if (outcome !== undefined) host.onOver({ cause: 'failed', outcome });
    else if (event === 'unsubscribe' || event === 'fetch') host.onOver({ cause: 'unsubscribed' });
    else host.onOver({ cause: event === 'expired' ? 'expired' : 'terminated' });
    this.rest();
  }
}

/**
 * The duration that a SUBSCRIBE is granted (4.2.1.1).
 * @param longest s
 * @param usual s, where it asks for none
 * @returns s; 0 where it is to end, or to be told once; undefined: it is too short, 423
 */
export function grantedExpires(request: Request, longest: number, usual = longest): number | undefined {
  const asked = request.parse(EXPIRES);
  const expires = typeof asked === 'number' ? asked : usual;
  if (expires > 0 && expires < LEAST_EXPIRES) return undefined;
  return Math.min(expires, longest);
}
