/** Somebody wants to be told about a state of ours: the decision, the notifications, and the end (RFC 6665 4.2). */

import { eventPackage, headerId } from '../../catalogue/index.ts';
import { type NotifierState, type TerminationReason } from '../../dialog/index.ts';
import {
  detach,
  encodeUtf8,
  type Header,
  type NameAddr,
  Parameterised,
  type Request,
  SipError,
} from '../../message/index.ts';
import { type ServerTransaction } from '../../stack/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { type Body, noBody, type WireBody, wireBody } from '../request/body.ts';
import { Deadline } from '../deadline.ts';
import { Deferred } from '../deferred.ts';
import { type DialogPeer } from '../call/dialog-peer.ts';
import { type EventIdentity, formatEvent } from './event-header.ts';
import { type RejectOptions } from '../call/incoming-call-options.ts';
import { grantedExpires, Notifier, type NotifierHost, type NotifierOver } from './notifier.ts';
import { RequestFailed } from '../request/request-failed.ts';

const ACCEPT = headerId('Accept');

/** ms until an application that has not decided is taken to need more time: SUBSCRIBE wants its answer now (RFC 4320). */
export const UNDECIDED = 3_000;
/** s that a subscription lasts at most before it is refreshed, where the application does not say. */
const LONGEST = 3_600;

/** How a subscription is taken. */
export interface AcceptSubscriptionOptions {
  /** `pending`: it is not known yet whether the subscriber may have the state; `accept` once more says so. `active` when left out. */
  readonly state?: 'active' | 'pending';
  /** s at most, also of each refresh; less is granted where less is asked for. 3600 when left out. */
  readonly expires?: number;
  /** The state as it is, for the NOTIFY that follows at once; without it that NOTIFY is empty. */
  readonly body?: Body;
  /** Asked for the full state at each refresh; without it the last body is sent again (RFC 6665 4.2.2). */
  readonly fullState?: () => Body | undefined;
  /** Of the 200. */
  readonly headers?: readonly Header[];
}

/** How a subscription to something of ours ended. */
export interface IncomingSubscriptionEnd {
  /**
   * `rejected` before it began; `terminated` by us; `unsubscribed`, or the state was wanted once; `expired`; `failed`: a NOTIFY
   * met with an error or nobody answered it, see `failure`.
   */
  readonly cause: 'rejected' | NotifierOver['cause'];
  readonly failure: RequestFailed | undefined;
}

/**
 * A subscription to something of ours: decided by `accept` or `reject`, told of changes by `notify`, ended by `terminate`. Refreshes
 * are answered by themselves (RFC 6665 4.2).
 */
export class IncomingSubscription implements NotifierHost {
  /** The SUBSCRIBE, for what this class does not read. */
  readonly request: Request;
  /** The package. */
  readonly event: string;
  /** Event, with its parameters. */
  readonly eventValue: Parameterised;
  /** Media types that notifications may have, in lower case; empty where the subscriber names none, and those of the package are meant. */
  readonly accepts: readonly string[];
  private readonly agent: AgentParts;
  private readonly server: ServerTransaction;
  private readonly notifier: Notifier;
  private readonly asked: number;
  private readonly undecided: Deadline;
  private readonly whenEnded = new Deferred<IncomingSubscriptionEnd>();
  private longest = LONGEST;
  private body: WireBody = noBody;
  private fullState: (() => Body | undefined) | undefined = undefined;
  private rejected = false;

  /** @param parts `peer` is the dialog that our 2xx makes, or that the SUBSCRIBE came in @hidden */
  constructor(
    agent: AgentParts,
    request: Request,
    server: ServerTransaction,
    parts: { readonly peer: DialogPeer; readonly identity: EventIdentity; readonly value: Parameterised },
  ) {
    const { peer, identity, value } = parts;
    this.agent = agent;
    this.request = request;
    this.server = server;
    this.event = identity.event;
    this.eventValue = value;
    this.accepts = acceptOf(request);
    this.asked = grantedExpires(request, 2 ** 32 - 1, eventPackage(identity.event)?.expires ?? LONGEST) ?? 0;
    const { event, id } = identity;
    this.notifier = new Notifier({
      agent,
      host: this,
      peer,
      identity,
      event: formatEvent(event, id === '' ? {} : { id }),
      longest: () => this.longest,
    });
    this.undecided = new Deadline(agent.stack, () => this.open('defer', []));
    this.undecided.set(UNDECIDED);
  }

  /** Who subscribes: From. */
  get from(): NameAddr {
    return this.request.from;
  }

  /** To: whose state is meant. */
  get to(): NameAddr {
    return this.request.to;
  }

  /**
   * `resp_wait`: nothing was decided; `pending`: it stands, but the state is not told; `active`; `terminated`. Where nothing
   * is decided in three seconds, it is `pending` by itself.
   */
  get state(): NotifierState {
    return this.rejected ? 'terminated' : this.notifier.state;
  }

  /** s that it lasts unless it is refreshed; before the decision, s that are asked for. 0: the state is wanted once. */
  get expires(): number {
    return this.state === 'resp_wait' ? this.asked : this.notifier.expires;
  }

  /** Resolves when it is over, however. */
  get ended(): Promise<IncomingSubscriptionEnd> {
    return this.whenEnded.promise;
  }

  /** Takes the subscription, or grants one that is pending: 200, and a NOTIFY at once (4.2.1.2). After the end nothing happens. */
  accept({ state = 'active', expires, body, fullState, headers = [] }: AcceptSubscriptionOptions = {}): void {
    this.agent.stack.turn(() => {
      if (expires !== undefined) this.longest = Math.max(1, expires);
      if (fullState !== undefined) this.fullState = fullState;
      if (body !== undefined) this.take(body);
      else if (fullState !== undefined) this.onRefresh();
      if (this.state === 'resp_wait') this.open(state === 'active' ? 'grant' : 'defer', headers);
      else if (state === 'active') this.notifier.grant();
    });
  }

  /**
   * Tells the state, or the change: at once, or when the NOTIFY before is answered; of several that wait the newest is sent.
   * While the subscription is pending it is kept back.
   */
  notify(body: Body): void {
    this.agent.stack.turn(() => {
      this.take(body);
      this.notifier.changed();
    });
  }

  /**
   * Ends it with a last NOTIFY (4.2.2).
   * @param reason what the subscriber is to do, see `terminationReasonRows`
   * @param retryAfter s, with `probation` and `giveup`
   */
  terminate(reason: TerminationReason = 'deactivated', { retryAfter, body }: TerminateOptions = {}): void {
    this.agent.stack.turn(() => {
      if (body !== undefined) this.take(body);
      if (this.state === 'resp_wait') this.refuse(480, []);
      else this.notifier.terminate(reason, retryAfter);
    });
  }

  /**
   * Refuses it; where it is pending already, by a NOTIFY with `rejected`.
   * @param status 300 to 699
   * @throws SipError SIP_STATUS
   */
  reject(status = 403, { reason, headers = [] }: RejectOptions = {}): void {
    if (!(status >= 300 && status <= 699 && Number.isInteger(status)))
      throw new SipError('SIP_STATUS', `${status} does not refuse a SUBSCRIBE`);
    this.agent.stack.turn(() => {
      if (this.state === 'resp_wait') this.refuse(status, headers, reason);
      else this.notifier.terminate('rejected');
    });
  }

  private open(event: 'grant' | 'defer', headers: readonly Header[]): void {
    if (this.state !== 'resp_wait') return;
    this.undecided.clear();
    const { server, notifier } = this;
    const expires = Math.min(this.asked, this.longest);
    notifier.open(event, expires, () =>
      server.respond(200, { headers: [...notifier.grantHeaders(server, expires), ...headers], recordRoute: true }),
    );
  }

  private refuse(status: number, headers: readonly Header[], reason?: string): void {
    this.undecided.clear();
    this.rejected = true;
    this.server.respond(status, { headers, reason: reason === undefined ? undefined : encodeUtf8(reason) });
    this.whenEnded.resolve({ cause: 'rejected', failure: undefined });
  }

  private take(body: Body): void {
    this.body = wireBody({ contentType: eventPackage(this.event)?.bodies[0], ...body });
  }

  // ---- for the notifier ----

  /** What the next NOTIFY carries. @hidden */
  bodyFor(granted: boolean): WireBody {
    return granted ? this.body : noBody;
  }

  /** @hidden */
  onRefresh(): void {
    try {
      const body = this.fullState?.();
      if (body !== undefined) this.take(body);
    } catch (error) {
      this.agent.stack.log.error({ err: error, event: this.event }, 'the full state could not be told');
    }
  }

  /** @hidden */
  onOver(over: NotifierOver): void {
    const failure = over.cause === 'failed' ? new RequestFailed('NOTIFY', over.outcome) : undefined;
    this.whenEnded.resolve({ cause: over.cause, failure });
  }
}

/** What goes with the last NOTIFY. */
export interface TerminateOptions {
  /** s until a new subscription is welcome. */
  readonly retryAfter?: number;
  /** In place of the last state. */
  readonly body?: Body;
}

function acceptOf(request: Request): readonly string[] {
  const types: string[] = [];
  for (let line = request.find(ACCEPT); line >= 0; line = request.find(ACCEPT, line + 1)) {
    const ranges = request.parseAt(line);
    if (!Array.isArray(ranges)) continue;
    for (const range of ranges)
      if (range instanceof Parameterised && range.params.get('q') !== '0')
        types.push(detach(range.value.toLowerCase()));
  }
  return types;
}
