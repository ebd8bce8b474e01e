/** A fixed number of bytes in which new records overwrite the oldest, each whole and in one piece, linked by call. */

import { SipError } from '../message/index.ts';
import {
  HASH_INT,
  KIND_INT,
  LENGTH_INT,
  PREVIOUS_DOUBLE,
  RecordMemory,
  SEQUENCE_DOUBLE,
  TIME_DOUBLE,
} from './record.ts';

const SMALLEST = 1024;
const LARGEST = 2 ** 30;
// Each slot heads a chain of the records whose Call-IDs hash to it; few enough to stay in the processor's cache.
const SLOTS = 4096;
// A flood with one Call-ID makes its chain as long as the ring: a walk along it has to end before it costs anything.
const LONGEST_WALK = 1024;

/**
 * A position counts the bytes ever passed, so it never comes twice; what lies between `oldest` and `next` can be read.
 * The first lap starts at position `size`, so that 0 is before everything.
 */
export class RecordRing {
  readonly memory: RecordMemory;
  readonly size: number;
  oldest: number;
  next: number;
  oldestSequence = 1;
  nextSequence = 1;
  /** Records that were larger than the ring, and so never kept. */
  dropped = 0;
  private lap: number;
  private readonly newest = new Float64Array(SLOTS);

  /** @throws SipError SIP_TRACE_SIZE unless `bytes` is an integer from 1024 to 2^30 */
  constructor(bytes: number) {
    if (!Number.isInteger(bytes) || bytes < SMALLEST || bytes > LARGEST) {
      throw new SipError('SIP_TRACE_SIZE', `the trace takes ${SMALLEST} to ${LARGEST} bytes, not ${bytes}`);
    }
    this.size = (bytes + 7) & ~7;
    this.memory = new RecordMemory(this.size);
    this.lap = this.size;
    this.oldest = this.lap;
    this.next = this.lap;
  }

  /**
   * Makes room for a record. It exists when it is committed: if its writer throws before that, nothing was added.
   * @param length bytes, a multiple of 8
   * @returns the byte where it starts, or -1 when it is larger than the ring
   */
  reserve(length: number): number {
    if (length > this.size) {
      this.dropped++;
      return -1;
    }
    const at = this.next - this.lap;
    if (at + length <= this.size) {
      this.release(this.next + length - this.size);
      return at;
    }
    // A record is never split: the end of this lap stays empty, and a length of 0 says so.
    this.release(this.lap + length);
    if (at < this.size) this.memory.ints[at >> 2] = 0;
    const empty = this.oldest === this.next;
    this.lap += this.size;
    this.next = this.lap;
    if (empty) this.oldest = this.next;
    return 0;
  }

  /** Adds the record that was written where `reserve` said. @param hash of its Call-ID, or 0 */
  commit(at: number, length: number, kind: number, time: number, hash: number): void {
    const { ints, doubles } = this.memory;
    const int = at >> 2;
    const double = at >> 3;
    ints[int + LENGTH_INT] = length;
    ints[int + KIND_INT] = kind;
    ints[int + HASH_INT] = hash;
    doubles[double + SEQUENCE_DOUBLE] = this.nextSequence++;
    doubles[double + TIME_DOUBLE] = time;
    if (hash !== 0) {
      const slot = hash & (SLOTS - 1);
      doubles[double + PREVIOUS_DOUBLE] = this.newest[slot];
      this.newest[slot] = this.next;
    }
    this.next += length;
  }

  /** Where the record at or after `position` starts: the empty end of a lap is always that of the lap before this one. */
  skipGap(position: number): number {
    return position < this.next && this.lengthAt(position) === 0 ? this.lap : position;
  }

  lengthAt(position: number): number {
    return this.memory.ints[(this.byteAt(position) >> 2) + LENGTH_INT];
  }

  /** The byte at which a position lies that can be read. */
  byteAt(position: number): number {
    return position >= this.lap ? position - this.lap : position - this.lap + this.size;
  }

  /**
   * The bytes where the records of a call start, newest first: of all whose Call-ID has this hash.
   * @param limit bytes of all of them together
   */
  ofCall(hash: number, limit: number): number[] {
    const { ints, doubles } = this.memory;
    const found: number[] = [];
    let room = limit;
    let position = this.newest[hash & (SLOTS - 1)];
    for (let steps = 0; steps < LONGEST_WALK && position >= this.oldest; steps++) {
      const at = this.byteAt(position);
      if (ints[(at >> 2) + HASH_INT] === hash) {
        room -= ints[(at >> 2) + LENGTH_INT];
        if (room < 0) break;
        found.push(at);
      }
      position = doubles[(at >> 3) + PREVIOUS_DOUBLE];
    }
    return found;
  }

  /** Forgets what starts before `position`. */
  private release(position: number): void {
    while (this.oldest < position && this.oldest < this.next) {
      const length = this.lengthAt(this.oldest);
      if (length === 0) {
        this.oldest = this.lap;
      } else {
        this.oldest += length;
        this.oldestSequence++;
      }
    }
  }
}
