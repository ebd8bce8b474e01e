/** One audio stream of a call without its sockets and its clock: datagrams and frames in and out (RFC 3550 5, 6). */

import { SipError } from '../message/index.ts';
import { isRtcp, type RtpPacket, writeRtpPacket } from '../rtp/index.ts';
import { CLOCK_RATE } from './audio-codec.ts';
import { type AudioSink, type AudioSource, SilenceSource } from './audio-source.ts';
import type { Latching, MediaAddress } from './latch.ts';
import type { Channel, MediaEvents, MediaParameters } from './media-parameters.ts';
import type { MediaStatistics } from './media-statistics.ts';
import { RtcpReporter } from './rtcp-reporter.ts';
import { type Random32, RtpSender } from './rtp-sender.ts';
import { StreamReceiver } from './stream-receiver.ts';

/** Sound of one packet, and the time between two, ms (RFC 3551 4.2). */
export const FRAME_MS = 20;

/** Without CSRCs and extension. */
const RTP_HEADER_OCTETS = 12;

/** What a stream is given once; what is negotiated comes as `MediaParameters`. */
export interface MediaStreamOptions extends MediaEvents {
  /** Of sources and sinks, Hz; 8000 unless told. Codecs of another rate are converted. */
  readonly sampleRate?: number;
  /** Numbers that nobody can guess. */
  readonly random32: Random32;
  /** The same for all streams of a session (RFC 7022); random unless told. */
  readonly cname?: string;
  readonly latching?: Latching;
  /** Bounds of the jitter buffer, ms; 20 and 200 unless told. */
  readonly minDelayMs?: number;
  readonly maxDelayMs?: number;
  /** Hands a datagram to the network. What fails is told to `sendFailed`. */
  send(channel: Channel, datagram: Uint8Array, to: MediaAddress): void;
}

/** Times are monotonic ms. Everything it keeps has a bound. */
export class MediaStream {
  readonly sampleRate: number;
  readonly #options: MediaStreamOptions;
  readonly #sender: RtpSender;
  readonly #receiver: StreamReceiver;
  readonly #reporter: RtcpReporter;
  readonly #silence = new SilenceSource();
  readonly #frame: Int16Array;
  #parameters: MediaParameters;
  #source: AudioSource | undefined;
  #sink: AudioSink | undefined;
  #muted = false;
  #isSsrcTaken = false;
  #failed = 0;

  /** @throws SipError SIP_MEDIA_OPTIONS, SIP_RESAMPLER_RATE */
  constructor(options: MediaStreamOptions, parameters: MediaParameters, nowMs: number) {
    const { sampleRate = 8000, random32, cname = randomName(random32) } = options;
    if (sampleRate % (1000 / FRAME_MS) !== 0)
      throw new SipError('SIP_MEDIA_OPTIONS', `no whole number of samples in ${FRAME_MS} ms at ${sampleRate} Hz`);
    const random = () => random32() / 2 ** 32;
    this.sampleRate = sampleRate;
    this.#options = options;
    this.#frame = new Int16Array((sampleRate * FRAME_MS) / 1000);
    this.#sender = new RtpSender(sampleRate, FRAME_MS, random32);
    this.#reporter = new RtcpReporter(cname, CLOCK_RATE, nowMs, random);
    this.#receiver = new StreamReceiver({ ...options, sampleRate, random, reporter: this.#reporter }, nowMs);
    this.#parameters = parameters;
    this.update(parameters, nowMs);
  }

  /** Takes over what was negotiated, at the beginning and in mid-session. */
  update(parameters: MediaParameters, nowMs: number): void {
    this.#parameters = parameters;
    this.#receiver.update(parameters, nowMs);
  }

  /** Sound to be sent from now on; without one silence is sent. It is not read while nothing is sent. */
  play(source: AudioSource | undefined): void {
    this.#source = source;
  }

  /** Where sound goes that is received: a frame every 20 ms, silence where there is none. */
  record(sink: AudioSink | undefined): void {
    this.#sink = sink;
  }

  /** While muted silence is sent instead of the source's sound, which is read on. */
  mute(muted: boolean): void {
    this.#muted = muted;
  }

  /**
   * Sends digits as telephone events, after those that wait.
   * @param durationMs of each; Infinity for a key that is held until `releaseDigit`
   * @throws SipError SIP_DTMF_DIGIT, SIP_DTMF_OPTIONS, SIP_DTMF_QUEUE, SIP_DTMF_UNSUPPORTED where the peer takes none
   */
  sendDigits(digits: string, durationMs?: number): void {
    if (this.#parameters.send.telephoneEvent === undefined)
      throw new SipError('SIP_DTMF_UNSUPPORTED', 'the peer takes no telephone events; send the tones as sound', {
        rfc: '4733 2.5.1.1',
      });
    this.#sender.dtmf.send(digits, durationMs);
  }

  /** Lets go of the digit that is held; without effect where none is. */
  releaseDigit(): void {
    this.#sender.dtmf.release();
  }

  /** Whether digits are being sent or wait. */
  get isSendingDigits(): boolean {
    return this.#sender.dtmf.isBusy;
  }

  /** Where RTP is sent to now. */
  get target(): MediaAddress | undefined {
    return this.#receiver.target;
  }

  /**
   * Takes a datagram, whoever sent it.
   * @param channel the port it came to; RTCP on RTP's port is told by itself (RFC 5761 4) @param nowMs monotonic
   */
  receive(channel: Channel, datagram: Uint8Array, from: MediaAddress, nowMs: number): void {
    if (channel === 'rtcp' || isRtcp(datagram)) {
      this.#receiver.receiveRtcp(datagram, from, this.#sender.ssrc, nowMs);
    } else {
      const isTaken = this.#receiver.receiveRtp(datagram, from, this.#sender.ssrc, nowMs);
      this.#isSsrcTaken ||= isTaken;
    }
  }

  /** 20 ms have passed: a frame is played and a frame is sent, and a report if one is due. @param wallMs since 1970 */
  tick(nowMs: number, wallMs: number): void {
    if (this.#isSsrcTaken) this.#changeSsrc(nowMs, wallMs);
    this.#record(nowMs);
    const { direction = 'sendrecv' } = this.#parameters;
    const target = this.target;
    if (target !== undefined && (direction === 'sendrecv' || direction === 'sendonly')) this.#send(target);
    else this.#sender.skip(1);
    this.#receiver.tick(nowMs);
    if (this.#reporter.isDue(nowMs)) {
      this.#sendRtcp(this.#reporter.report(this.#sender, this.#receiver.reception, nowMs, wallMs));
    }
  }

  /** Frames for which there was no time: their sound is passed over on the way in, and not read on the way out. */
  skip(frames: number): void {
    this.#sender.skip(frames);
  }

  /** A datagram could not be sent. */
  sendFailed(): void {
    this.#failed++;
  }

  /** Says BYE. Nothing is to be called after it but `statistics`. */
  close(nowMs: number, wallMs: number): void {
    this.#receiver.close();
    const datagram = this.#reporter.goodbye(this.#sender, this.#receiver.reception, nowMs, wallMs);
    if (datagram !== undefined) this.#sendRtcp(datagram);
  }

  /** What was counted since the stream began. */
  statistics(): MediaStatistics {
    const { ssrc, totalPackets, totalOctets } = this.#sender;
    return {
      ssrc,
      sent: { packets: totalPackets, octets: totalOctets, failed: this.#failed },
      ...this.#receiver.statistics(),
      roundTripMs: this.#reporter.roundTripMs,
      remote: this.#reporter.remote,
    };
  }

  #record(nowMs: number): void {
    const sink = this.#sink;
    this.#receiver.read(this.#frame, nowMs);
    if (sink === undefined) return;
    try {
      sink.write(this.#frame);
    } catch (error) {
      this.#sink = undefined;
      this.#options.onError?.(error);
    }
  }

  #send(target: MediaAddress): void {
    this.#readSource();
    if (this.#muted) this.#frame.fill(0);
    for (const packet of this.#sender.send(this.#frame, this.#parameters.send)) {
      this.#options.send('rtp', datagramOf(packet), target);
    }
  }

  #readSource(): void {
    const source = this.#source ?? this.#silence;
    let count = 0;
    try {
      count = source.read(this.#frame);
    } catch (error) {
      this.#source = undefined;
      this.#options.onError?.(error);
    }
    this.#frame.fill(0, count);
    if (count === 0 && this.#source === source) {
      this.#source = undefined;
      this.#options.onSourceEnd?.();
    }
  }

  #sendRtcp(datagram: Uint8Array): void {
    const target = this.#receiver.rtcpTarget;
    if (target === undefined) return;
    this.#options.send(this.#parameters.rtcpMux ? 'rtp' : 'rtcp', datagram, target);
  }

  /** Somebody sends under our identifier (RFC 3550 8.2). */
  #changeSsrc(nowMs: number, wallMs: number): void {
    const datagram = this.#reporter.goodbye(this.#sender, undefined, nowMs, wallMs);
    if (datagram !== undefined) this.#sendRtcp(datagram);
    this.#sender.changeSsrc();
    this.#reporter.forgetSent();
    this.#isSsrcTaken = false;
  }
}

function datagramOf(packet: RtpPacket): Uint8Array {
  const datagram = new Uint8Array(RTP_HEADER_OCTETS + packet.payload.length);
  writeRtpPacket(packet, datagram);
  return datagram;
}

/** 96 random bits in Base64 (RFC 7022 4.2). */
function randomName(random32: Random32): string {
  const bytes = new Uint8Array(Uint32Array.of(random32(), random32(), random32()).buffer);
  return btoa(String.fromCharCode(...bytes));
}
