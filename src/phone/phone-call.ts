/** One call of a phone: answer, hold, digits, its sound, and the report at its end (RFC 3261 13 to 15, RFC 3264 8.4). */

import { decodeUtf8, SipError } from '../message/index.ts';
import { type AudioSink, type AudioSource, type RtpMedia } from '../media/index.ts';
import { type Clock } from '../stack/index.ts';
import {
  type CallEnd,
  type CallState,
  type Digit,
  type HangUpOptions,
  Inbox,
  type IncomingCall,
  type OutgoingCall,
  type Referral,
  type RejectOptions,
  type TransferStatus,
} from '../ua/index.ts';
import { type CallExplanation, explainOutcome } from './call-explanation.ts';
import { type CallReport, outcomeOf, soundReport } from './call-report.ts';
import { type CallSound } from './call-sound.ts';
import { type PhoneOptions } from './phone-options.ts';

/** What happens in a call, for a person to see. */
export type PhoneCallEvent =
  /** A provisional response: 180 where it rings there, 183 where something may be heard. */
  | { readonly kind: 'progress'; readonly status: number; readonly reason: string }
  /** It was answered. */
  | { readonly kind: 'established' }
  /** One side holds the other now, or does not any more. */
  | { readonly kind: 'hold'; readonly held: boolean; readonly heldByPeer: boolean }
  /** The peer has pressed a key. */
  | { readonly kind: 'digit'; readonly digit: Digit }
  /** How it goes with whom the other side calls at our request: 200 where that is answered. */
  | { readonly kind: 'transfer'; readonly status: number; readonly reason: string }
  /** The other side asks us to call somebody else; by the policy `ask` that waits for `follow`, or for `referral.reject`. */
  | { readonly kind: 'referral'; readonly referral: Referral }
  /** We call whom the other side told us to call. */
  | { readonly kind: 'transferred'; readonly call: PhoneCall }
  /** The source that was played has no more sound. */
  | { readonly kind: 'played' }
  /** It is over: the last one. */
  | { readonly kind: 'ended'; readonly report: CallReport };

/** The phone that a call belongs to. */
export interface CallHost {
  readonly options: Pick<PhoneOptions, 'sound' | 'holdMusic'>;
  readonly clock: Clock;
  /** Whom a person means. @throws SipError SIP_URI_INVALID */
  uriOf(typed: string): string;
  /** The other side asks us to call somebody. */
  takeReferral(call: PhoneCall, referral: Referral): void;
  /** Calls whom we are referred to. */
  follow(referral: Referral): PhoneCall;
  /** The others are not heard from now on, where the policy wants that. */
  holdOthers(than: PhoneCall): void;
  /** Something of the application's has failed, and the call goes on. */
  failed(error: unknown): void;
}

/** What a call is made of. */
export interface PhoneCallParts {
  readonly media: RtpMedia;
  readonly peer: string;
  readonly replaces?: PhoneCall;
}

/** A call with its sound. */
export class PhoneCall {
  /** The call itself, for what this class does not do. */
  readonly call: OutgoingCall | IncomingCall;
  /** Its sound: what is played and recorded is better changed by `play` and `record`, which know of hold. */
  readonly media: RtpMedia;
  /** The URI of the other side. */
  readonly peer: string;
  /** What the caller calls itself; '' for nothing. */
  readonly peerName: string;
  /** The call whose place this one takes, where its caller asked for that (RFC 3891). */
  readonly replaces: PhoneCall | undefined;
  /** What happens in it, in order. */
  readonly events = new Inbox<PhoneCallEvent>();
  /** Resolves when it is over. */
  readonly ended: Promise<CallReport>;
  readonly #host: CallHost;
  readonly #startedAt: number;
  readonly #start: number;
  #answeredAt: number | undefined;
  #final: CallReport | undefined;
  #sound: CallSound | undefined;
  #source: AudioSource | undefined;
  #sink: AudioSink | undefined;
  #onHold = false;
  #isAside = false;
  #sent = '';
  #received = '';

  /** @internal */
  constructor(host: CallHost, call: OutgoingCall | IncomingCall, { media, peer, replaces }: PhoneCallParts) {
    this.#host = host;
    this.call = call;
    this.media = media;
    this.peer = peer;
    this.peerName = call.direction === 'incoming' ? decodeUtf8(call.from.displayName) : '';
    this.replaces = replaces;
    this.#start = host.clock.now();
    this.#startedAt = host.clock.wall();
    media.onSourceEnd = () => this.events.put({ kind: 'played' });
    this.ended = this.#finish();
  }

  get direction(): 'outgoing' | 'incoming' {
    return this.call.direction;
  }

  get state(): CallState {
    return this.call.state;
  }

  /** Whether we hold the other side. */
  get held(): boolean {
    return this.call.held;
  }

  /** Whether the other side holds us. */
  get heldByPeer(): boolean {
    return this.call.heldByPeer;
  }

  /** Resolves when it is answered; rejects with RequestFailed or SipError SIP_CALL_ENDED when it ends before. */
  get established(): Promise<this> {
    return this.call.established.then(() => this);
  }

  /** The call in figures, up to now or up to its end. */
  get report(): CallReport {
    return this.#final ?? this.#reportWith(undefined, undefined, undefined);
  }

  // ---- taking and ending it ----

  /**
   * Takes a call that comes in; the others are held.
   * @returns when the caller has acknowledged it; rejects with what `sound` threw, or SipError SIP_CALL_ENDED
   * @throws SipError (as a rejection) SIP_CALL_DIRECTION for a call of ours
   */
  async answer(): Promise<this> {
    const { call, media } = this;
    if (call.direction !== 'incoming') throw new SipError('SIP_CALL_DIRECTION', 'the other side answers this call');
    this.#host.holdOthers(this);
    this.openSound();
    await call.answer({ media });
    return this;
  }

  /**
   * Refuses a call that comes in, with 486 unless told.
   * @param status 300 to 699
   * @throws SipError SIP_CALL_DIRECTION for a call of ours, SIP_STATUS
   */
  reject(status?: number, options?: RejectOptions): void {
    const { call } = this;
    if (call.direction !== 'incoming') throw new SipError('SIP_CALL_DIRECTION', 'a call of ours is hung up');
    call.reject(status, options);
  }

  /** Ends it, whatever its state. @returns its report */
  async hangUp(options?: HangUpOptions): Promise<CallReport> {
    await this.call.hangUp(options);
    return this.ended;
  }

  // ---- hold ----

  /** Puts the other side on hold: at once it hears the music, or silence, and is not heard. Rejects with RequestFailed when it refuses. */
  async hold(): Promise<void> {
    if (this.#onHold) return;
    await this.#switchHold(true, () => this.call.hold());
  }

  /** Takes the other side off hold; the others are held. Rejects with RequestFailed when it refuses. */
  async resume(): Promise<void> {
    this.#host.holdOthers(this);
    if (this.#onHold) await this.#switchHold(false, () => this.call.resume());
  }

  async #switchHold(onHold: boolean, change: () => Promise<void>): Promise<void> {
    this.#onHold = onHold;
    this.#connect();
    try {
      await change();
    } catch (error) {
      this.#onHold = !onHold;
      this.#connect();
      throw error;
    }
    this.#tellHold();
  }

  // ---- transfer ----

  /**
   * Asks the other side to call somebody else instead of us, and hangs up when that is answered; meanwhile it is on hold
   * (RFC 5589 6.1). If nobody answers there, it stays on hold.
   * @param target as in `Phone.call`: a blind transfer; or a call of ours, whose other side is called in our place: an attended one
   * @returns how that went: 200 where it was answered; undefined where the other side does not tell. Rejects with RequestFailed
   * where it does not agree
   * @throws SipError (as a rejection) SIP_URI_INVALID, SIP_CALL_ENDED, SIP_NO_DIALOG
   */
  async transfer(target: string | PhoneCall): Promise<TransferStatus | undefined> {
    const to = typeof target === 'string' ? this.#host.uriOf(target) : target.call;
    // Whoever does not let itself be held may be transferred all the same.
    await this.hold().catch((error: unknown) => this.#host.failed(error));
    const transfer = await this.call.refer(to);
    for await (const { status, reason } of transfer.progress) this.events.put({ kind: 'transfer', status, reason });
    const done = await transfer.done;
    if (done !== undefined && done.status < 300) await this.call.hangUp();
    return done;
  }

  /**
   * Calls whom the other side refers us to. This call is not heard from now on; it is again should the new one fail.
   * @throws SipError SIP_REFERRAL_DECIDED
   */
  follow(referral: Referral): PhoneCall {
    const next = this.#host.follow(referral);
    this.#stepAside(true);
    next.established.catch(() => this.#stepAside(false));
    this.events.put({ kind: 'transferred', call: next });
    return next;
  }

  #stepAside(isAside: boolean): void {
    this.#isAside = isAside;
    this.#connect();
  }

  // ---- its sound ----

  /** What the other side hears from now on; while it is held, from its resumption on. */
  play(source: AudioSource | undefined): void {
    this.#source = source;
    this.#connect();
  }

  /** Where goes what is heard from now on; while the other side is held, from its resumption on. */
  record(sink: AudioSink | undefined): void {
    this.#sink = sink;
    this.#connect();
  }

  /** While muted silence is sent. */
  mute(muted: boolean): void {
    this.media.mute(muted);
  }

  /**
   * Sends digits one after the other: as telephone events where those were agreed on (RFC 4733), otherwise by INFO.
   * @param digits 0-9, *, #, A-D; a comma is a pause of a second
   * @param durationMs of a digit, 40 or more; 160 when left out
   * @throws SipError (as a rejection) SIP_DIGITS, SIP_DTMF_OPTIONS, SIP_CALL_ENDED
   */
  async sendDigits(digits: string, durationMs?: number): Promise<void> {
    await this.call.sendDigits(digits, durationMs);
    this.#sent += digits.replaceAll(',', '').toUpperCase();
  }

  /** Asks for its source and sink, once: early media are heard already. @internal */
  openSound(): void {
    if (this.#sound !== undefined) return;
    this.#sound = this.#host.options.sound?.(this) ?? {};
    this.#source ??= this.#sound.source;
    this.#sink ??= this.#sound.sink;
    this.#connect();
  }

  #connect(): void {
    const { media } = this;
    // A file would begin before anybody listens.
    const source = this.call.state === 'Established' && !this.#isAside ? this.#source : undefined;
    media.play(this.#onHold ? this.#host.options.holdMusic?.(this) : source);
    media.record(this.#onHold || this.#isAside ? undefined : this.#sink);
  }

  // ---- what happens ----

  #tellHold(): void {
    const { held, heldByPeer } = this;
    this.events.put({ kind: 'hold', held, heldByPeer });
  }

  async #followProgress(): Promise<void> {
    if (this.call.direction === 'incoming') return;
    for await (const { status, reason } of this.call.progress)
      this.events.put({ kind: 'progress', status, reason: decodeUtf8(reason) });
  }

  async #followDigits(): Promise<void> {
    for await (const digit of this.call.digits) {
      this.#received += digit.digit;
      this.events.put({ kind: 'digit', digit });
    }
  }

  async #followReferrals(): Promise<void> {
    for await (const referral of this.call.referrals) this.#host.takeReferral(this, referral);
  }

  #followHold(): void {
    let held = false;
    this.media.onAgreed = () => {
      const { heldByPeer } = this;
      if (heldByPeer !== held) this.#tellHold();
      held = heldByPeer;
    };
  }

  async #followAnswer(): Promise<Error | undefined> {
    try {
      await this.call.established;
      this.#answeredAt = this.#host.clock.now();
      this.#connect();
      this.events.put({ kind: 'established' });
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  async #finish(): Promise<CallReport> {
    this.#followHold();
    const followed = [this.#followProgress(), this.#followDigits(), this.#followReferrals()];
    const answered = this.#followAnswer();
    const end = await this.call.ended;
    const endedAt = this.#host.clock.now();
    try {
      this.#sound?.close?.();
    } catch (error) {
      this.#host.failed(error);
    }
    const failure = await answered;
    await Promise.all(followed);
    // What is due by now may be read before the reference is loaded.
    this.#final = this.#reportWith(end, failure, endedAt);
    const explanation = await this.#explain(end);
    this.#final = { ...this.#final, explanation };
    this.events.put({ kind: 'ended', report: this.#final });
    this.events.end();
    return this.#final;
  }

  async #explain({ cause, status, response, by }: CallEnd): Promise<CallExplanation | undefined> {
    if (cause === 'cancelled' || cause === 'bye' || (by === 'local' && response === undefined)) return undefined;
    if (response !== undefined && response.status >= 300) return explainOutcome(response.status, response);
    return cause === 'silence' ? explainOutcome(status, undefined) : undefined;
  }

  #reportWith(end: CallEnd | undefined, failure: Error | undefined, endedAt: number | undefined): CallReport {
    const { direction, peer, call, media } = this;
    const answeredAt = this.#answeredAt;
    return {
      direction,
      callId: call.callId,
      peer,
      startedAt: this.#startedAt,
      answeredAfterMs: answeredAt === undefined ? undefined : answeredAt - this.#start,
      talkMs: answeredAt === undefined ? 0 : (endedAt ?? this.#host.clock.now()) - answeredAt,
      outcome: end && outcomeOf(end, failure),
      sound: soundReport(media),
      digits: { sent: this.#sent, received: this.#received },
      explanation: undefined,
    };
  }
}
