/** A subscription of ours, kept for as long as it is wanted: through refreshes, and anew where it ended (RFC 6665 4.1). */

import { eventPackage } from '../../catalogue/index.ts';
import { type SubscriberState } from '../../dialog/index.ts';
import { type Header, type Request, SipError } from '../../message/index.ts';
import { type ServerTransaction } from '../../stack/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { AwaitedNotifies } from './awaited-notifies.ts';
import { type WireBody } from '../request/body.ts';
import { Deadline } from '../deadline.ts';
import { Deferred } from '../deferred.ts';
import { type DialogPeer } from '../call/dialog-peer.ts';
import { draftRequest } from '../request/drafts.ts';
import { type EventIdentity, formatEvent, readEvent, sameEvent } from './event-header.ts';
import { followResponses } from '../request/follow-responses.ts';
import { Inbox } from '../inbox.ts';
import { onAbort } from '../request/on-abort.ts';
import { OutgoingRequest, type RequestDraft, type RequestUser } from '../request/outgoing-request.ts';
import { type Outcome, RequestFailed } from '../request/request-failed.ts';
import { Resubscription } from './resubscription.ts';
import { type Notification, Subscriber, type SubscriberHost, type SubscriberOver } from './subscriber.ts';

/** What a subscription is about, and how. */
export interface SubscribeOptions {
  /** s that are asked for; what is usual for the package when left out, otherwise 3600. 0: the state once (4.4.3). */
  readonly expires?: number;
  /** Media types that notifications may have; those of the package when left out. */
  readonly accept?: readonly string[];
  /** Parameters of Event, such as `id` where one dialog has several subscriptions of a package. */
  readonly eventParams?: Readonly<Record<string, string>>;
  /** Further headers of each SUBSCRIBE. */
  readonly headers?: readonly Header[];
  /** A filter, Unicode, in the SUBSCRIBE that makes the subscription (RFC 4660). */
  readonly body?: string;
  readonly contentType?: string;
  /** false: once it is over, whatever the reason, it is not made anew. */
  readonly resubscribe?: boolean;
  /** Unsubscribes. */
  readonly signal?: AbortSignal;
}

/** How a subscription ended, for good. */
export interface SubscriptionEnd {
  /**
   * `unsubscribed` by us; `fetched`: the state was wanted once; `terminated` by the notifier, for `reason`; `refused`: a
   * final response of 300 or above, or none, see `failure`; `silence`: no NOTIFY came; `expired`.
   */
  readonly cause: 'unsubscribed' | 'fetched' | 'terminated' | 'refused' | 'silence' | 'expired';
  /** What the last NOTIFY gave as its reason: `rejected`, `noresource`, …; undefined where it gave none. */
  readonly reason: string | undefined;
  readonly failure: RequestFailed | undefined;
}

/** How SUBSCRIBE leaves the first time. */
export type SubscriptionWay =
  | { readonly target: string; readonly body: WireBody; readonly from?: string; readonly to?: string }
  /** Within a call, as long as there is one. */
  | { readonly peer: DialogPeer; readonly alive: () => boolean }
  /** A further notifier of a SUBSCRIBE that forked. */
  | { readonly fork: DialogPeer; readonly notify: Request; readonly server: ServerTransaction };

/**
 * What somebody's state is, for as long as one wants to know: `notifications` tell it, `unsubscribe` ends it. It is refreshed, and made anew
 * where it was lost (RFC 6665 4.1).
 */
export class Subscription implements SubscriberHost {
  /** The package. */
  readonly event: string;
  /** What the notifier tells, from the first NOTIFY to the last. */
  readonly notifications = new Inbox<Notification>();
  /**
   * Further notifiers that a forked SUBSCRIBE has reached (4.4.1), each a subscription of its own that ends without being made
   * anew. While nobody reads, they are refused with 481.
   */
  readonly forks = new Inbox<Subscription>();
  private readonly agent: AgentParts;
  private readonly way: SubscriptionWay;
  private readonly options: SubscribeOptions;
  private readonly expires: number;
  private readonly headers: readonly Header[];
  private readonly identity: EventIdentity;
  private readonly whenActive = new Deferred<Notification>();
  private readonly whenEnded = new Deferred<SubscriptionEnd>();
  private readonly waiting: Deadline;
  private subscriber: Subscriber | undefined = undefined;
  private awaited: AwaitedNotifies | undefined = undefined;
  private follow: RequestUser['retry'] = undefined;
  private readonly resubscription: Resubscription;
  private leaving = false;
  private over = false;
  /** Whether a NOTIFY has ever come. */
  private known = false;
  /** Monotonic ms. */
  private begun = 0;

  /**
   * Subscribes, for `UserAgent.subscribe` and `Call.subscribe`.
   * @throws SipError SIP_EVENT, SIP_OPTIONS, and what `draftRequest` throws
   * @internal
   */
  static begin(agent: AgentParts, event: string, way: SubscriptionWay, options: SubscribeOptions): Subscription {
    const subscription = new Subscription(agent, event, way, options);
    onAbort(options.signal, subscription.ended, () => void subscription.unsubscribe());
    agent.stack.turn(() => subscription.begin());
    return subscription;
  }

  private constructor(agent: AgentParts, event: string, way: SubscriptionWay, options: SubscribeOptions) {
    const row = eventPackage(event);
    const { expires = row?.expires ?? 3_600, accept = row?.bodies ?? [], eventParams, headers = [] } = options;
    if (!Number.isInteger(expires) || expires < 0 || expires >= 2 ** 32)
      throw new SipError('SIP_OPTIONS', `no number of seconds: ${expires}`, { rfc: '3261 20.19' });
    this.agent = agent;
    this.event = event;
    this.way = way;
    this.options = options;
    this.expires = expires;
    this.identity = { event, id: eventParams?.id ?? '' };
    this.headers = [
      ['Event', formatEvent(event, eventParams)],
      ...(accept.length === 0 ? [] : [['Accept', accept.join(', ')] as const]),
      ...headers,
    ];
    this.waiting = new Deadline(agent.stack, () => this.begin());
    this.resubscription = new Resubscription(agent.random);
  }

  /**
   * - `notify_wait`: asked for; `pending`: not decided yet; `active`.
   * - `waiting`: over for now, and made anew later.
   * - `terminated`: over for good.
   */
  get state(): SubscriberState | 'waiting' {
    if (this.over) return 'terminated';
    return this.waiting.isSet ? 'waiting' : (this.subscriber?.state ?? 'notify_wait');
  }

  /** Resolves with the first NOTIFY, whatever it says; rejects with RequestFailed where none came of it. */
  get active(): Promise<Notification> {
    return this.whenActive.promise;
  }

  /** Resolves when it is over for good. */
  get ended(): Promise<SubscriptionEnd> {
    return this.whenEnded.promise;
  }

  /** Asks for the state again, and tells the notifier where we are now (4.1.2.2). Nothing happens before the first NOTIFY. */
  refresh(): void {
    this.agent.stack.turn(() => this.subscriber?.refresh());
  }

  /** Gives the subscription up (4.1.2.3). @returns when the last NOTIFY has come, or will not come any more */
  async unsubscribe(): Promise<void> {
    this.agent.stack.turn(() => {
      this.leaving = true;
      if (this.waiting.isSet || this.subscriber === undefined) this.finish('unsubscribed');
      else this.subscriber.unsubscribe();
    });
    await this.ended;
  }

  private begin(): void {
    const { agent, way } = this;
    if (this.over) return;
    this.begun = agent.stack.now;
    const subscriber = new Subscriber({
      agent,
      host: this,
      matches: (notify) => this.matches(notify),
      headers: this.headers,
      expires: this.expires,
    });
    this.subscriber = subscriber;
    if ('peer' in way) subscriber.beginWithin(way.peer);
    else if ('fork' in way) subscriber.receiveFirst(way.fork, way.notify, way.server);
    else this.beginOutside(subscriber, way);
  }

  private beginOutside(subscriber: Subscriber, way: Extract<SubscriptionWay, { readonly target: string }>): void {
    const { agent } = this;
    const { target, body, from, to } = way;
    const headers: Header[] = [
      ...this.headers,
      ...withoutAccept(agent.capabilities()),
      ['Expires', String(this.expires)],
    ];
    const draft = draftRequest(agent, 'SUBSCRIBE', target, { from, to, headers, body, contact: true });
    this.follow = followResponses(agent, target);
    const request = new OutgoingRequest(agent, draft, subscriber);
    this.awaited = new AwaitedNotifies(agent, draft, request, (peer, notify, server) => {
      if (subscriber.peer === undefined && !subscriber.over) subscriber.receiveFirst(peer, notify, server);
      else this.receiveFork(peer, notify, server);
    });
    subscriber.begin(request);
  }

  private matches(notify: Request): boolean {
    const event = readEvent(notify);
    return event !== undefined && sameEvent(event, this.identity);
  }

  private receiveFork(fork: DialogPeer, notify: Request, server: ServerTransaction): void {
    if (this.leaving || !this.forks.listening || !this.matches(notify)) {
      server.respond(481);
      return;
    }
    const way = { fork, notify, server };
    const subscription = new Subscription(this.agent, this.event, way, this.options);
    this.forks.put(subscription);
    subscription.begin();
  }

  // ---- from the subscription in its dialog ----

  /** A NOTIFY has come. @hidden */
  onNotify(notification: Notification): void {
    this.known = true;
    this.whenActive.resolve(notification);
    this.notifications.put(notification);
  }

  /** @hidden */
  onFinal(outcome: Outcome): void {
    // Of the first SUBSCRIBE: from here on its NOTIFYs have their time.
    if (this.subscriber?.over === false && this.subscriber.peer === undefined && outcome.status < 300)
      this.awaited?.restart();
  }

  /** @hidden */
  retry(request: OutgoingRequest, outcome: Outcome): RequestDraft | undefined {
    return this.follow?.(request, outcome);
  }

  /** @hidden */
  onOver(over: SubscriberOver): void {
    this.awaited?.close();
    this.awaited = undefined;
    if (this.over) return;
    const reason = over.cause === 'terminated' ? over.notification.reason : undefined;
    if (this.leaving || over.cause === 'left') this.finish('unsubscribed', reason);
    else if ('outcome' in over && !this.mayResume) this.fail(over.outcome);
    else if (this.expires === 0 && this.known) this.finish('fetched', reason);
    else {
      const lasted = this.agent.stack.now - this.begun;
      const seconds = this.mayResume ? this.resubscription.pauseAfter(over, lasted, this.known) : undefined;
      if (seconds !== undefined) this.waiting.set(seconds * 1_000);
      else if ('outcome' in over) this.fail(over.outcome);
      else this.finish(over.cause, reason);
    }
  }

  /** Whether it may be made anew, for all that we know ourselves. */
  private get mayResume(): boolean {
    const { options, way, expires } = this;
    if (options.resubscribe === false || expires === 0 || 'fork' in way) return false;
    return !('alive' in way) || way.alive();
  }

  private fail(outcome: Outcome): void {
    this.finish('refused', undefined, new RequestFailed('SUBSCRIBE', outcome));
  }

  private finish(cause: SubscriptionEnd['cause'], reason?: string, failure?: RequestFailed): void {
    if (this.over) return;
    this.over = true;
    this.waiting.clear();
    this.awaited?.close();
    this.whenActive.reject(failure ?? neverActive(cause));
    this.whenEnded.resolve({ cause, reason, failure });
    this.notifications.end();
    this.forks.end();
  }
}

function neverActive(cause: SubscriptionEnd['cause']): SipError {
  if (cause === 'silence') return new RequestFailed('SUBSCRIBE', { status: 408, reason: 'no NOTIFY came' });
  return new SipError('SIP_UNSUBSCRIBED', 'the subscription was given up', { rfc: '6665 4.1.2.3' });
}

/** A SUBSCRIBE says in Accept what its notifications may be, not what a call may be. */
function withoutAccept(headers: readonly Header[]): Header[] {
  return headers.filter(([name]) => name !== 'Accept');
}
