/** A back-to-back user agent: a call that came in and one that is made for it, held together (RFC 3261 6, RFC 7092). */

import {
  decodeUtf8,
  Failure,
  type Header,
  type Message,
  parseUri,
  quote,
  type Response,
  SipError,
} from '../message/index.ts';
import { type CodecFilter, type SessionDescription } from '../sdp/index.ts';
import { type Call, type CallEnd, type IncomingCall, type OutgoingCall, type UserAgent } from '../ua/index.ts';
import { type BridgeTarget } from './bridge-target.ts';
import { HeaderPolicy, type HeaderRule } from './header-policy.ts';
import { Leg } from './leg.ts';
import { Pair, type Side } from './pair.ts';
import { crossingStatus } from './response-policy.ts';
import { type ReferPolicy, Transfers } from './transfers.ts';

/** How the two legs of a bridged call are held together (RFC 7092). */
export interface BridgeOptions {
  /** What From of the new leg says: an address. The caller's URI and name when left out. */
  readonly from?: string;
  /** What To of the new leg says: an address. Its Request-URI when left out. */
  readonly to?: string;
  /** Which headers cross, beside those that usually do. */
  readonly headers?: readonly HeaderRule[];
  /** Codecs that cross, in both directions. */
  readonly codecs?: CodecFilter;
  /** Whether 3xx of the new leg is followed, or told to the caller. */
  readonly redirects?: 'follow' | 'pass';
  /** What becomes of a REFER of either side; `pass` when left out. */
  readonly refer?: ReferPolicy;
  /** s after the answer at which the call is ended; no limit when left out. */
  readonly maxSeconds?: number;
  /** Ends both legs. */
  readonly signal?: AbortSignal;
}

/** How a bridged call ended, leg by leg. */
export interface BridgeEnd {
  readonly incoming: CallEnd;
  /** The leg that was answered, or the last that failed; undefined where none was made. */
  readonly outgoing: CallEnd | undefined;
}

/** RFC 7332 4: a request that has run in circles through B2BUAs ends here. */
const DEFAULT_HOPS = 70;

/** Reasons as RFC 3326 writes them. */
const elsewhere: Header = ['Reason', 'SIP;cause=200;text="Call completed elsewhere"'];
const timeIsUp: Header = ['Reason', 'SIP;cause=480;text="Call time is up"'];

/**
 * Takes a call on to one target, or to several at once, of which the first that answers gets it. A call that is to take the
 * place of a side of another bridge (Replaces, RFC 3891) goes there instead.
 * @param agent makes the new legs
 * @returns the bridge that holds it from now on
 * @throws SipError SIP_URI_INVALID, SIP_HEADER_RULE, SIP_CALL_ANSWERED; the signal's reason where it was aborted before
 */
export function bridge(
  call: IncomingCall,
  agent: UserAgent,
  targets: string | readonly BridgeTarget[],
  options: BridgeOptions = {},
): Bridge {
  const taking = call.replaces === undefined ? undefined : bridges.get(call.replaces);
  if (taking !== undefined) {
    taking.takeOver(call);
    return taking;
  }
  options.signal?.throwIfAborted();
  if (call.state === 'Established')
    throw new SipError('SIP_CALL_ANSWERED', 'a call that was answered can not be taken on', { rfc: '3261 13.3.1' });
  const list = typeof targets === 'string' ? [{ uri: targets }] : targets;
  for (const { uri } of list) {
    const parsed = parseUri(uri);
    if (parsed instanceof Failure || !parsed.isSip)
      throw new SipError('SIP_URI_INVALID', `no SIP URI: ${uri}`, { rfc: '3261 19.1' });
  }
  return new Bridge(call, agent, list, options);
}

/** Which bridge holds a call. */
const bridges = new WeakMap<Call, Bridge>();

interface OutgoingSide extends Side {
  readonly call: OutgoingCall;
}

/** A call taken apart into legs, from the INVITE that came in to the end of the last leg (RFC 7092). `bridge` makes one. */
export class Bridge {
  readonly incoming: IncomingCall;
  /** Resolves when all legs are over. Never rejects. */
  readonly ended: Promise<BridgeEnd>;
  private readonly agent: UserAgent;
  private readonly options: BridgeOptions;
  private readonly headers: HeaderPolicy;
  private readonly leg: Leg;
  private readonly pair: Pair;
  private readonly legs: OutgoingSide[] = [];
  private winner: OutgoingSide | undefined = undefined;
  private failed: CallEnd | undefined = undefined;
  /** What the caller was told in answer to its offer, and by whom. */
  private told: { readonly by: Leg; readonly description: SessionDescription } | undefined = undefined;
  private stopTimer: () => void = () => {};

  /** See `bridge`. */
  constructor(call: IncomingCall, agent: UserAgent, targets: readonly BridgeTarget[], options: BridgeOptions) {
    this.incoming = call;
    this.agent = agent;
    this.options = options;
    this.headers = new HeaderPolicy(options.headers);
    this.leg = this.newLeg();
    this.leg.call = call;
    const newLeg = () => this.newLeg();
    this.pair = new Pair(agent.stack.log, this.headers, (side) => {
      bridges.set(side.call, this);
      this.watch(() => transfers.attend(side));
    });
    const { refer: policy = 'pass' } = options;
    const transfers = new Transfers(this.pair, { agent, headers: this.headers, policy, newLeg });
    this.ended = this.run(targets);
  }

  /** The leg that was answered; undefined before that. */
  get outgoing(): OutgoingCall | undefined {
    return this.winner?.call;
  }

  /** Ends all legs. @param headers for BYE and CANCEL, such as Reason */
  async hangUp(headers: readonly Header[] = []): Promise<BridgeEnd> {
    for (const call of new Set([this.incoming, ...this.pair.calls])) void call.hangUp({ headers });
    return this.ended;
  }

  private async run(targets: readonly BridgeTarget[]): Promise<BridgeEnd> {
    const { incoming, options } = this;
    const onAbort = () => void this.hangUp();
    options.signal?.addEventListener('abort', onAbort, { once: true });
    this.watch(() => this.begin(targets));
    const end = await incoming.ended;
    // Another may have taken its place.
    if (this.winner !== undefined) await this.pair.over;
    this.stopTimer();
    options.signal?.removeEventListener('abort', onAbort);
    const headers = end.reasons.map((reason): Header => ['Reason', reason]);
    const ends = await Promise.all(this.legs.map(({ call }) => call.hangUp({ headers })));
    const at = this.winner === undefined ? -1 : this.legs.indexOf(this.winner);
    return { incoming: end, outgoing: at < 0 ? this.failed : ends[at] };
  }

  // ---- setting up ----

  private begin(targets: readonly BridgeTarget[]): void {
    const { incoming } = this;
    // The caller may have given up while it was decided where the call goes.
    if (!incoming.pending) return;
    const hops = hopsLeft(incoming.request);
    if (hops <= 0) {
      incoming.reject(483);
      return;
    }
    if (targets.length === 0) {
      incoming.reject(480);
      return;
    }
    const { offer } = incoming;
    if (offer !== undefined) this.leg.described = this.leg.shape(offer);
    for (const target of targets) this.legs.push(this.open(target, hops - 1));
    for (const leg of this.legs) this.attend(leg);
  }

  private open({ uri, routes, flow }: BridgeTarget, maxForwards: number): OutgoingSide {
    const { incoming, options, agent } = this;
    const { described } = this.leg;
    const leg = this.newLeg();
    leg.other = this.leg;
    if (described !== undefined) leg.prepareOffer(described);
    else leg.onFirstOffer = (asking) => this.takeLateOffer(asking);
    const call = agent.invite(uri, {
      from: options.from ?? addressOf(incoming),
      to: options.to,
      headers: this.headers.carry(incoming.request),
      media: leg,
      lateOffer: described === undefined,
      // An offer in a reliable response wants its answer in PRACK: a caller that has none can't give it.
      reliable: described === undefined && !incoming.mayBeReliable ? 'off' : undefined,
      redirects: options.redirects === 'pass' ? 0 : undefined,
      routes,
      flow,
      maxForwards,
    });
    leg.call = call;
    return { call, leg };
  }

  /** The rest of a leg's life, beside the others'. */
  private attend(outgoing: OutgoingSide): void {
    const { call } = outgoing;
    this.watch(async () => {
      for await (const response of call.progress) this.carryProgress(outgoing, response);
    });
    this.watch(async () => {
      try {
        await call.established;
      } catch {
        this.lose(await call.ended);
        return;
      }
      await this.win(outgoing);
    });
  }

  private carryProgress({ leg }: OutgoingSide, response: Response): void {
    const { incoming } = this;
    if (!incoming.pending || this.winner !== undefined) return;
    const { status } = response;
    const headers = this.headers.carry(response);
    // Of several callees the first that has something to hear is heard.
    const { described } = leg;
    if (described === undefined || incoming.offer === undefined || (this.told !== undefined && this.told.by !== leg)) {
      incoming.ring({ status: status === 199 ? 183 : status, headers });
      return;
    }
    this.tell(leg, described);
    incoming.progress({ status, headers, media: this.leg }).catch(() => {});
  }

  /** The caller made no offer, and now a callee has: the caller answers it in its PRACK or ACK. */
  private takeLateOffer(leg: Leg): Promise<SessionDescription> {
    const { incoming } = this;
    const offer = leg.described;
    // The others wait for the end, which is near when one was this fast.
    if (this.told !== undefined || offer === undefined) return new Promise(() => {});
    this.tell(leg, offer);
    this.leg.prepareOffer(offer);
    const answered = this.leg.next();
    if (leg.call?.state === 'Established') void incoming.answer({ media: this.leg });
    else incoming.progress({ media: this.leg }).catch(() => {});
    return answered;
  }

  private tell(leg: Leg, description: SessionDescription): void {
    this.leg.other = leg;
    this.told ??= { by: leg, description };
  }

  private async win(outgoing: OutgoingSide): Promise<void> {
    const { incoming } = this;
    const { call, leg } = outgoing;
    if (this.winner !== undefined || incoming.end !== undefined) {
      await call.hangUp({ headers: [elsewhere] });
      return;
    }
    this.winner = outgoing;
    for (const other of this.legs) if (other !== outgoing) void other.call.hangUp({ headers: [elsewhere] });
    const caller = { call: incoming, leg: this.leg };
    this.pair.join(caller, outgoing);
    try {
      await incoming.answer({ media: this.leg });
    } catch {
      // It ended before its ACK came, and takes the other leg along.
      return;
    }
    this.limit();
    // The caller was told of early media by another callee than the one who answered.
    if (this.told !== undefined && this.told.by !== leg)
      await this.pair.agree(outgoing, caller, this.told.description, this.leg.described);
  }

  private lose(end: CallEnd): void {
    const { incoming } = this;
    this.failed = worse(this.failed, end);
    if (this.winner !== undefined || !incoming.pending) return;
    if (this.legs.some(({ call }) => call.end === undefined)) return;
    const { status, response } = this.failed;
    const headers = response === undefined ? [] : this.headers.carry(response);
    const crossing = crossingStatus(status < 300 ? 500 : status);
    if (response !== undefined && status >= 300 && status < 400 && this.options.redirects === 'pass')
      for (const contact of response.named('Contact')) headers.push(['Contact', contact]);
    const reason = response !== undefined && crossing === status ? decodeUtf8(response.reason) : undefined;
    // What was followed to its end leaves nothing to be redirected to.
    if (crossing < 400 && this.options.redirects !== 'pass') incoming.reject(480);
    else incoming.reject(crossing, { headers, reason });
  }

  // ---- in the call ----

  private limit(): void {
    const { maxSeconds } = this.options;
    if (maxSeconds === undefined || this.incoming.end !== undefined) return;
    this.stopTimer = this.agent.stack.clock.after(maxSeconds * 1000, () => {
      void this.hangUp([timeIsUp]);
    });
  }

  /** A call that came in takes the place of one of the sides (RFC 3891 3). @internal */
  takeOver(call: IncomingCall): void {
    this.watch(async () => {
      const gone = call.replaces === undefined ? undefined : this.pair.sideOf(call.replaces);
      const other = gone && this.pair.otherSide(gone);
      if (other === undefined) {
        call.reject(481);
        return;
      }
      const leg = this.newLeg();
      leg.call = call;
      leg.other = other.leg;
      const { offer } = call;
      if (offer === undefined && other.leg.described !== undefined) leg.prepareOffer(other.leg.described);
      else if (offer !== undefined) {
        try {
          await other.leg.offerToPeer(leg.shape(offer));
        } catch {
          call.reject(488);
          return;
        }
      }
      const side = { call, leg };
      this.pair.join(side, other);
      await call.answer({ media: leg }).catch(() => {});
      if (offer === undefined) await this.pair.agree(side, other, undefined, other.leg.described);
    });
  }

  private newLeg(): Leg {
    const { agent, options } = this;
    return new Leg({ codecs: options.codecs, sessionId: agent.stack.tokens.sessionId() });
  }

  /** A fault in one call ends that call, and is logged. */
  private watch(part: () => void | Promise<void>): void {
    const fail = (error: unknown) => {
      this.agent.stack.log.error({ err: error, callId: this.incoming.callId }, 'a bridged call failed');
      void this.hangUp();
    };
    try {
      part()?.catch(fail);
    } catch (error) {
      fail(error);
    }
  }
}

/** RFC 7332 4: counted on across the B2BUA. */
function hopsLeft(request: Message): number {
  const [value] = request.named('Max-Forwards');
  return value !== undefined && /^\d{1,3}$/.test(value) ? Number(value) : DEFAULT_HOPS;
}

/** From of the caller without its tag. */
function addressOf({ from }: IncomingCall): string {
  const name = decodeUtf8(from.displayName);
  return name === '' ? `<${from.uri.text}>` : `${quote(name)} <${from.uri.text}>`;
}

/** Which of two failures tells the caller more: 6xx, then what a person or a program decided, then silence and faults. */
function worse(before: CallEnd | undefined, end: CallEnd): CallEnd {
  if (before === undefined) return end;
  const rank = ({ status, response }: CallEnd) => {
    if (status >= 600) return 0;
    if (response === undefined || status === 408 || status === 503) return 3;
    return status === 480 || status >= 500 ? 2 : 1;
  };
  return rank(end) < rank(before) ? end : before;
}
