/** What is known of one source whose packets arrive: validity, loss and jitter (RFC 3550 A.1, A.3, A.8). */

import type { ReportBlock } from './rtcp-packet.ts';
import { timestampDistance } from './serial-number.ts';

const SEQUENCES = 0x1_0000;
const MAX_DROPOUT = 3000;
const MAX_MISORDER = 100;
const MIN_SEQUENTIAL = 2;
const NEVER = -1;

/**
 * - `valid`: from a source that sends in sequence.
 * - `probation`: too few in sequence yet to believe in the source; the packet may be kept until the next one.
 * - `invalid`: far off the sequence; the next one in its sequence makes the source restart.
 * - `restarted`: valid, and the first of a new sequence: what was queued of the old one is over.
 */
export type Validity = 'valid' | 'probation' | 'invalid' | 'restarted';

/** Counts what arrives of one source, and makes the report block about it. */
export class Reception {
  readonly ssrc: number;
  readonly #clockRate: number;
  #probation = MIN_SEQUENTIAL;
  /** Below 65536; the cycles are counted apart. */
  #highest = NEVER;
  #cycles = 0;
  #base = 0;
  #bad = NEVER;
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  /** Sums of the sequences before a restart. */
  #earlierReceived = 0;
  #earlierExpected = 0;
  #transit: number | undefined;
  #jitter = 0;

  /** @param clockRate of the timestamps, Hz */
  constructor(ssrc: number, clockRate: number) {
    this.ssrc = ssrc;
    this.#clockRate = clockRate;
  }

  /** Notes a packet. @param nowMs monotonic */
  receive(sequence: number, timestamp: number, nowMs: number): Validity {
    const validity = this.#updateSequence(sequence);
    if (validity === 'valid' || validity === 'restarted') this.#updateJitter(timestamp, nowMs);
    return validity;
  }

  /** Whether enough packets in sequence have come to believe in the source (A.1). */
  get isValid(): boolean {
    return this.#probation === 0;
  }

  /** With duplicates and late ones, over all restarts. */
  get received(): number {
    return this.#earlierReceived + this.#received;
  }

  /** Over all restarts; negative where duplicates outnumber losses. */
  get lost(): number {
    return this.#earlierExpected + this.#expected - this.received;
  }

  /** With the cycles in the high 16 bits. */
  get highestSequence(): number {
    return this.isValid ? (this.#cycles + this.#highest) % 2 ** 32 : 0;
  }

  /** The interarrival jitter, in timestamp units. */
  get jitter(): number {
    return this.#jitter;
  }

  /** The interarrival jitter, ms (A.8). */
  get jitterMs(): number {
    return (this.#jitter / this.#clockRate) * 1000;
  }

  /**
   * The report block, which also begins the interval that the next one's fraction is about (A.3).
   * @param lastSenderReport LSR, 0 without a sender report
   * @param delaySinceLastSenderReport DLSR, in 1/65536 s; 0 without a sender report
   */
  report(lastSenderReport: number, delaySinceLastSenderReport: number): ReportBlock {
    const expected = this.#expected;
    const expectedInterval = expected - this.#expectedBefore;
    const lostInterval = expectedInterval - (this.#received - this.#receivedBefore);
    this.#expectedBefore = expected;
    this.#receivedBefore = this.#received;
    return {
      ssrc: this.ssrc,
      fractionLost:
        expectedInterval <= 0 || lostInterval <= 0
          ? 0
          : Math.min(255, Math.floor((lostInterval * 256) / expectedInterval)),
      cumulativeLost: expected - this.#received,
      highestSequence: this.highestSequence,
      jitter: Math.floor(this.#jitter),
      lastSenderReport,
      delaySinceLastSenderReport,
    };
  }

  get #expected(): number {
    return this.isValid ? this.#cycles + this.#highest - this.#base + 1 : 0;
  }

  #updateSequence(sequence: number): Validity {
    if (this.#probation > 0) {
      const follows = this.#highest !== NEVER && sequence === (this.#highest + 1) % SEQUENCES;
      this.#highest = sequence;
      this.#probation = follows ? this.#probation - 1 : MIN_SEQUENTIAL - 1;
      if (this.#probation > 0) return 'probation';
      this.#begin(sequence);
      this.#received++;
      return 'valid';
    }
    const ahead = (sequence - this.#highest + SEQUENCES) % SEQUENCES;
    if (ahead < MAX_DROPOUT) {
      if (sequence < this.#highest) this.#cycles += SEQUENCES;
      this.#highest = sequence;
    } else if (ahead <= SEQUENCES - MAX_MISORDER) {
      if (sequence !== this.#bad) {
        this.#bad = (sequence + 1) % SEQUENCES;
        return 'invalid';
      }
      this.#earlierReceived += this.#received;
      this.#earlierExpected += this.#expected;
      this.#begin(sequence);
      this.#received++;
      return 'restarted';
    }
    this.#received++;
    return 'valid';
  }

  #begin(sequence: number): void {
    this.#base = sequence;
    this.#highest = sequence;
    this.#bad = NEVER;
    this.#cycles = 0;
    this.#received = 0;
    this.#expectedBefore = 0;
    this.#receivedBefore = 0;
    this.#transit = undefined;
  }

  /** Also for the packets of one event, which share a timestamp (RFC 4733 2.5.2.2). */
  #updateJitter(timestamp: number, nowMs: number): void {
    const arrival = (nowMs / 1000) * this.#clockRate;
    // Modulo 2^32, as the timestamp is; the fraction is kept.
    const whole = Math.floor(arrival);
    const transit = timestampDistance(timestamp, whole) + (arrival - whole);
    if (this.#transit !== undefined) {
      let difference = transit - this.#transit;
      if (difference > 2 ** 31) difference -= 2 ** 32;
      else if (difference < -(2 ** 31)) difference += 2 ** 32;
      this.#jitter += (Math.abs(difference) - this.#jitter) / 16;
    }
    this.#transit = transit;
  }
}
