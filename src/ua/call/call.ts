/** A call that a user agent makes or takes: its state, its end, and what both sides may do in it (RFC 3261 13 to 15, RFC 3264 8.4, RFC 6086). */

import { isKnownMethod } from '../../catalogue/index.ts';
import { type Dialog } from '../../dialog/index.ts';
import { type Header, type Request, Response, SipError } from '../../message/index.ts';
import { type NegotiatedStream } from '../../sdp/index.ts';
import { type ServerTransaction } from '../../stack/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { type Body, wireBody } from '../request/body.ts';
import { CallSession } from './call-session.ts';
import { Deferred, quiet } from '../deferred.ts';
import { type Digit, parseDigit, sendDigits } from './digits.ts';
import { Inbox } from '../inbox.ts';
import { IncomingRequest } from '../request/incoming-request.ts';
import { type Breakdown, type InviteUsage, type UsageHost } from './invite-usage.ts';
import { type Media } from './media.ts';
import { type Change } from './modification.ts';
import { type RequestUser } from '../request/outgoing-request.ts';
import { referToValue } from '../events/refer-to.ts';
import { receiveRefer, type Referral } from '../events/referral.ts';
import { checkHeaders } from '../request/check-headers.ts';
import { agentStopped, callEnded, type Outcome, RequestFailed } from '../request/request-failed.ts';
import { responseTo } from '../request/response-to.ts';
import { type SubscribeOptions, Subscription } from '../events/subscription.ts';
import { type ReferOptions, Transfer } from '../events/transfer.ts';

/**
 * How far a call has come:
 * - `Trying`: nothing was heard of the callee yet, or nothing told to the caller.
 * - `Ringing`: a provisional response above 100 has passed.
 * - `Established`: answered with 2xx.
 * - `Ended`: over, see `end`.
 */
export type CallState = 'Trying' | 'Ringing' | 'Established' | 'Ended';

/** How a call ended. */
export interface CallEnd {
  /** Who ended it: we, the peer, or nobody: silence or a fault of the network. */
  readonly by: 'local' | 'remote' | 'network';
  /** The final response to the INVITE, received or sent; 408 or 503 where none came. */
  readonly status: number;
  /**
   * `bye` after an established call; `refused`; `cancelled` by the caller (status 200 where the answer was faster);
   * `silence`: no answer to the INVITE; `fault`: it could not be sent, or what came can't be used; `no ACK` of our 2xx, or
   * `no PRACK`; `no answer`: the peer's descriptions fit no session; `gone`: the peer knows nothing of the call any more, or
   * is silent; `session expired` (RFC 4028 10); `replaced` by another call (RFC 3891).
   */
  readonly cause: 'bye' | 'refused' | 'cancelled' | 'silence' | 'fault' | 'no PRACK' | 'replaced' | Breakdown;
  /** The response that ended it; undefined where none did. */
  readonly response: Response | undefined;
  /** Values of Reason in the BYE or CANCEL of the peer's, as written (RFC 3326). */
  readonly reasons: readonly string[];
}

/** Headers of one's own in a message that ends or changes something. */
export interface HangUpOptions {
  /** Such as Reason. */
  readonly headers?: readonly Header[];
}

/** A request of one's own within a call. */
export interface SendWithinOptions extends Partial<Body> {
  readonly headers?: readonly Header[];
  /** Stops waiting for the response; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * A call with one peer, in what does not depend on who made it: see `OutgoingCall` and `IncomingCall`. `established` and `ended`
 * tell how it goes; `requests`, `referrals` and `digits` what the peer wants meanwhile, and they end with it.
 */
export abstract class Call implements UsageHost {
  /** Whether we made it, or the peer did. */
  abstract readonly direction: 'outgoing' | 'incoming';
  /** The Call-ID that both sides know it by. */
  abstract readonly callId: string;
  /** INFO with its packages, MESSAGE, and unknown methods within the call. While nobody reads, they are refused. */
  readonly requests = new Inbox<IncomingRequest>(256, (request) => request.turnAway());
  /** The peer asks us to call somebody: transfers. While nobody reads, they are declined with 603. */
  readonly referrals = new Inbox<Referral>(256, (referral) => referral.reject(603));
  /** Digits that the peer sent by INFO, or as telephone events where the media tell of them. */
  readonly digits = new Inbox<Digit>();
  protected readonly agent: AgentParts;
  protected current: CallState = 'Trying';
  /** The dialog that the call is about: an early one, or the one that was answered. */
  protected usage: InviteUsage | undefined = undefined;
  protected session: CallSession;
  private ending: CallEnd | undefined = undefined;
  private readonly whenEstablished = new Deferred<void>();
  private readonly onceEstablished: Promise<this> = quiet(this.whenEstablished.promise.then(() => this));
  private readonly whenEnded = new Deferred<CallEnd>();

  /** Calls are made by `UserAgent`. @hidden */
  constructor(agent: AgentParts, media: Media) {
    this.agent = agent;
    this.session = new CallSession(media, agent.stack.log);
    this.hear(media);
  }

  /** Digits that the media tell of are ours. */
  protected hear(media: Media): void {
    media.onDigit = (digit) => this.digits.put(digit);
  }

  /** How far it has come. */
  get state(): CallState {
    return this.current;
  }

  /** How the call ended; undefined while it goes on. */
  get end(): CallEnd | undefined {
    return this.ending;
  }

  /** Resolves when the call is answered and acknowledged; rejects with RequestFailed or SipError SIP_CALL_ENDED when it ends before. */
  get established(): Promise<this> {
    return this.onceEstablished;
  }

  /** Resolves when the call is over, however. */
  get ended(): Promise<CallEnd> {
    return this.whenEnded.promise;
  }

  /** The dialog: tags, targets and routes (RFC 3261 12); undefined before there is one. */
  get dialog(): Dialog | undefined {
    return this.usage?.dialog;
  }

  /** What was agreed on last, by m= line. */
  get streams(): readonly NegotiatedStream[] {
    return this.session.streams;
  }

  /** Whether we hold the peer. */
  get held(): boolean {
    return this.session.held;
  }

  /** Whether the peer holds us: it wants no media in any stream (RFC 3264 8.4). */
  get heldByPeer(): boolean {
    const accepted = this.streams.filter(({ accepted }) => accepted);
    return accepted.length > 0 && accepted.every(({ heldByPeer }) => heldByPeer);
  }

  /** Ends the call, whatever its state: cancels it, refuses it, or sends BYE. @returns how it ended */
  hangUp({ headers = [] }: HangUpOptions = {}): Promise<CallEnd> {
    checkHeaders(headers);
    this.agent.stack.turn(() => this.conclude({ by: 'local', status: 200, cause: 'bye' }, headers));
    return this.ended;
  }

  /** The user agent stops: nothing more is sent. @internal */
  forsake(): void {
    this.finish({ by: 'local', status: 503, cause: 'fault' }, agentStopped());
  }

  /** Another call takes its place (RFC 3891 3): BYE, or CANCEL before it is answered. @internal */
  giveWay(): void {
    this.conclude({ by: 'remote', status: 200, cause: 'replaced' });
  }

  /** Ends with BYE, or as one ends before it is established. @param end of an established call */
  private conclude(end: Parameters<Call['finish']>[0], headers: readonly Header[] = []): void {
    const { usage } = this;
    if (this.current === 'Ended') return;
    if (this.current !== 'Established' || usage === undefined) this.giveUp(headers);
    else
      usage.onceAcknowledged(() => {
        usage.sendBye(headers);
        this.finish(end);
      });
  }

  /** Hangs up before the call is established. */
  protected abstract giveUp(headers: readonly Header[]): void;

  // ---- changes of the session ----

  /** Puts the peer on hold (RFC 3264 8.4, RFC 5359 2.1). Rejects with RequestFailed when it refuses. */
  hold(): Promise<void> {
    return this.change({ method: 'INVITE', offer: 'new', held: true });
  }

  /** Takes the peer off hold. */
  resume(): Promise<void> {
    return this.change({ method: 'INVITE', offer: 'new', held: false });
  }

  /**
   * Offers what the media want now. It waits until nothing else is under way; when the peer asks at the same time, it waits
   * as RFC 3261 14.1 says, and tries again.
   * @param by UPDATE is all there is before the call is established, and may be used after (RFC 3311)
   * @returns when it was agreed on; rejects with RequestFailed where the peer refuses, or SipError SIP_CALL_ENDED, SIP_NO_DIALOG
   */
  modify(by: 'INVITE' | 'UPDATE' = this.current === 'Established' ? 'INVITE' : 'UPDATE'): Promise<void> {
    return this.change({ method: by, offer: 'new' });
  }

  /** A re-INVITE without an offer: the peer makes it, and the media answer in the ACK (RFC 3261 14.1, RFC 3725). */
  askForOffer(): Promise<void> {
    return this.change({ method: 'INVITE', offer: 'none' });
  }

  /** Tells the peer where we are now, and changes nothing else: after the address of this machine has changed. */
  async refresh(): Promise<void> {
    return this.openUsage().refreshSession();
  }

  private async change(change: Change): Promise<void> {
    return this.openUsage().change(change);
  }

  /** @throws SipError SIP_CALL_ENDED, SIP_NO_DIALOG */
  private openUsage(): InviteUsage {
    const { usage } = this;
    if (this.current === 'Ended') throw callEnded();
    if (usage?.opened !== true) throw new SipError('SIP_NO_DIALOG', 'there is no dialog yet', { rfc: '3261 12' });
    return usage;
  }

  // ---- requests within the call ----

  /**
   * Sends a request within the dialog. @returns its final response, whatever that says. Rejects with RequestFailed
   * (`SIP_NO_RESPONSE`) when none comes, with SipError SIP_CALL_ENDED or SIP_NO_DIALOG when there is no dialog
   */
  async send(
    method: string,
    { headers = [], body, contentType, binary, signal }: SendWithinOptions = {},
  ): Promise<Response> {
    const usage = this.openUsage();
    checkHeaders(headers);
    const wire = wireBody({ body, contentType, binary });
    const make = (user: RequestUser) =>
      usage.peer.request(method, headers, wire, {
        ...user,
        onFinal: (request, outcome) => {
          user.onFinal(request, outcome);
          usage.endIfGone(outcome);
        },
      });
    return responseTo(this.agent, make, signal);
  }

  /**
   * Asks the peer to call somebody else (RFC 3515, RFC 5589): a blind transfer to a URI; an attended one where another call of ours is
   * given, whose peer is then called in its place. This call goes on until one side hangs up, best after `Transfer.done`.
   * @returns when the peer has agreed; rejects with RequestFailed, or SipError SIP_URI_INVALID, SIP_CALL_ENDED, SIP_NO_DIALOG
   */
  async refer(target: string | Call, options: ReferOptions = {}): Promise<Transfer> {
    const { agent } = this;
    const usage = this.openUsage();
    const { peer, peerSupports } = usage;
    try {
      return await Transfer.send(agent, { peer, peerSupports }, referToValue(target), options);
    } catch (error) {
      const response = error instanceof RequestFailed ? error.response : undefined;
      if (response?.status === 481) agent.stack.turn(() => usage.endIfGone(response));
      throw error;
    }
  }

  /**
   * Subscribes to a state of the peer's within the dialog (RFC 6665 4.5.2). The subscription may outlast the call (RFC 5057).
   * @throws SipError SIP_CALL_ENDED, SIP_NO_DIALOG, SIP_EVENT, SIP_OPTIONS
   */
  subscribe(event: string, options: Omit<SubscribeOptions, 'body' | 'contentType'> = {}): Subscription {
    const usage = this.openUsage();
    return Subscription.begin(this.agent, event, { peer: usage.peer, alive: () => !usage.ended }, options);
  }

  /** INFO (RFC 6086). @param infoPackage for Info-Package; left out for the older use without one */
  info(body: Body, infoPackage?: string): Promise<Response> {
    const headers: Header[] = infoPackage === undefined ? [] : [['Info-Package', infoPackage]];
    return this.send('INFO', { ...body, headers });
  }

  /** An instant message within the call (RFC 3428). @param text Unicode */
  message(text: string, contentType = 'text/plain'): Promise<Response> {
    return this.send('MESSAGE', { body: text, contentType });
  }

  /**
   * Sends digits one after the other: as telephone events where those were agreed on (RFC 4733), otherwise by INFO.
   * @param digits 0-9, *, #, A-D; a comma is a pause of a second
   * @param durationMs of a digit
   * @throws SipError (as a rejection) SIP_DIGITS, SIP_CALL_ENDED, SIP_NO_DIALOG; RequestFailed where the peer refuses one
   */
  sendDigits(digits: string, durationMs = 160): Promise<void> {
    const { media } = this.session;
    return sendDigits(this.agent.stack, digits, durationMs, {
      event: (digit, ms) =>
        this.ending === undefined &&
        this.streams.some((stream) => stream.telephoneEvents) &&
        media.sendDigit?.(digit, ms) === true,
      info: (body) => this.info(body),
    });
  }

  // ---- from the dialog ----

  /** @hidden */
  onBye(usage: InviteUsage, request: Request): void {
    if (usage === this.usage)
      this.finish({ by: 'remote', status: 200, cause: 'bye', reasons: request.named('Reason') });
  }

  /** @hidden */
  onBreakdown(usage: InviteUsage, cause: Breakdown, outcome: Outcome | undefined): void {
    if (usage !== this.usage) return;
    const response = outcome instanceof Response ? outcome : undefined;
    // 481 says that the peer has ended it.
    this.finish({ by: outcome?.status === 481 ? 'remote' : 'network', status: 200, cause, response });
  }

  /** @hidden */
  onAcknowledged(usage: InviteUsage): void {
    if (usage === this.usage) this.establish();
  }

  /** A request within the dialog that changes nothing in the session. @hidden */
  onRequest(usage: InviteUsage, request: Request, server: ServerTransaction): boolean {
    switch (request.method) {
      case 'SUBSCRIBE':
      case 'NOTIFY':
        return false;
      case 'REFER':
        receiveRefer(this.agent, request, server, this.referrals, { peer: usage.peer, call: this });
        return true;
      case 'INFO': {
        const digit = parseDigit(request);
        // Who reads the requests and not the digits wants it as it came.
        if (digit === undefined || (this.requests.listening && !this.digits.listening)) break;
        server.respond(200);
        this.digits.put(digit);
        return true;
      }
      default:
        break;
    }
    if (this.requests.listening) this.requests.put(new IncomingRequest(this.agent.stack, request, server));
    else this.refuseUnread(request, server);
    return true;
  }

  private refuseUnread(request: Request, server: ServerTransaction): void {
    // 21.5.2: 501 for what nobody here could ever do, 405 for what has no meaning in this call
    if (request.method !== 'INFO')
      server.respond(isKnownMethod(request.method) ? 405 : 501, { headers: this.agent.capabilities() });
    // RFC 6086 4.2.2: no package is welcome; a body without one has no meaning here
    else if (request.named('Info-Package').length > 0) server.respond(469, { headers: [['Recv-Info', 'nil']] });
    else server.respond(request.bodyEnd > request.bodyStart ? 415 : 200, { headers: this.agent.capabilities() });
  }

  // ---- the end ----

  protected establish(): void {
    if (this.ending === undefined) this.whenEstablished.resolve();
  }

  protected finish(end: Pick<CallEnd, 'by' | 'status' | 'cause'> & Partial<CallEnd>, failure?: Error): void {
    if (this.ending !== undefined) return;
    this.ending = { response: undefined, reasons: [], ...end };
    this.current = 'Ended';
    this.usage?.end('bye');
    this.session.end();
    this.requests.end();
    this.referrals.end();
    this.digits.end();
    // An error costs its stack trace: not for each call that went well.
    if (!this.whenEstablished.settled) this.whenEstablished.reject(failure ?? callEnded());
    this.whenEnded.resolve(this.ending);
  }
}
