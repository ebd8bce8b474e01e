/** One source of RTP: from frames of sound and digits to packets (RFC 3550 5.1, RFC 4733 2.5.1). */

import { type RtpPacket, addSequence, addTimestamp } from '../rtp/index.ts';
import { type AudioCodec, type AudioEncoder, CLOCK_RATE } from './audio-codec.ts';
import { DtmfSender } from './dtmf-sender.ts';
import { Resampler } from './resampler.ts';

/** What leaves: the codec, and the numbers that both sides gave it and the digits. */
export interface SendFormat {
  readonly codec: AudioCodec;
  /** As negotiated; the codec's static one unless told. */
  readonly payloadType?: number;
  /** The payload type of telephone events, where the peer takes them. */
  readonly telephoneEvent?: number;
}

/** 32 bits that nobody can guess, as an unsigned number. */
export type Random32 = () => number;

/** What leaves is counted; timestamps go on with the time also while nothing leaves. */
export class RtpSender {
  readonly dtmf = new DtmfSender();
  readonly #random32: Random32;
  readonly #sampleRate: number;
  /** Units of the clock in a frame. */
  readonly #frameUnits: number;
  #ssrc: number;
  /** Random at first, so that nobody can guess them (5.1). */
  #sequence: number;
  #timestamp: number;
  #marker = true;
  #packets = 0;
  #octets = 0;
  /** Under identifiers that were given up. */
  #earlierPackets = 0;
  #earlierOctets = 0;
  #encoding: { codec: AudioCodec; encoder: AudioEncoder; resampler: Resampler; pending: Int16Array } | undefined;

  /** @param sampleRate of the frames, Hz @param frameMs their length */
  constructor(sampleRate: number, frameMs: number, random32: Random32) {
    this.#random32 = random32;
    this.#sampleRate = sampleRate;
    this.#frameUnits = (frameMs * CLOCK_RATE) / 1000;
    this.#ssrc = random32();
    this.#sequence = random32() & 0xffff;
    this.#timestamp = random32();
  }

  get ssrc(): number {
    return this.#ssrc;
  }

  /** Of the next frame: what a sender report names for now. */
  get timestamp(): number {
    return this.#timestamp;
  }

  /** Under the present identifier. */
  get packets(): number {
    return this.#packets;
  }

  /** Of payload, under the present identifier. */
  get octets(): number {
    return this.#octets;
  }

  get totalPackets(): number {
    return this.#earlierPackets + this.#packets;
  }

  get totalOctets(): number {
    return this.#earlierOctets + this.#octets;
  }

  /** The next frame, as packets to be sent at once: one, or none or more while a digit is sent. */
  send(frame: Int16Array, format: SendFormat): RtpPacket[] {
    const { codec, payloadType = codec.payloadType, telephoneEvent } = format;
    const packets: RtpPacket[] = [];
    const events = telephoneEvent === undefined ? [] : this.dtmf.step(this.#timestamp, this.#frameUnits);
    // The encoder hears it also under a digit, so that its state goes on with the sound.
    const payload = this.#encode(frame, codec);
    for (const { marker, timestamp, payload } of events) {
      packets.push(this.#packet(telephoneEvent!, timestamp, marker, payload));
    }
    if (events.length === 0) {
      packets.push(this.#packet(payloadType, this.#timestamp, this.#marker, payload));
      this.#marker = false;
    }
    this.#timestamp = addTimestamp(this.#timestamp, this.#frameUnits);
    return packets;
  }

  /** Frames that are not sent: the first packet after them begins a talkspurt (RFC 3551 4.1). */
  skip(frames: number): void {
    this.#timestamp = addTimestamp(this.#timestamp, frames * this.#frameUnits);
    this.#marker = true;
  }

  /** Another identifier, because somebody else uses this one (8.2); the counts begin anew (6.4.1). */
  changeSsrc(): void {
    this.#ssrc = this.#random32();
    this.#earlierPackets += this.#packets;
    this.#earlierOctets += this.#octets;
    this.#packets = 0;
    this.#octets = 0;
    this.#marker = true;
  }

  #encode(frame: Int16Array, codec: AudioCodec): Uint8Array {
    if (this.#encoding?.codec !== codec) {
      const resampler = new Resampler(this.#sampleRate, codec.sampleRate);
      // The resampler's first pieces are shorter than a frame: silence before them fills up.
      const pending = new Int16Array(resampler.delay);
      this.#encoding = { codec, encoder: codec.createEncoder(), resampler, pending };
    }
    const { encoder, resampler, pending } = this.#encoding;
    const samples = (this.#frameUnits / CLOCK_RATE) * codec.sampleRate;
    const resampled = resampler.process(frame);
    const sound = new Int16Array(pending.length + resampled.length);
    sound.set(pending);
    sound.set(resampled, pending.length);
    this.#encoding.pending = sound.subarray(samples);
    return encoder.encode(sound.subarray(0, samples));
  }

  #packet(payloadType: number, timestamp: number, marker: boolean, payload: Uint8Array): RtpPacket {
    const sequence = this.#sequence;
    this.#sequence = addSequence(sequence);
    this.#packets++;
    this.#octets += payload.length;
    return { marker, payloadType, sequence, timestamp, ssrc: this.#ssrc, payload };
  }
}
