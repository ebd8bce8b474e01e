/** From packets to sound: jitter buffer, decoder, concealment and comfort noise in a row (RFC 3550 2.1, RFC 3389, 4733). */

import { type RtpPacket } from '../rtp/index.ts';
import { type AudioCodec, type AudioDecoder, CLOCK_RATE } from './audio-codec.ts';
import { ComfortNoise, parseComfortNoise } from './comfort-noise.ts';
import { type Arrival, JitterBuffer, type JitterBufferCounters, type QueuedPacket } from './jitter-buffer.ts';
import { LossConcealment } from './loss-concealment.ts';
import { lengthen, shorten } from './pitch.ts';
import { Resampler } from './resampler.ts';

/** No payload is longer than this: 120 ms, twice what anybody sends. Octets and ticks are the same here. */
const LONGEST_PAYLOAD = 960;

/** What a payload type that is received stands for. */
export type ReceivedPayload = AudioCodec | 'comfort-noise' | 'telephone-event';

/** The rate of the sound, and the bounds of the delay, ms. */
export interface PlayoutOptions {
  /** Of the sound that is read, Hz. */
  readonly sampleRate: number;
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** At least 0, less than 1: for noise. */
  readonly random: () => number;
}

/** What a listener hears of one source: packets go in as they come, sound comes out whenever it is due. */
export class Playout {
  readonly #sampleRate: number;
  readonly #buffer: JitterBuffer;
  readonly #concealment: LossConcealment;
  readonly #noise: ComfortNoise;
  /** Comfort noise is on: from a packet of it to the next sound. */
  #noisy = false;
  #decoder: { codec: AudioCodec; decoder: AudioDecoder; resampler: Resampler } | undefined;
  #payloads: ReadonlyMap<number, ReceivedPayload> = new Map();
  /** Decoded, and not read yet. */
  #ready: Int16Array = new Int16Array(0);
  #concealedMs = 0;

  constructor({ sampleRate, minDelayMs, maxDelayMs, random }: PlayoutOptions) {
    this.#sampleRate = sampleRate;
    this.#buffer = new JitterBuffer({ clockRate: CLOCK_RATE, minDelayMs, maxDelayMs });
    this.#concealment = new LossConcealment(sampleRate);
    this.#noise = new ComfortNoise(random);
  }

  /** What the jitter buffer has counted. */
  get counters(): Readonly<JitterBufferCounters> {
    return this.#buffer.counters;
  }

  /** Sound that was made up for what was lost or late, ms. */
  get concealedMs(): number {
    return this.#concealedMs;
  }

  /** What the jitter buffer adds now, ms. */
  get delayMs(): number {
    return this.#buffer.delayMs;
  }

  /** What payload types stand for from now on, also in packets that wait. */
  setPayloads(payloads: ReadonlyMap<number, ReceivedPayload>): void {
    this.#payloads = payloads;
  }

  /** A packet of the source that is heard. Its payload is copied. @param nowMs monotonic */
  put({ sequence, timestamp, payloadType, payload }: RtpPacket, nowMs: number): Arrival {
    const kind = this.#payloads.get(payloadType);
    // Events and what nobody knows take no time, but their places in the sequence are not losses.
    const isSound = kind !== undefined && typeof kind !== 'string' && payload.length <= LONGEST_PAYLOAD;
    const kept = isSound || kind === 'comfort-noise' ? payload.slice(0, LONGEST_PAYLOAD) : new Uint8Array(0);
    const duration = isSound ? payload.length : 0;
    return this.#buffer.put({ sequence, timestamp, payloadType, payload: kept, duration }, nowMs);
  }

  /** The next sound, for all of the frame, silence where there is none. @param nowMs monotonic */
  read(frame: Int16Array, nowMs: number): void {
    const frameMs = (frame.length / this.#sampleRate) * 1000;
    let at = 0;
    while (at < frame.length) {
      if (this.#ready.length === 0) this.#ready = this.#next(nowMs, frameMs);
      const piece = this.#ready.subarray(0, frame.length - at);
      frame.set(piece, at);
      at += piece.length;
      this.#ready = this.#ready.subarray(piece.length);
    }
  }

  /** Forgets what waits: another source, or another run of the same, is heard from now on. */
  reset(): void {
    this.#buffer.reset();
    this.#noisy = false;
    this.#decoder = undefined;
  }

  /** The next piece of sound; empty for a packet that is none. */
  #next(nowMs: number, frameMs: number): Int16Array {
    const playable = this.#buffer.take(nowMs, frameMs);
    switch (playable.kind) {
      case 'packet':
        return this.#play(playable.packet, playable.adjust);
      case 'lost':
        if (this.#noisy) return this.#silence(this.#samples(playable.duration));
        return this.#conceal(playable.duration);
      case 'silence':
        return this.#silence(this.#samples(playable.duration));
      case 'empty':
        return this.#silence(Math.round((frameMs * this.#sampleRate) / 1000));
    }
  }

  #play(packet: QueuedPacket, adjust: -1 | 0 | 1): Int16Array {
    const kind = this.#payloads.get(packet.payloadType);
    if (kind === 'comfort-noise') {
      const level = parseComfortNoise(packet.payload);
      if (level !== undefined) this.#noise.setLevel(level);
      this.#noisy = level !== undefined;
    }
    if (kind === undefined || typeof kind === 'string' || packet.duration === 0) return new Int16Array(0);
    this.#noisy = false;
    const sound = this.#decode(kind, packet.payload);
    const adjusted = adjust === 0 ? sound : (adjust < 0 ? shorten : lengthen)(sound, this.#sampleRate);
    this.#concealment.heard(adjusted);
    return adjusted;
  }

  #decode(codec: AudioCodec, payload: Uint8Array): Int16Array {
    if (this.#decoder?.codec !== codec) {
      const resampler = new Resampler(codec.sampleRate, this.#sampleRate);
      this.#decoder = { codec, decoder: codec.createDecoder(), resampler };
    }
    return this.#decoder.resampler.process(this.#decoder.decoder.decode(payload));
  }

  #conceal(duration: number): Int16Array {
    const samples = new Int16Array(this.#samples(duration));
    this.#concealment.conceal(samples);
    this.#concealedMs += (duration / CLOCK_RATE) * 1000;
    return samples;
  }

  #silence(length: number): Int16Array {
    const samples = new Int16Array(length);
    if (this.#noisy) this.#noise.fill(samples);
    this.#concealment.heard(samples);
    return samples;
  }

  /** @returns at least 1, so that a read comes to its end */
  #samples(duration: number): number {
    return Math.max(1, Math.round((duration / CLOCK_RATE) * this.#sampleRate));
  }
}
