/** The media of a call by RTP on this machine: what the user agent describes, and the sound that follows from it (RFC 3264 5 to 8, RFC 3551 6). */

import { isIP } from 'node:net';
import { SipError } from '../message/index.ts';
import { Resolver } from '../resolve/index.ts';
import {
  buildAnswer,
  buildOffer,
  type LocalSession,
  localOrigin,
  type NegotiatedStream,
  type OfferAnswer,
  type Origin,
  type SessionDescription,
} from '../sdp/index.ts';
import { type Random, systemRandom } from '../stack/index.ts';
import { type Awaitable, type Digit, type Media } from '../ua/index.ts';
import { type AudioCodec, CLOCK_RATE, G722, PCMA, PCMU } from './audio-codec.ts';
import { type AudioSink, type AudioSource } from './audio-source.ts';
import { type DtmfReport } from './dtmf-receiver.ts';
import { type MediaAddress } from './latch.ts';
import { type MediaEvents, type MediaParameters } from './media-parameters.ts';
import { openMediaSession } from './media-session.ts';
import { type MediaStatistics } from './media-statistics.ts';
import { type ReceivedPayload } from './playout.ts';
import { type RtpMediaOptions, type SoundSession } from './rtp-media-options.ts';
import { COMFORT_NOISE, mediaParameters, receivedPayloads, takesDigit } from './stream-parameters.ts';

/** What every phone has first; G.722 costs more to encode, and is there for those who ask for it. */
const usualCodecs: readonly AudioCodec[] = [PCMU, PCMA, G722];
/** Names in `c=` are rare: one cache for all calls, and one generator. */
const resolver = new Resolver();
const systemTokens = systemRandom();

/**
 * One audio stream with G.711, G.722 and telephone events on one pair of ports, which is bound when the first offer or
 * answer is made, kept all through the call, and given back at its end.
 */
export class RtpMedia implements Media {
  onDigit?: (digit: Digit) => void;
  /** The source has no more sound: silence is sent from now on. */
  onSourceEnd?: () => void;
  /** Something was agreed on: codec, direction or address may be others now. */
  onAgreed?: () => void;
  readonly #options: RtpMediaOptions;
  readonly #codecs: readonly AudioCodec[];
  readonly #random: Random;
  readonly #payloads = new Map<number, ReceivedPayload>([[COMFORT_NOISE, 'comfort-noise']]);
  #source: AudioSource | undefined;
  #sink: AudioSink | undefined;
  #muted = false;
  #origin: Origin | undefined;
  #session: SoundSession | undefined;
  #opening: Promise<SoundSession> | undefined;
  #stream: NegotiatedStream | undefined;
  #codec: AudioCodec | undefined;
  #remote: MediaAddress | undefined;
  /** The host name of the peer's description that was looked up last. */
  #found: { readonly host: string; readonly address: string } | undefined;
  #final: MediaStatistics | undefined;
  #closing: Promise<void> | undefined;

  /** @throws SipError SIP_MEDIA_ADDRESS where the address says nothing to a peer, SIP_MEDIA_OPTIONS without a codec */
  constructor(options: RtpMediaOptions) {
    const { address, announced = address, codecs = usualCodecs, random = systemTokens } = options;
    if (isIP(announced) === 0 || announced === '0.0.0.0' || announced === '::')
      throw new SipError('SIP_MEDIA_ADDRESS', `no address that a peer could send to: ${announced}`, {
        rfc: '3264 5.1',
      });
    if (codecs.length === 0) throw new SipError('SIP_MEDIA_OPTIONS', 'media without a codec');
    this.#options = options;
    this.#codecs = codecs;
    this.#random = random;
    this.#source = options.source;
    this.#sink = options.sink;
  }

  /** Where we receive, once the ports are bound; also after the end. */
  get local(): MediaAddress | undefined {
    const { address, announced = address } = this.#options;
    return this.#session && { address: announced, port: this.#session.port };
  }

  /** Where RTP goes: to where the peer said, or to where it is heard from (RFC 4961); also after the end. */
  get remote(): MediaAddress | undefined {
    return this.#closing === undefined ? this.#session?.target : this.#remote;
  }

  /** What was agreed on last for the audio stream; also after the end. */
  get stream(): NegotiatedStream | undefined {
    return this.#stream;
  }

  /** What is sent with, once that is agreed on; also after the end. */
  get codec(): AudioCodec | undefined {
    return this.#codec;
  }

  /** What was counted, up to now or up to the end; undefined where the ports were never bound. */
  get statistics(): MediaStatistics | undefined {
    return this.#final ?? this.#session?.statistics();
  }

  /** Of what `play` and `record` are given, Hz. */
  get sampleRate(): number {
    return this.#options.sampleRate ?? CLOCK_RATE;
  }

  /** Sound to be sent from now on; without one silence is sent. */
  play(source: AudioSource | undefined): void {
    this.#source = source;
    this.#session?.play(source);
  }

  /** Where sound goes from now on that is received: a frame every 20 ms. */
  record(sink: AudioSink | undefined): void {
    this.#sink = sink;
    this.#session?.record(sink);
  }

  /** While muted silence is sent instead of the source's sound, which is read on. */
  mute(muted: boolean): void {
    this.#muted = muted;
    this.#session?.mute(muted);
  }

  // ---- for the call ----

  /** @throws SipError (as a rejection) SIP_MEDIA_PORTS, SIP_MEDIA_ADDRESS, SIP_MEDIA_OPTIONS, SIP_MEDIA_ENDED */
  offer(soFar: OfferAnswer): Awaitable<SessionDescription> {
    return this.#describe((described) => buildOffer(described, soFar));
  }

  /** @throws SipError (as a rejection) SIP_MEDIA_PORTS (refuses the call with 486), SIP_MEDIA_ADDRESS, SIP_MEDIA_OPTIONS, SIP_MEDIA_ENDED */
  answer(soFar: OfferAnswer, offer: SessionDescription): Awaitable<SessionDescription | undefined> {
    return this.#describe((described) => {
      const { description, allRejected } = buildAnswer(offer, described, soFar);
      return allRejected ? undefined : description;
    });
  }

  onStreams(streams: readonly NegotiatedStream[]): void {
    const session = this.#session;
    if (session === undefined || this.#closing !== undefined) return;
    const own = streams.find(({ local }) => local?.port === session.port);
    this.#stream = own ?? streams.find(({ kind }) => kind === 'audio');
    this.#update();
    const host = this.#stream?.remote?.address;
    if (host !== undefined && isIP(host) === 0 && host !== this.#found?.host) void this.#lookUp(host);
    this.onAgreed?.();
  }

  onPreview(streams: readonly NegotiatedStream[]): void {
    this.onStreams(streams);
  }

  /**
   * Sends a digit as a telephone event.
   * @param durationMs 40 or more
   * @returns false where the peer takes none, or nothing may be sent now
   * @throws SipError SIP_DTMF_OPTIONS, SIP_DTMF_QUEUE
   */
  sendDigit(digit: string, durationMs: number): boolean {
    const { direction, telephoneEvents, codec } = this.#stream ?? {};
    // Events go in between the sound: alone they have no clock.
    const mayLeave = codec !== undefined && (direction === 'sendrecv' || direction === 'sendonly');
    if (!mayLeave || !takesDigit(telephoneEvents, digit) || this.#closing !== undefined) return false;
    if (this.#session?.target === undefined) return false;
    this.#session.sendDigits(digit, durationMs);
    return true;
  }

  onEnd(): void {
    void this.close();
  }

  /** Gives the ports back; the call does it at its end. @returns when they are free */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  // ---- within ----

  async #close(): Promise<void> {
    const session = this.#session;
    if (session === undefined) {
      // What is being opened is closed there.
      await this.#opening?.catch(() => {});
      return;
    }
    this.#remote = session.target;
    // The end of a digit that is down, and the BYE, count too.
    const closed = session.close();
    this.#final = session.statistics();
    await closed;
  }

  #describe<Described extends SessionDescription | undefined>(
    make: (described: LocalSession) => Described,
  ): Awaitable<Described> {
    const describe = (session: SoundSession) => {
      const description = make(this.#described(session));
      const own = description?.media.find(({ port }) => port === session.port);
      // RFC 3264 5.1: from now on what was offered may come, and after an answer of another kind what was before.
      if (own !== undefined) for (const [type, payload] of receivedPayloads(own)) this.#payloads.set(type, payload);
      if (this.#closing === undefined) this.#update();
      return description;
    };
    if (this.#closing !== undefined) return Promise.reject(mediaEnded());
    return this.#session === undefined ? this.#open().then(describe) : describe(this.#session);
  }

  #described({ port }: SoundSession): LocalSession {
    const { address, announced = address } = this.#options;
    this.#origin ??= localOrigin(String(this.#random.bits32()), announced);
    const codecs = this.#codecs.map(({ name }) => ({ name, clockRate: CLOCK_RATE }));
    return {
      origin: this.#origin,
      address: announced,
      streams: [{ kind: 'audio', port, codecs, telephoneEvents: '0-15', rtcpMux: true }],
    };
  }

  #open(): Promise<SoundSession> {
    this.#opening ??= this.#openSession().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  async #openSession(): Promise<SoundSession> {
    const { open = openMediaSession, ...options } = this.#options;
    const random32 = () => this.#random.bits32();
    const events: MediaEvents = {
      onDigit: (report) => this.#heardDigit(report),
      onSourceEnd: () => this.onSourceEnd?.(),
    };
    const session = await open({ ...options, ...events, random32 }, this.#parameters()).catch((error: unknown) => {
      // 486: this phone can take no further call now (RFC 3261 21.4.24).
      if (!(error instanceof SipError) || error.code !== 'SIP_MEDIA_PORTS') throw error;
      throw new SipError('SIP_MEDIA_PORTS', error.message, { status: 486, cause: error });
    });
    if (this.#closing !== undefined) {
      await session.close();
      throw mediaEnded();
    }
    session.play(this.#source);
    session.record(this.#sink);
    session.mute(this.#muted);
    this.#session = session;
    return session;
  }

  #update(): void {
    const { codec } = this.#stream ?? {};
    this.#codec = this.#codecs.find(({ name }) => name === codec?.name.toUpperCase()) ?? this.#codec;
    this.#session?.update(this.#parameters());
  }

  #parameters(): MediaParameters {
    const { host, address } = this.#found ?? {};
    const numericAddress = (name: string) => (isIP(name) === 0 && name === host ? address : name);
    return mediaParameters(this.#stream, {
      codec: this.#codec ?? this.#codecs[0],
      receive: this.#payloads,
      numericAddress,
    });
  }

  /** Until then the peer is answered to where it is heard from. */
  async #lookUp(host: string): Promise<void> {
    const { lookUp = async (name) => (await resolver.resolve(name)).addresses, address } = this.#options;
    const addresses = await lookUp(host).catch(() => []);
    const found = addresses.find((one) => isIP(one) === isIP(address));
    const isCurrent = this.#stream?.remote?.address === host && this.#closing === undefined;
    if (found === undefined || !isCurrent) return;
    this.#found = { host, address: found };
    this.#update();
  }

  #heardDigit({ kind, digit, durationMs }: DtmfReport): void {
    // Its duration is known when the key goes up, which is always told.
    if (kind === 'released') this.onDigit?.({ digit, durationMs: Math.round(durationMs), by: 'telephone-event' });
  }
}

function mediaEnded(): SipError {
  return new SipError('SIP_MEDIA_ENDED', 'the call of these media is over');
}
