/** A phone: registers, calls, rings, takes one call at a time or several, and hears messages (RFC 3261 8, 10.2, 13, RFC 3428). */

import { decodeUtf8, type Response, SipError } from '../message/index.ts';
import { RtpMedia } from '../media/index.ts';
import { type Clock } from '../stack/index.ts';
import {
  type Call,
  Inbox,
  type IncomingCall,
  type IncomingRequest,
  type InviteOptions,
  type Referral,
  type RegisterOptions,
  type Registration,
  UserAgent,
} from '../ua/index.ts';
import { dialledUri } from './dialled-uri.ts';
import { PhoneCall } from './phone-call.ts';
import { type CallHost } from './phone-call-event.ts';
import { defaultPhonePolicy, type PhoneOptions, type PhonePolicy } from './phone-options.ts';

/** An instant message that came in. */
export interface TextMessage {
  /** The URI of the sender. */
  readonly from: string;
  /** What the sender calls itself; '' for nothing. */
  readonly name: string;
  readonly text: string;
  /** ms since 1970. */
  readonly receivedAt: number;
}

/** How somebody is called. */
export type DialOptions = Omit<InviteOptions, 'media'>;

/** Of a call that waits behind another, in 180 (RFC 7462 8.2.1.1). */
const CALL_WAITING = '<urn:alert:service:call-waiting>';

/** One person's phone, with one identity. */
export class Phone implements CallHost {
  readonly options: PhoneOptions;
  readonly policy: PhonePolicy;
  /** The user agent within, for what this class does not do. */
  readonly agent: UserAgent;
  /** Calls that ring here, and those that were taken by themselves. While nobody reads, calls that would only ring are refused with 480. */
  readonly incoming = new Inbox<PhoneCall>();
  /** Messages. While nobody reads they are refused with 480. */
  readonly messages = new Inbox<TextMessage>();
  readonly #calls = new Map<Call, PhoneCall>();
  #registration: Registration | undefined;

  /**
   * @throws SipError SIP_IDENTITY, SIP_OPTIONS, as `UserAgent` does, and SIP_OPTIONS without an address; SIP_MEDIA_ADDRESS,
   * SIP_MEDIA_OPTIONS, as `RtpMedia` does
   */
  constructor(options: PhoneOptions) {
    this.options = options;
    this.policy = { ...defaultPhonePolicy, ...options.policy };
    // What is wrong with the options shows now, and not with the first call.
    this.#newMedia();
    this.agent = new UserAgent({ ...options, media: () => this.#newMedia() });
    this.#run(this.#takeCalls());
    this.#run(this.#takeRequests());
  }

  /** The time that it goes by. */
  get clock(): Clock {
    return this.agent.stack.clock;
  }

  /** The calls that are not over, the oldest first. */
  get calls(): readonly PhoneCall[] {
    return [...this.#calls.values()];
  }

  /** The registration, where there is one. */
  get registration(): Registration | undefined {
    return this.#registration;
  }

  /** Registers, and keeps the registration fresh until `close`. @throws SipError SIP_URI_INVALID */
  register(options?: RegisterOptions): Registration {
    this.#registration = this.agent.register(options);
    return this.#registration;
  }

  /**
   * Calls somebody; the others are held.
   * @param target a SIP URI, or what a person types: see `uriOf`
   * @throws SipError SIP_URI_INVALID, SIP_IDENTITY; what `sound` throws
   */
  call(target: string, options: DialOptions = {}): PhoneCall {
    const uri = this.uriOf(target);
    const media = this.#newMedia();
    const call = this.#begin(new PhoneCall(this, this.agent.invite(uri, { ...options, media }), { media, peer: uri }));
    this.holdOthers(call);
    return call;
  }

  /** Sends an instant message (RFC 3428). @returns the final response; rejects with RequestFailed (`SIP_NO_RESPONSE`) when none came */
  message(target: string, text: string): Promise<Response> {
    return this.agent.message(this.uriOf(target), text);
  }

  /**
   * What a person means who types `bob`, `+49 30 12345`, `bob@example.com` or `192.0.2.7`: see `dialledUri`.
   * @throws SipError SIP_URI_INVALID
   */
  uriOf(typed: string): string {
    return dialledUri(typed, this.agent.uri);
  }

  /**
   * Ends all calls, takes the registration back, forgets the rest, and gives the network back where `close` of the options does.
   * @param graceMs how long the registrar may take to answer
   */
  async close(graceMs = 4000): Promise<void> {
    const calls = this.calls;
    await Promise.all(calls.map((call) => call.hangUp()));
    await this.#unregister(graceMs);
    this.agent.stop();
    this.incoming.end();
    this.messages.end();
    await Promise.all(calls.map(({ media }) => media.close()));
    await this.options.close?.();
  }

  // ---- for calls ----

  /** @internal */
  holdOthers(than: PhoneCall): void {
    if (!this.policy.holdOthers) return;
    for (const other of this.#calls.values()) {
      if (other === than || other === than.replaces || other.state !== 'Established') continue;
      // A peer that refuses to be held, or is gone, is not heard all the same.
      other.hold().catch((error: unknown) => this.failed(error));
    }
  }

  /** @internal */
  takeReferral(call: PhoneCall, referral: Referral): void {
    const { referrals } = this.policy;
    if (referrals === 'decline') return referral.reject();
    if (referral.method !== 'INVITE') return referral.reject(501);
    call.events.put({ kind: 'referral', referral });
    if (referrals === 'follow') call.follow(referral);
  }

  /** @internal */
  follow(referral: Referral): PhoneCall {
    const media = this.#newMedia();
    return this.#begin(new PhoneCall(this, referral.accept({ media }), { media, peer: referral.target }));
  }

  /** @internal */
  failed(error: unknown): void {
    this.agent.stack.log.warn({ err: error }, 'in a call');
  }

  #begin(call: PhoneCall): PhoneCall {
    this.#follow(call);
    try {
      call.openSound();
    } catch (error) {
      void call.hangUp();
      throw error;
    }
    return call;
  }

  // ---- calls that come in ----

  async #takeCalls(): Promise<void> {
    for await (const call of this.agent.calls) this.#ring(call);
  }

  #ring(incoming: IncomingCall): void {
    const { answer, furtherCall, noAnswerMs } = this.policy;
    const replaces = incoming.replaces && this.#calls.get(incoming.replaces);
    const isFurther = replaces === undefined && this.#calls.size > 0;
    const takesItself = answer === 'auto' || replaces !== undefined;
    if (!incoming.pending) return;
    if (isFurther && furtherCall === 'busy') return incoming.reject(486);
    if (!takesItself && !this.incoming.listening) return incoming.reject(480);
    const media = this.#newMedia();
    const peer = incoming.from.uri.text;
    const call = this.#follow(new PhoneCall(this, incoming, { media, peer, replaces }));
    this.incoming.put(call);
    // 3891 3: whoever may replace a call is not asked for, and does not wait.
    if (replaces !== undefined) return this.#run(call.answer());
    incoming.ring(isFurther ? { headers: [['Alert-Info', CALL_WAITING]] } : {});
    this.#after(noAnswerMs, call, () => incoming.reject(480));
    if (takesItself && !isFurther) this.#takeLater(call);
  }

  #takeLater(call: PhoneCall): void {
    this.#after(this.policy.answerAfterMs, call, () => {
      if (call.call.direction === 'incoming' && call.call.pending) this.#run(call.answer());
    });
  }

  /** Does something later, unless the call is over by then. */
  #after(ms: number, call: PhoneCall, action: () => void): void {
    const cancel = this.clock.after(ms, action);
    void call.call.ended.then(cancel);
  }

  #follow(call: PhoneCall): PhoneCall {
    this.#calls.set(call.call, call);
    void call.call.ended.then(() => {
      this.#calls.delete(call.call);
      const next = this.calls.find(({ call: { direction }, state }) => direction === 'incoming' && state === 'Ringing');
      if (this.policy.answer === 'auto' && next !== undefined && this.#calls.size === 1) this.#takeLater(next);
    });
    return call;
  }

  // ---- requests outside of calls ----

  async #takeRequests(): Promise<void> {
    for await (const request of this.agent.requests) this.#takeRequest(request);
  }

  #takeRequest(incoming: IncomingRequest): void {
    const { method, request, contentType, body } = incoming;
    if (method !== 'MESSAGE') return incoming.respond(405, [['Allow', 'INVITE, ACK, BYE, CANCEL, OPTIONS, MESSAGE']]);
    if (!/^\s*text\/plain\s*(?:;|$)/i.test(contentType)) return incoming.respond(415, [['Accept', 'text/plain']]);
    if (!this.messages.listening) return incoming.respond(480);
    const { uri, displayName } = request.from;
    this.messages.put({
      from: uri.text,
      name: decodeUtf8(displayName),
      text: body,
      receivedAt: this.clock.wall(),
    });
    incoming.respond(200);
  }

  async #unregister(graceMs: number): Promise<void> {
    const unregistered = this.#registration?.unregister();
    if (unregistered === undefined) return;
    let cancel = () => {};
    const late = new Promise<void>((resolve) => (cancel = this.clock.after(graceMs, resolve)));
    await Promise.race([unregistered, late]);
    cancel();
  }

  #newMedia(): RtpMedia {
    const { clock, random, rtp = {} } = this.options;
    const { address = this.options.address } = rtp;
    if (address === undefined) throw new SipError('SIP_OPTIONS', 'a phone needs an address for its sound');
    return new RtpMedia({ clock, random, onError: (error) => this.failed(error), ...rtp, address });
  }

  #run(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.failed(error));
  }
}
