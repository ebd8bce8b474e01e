/** One call of a phone: answer, hold, digits, its sound, and the report at its end (RFC 3261 13 to 15, RFC 3264 8.4). */

import { decodeUtf8, SipError } from '../message/index.ts';
import { type AudioSink, type AudioSource, type RtpMedia } from '../media/index.ts';
import {
  type CallEnd,
  type CallState,
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
import { SoundSwitch } from './call-sound.ts';
import { type CallHost, type PhoneCallEvent } from './phone-call-event.ts';

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
  readonly #sound: SoundSwitch;
  #answeredAt: number | undefined;
  #final: CallReport | undefined;
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
    this.#sound = new SoundSwitch(media, () => host.options.holdMusic?.(this));
    media.onSourceEnd = () => this.events.put({ kind: 'played' });
    this.ended = this.#finish();
  }

  /** Whether we make it or take it. */
  get direction(): 'outgoing' | 'incoming' {
    return this.call.direction;
  }

  /** How far it is; see `CallState`. */
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
    if (this.#sound.isOnHold) return;
    await this.#switchHold(true, () => this.call.hold());
  }

  /** Takes the other side off hold; the others are held. Rejects with RequestFailed when it refuses. */
  async resume(): Promise<void> {
    this.#host.holdOthers(this);
    if (this.#sound.isOnHold) await this.#switchHold(false, () => this.call.resume());
  }

  async #switchHold(isOnHold: boolean, change: () => Promise<void>): Promise<void> {
    this.#sound.isOnHold = isOnHold;
    this.#sound.apply();
    try {
      await change();
    } catch (error) {
      this.#sound.isOnHold = !isOnHold;
      this.#sound.apply();
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
    this.#sound.isAside = isAside;
    this.#sound.apply();
  }

  // ---- its sound ----

  /** What the other side hears from now on; while it is held, from its resumption on. */
  play(source: AudioSource | undefined): void {
    this.#sound.source = source;
    this.#sound.apply();
  }

  /** Where goes what is heard from now on; while the other side is held, from its resumption on. */
  record(sink: AudioSink | undefined): void {
    this.#sound.sink = sink;
    this.#sound.apply();
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
    this.#sound.open(() => this.#host.options.sound?.(this) ?? {});
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
      this.#sound.isAnswered = true;
      this.#sound.apply();
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
      this.#sound.close();
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
