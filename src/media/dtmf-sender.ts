/** Digits to be sent as telephone events: which packets leave at each step of the audio stream (RFC 4733 2.5.1). */

import { SipError } from '../message/index.ts';
import { addTimestamp, buildTelephoneEvent, type DtmfDigit, eventOf, LONGEST_DURATION } from '../rtp/index.ts';

/** Total transmissions of the final packet (2.5.1.4). */
const FINAL_PACKETS = 3;
const MAX_QUEUED = 128;
const SHORTEST_MS = 40;
const UNITS_PER_MS = 8;

/** How a row of digits is sent; each has a default. */
export interface DtmfOptions {
  /** In -dBm0, 0 to 63. */
  readonly volume?: number;
  /** The least pause between two digits, ms. */
  readonly pauseMs?: number;
}

/** A packet of the audio stream that carries an event instead of sound. */
export interface EventPacket {
  readonly marker: boolean;
  readonly timestamp: number;
  readonly payload: Uint8Array;
}

interface Event {
  readonly event: number;
  /** In timestamp units, or Infinity until `release`. */
  duration: number;
  elapsed: number;
  /** Where the present segment began, on the stream and in the event (2.5.1.3). */
  timestamp: number;
  segmentStart: number;
  finalsLeft: number;
}

/** Final reports of a segment are repeated beside the reports of the next one. */
interface SegmentEnd {
  readonly packet: EventPacket;
  left: number;
}

/** The clock rate is 8000 Hz. At most 128 digits wait. */
export class DtmfSender {
  readonly #volume: number;
  readonly #pause: number;
  readonly #queue: { event: number; duration: number }[] = [];
  #current: Event | undefined;
  #segmentEnd: SegmentEnd | undefined;
  /** Units of sound that must still pass before the next digit. */
  #pauseLeft = 0;

  /** @throws SipError SIP_DTMF_OPTIONS for a volume that is none of 0 to 63 */
  constructor({ volume = 10, pauseMs = 60 }: DtmfOptions = {}) {
    if (!Number.isInteger(volume) || volume < 0 || volume > 63)
      throw new SipError('SIP_DTMF_OPTIONS', `no volume from 0 to 63: ${volume}`, { rfc: '4733 2.3.4' });
    this.#volume = volume;
    this.#pause = pauseMs * UNITS_PER_MS;
  }

  /** Whether digits are being sent or wait. */
  get isBusy(): boolean {
    return this.#current !== undefined || this.#queue.length > 0;
  }

  /**
   * Digits to be sent after those that wait.
   * @param durationMs of each, at least 40; Infinity for a key that is held until `release`
   * @throws SipError SIP_DTMF_DIGIT, SIP_DTMF_OPTIONS, SIP_DTMF_QUEUE
   */
  send(digits: string, durationMs = 100): void {
    if (!(durationMs >= SHORTEST_MS))
      throw new SipError('SIP_DTMF_OPTIONS', `a digit of ${durationMs} ms is too short to be recognised`);
    const events = Array.from(digits, (digit: DtmfDigit) => eventOf(digit));
    if (this.#queue.length + events.length > MAX_QUEUED)
      throw new SipError('SIP_DTMF_QUEUE', `more than ${MAX_QUEUED} digits would wait`);
    for (const event of events) this.#queue.push({ event, duration: durationMs * UNITS_PER_MS });
  }

  /** Ends the digit that is being sent, with the next step. */
  release(): void {
    const current = this.#current;
    if (current !== undefined && current.duration > current.elapsed) current.duration = Math.max(1, current.elapsed);
    else if (current === undefined && this.#queue.length > 0) this.#queue[0].duration = SHORTEST_MS * UNITS_PER_MS;
  }

  /** Forgets what waits, and ends the digit that is being sent. */
  cancel(): void {
    this.#queue.length = 0;
    this.release();
  }

  /**
   * Called once for each packet of the audio stream.
   * @param timestamp that the audio packet would have @param units of sound that it would hold
   * @returns what leaves instead of it; nothing if it leaves itself
   */
  step(timestamp: number, units: number): EventPacket[] {
    if (this.#current === undefined) {
      this.#pauseLeft -= units;
      if (this.#pauseLeft >= 0) return [];
      const next = this.#queue.shift();
      if (next === undefined) return [];
      this.#current = { ...next, elapsed: 0, timestamp, segmentStart: 0, finalsLeft: FINAL_PACKETS };
    }
    return this.#report(this.#current, units);
  }

  #report(current: Event, units: number): EventPacket[] {
    const packets: EventPacket[] = [];
    const marker = current.elapsed === 0;
    current.elapsed = Math.min(current.duration, current.elapsed + units);
    const end = current.elapsed === current.duration;
    while (current.elapsed - current.segmentStart > LONGEST_DURATION) {
      this.#segmentEnd = { packet: this.#packet(current, LONGEST_DURATION, false, false), left: FINAL_PACKETS };
      current.segmentStart += LONGEST_DURATION;
      current.timestamp = addTimestamp(current.timestamp, LONGEST_DURATION);
    }
    if (this.#segmentEnd !== undefined) {
      packets.push(this.#segmentEnd.packet);
      if (--this.#segmentEnd.left === 0) this.#segmentEnd = undefined;
    }
    packets.push(this.#packet(current, current.elapsed - current.segmentStart, marker, end));
    if (end && --current.finalsLeft === 0) {
      this.#current = undefined;
      this.#segmentEnd = undefined;
      this.#pauseLeft = this.#pause;
    }
    return packets;
  }

  #packet({ event, timestamp }: Event, duration: number, marker: boolean, end: boolean): EventPacket {
    return {
      marker,
      timestamp,
      payload: buildTelephoneEvent({ event, end, volume: this.#volume, duration: Math.round(duration) }),
    };
  }
}
