/** Telephone events that arrive: each digit is told once, whatever the network does to its packets (RFC 4733 2.5.2). */

import {
  extendTimestamp,
  type DtmfDigit,
  digitOf,
  LONGEST_DURATION,
  parseTelephoneEvents,
  type TelephoneEvent,
} from '../rtp/index.ts';

/** Without news for so long an event is over, though its end was not heard: three intervals of 50 ms (2.5.2.2). */
const SILENCE_MS = 150;
/** Events that are over and whose packets may still come. */
const REMEMBERED = 32;
/** What is older than this, in units, belongs to nothing that could be remembered. */
const TOO_OLD = 60 * 8000;
const UNITS_PER_MS = 8;

/** One end of a key press of the peer. */
export interface DtmfReport {
  readonly digit: DtmfDigit;
  /** `pressed` with the first packet that came of it, and `released`, which follows it always. */
  readonly kind: 'pressed' | 'released';
  /** How long the key was down, as far as is known, ms. */
  readonly durationMs: number;
}

interface Event {
  readonly event: number;
  /** Where it began and where its present segment began, without wrap-around. */
  readonly start: number;
  segment: number;
  /** Of the present segment, in units. */
  duration: number;
  heardAt: number;
  /** Its end was heard. */
  ended: boolean;
}

/** The clock rate is 8000 Hz. Memory: 32 events. */
export class DtmfReceiver {
  #current: Event | undefined;
  /** The latest that are over, the newest first. */
  readonly #over: Event[] = [];
  #newest: number | undefined;

  /** Takes a packet of events, and tells what is new in it. @param timestamp of the packet @param nowMs monotonic */
  receive(payload: Uint8Array, timestamp: number, nowMs: number): DtmfReport[] {
    const reports: DtmfReport[] = this.expire(nowMs);
    this.#newest ??= timestamp + 2 ** 32;
    let start = extendTimestamp(this.#newest, timestamp);
    for (const event of parseTelephoneEvents(payload)) {
      // Zero is for states, and no digit is one (2.3.5).
      if (event.duration > 0 && digitOf(event.event) !== undefined) this.#note(event, start, nowMs, reports);
      start += event.duration;
    }
    return reports;
  }

  /** Ends an event of which nothing was heard for 150 ms. To be called now and then. */
  expire(nowMs: number): DtmfReport[] {
    if (this.#current === undefined || nowMs - this.#current.heardAt <= SILENCE_MS) return [];
    return [this.#finish(this.#current)];
  }

  /** Forgets all timestamps: another source sends from now on. @returns the end of the digit that was down */
  reset(): DtmfReport[] {
    const reports = this.#current === undefined ? [] : [this.#finish(this.#current)];
    this.#over.length = 0;
    this.#newest = undefined;
    return reports;
  }

  #note(packet: TelephoneEvent, start: number, nowMs: number, reports: DtmfReport[]): void {
    const newest = this.#newest!;
    if (start < newest - TOO_OLD) return;
    const over = this.#over.find((event) => isPartOf(packet, start, event));
    if (over !== undefined) {
      over.segment = Math.max(over.segment, start);
      return;
    }
    let current = this.#current;
    if (current === undefined || !isPartOf(packet, start, current)) {
      if (current !== undefined) reports.push(this.#finish(current));
      current = { event: packet.event, start, segment: start, duration: 0, heardAt: nowMs, ended: false };
      this.#current = current;
      reports.push({ digit: digitOf(packet.event)!, kind: 'pressed', durationMs: packet.duration / UNITS_PER_MS });
    }
    if (start > newest) this.#newest = start;
    // A report of an earlier segment has come late.
    if (start < current.segment) return;
    if (start > current.segment) {
      current.segment = start;
      current.duration = 0;
    }
    current.heardAt = nowMs;
    current.duration = Math.max(current.duration, packet.duration);
    current.ended = packet.end;
    if (packet.end) reports.push(this.#finish(current));
  }

  #finish(event: Event): DtmfReport {
    this.#current = undefined;
    this.#over.unshift(event);
    if (this.#over.length > REMEMBERED) this.#over.pop();
    const durationMs = (event.segment - event.start + event.duration) / UNITS_PER_MS;
    return { digit: digitOf(event.event)!, kind: 'released', durationMs };
  }
}

/** Whether a report is of an event: of its first segment, or of one that begins where the one before it ends (2.5.2.3). */
function isPartOf(packet: TelephoneEvent, start: number, event: Event): boolean {
  if (packet.event !== event.event) return false;
  const segments = (start - event.start) / LONGEST_DURATION;
  if (!Number.isInteger(segments) || segments < 0) return false;
  // One segment may have been lost between two.
  return start <= event.segment || (!event.ended && start <= event.segment + 2 * LONGEST_DURATION);
}
