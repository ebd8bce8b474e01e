/** A call that we are offered: ringing, the answer, the refusal, and the CANCEL that may come before (RFC 3261 9.2, 13.3, RFC 3262 3). */

import { headerId } from '../../catalogue/index.ts';
import { type Dialog, type SessionTimer } from '../../dialog/index.ts';
import {
  buildResponse,
  encodeUtf8,
  Failure,
  type Header,
  type NameAddr,
  type Request,
  SipError,
} from '../../message/index.ts';
import { type SessionDescription } from '../../sdp/index.ts';
import { type ServerTransaction, type ServerUser } from '../../stack/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { Call, type CallEnd } from './call.ts';
import { descriptionIn, OfferRefused, SDP } from './call-session.ts';
import { type AnswerOptions, type ProgressOptions, type RejectOptions } from './incoming-call-options.ts';
import { type Awaitable, Deferred, whenReady } from '../deferred.ts';
import { type Breakdown, InviteUsage } from './invite-usage.ts';
import { type Media } from './media.ts';
import { refuse } from './received-offer.ts';
import { ReliableResponses } from './reliable-responses.ts';
import { checkHeaders, headersFault } from '../request/check-headers.ts';
import { callEnded, type Outcome } from '../request/request-failed.ts';

const REQUIRE = headerId('Require');
const RACK = headerId('RAck');

/** A call that somebody makes to us: `ring`, then `answer`, `reject` or `redirect` it, unless it has `ended` before: the caller may give up. */
export class IncomingCall extends Call implements ServerUser {
  readonly direction = 'incoming';
  readonly callId: string;
  /** The INVITE, for what this class does not read. */
  readonly request: Request;
  /** The call of ours that this one is to take the place of, when it is answered (RFC 3891). */
  readonly replaces: Call | undefined;
  private readonly server: ServerTransaction;
  private readonly own: InviteUsage;
  private readonly reliable: ReliableResponses;
  /** Our description for the INVITE's exchange, once it is being made. */
  private description: Awaitable<string> | undefined = undefined;
  /** Whether the caller has it for certain, so that the 2xx leaves it out (RFC 3262 5). */
  private delivered = false;
  private answering = false;
  private whenPracked: (() => void) | undefined = undefined;

  /** @param parts `dialog` is the one that our responses will make: the INVITE was read for it already @hidden */
  constructor(
    agent: AgentParts,
    request: Request,
    server: ServerTransaction,
    parts: {
      readonly dialog: Dialog;
      readonly media: Media;
      readonly timer: SessionTimer;
      readonly replaces: Call | undefined;
    },
  ) {
    super(agent, parts.media);
    this.request = request;
    this.callId = request.callId;
    this.server = server;
    this.replaces = parts.replaces;
    const { session } = this;
    this.own = new InviteUsage(this, parts.dialog, { agent, session, timer: parts.timer, ownsCallId: false });
    if (agent.policy.byFlow) this.own.peer.flow = server.flow;
    this.usage = this.own;
    this.own.learn(request);
    this.own.invite = 'server';
    this.own.inviteOffered = descriptionIn(request) !== undefined;
    // RFC 3262 3: from 1 to 2^31 - 1, by chance
    const first = agent.random.bits32() >>> 1 || 1;
    this.reliable = new ReliableResponses(agent.stack, server, request.cseq.sequence, first, () => {
      this.close(504, 'network', [], 'no PRACK');
    });
  }

  /** Who calls, as the caller says: From. */
  get from(): NameAddr {
    return this.request.from;
  }

  /** Whom the caller wants: To, which a proxy on the way does not change. */
  get to(): NameAddr {
    return this.request.to;
  }

  /** The session description that the caller offers; undefined for none, or one that can't be read. */
  get offer(): SessionDescription | undefined {
    const offer = descriptionIn(this.request);
    return offer instanceof Failure ? undefined : offer;
  }

  /** Whether it was neither answered nor refused nor cancelled yet. */
  get pending(): boolean {
    return (this.current === 'Trying' || this.current === 'Ringing') && !this.answering;
  }

  /** Tells the caller that it rings: 180, without a description. @throws SipError SIP_STATUS */
  ring(options: ProgressOptions = {}): void {
    const { status = 180 } = options;
    if (!isProvisional(status)) throw notProvisional(status);
    checkHeaders(options.headers ?? []);
    this.provisional({ ...options, status }, false).catch(() => {});
  }

  /**
   * Tells the caller how it goes on, with our description: early media.
   * @returns when it was sent, and where it is reliable when the caller has acknowledged it
   * @throws SipError (as a rejection) SIP_STATUS, SIP_CALL_ENDED
   */
  progress(options: ProgressOptions = {}): Promise<void> {
    const fault = headersFault(options.headers);
    return fault !== undefined ? Promise.reject(fault) : this.provisional({ status: 183, ...options }, true);
  }

  /** Takes the call. @returns when the caller has acknowledged it; rejects with SipError SIP_CALL_ENDED when it did not, whose `cause` is what the media said */
  answer({ headers = [], media }: AnswerOptions = {}): Promise<this> {
    if (!this.pending) return this.established;
    const fault = headersFault(headers);
    if (fault !== undefined) return Promise.reject(fault);
    this.answering = true;
    this.use(media);
    this.agent.stack.turn(() =>
      this.describe(
        (body) => this.accept(body, headers),
        (error) => this.failDescription(error),
      ),
    );
    return this.established;
  }

  /** Refuses the call. @param status 300 to 699 @throws SipError SIP_STATUS */
  reject(status = 486, { reason, headers = [] }: RejectOptions = {}): void {
    if (!(status >= 300 && status <= 699 && Number.isInteger(status)))
      throw new SipError('SIP_STATUS', `${status} does not refuse a call`);
    checkHeaders(headers);
    if (!this.pending) return;
    this.agent.stack.turn(() => this.close(status, 'local', headers, 'refused', reason));
  }

  /** Sends the caller elsewhere: 302, or 301 for good. @param contacts URIs, the preferred first */
  redirect(contacts: readonly string[], permanent = false): void {
    const headers = contacts.map((uri, i): Header => ['Contact', `<${uri}>${i === 0 ? '' : `;q=${quality(i)}`}`]);
    this.reject(permanent ? 301 : 302, { headers });
  }

  // ---- provisional responses ----

  private provisional(options: ProgressOptions & { readonly status: number }, describe: boolean): Promise<void> {
    const { status } = options;
    if (!isProvisional(status)) return Promise.reject(notProvisional(status));
    if (!this.pending) return Promise.reject(callEnded());
    const sent = new Deferred<void>();
    this.use(options.media);
    // Without PRACK an offer has nowhere to be answered (RFC 3261 13.2.1).
    const described = describe && (this.own.inviteOffered || (this.mayBeReliable && options.reliable !== false));
    this.agent.stack.turn(() => {
      const send = (body: string) => {
        if (this.end === undefined && !this.server.answered) this.sendProvisional(options, body, sent);
        else sent.reject(callEnded());
      };
      if (described)
        this.describe(send, (error) => {
          sent.reject(error);
          this.failDescription(error);
        });
      else send('');
    });
    return sent.promise;
  }

  private sendProvisional(
    { status = 183, headers = [], reliable }: ProgressOptions,
    body: string,
    sent: Deferred<void>,
  ): void {
    this.current = 'Ringing';
    this.own.open();
    const wanted = this.insists || (reliable ?? (body !== '' || this.agent.policy.reliable === 'required'));
    const compose = (extra: readonly Header[]) =>
      buildResponse(this.request, status, {
        toTag: this.server.localTag,
        recordRoute: true,
        headers: [...this.agent.presence(this.server.flow), ...extra, ...headers],
        // RFC 6337 3.1.1: what the caller has for certain is not said again
        body: this.delivered ? '' : body,
        contentType: SDP,
      });
    if (!wanted || !this.mayBeReliable) {
      if (body !== '') this.own.answerAtRisk = !this.delivered;
      this.reliable.sendPlain(status, compose([]));
      sent.resolve();
      return;
    }
    if (body !== '') this.own.prack = true;
    this.reliable.send(
      status,
      (rseq) =>
        compose([
          ['Require', '100rel'],
          ['RSeq', String(rseq)],
        ]),
      () => {
        if (body !== '') {
          this.delivered = true;
          this.own.answerAtRisk = false;
        }
        sent.resolve();
      },
      () => sent.reject(callEnded()),
    );
  }

  /** Whether provisional responses can be reliable: the caller knows PRACK, and our policy does not speak against it (RFC 3262 3). */
  get mayBeReliable(): boolean {
    if (this.agent.policy.reliable === 'off') return false;
    return this.own.peerSupports.includes('100rel') || this.insists;
  }

  /** Whether the caller wants every provisional response to be reliable. */
  private get insists(): boolean {
    return this.request.tokens(REQUIRE).some((tag) => tag.toLowerCase() === '100rel');
  }

  /** PRACK, or what any call may be asked. @hidden */
  override onRequest(usage: InviteUsage, request: Request, server: ServerTransaction): boolean {
    if (request.method !== 'PRACK') return super.onRequest(usage, request, server);
    const rack = request.parse(RACK);
    if (typeof rack !== 'object' || !('responseNumber' in rack) || !this.reliable.receive(rack)) {
      server.respond(481);
      return true;
    }
    const description = descriptionIn(request);
    const goOn = () => {
      this.reliable.next();
      this.own.prack = this.reliable.waiting;
      const { whenPracked } = this;
      this.whenPracked = undefined;
      whenPracked?.();
      usage.pump();
    };
    const done = (body: string) => {
      server.respond(200, { body, contentType: SDP });
      goOn();
    };
    const { negotiation } = usage.session;
    // An offer in our 2xx is answered by its ACK, though the PRACK comes first.
    if (negotiation.state === 'local offer' && !this.server.answered) {
      const problem = usage.session.takeAnswer(description);
      // Without a session there is nothing to say yes to.
      if (problem !== '') this.whenPracked = undefined;
      done('');
      if (problem !== '') this.close(488, 'local', [], 'no answer');
    } else if (description === undefined || negotiation.state !== 'stable') done('');
    else
      whenReady(
        this.agent.stack,
        () => usage.session.answer(description),
        done,
        (error) => {
          refuse(usage, server, error);
          goOn();
        },
      );
    return true;
  }

  // ---- the answer ----

  /** Our description for the INVITE's exchange, made once: the answer, or where the caller made none our offer. */
  private describe(then: (body: string) => void, fail: (error: Error) => void): void {
    const offer = descriptionIn(this.request);
    const make = () => (this.description ??= offer === undefined ? this.session.offer() : this.session.answer(offer));
    whenReady(
      this.agent.stack,
      make,
      (body) => {
        this.description = body;
        then(body);
      },
      fail,
    );
  }

  private accept(body: string, headers: readonly Header[]): void {
    if (this.end !== undefined || this.server.answered) return;
    // RFC 3262 5: what was described in a response that nobody acknowledged yet may still be under way
    if (this.own.prack) {
      this.whenPracked = () => this.accept(body, headers);
      return;
    }
    this.reliable.stop();
    this.current = 'Established';
    this.own.answerAtRisk = false;
    this.own.open();
    this.own.dialog.handle('2xx');
    this.own.accept(this.request, this.server, this.delivered ? '' : body, headers);
    const { replaces } = this;
    if (replaces !== undefined) replaces.giveWay();
  }

  private failDescription(error: Error): void {
    if (this.end !== undefined || this.server.answered) return;
    const status = error instanceof SipError ? (error.status ?? 500) : 500;
    if (status === 500) this.agent.stack.log.error({ err: error }, 'the media could not describe a call');
    const headers = error instanceof OfferRefused ? error.headers : [];
    this.close(status < 300 ? 500 : status, 'local', headers, 'refused', undefined, [], callEnded(error));
  }

  private use(media: Media | undefined): void {
    if (media === undefined || media === this.session.media || this.description !== undefined) return;
    // What was made for the call before has no use any more.
    this.session.end();
    this.session.media = media;
    this.hear(media);
  }

  // ---- the end ----

  protected override giveUp(headers: readonly Header[]): void {
    this.close(480, 'local', headers, 'refused');
  }

  /** 9.2: the caller gave up. @hidden */
  onCancel(_server: ServerTransaction, cancel: Request): void {
    if (this.current === 'Trying' || this.current === 'Ringing')
      this.close(487, 'remote', [], 'cancelled', undefined, cancel.named('Reason'));
  }

  /** 15.1.2: a BYE before our final response; the INVITE is answered too. @hidden */
  override onBye(usage: InviteUsage, request: Request): void {
    this.reliable.stop();
    if (!this.server.answered) this.server.respond(487);
    super.onBye(usage, request);
  }

  /** 15: the callee has no BYE before its final response; the INVITE is refused in its place. @hidden */
  override onBreakdown(usage: InviteUsage, cause: Breakdown, outcome: Outcome | undefined): void {
    if (this.server.answered) super.onBreakdown(usage, cause, outcome);
    else this.close(487, outcome?.status === 481 ? 'remote' : 'network', [], cause);
  }

  private close(
    status: number,
    by: 'local' | 'remote' | 'network',
    headers: readonly Header[],
    cause: CallEnd['cause'],
    reason?: string,
    reasons: readonly string[] = [],
    failure?: Error,
  ): void {
    this.reliable.stop();
    this.session.refuseOffer();
    this.server.respond(status, { headers, reason: reason === undefined ? undefined : encodeUtf8(reason) });
    this.own.end('300-699');
    this.finish({ by, status, cause, reasons }, failure);
  }
}

/** Whether a user may send it: 100 is up to the transaction. */
function isProvisional(status: number): boolean {
  return status > 100 && status <= 199;
}

function notProvisional(status: number): SipError {
  return new SipError('SIP_STATUS', `${status} is no provisional response`, { rfc: '3261 13.3.1.1' });
}

/** 0.9, 0.8, … for the second contact and those behind it. */
function quality(position: number): string {
  return Math.max(0.1, 1 - position / 10).toFixed(1);
}
