/** One RTP stream as it was seen: one source on one hop, with its payload types, loss and jitter (RFC 3550). */

import { type Hop } from '../../capture/index.ts';
import { Reception } from '../../rtp/index.ts';
import { staticPayloadType } from '../../sdp/index.ts';

/** Packets after which the clock rate of a dynamic payload type is guessed from time stamps and times. */
const GUESS_AFTER = 10;
const CLOCK_RATES = [8000, 16_000, 24_000, 32_000, 44_100, 48_000, 90_000] as const;
const MAX_PAYLOAD_TYPES = 16;
const MAX_EVENTS = 64;
/** ms of interarrival jitter above which a small jitter buffer begins to drop packets. */
export const HIGH_JITTER = 30;
/** ms without a packet that are no longer loss of single packets: an outage, or silence during which some count on. */
const PAUSE = 500;
/** Beyond such a jump a sequence begins anew (RFC 3550 A.1). */
const MAX_DROPOUT = 3_000;

/** The fields of a packet that count here. */
export interface RtpFields {
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly marker: boolean;
  /** Of the payload, with what SRTP adds. */
  readonly payloadLength: number;
}

/** Packets of one SSRC from one place to another. */
export class MediaStream {
  readonly hop: Hop;
  readonly ssrc: number;
  /** Packets by payload type. */
  readonly payloadTypes = new Map<number, number>();
  packets = 0;
  /** Of all UDP payloads. */
  bytes = 0;
  /** ms since 1970. */
  firstTime = 0;
  lastTime = 0;
  firstFrame = 0;
  lastFrame = 0;
  /** Packets after which the jitter was above `HIGH_JITTER`: at the end of a stream it says nothing of what was before. */
  unsteady = 0;
  /** Packets that are missing in pauses of half a second and more: a part of `lost`. */
  lostInPauses = 0;
  /** The longest time without a packet, ms. */
  longestPause = 0;
  /** Packets of four octets whose payload type is not that of the sound, by payload type: telephone events, when SDP says so. */
  readonly shortPackets = new Map<number, number>();
  /** What their first octets were, at most 64, without repetitions of the same time stamp. */
  readonly eventCodes: number[] = [];
  #firstTimestamp = 0;
  #lastSequence = 0;
  #lastTimestamp = 0;
  #lastEventTimestamp = -1;
  #steps = new Map<number, number>();
  #reception: Reception | undefined;
  #clockRate = 0;

  constructor(hop: Hop, ssrc: number) {
    this.hop = hop;
    this.ssrc = ssrc;
  }

  /** Takes the next packet. @param time ms since 1970 */
  receive(time: number, frame: number, fields: RtpFields, octets: number, firstOctet: number): void {
    const { payloadType, timestamp } = fields;
    if (this.packets === 0) {
      this.firstTime = time;
      this.firstFrame = frame;
      this.#firstTimestamp = timestamp;
    } else {
      const pause = time - this.lastTime;
      const jump = (fields.sequence - this.#lastSequence) & 0xffff;
      if (pause > this.longestPause) this.longestPause = pause;
      if (pause >= PAUSE && jump > 1 && jump < MAX_DROPOUT) this.lostInPauses += jump - 1;
      const step = (timestamp - this.#lastTimestamp) >>> 0;
      if (step > 0 && step < 0x10000 && (this.#steps.size < MAX_PAYLOAD_TYPES || this.#steps.has(step)))
        this.#steps.set(step, (this.#steps.get(step) ?? 0) + 1);
    }
    this.packets++;
    this.bytes += octets;
    this.lastTime = time;
    this.lastFrame = frame;
    this.#lastTimestamp = timestamp;
    this.#lastSequence = fields.sequence;
    if (this.payloadTypes.size < MAX_PAYLOAD_TYPES || this.payloadTypes.has(payloadType))
      this.payloadTypes.set(payloadType, (this.payloadTypes.get(payloadType) ?? 0) + 1);
    if (fields.payloadLength === 4 && payloadType >= 96) this.#noteEvent(payloadType, timestamp, firstOctet);
    this.#receive(time, fields);
  }

  /** The payload type of most packets. */
  get payloadType(): number {
    let most = -1;
    let count = 0;
    for (const [type, packets] of this.payloadTypes) {
      if (packets > count) {
        most = type;
        count = packets;
      }
    }
    return most;
  }

  /** Hz, by the table of RFC 3551 or guessed; 0 when too little was seen. */
  get clockRate(): number {
    return this.#clockRate;
  }

  /** ms of sound in most packets; 0 when it is not known. */
  get packetTime(): number {
    let most = 0;
    let count = 0;
    for (const [step, times] of this.#steps) {
      if (times > count) {
        most = step;
        count = times;
      }
    }
    return this.#clockRate === 0 ? 0 : Math.round((most / this.#clockRate) * 1000);
  }

  /** Packets that did not come by here; 0 or more. */
  get lost(): number {
    return Math.max(0, this.#reception?.lost ?? 0);
  }

  /** The share of packets that did not come by, 0 to 1; those of pauses are not counted. */
  get lossRate(): number {
    const lost = Math.max(0, this.lost - this.lostInPauses);
    return lost === 0 ? 0 : lost / (lost + this.packets);
  }

  /** The interarrival jitter at the end, ms (RFC 3550 A.8). */
  get jitter(): number {
    return this.#reception?.jitterMs ?? 0;
  }

  #receive(time: number, { payloadType, sequence, timestamp }: RtpFields): void {
    if (this.#reception === undefined) {
      const fixed = staticPayloadType(payloadType)?.clockRate;
      if (fixed === undefined && this.packets < GUESS_AFTER) return;
      this.#clockRate = fixed ?? this.#guessClockRate(time, timestamp);
      this.#reception = new Reception(this.ssrc, this.#clockRate === 0 ? 8000 : this.#clockRate);
    }
    // Packets of another clock would count as jitter.
    this.#reception.receive(sequence, timestamp, time);
    if (this.#reception.jitterMs > HIGH_JITTER) this.unsteady++;
  }

  #guessClockRate(time: number, timestamp: number): number {
    const elapsed = time - this.firstTime;
    if (!(elapsed > 0)) return 0;
    const rate = (((timestamp - this.#firstTimestamp) >>> 0) / elapsed) * 1000;
    const nearest = CLOCK_RATES.reduce((best, one) => (Math.abs(one - rate) < Math.abs(best - rate) ? one : best));
    return Math.abs(nearest - rate) < nearest * 0.3 ? nearest : 0;
  }

  #noteEvent(payloadType: number, timestamp: number, code: number): void {
    this.shortPackets.set(payloadType, (this.shortPackets.get(payloadType) ?? 0) + 1);
    // The packets of one event share their time stamp (RFC 4733 2.5.1.3).
    if (timestamp === this.#lastEventTimestamp || this.eventCodes.length >= MAX_EVENTS) return;
    this.#lastEventTimestamp = timestamp;
    this.eventCodes.push(code);
  }
}
