/** One subscription of ours in one dialog: its states, its refreshes, and its NOTIFYs (RFC 6665 4.1.2, 4.1.3). */

import { headerId } from '../../catalogue/index.ts';
import {
  type NotifiedState,
  parseSubscriptionState,
  subscriberMachine,
  type SubscriberEvent,
  type SubscriberState,
  subscribeResponseEvent,
  subscriptionRow,
} from '../../dialog/index.ts';
import { decodeUtf8, Failure, type Header, type Request, Response } from '../../message/index.ts';
import { type ServerTransaction } from '../../stack/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { noBody } from '../request/body.ts';
import { Deadline } from '../deadline.ts';
import { type DialogPeer, type DialogUsage } from '../call/dialog-peer.ts';
import { type OutgoingRequest, type RequestDraft, type RequestUser } from '../request/outgoing-request.ts';
import { type Outcome } from '../request/request-failed.ts';
import { retryAfter, withHeaders } from '../request/retry.ts';

const EXPIRES = headerId('Expires');
const MIN_EXPIRES = headerId('Min-Expires');

/** s before its end at which a subscription is refreshed, where it is long enough. */
const REFRESH_AHEAD = 32;
/** s at least between two refreshes, whatever is granted. */
const REFRESH_PAUSE = 5;

/** What a NOTIFY says. */
export interface Notification {
  readonly state: NotifiedState;
  /** s that are left of the subscription; undefined where it is not said. */
  readonly expires: number | undefined;
  /** Why it ended, in lower case, see `terminationReasonRows`; undefined but with `terminated`. */
  readonly reason: string | undefined;
  /** s before which a new subscription is not welcome; undefined but with `terminated`. */
  readonly retryAfter: number | undefined;
  /** The media type of the body as written, or ''. */
  readonly contentType: string;
  /** Unicode. */
  readonly body: string;
  /** The NOTIFY, for what is not read here; it has been answered. */
  readonly request: Request;
}

/** Why a subscription in a dialog is over. */
export type SubscriberOver =
  | { readonly cause: 'terminated'; readonly notification: Notification }
  /** `refused`: there is no such subscription; `failed`: it never came about. */
  | { readonly cause: 'refused' | 'failed'; readonly outcome: Outcome }
  /** `left`: we gave it up before it had come about; `silence`: no NOTIFY came; `expired`: nobody refreshed it. */
  | { readonly cause: 'left' | 'silence' | 'expired' };

/** Whoever the subscription is for. */
export interface SubscriberHost {
  onNotify(notification: Notification): void;
  /** Called once, after the last `onNotify`. */
  onOver(over: SubscriberOver): void;
  /** A final response to SUBSCRIBE, or to the REFER that made the subscription. */
  onFinal?(outcome: Outcome): void;
  /** See `RequestUser.retry`; what has to do with the duration is done already. */
  retry?(request: OutgoingRequest, outcome: Outcome): RequestDraft | undefined;
}

export interface SubscriberParts {
  readonly agent: AgentParts;
  readonly host: SubscriberHost;
  /** Whether a NOTIFY is about this subscription. */
  readonly matches: (notify: Request) => boolean;
  /** Event, Accept and the like, of each SUBSCRIBE. */
  readonly headers: readonly Header[];
  /** s to ask for; undefined: the notifier decides, and it is not refreshed (a REFER made it). */
  readonly expires: number | undefined;
  /** s that it may last at least after each NOTIFY, whatever the notifier grants. */
  readonly patience?: number;
}

export class Subscriber implements DialogUsage, RequestUser {
  /** The dialog; undefined before the NOTIFY that makes it. */
  peer: DialogPeer | undefined = undefined;
  private readonly parts: SubscriberParts;
  private current: SubscriberState = subscriberMachine.initial;
  private expires: number;
  private leaving: boolean;
  /** The SUBSCRIBE or REFER that is under way. */
  private request: OutgoingRequest | undefined = undefined;
  /** Whether another SUBSCRIBE waits for that one. */
  private unsent = false;
  private readonly timerN: Deadline;
  private readonly refreshing: Deadline;
  private readonly expiry: Deadline;
  /** What the event in hand is about. */
  private notification: Notification | undefined = undefined;
  private outcome: Outcome | undefined = undefined;

  constructor(parts: SubscriberParts) {
    const { stack } = parts.agent;
    this.parts = parts;
    this.expires = parts.expires ?? 0;
    // A fetch is over with its last NOTIFY, as what was given up (4.4.3).
    this.leaving = parts.expires === 0;
    this.timerN = new Deadline(stack, () => this.receiveSilence());
    this.refreshing = new Deadline(stack, () => this.send());
    this.expiry = new Deadline(stack, () => this.handle('expired'));
  }

  get state(): SubscriberState {
    return this.current;
  }

  get over(): boolean {
    return this.current === 'terminated';
  }

  /** s of the last SUBSCRIBE. */
  private get asked(): number | undefined {
    if (this.leaving) return 0;
    return this.parts.expires === undefined ? undefined : this.expires;
  }

  /** Sends the request that makes the subscription. */
  begin(request: OutgoingRequest): void {
    this.startN();
    this.peer?.add(this);
    this.request = request;
    request.begin();
  }

  /** Within a dialog that is there: sends SUBSCRIBE. */
  beginWithin(peer: DialogPeer): void {
    this.peer = peer;
    this.begin(this.subscribe(peer, this.expires));
  }

  /** The NOTIFY that makes its dialog. */
  receiveFirst(peer: DialogPeer, notify: Request, server: ServerTransaction): void {
    this.peer = peer;
    peer.add(this);
    if (this.receiveRequest(notify, server)) return;
    this.peer = undefined;
    peer.remove(this);
    server.respond(481);
  }

  /** Sends SUBSCRIBE now, in place of the refresh that is to come. */
  refresh(): void {
    if (this.current !== 'notify_wait' && !this.over && !this.leaving) this.send();
  }

  /** Gives the subscription up (4.1.2.3). A NOTIFY that has not come yet will meet with 481 instead. */
  unsubscribe(): void {
    if (this.over) return;
    if (this.current === 'notify_wait') {
      this.request?.abandon();
      this.finish({ cause: 'left' });
      return;
    }
    if (this.leaving) return;
    this.leaving = true;
    this.send();
  }

  /** Forgets it here and now: what the notifier sends meets with 481. */
  drop(): void {
    if (!this.over) this.finish({ cause: 'left' });
  }

  // ---- from the notifier ----

  receiveRequest(request: Request, server: ServerTransaction): boolean {
    if (this.over || request.method !== 'NOTIFY' || !this.parts.matches(request)) return false;
    const state = parseSubscriptionState(request);
    if (state === undefined || state instanceof Failure) {
      server.respond(400, { reason: 'Bad Subscription-State' });
      return true;
    }
    server.respond(200);
    this.peer?.dialog.handle('target refresh', request);
    this.notification = {
      state: state.state,
      expires: state.expires,
      reason: state.reason,
      retryAfter: state.retryAfter,
      contentType: request.named('Content-Type')[0] ?? '',
      body: decodeUtf8(request.body),
      request,
    };
    this.handle(`NOTIFY ${state.state}`, state.expires);
    return true;
  }

  onResponse(): void {}

  onFinal(_request: OutgoingRequest, outcome: Outcome): void {
    this.request = undefined;
    const { host } = this.parts;
    host.onFinal?.(outcome);
    if (this.over) return;
    this.outcome = outcome;
    const isResponse = outcome instanceof Response;
    const event = isResponse ? (subscribeResponseEvent(outcome.status) ?? 'failure') : 'failure';
    if (isResponse && (event === '2xx' || event === '204')) {
      const { dialog } = this.peer ?? {};
      // Another notifier of a forked SUBSCRIBE may be the one that answered.
      if (dialog?.remoteTag === outcome.to.tag) dialog.handle('target refresh', outcome);
      const granted = outcome.parse(EXPIRES);
      this.handle(event, typeof granted === 'number' ? granted : this.asked);
    } else {
      this.handle(event);
      if (!this.over) this.refreshFailed(outcome);
    }
    // It was given up meanwhile.
    if (!this.over && this.unsent) this.send();
  }

  /** 4.1.2.1: the notifier says which duration it would take. */
  retry(request: OutgoingRequest, outcome: Outcome): RequestDraft | undefined {
    if (!(outcome instanceof Response) || outcome.status !== 423) return this.parts.host.retry?.(request, outcome);
    const least = outcome.parse(MIN_EXPIRES);
    if (typeof least !== 'number' || least <= this.expires || least >= 2 ** 32 || this.leaving) return undefined;
    this.expires = least;
    return withHeaders(request.draft, [['Expires', String(least)]]);
  }

  private refreshFailed(outcome: Outcome): void {
    // Nothing of what we gave up will come any more.
    if (this.leaving) this.finish({ cause: 'left' });
    else if (this.parts.expires !== undefined) {
      const pause = (outcome instanceof Response && retryAfter(outcome)) || 0;
      const wait = Math.max(REFRESH_PAUSE, pause, this.expiry.left / 2000) * 1000;
      if (wait < this.expiry.left) this.refreshing.set(wait);
    }
  }

  // ---- to the notifier ----

  private send(): void {
    const { peer, leaving } = this;
    this.refreshing.clear();
    // One after the other: their answers may overtake each other.
    this.unsent = this.request !== undefined;
    if (peer === undefined || this.unsent) return;
    this.handle(leaving ? 'unsubscribe' : 'refresh');
    this.request = this.subscribe(peer, this.asked ?? 0);
    this.request.begin();
  }

  private subscribe(peer: DialogPeer, expires: number): OutgoingRequest {
    return peer.request('SUBSCRIBE', [...this.parts.headers, ['Expires', String(expires)]], noBody, this);
  }

  // ---- the machine ----

  private receiveSilence(): void {
    // A request that goes from server to server has a time of its own.
    if (this.request !== undefined) this.startN();
    else this.handle('timer N');
  }

  /** @param expires s, as the message said */
  private handle(event: SubscriberEvent, expires?: number): void {
    const row = subscriptionRow(subscriberMachine, this.current, event);
    if (row === undefined) return;
    this.current = row.next;
    const { notification, outcome } = this;
    this.notification = undefined;
    this.outcome = undefined;
    for (const effect of row.effects) {
      switch (effect) {
        case 'start N':
          this.startN();
          break;
        case 'stop N':
          // The last NOTIFY of what was given up may be lost for ever.
          if (!this.leaving) this.timerN.clear();
          break;
        case 'set expiry':
          if (expires !== undefined) this.setExpiry(expires);
          break;
        case 'deliver':
          if (notification !== undefined) this.parts.host.onNotify(notification);
          break;
        case 'end':
          this.finish(overBy(event, notification, outcome));
          break;
      }
    }
  }

  private startN(): void {
    this.timerN.set(64 * this.parts.agent.stack.timers.t1);
  }

  /** @param seconds 0: the last NOTIFY is on its way */
  private setExpiry(seconds: number): void {
    this.refreshing.clear();
    if (seconds === 0) {
      this.expiry.clear();
      this.startN();
      return;
    }
    this.expiry.set(Math.max(seconds, this.parts.patience ?? 0) * 1000);
    if (this.leaving || this.parts.expires === undefined) return;
    const wait = seconds > 2 * REFRESH_AHEAD ? seconds - REFRESH_AHEAD : seconds / 2;
    this.refreshing.set(Math.max(REFRESH_PAUSE, wait) * 1000);
  }

  private finish(over: SubscriberOver): void {
    this.current = 'terminated';
    this.timerN.clear();
    this.refreshing.clear();
    this.expiry.clear();
    this.peer?.remove(this);
    this.parts.host.onOver(over);
  }
}

function overBy(
  event: SubscriberEvent,
  notification: Notification | undefined,
  outcome: Outcome | undefined,
): SubscriberOver {
  if (notification !== undefined) return { cause: 'terminated', notification };
  if (outcome !== undefined) return { cause: event === 'refused' ? 'refused' : 'failed', outcome };
  return { cause: event === 'expired' ? 'expired' : 'silence' };
}
