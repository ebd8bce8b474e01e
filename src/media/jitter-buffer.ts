/** The jitter buffer: packets go in as the network brings them, and come out in order and in time (RFC 3550 2.1, 6.4.1). */

import { extendSequence, extendTimestamp } from '../rtp/index.ts';
import { DelayEstimate } from './delay-estimate.ts';

/** A power of two: packets between the oldest and the newest, with gaps. */
const SLOTS = 256;
/** A transit time off by so much belongs to another run of the sender's clock. */
const STRAY_MS = 2000;
const SAME_RUN_MS = 500;
/** An empty buffer is waited for so long as if packets were late; then the stream counts as paused. */
const STALL_MS = 200;
/** Until there are transit times to go by. */
const FIRST_DELAY_MS = 40;
/** What the delay may be off the wanted one before sound is shortened or lengthened, and how often that is done. */
const TOO_LONG_MS = 25;
const TOO_SHORT_MS = 5;
const ADJUST_EVERY_MS = 100;

/** The clock of the packets, and the bounds of the delay. */
export interface JitterBufferOptions {
  /** Of the timestamps, Hz. */
  readonly clockRate: number;
  /** The delay that packets get at least and at most, ms. */
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
}

/** A packet as the buffer keeps it: what order and time are told by, and the payload. */
export interface QueuedPacket {
  readonly sequence: number;
  readonly timestamp: number;
  readonly payloadType: number;
  /** Kept as it is: the caller copies. */
  readonly payload: Uint8Array;
  /** In timestamp units; 0 for a packet that takes no time of its own, such as comfort noise or an event. */
  readonly duration: number;
}

/**
 * - `duplicate`: it is queued or was played already.
 * - `late`: its time has passed.
 * - `stray`: its timestamp is far off; if the next one is off just so, the stream begins anew with that.
 */
export type Arrival = 'queued' | 'duplicate' | 'late' | 'stray';

/** What to play next. */
export type Playable =
  /** `adjust`: -1 to shorten the sound a little, 1 to lengthen it, so that the delay becomes what it should be. */
  | { readonly kind: 'packet'; readonly packet: QueuedPacket; readonly adjust: -1 | 0 | 1 }
  /** Lost or late, for so many timestamp units: to be concealed. */
  | { readonly kind: 'lost'; readonly duration: number }
  /** The sender paused. */
  | { readonly kind: 'silence'; readonly duration: number }
  /** Nothing is there to be played yet. */
  | { readonly kind: 'empty' };

interface Slot {
  sequence: number;
  timestamp: number;
  packet: QueuedPacket | undefined;
}

const EMPTY: Playable = { kind: 'empty' };

/** How many packets the buffer did not play, and how often it changed the length of the sound. */
export class JitterBufferCounters {
  duplicate = 0;
  late = 0;
  /** Thrown away because the buffer was fuller than it may be, or strays. */
  discarded = 0;
  /** Times at which the sound was shortened and lengthened. */
  shortened = 0;
  lengthened = 0;
}

/** Bounded: 256 packets, and twice the greatest delay. */
export class JitterBuffer {
  readonly counters = new JitterBufferCounters();
  readonly #unitsPerMs: number;
  readonly #minDelayMs: number;
  readonly #maxDelayMs: number;
  readonly #estimate = new DelayEstimate();
  /** By sequence number; a slot keeps the number of what was played, so that a duplicate is told from a late one. */
  readonly #slots: Slot[] = Array.from({ length: SLOTS }, () => ({ sequence: -1, timestamp: 0, packet: undefined }));
  #queued = 0;
  #started = false;
  #playing = false;
  /** Something was played: what comes before it is late. */
  #played = false;
  /** Without wrap-around: the newest that came, and the one that follows what was played last. */
  #newest = 0;
  #newestTimestamp = 0;
  #nextSequence = 0;
  #nextTimestamp = 0;
  /** Played while nothing was there, in units: what is missing may still come, or the next packet skips it. */
  #owed = 0;
  /** The last that was played takes no time: the sender is pausing. */
  #paused = false;
  #delayMs = 0;
  #adjustedAt = 0;
  #strayTransit: number | undefined;

  constructor({ clockRate, minDelayMs, maxDelayMs }: JitterBufferOptions) {
    this.#unitsPerMs = clockRate / 1000;
    this.#minDelayMs = minDelayMs;
    this.#maxDelayMs = Math.max(minDelayMs, maxDelayMs);
  }

  /** What packets of no delay wait now, smoothed, ms. */
  get delayMs(): number {
    return this.#playing ? this.#delayMs : 0;
  }

  /** What they should wait, by the jitter of late, ms. */
  get wantedDelayMs(): number {
    const wanted = this.#estimate.variationMs || FIRST_DELAY_MS;
    return Math.max(this.#minDelayMs, Math.min(this.#maxDelayMs, wanted));
  }

  /** Takes a packet as it arrives, and tells what became of it. @param nowMs monotonic */
  put(packet: QueuedPacket, nowMs: number): Arrival {
    if (!this.#started) this.#start(packet);
    const timestamp = extendTimestamp(this.#newestTimestamp, packet.timestamp);
    const transit = nowMs - timestamp / this.#unitsPerMs;
    if (packet.duration > 0 && !this.#estimate.isEmpty) {
      if (Math.abs(transit - this.#estimate.shortestMs) > STRAY_MS) return this.#putStray(packet, transit, nowMs);
      this.#strayTransit = undefined;
    }
    const sequence = extendSequence(this.#newest, packet.sequence);
    const slot = this.#slots[sequence & (SLOTS - 1)];
    if (slot.sequence === sequence) {
      this.counters.duplicate++;
      return 'duplicate';
    }
    if (packet.duration > 0) this.#estimate.add(transit);
    if (sequence <= this.#newest - SLOTS || (this.#played && sequence < this.#nextSequence)) {
      this.counters.late++;
      return 'late';
    }
    while (this.#queued > 0 && sequence - this.#oldest().sequence >= SLOTS) this.#discardOldest();
    slot.sequence = sequence;
    slot.timestamp = timestamp;
    slot.packet = packet;
    this.#queued++;
    if (sequence < this.#nextSequence) this.#nextSequence = sequence;
    if (sequence > this.#newest) this.#newest = sequence;
    // Not from an event, which keeps the timestamp of its beginning.
    if (timestamp > this.#newestTimestamp) this.#newestTimestamp = timestamp;
    this.#trim();
    return 'queued';
  }

  /** What is to be played next. @param nowMs monotonic @param frameMs how much is played where no packet says it */
  take(nowMs: number, frameMs: number): Playable {
    const frame = frameMs * this.#unitsPerMs;
    while (this.#queued > 0) {
      const slot = this.#oldest();
      const packet = slot.packet!;
      if (!this.#playing) {
        // The time of an event is that of its beginning: no time to begin at.
        if (packet.duration === 0) return this.#take(slot, packet, 0);
        const waited = nowMs - slot.timestamp / this.#unitsPerMs - this.#estimate.shortestMs;
        if (!this.#estimate.isEmpty && waited < this.wantedDelayMs) return EMPTY;
        this.#play(slot, waited, nowMs);
      }
      const gap = slot.timestamp - this.#nextTimestamp;
      if (packet.duration > 0 && gap <= -packet.duration) {
        // What was owed has taken its time.
        this.#remove(slot);
        this.counters.late++;
      } else if (gap <= 0) {
        this.#nextTimestamp = Math.max(this.#nextTimestamp, slot.timestamp + packet.duration);
        if (packet.duration === 0) return this.#take(slot, packet, 0);
        this.#owed = 0;
        return this.#take(slot, packet, this.#adjust(slot.timestamp, nowMs));
      } else if (this.#owed > 0) {
        const skipped = Math.min(this.#owed, gap);
        this.#nextTimestamp += skipped;
        this.#owed -= skipped;
      } else {
        const duration = Math.min(gap, frame);
        this.#nextTimestamp += duration;
        // In sequence, and yet later: the sender did not send for a while (RFC 3551 4.1).
        return { kind: slot.sequence === this.#nextSequence ? 'silence' : 'lost', duration };
      }
    }
    if (!this.#playing) return EMPTY;
    this.#owed += frame;
    if (this.#owed > STALL_MS * this.#unitsPerMs) {
      this.#playing = false;
      this.#owed = 0;
    }
    return { kind: this.#paused ? 'silence' : 'lost', duration: frame };
  }

  /** Forgets the stream: what comes next is the beginning of another. The counters stay. */
  reset(): void {
    for (const slot of this.#slots) {
      slot.sequence = -1;
      slot.packet = undefined;
    }
    this.#estimate.reset();
    this.#queued = 0;
    this.#started = false;
    this.#playing = false;
    this.#played = false;
    this.#owed = 0;
    this.#paused = false;
    this.#strayTransit = undefined;
  }

  #take(slot: Slot, packet: QueuedPacket, adjust: -1 | 0 | 1): Playable {
    this.#remove(slot);
    this.#played = true;
    this.#paused = packet.duration === 0;
    return { kind: 'packet', packet, adjust };
  }

  #start(packet: QueuedPacket): void {
    this.#started = true;
    // One cycle up, so that what overtook it does not go below zero.
    this.#newest = packet.sequence + 0x1_0000;
    this.#newestTimestamp = packet.timestamp + 2 ** 32;
    this.#nextSequence = this.#newest;
  }

  #play(slot: Slot, waitedMs: number, nowMs: number): void {
    this.#playing = true;
    this.#nextSequence = slot.sequence;
    this.#nextTimestamp = slot.timestamp;
    this.#owed = 0;
    this.#delayMs = waitedMs;
    this.#adjustedAt = nowMs;
  }

  #putStray(packet: QueuedPacket, transit: number, nowMs: number): Arrival {
    if (this.#strayTransit === undefined || Math.abs(transit - this.#strayTransit) > SAME_RUN_MS) {
      this.#strayTransit = transit;
      this.counters.discarded++;
      return 'stray';
    }
    this.counters.discarded += this.#queued;
    this.reset();
    return this.put(packet, nowMs);
  }

  /** The oldest that is queued; only where one is. */
  #oldest(): Slot {
    let oldest: Slot | undefined;
    for (const slot of this.#slots) {
      if (slot.packet !== undefined && !(oldest !== undefined && oldest.sequence < slot.sequence)) oldest = slot;
    }
    return oldest!;
  }

  #remove(slot: Slot): void {
    slot.packet = undefined;
    this.#queued--;
    this.#nextSequence = slot.sequence + 1;
  }

  /** Sound that waits for longer than it may is passed over, after a burst or while nobody takes any. */
  #trim(): void {
    const most = 2 * this.#maxDelayMs * this.#unitsPerMs;
    while (this.#queued > 1 && this.#newestTimestamp - this.#oldest().timestamp > most) this.#discardOldest();
  }

  #discardOldest(): void {
    const slot = this.#oldest();
    this.#remove(slot);
    this.counters.discarded++;
    if (this.#queued > 0) this.#nextTimestamp = this.#oldest().timestamp;
    this.#owed = 0;
  }

  #adjust(timestamp: number, nowMs: number): -1 | 0 | 1 {
    const delay = nowMs - timestamp / this.#unitsPerMs - this.#estimate.shortestMs;
    this.#delayMs += (delay - this.#delayMs) / 8;
    if (nowMs - this.#adjustedAt < ADJUST_EVERY_MS) return 0;
    const off = this.#delayMs - this.wantedDelayMs;
    if (off <= TOO_LONG_MS && off >= -TOO_SHORT_MS) return 0;
    this.#adjustedAt = nowMs;
    if (off > 0) this.counters.shortened++;
    else this.counters.lengthened++;
    return off > 0 ? -1 : 1;
  }
}
