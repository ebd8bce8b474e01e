/** Which uses of a nonce have been seen, in a table of fixed size (RFC 7616 3.4, 5.5). */

import { SipError } from '../message/index.ts';
import { type Hash, parseHex } from './hash.ts';

/** What makes a request that arrives twice, by a fork upstream or in a spiral, the same request (RFC 3261 8.2.2.2). */
export interface RequestTuple {
  readonly callId: string;
  readonly cseq: number;
  readonly fromTag: string;
}

/**
 * - `first`: never used so; it is remembered now.
 * - `repeat`: the same request again.
 * - `replayed`: another request with a nonce count that was used already.
 * - `forgotten`: so old that whether it was used is no longer known.
 */
export type NonceUse = 'first' | 'repeat' | 'replayed' | 'forgotten';

/** A use without qop counts as the last one that its nonce allows. */
export const WITHOUT_QOP = 0xffffffff;

/** Nonces in a row of the table, and uses remembered of each. */
const WAYS = 8;
const USES = 8;

/**
 * The rule on both levels is one: forgetting something raises a floor to it, and what is at or below the floor and not
 * remembered is `forgotten`, never accepted. A nonce belongs, by its number, to one row of the table; a full row forgets
 * its oldest nonce, and the row's floor becomes that nonce's number. A nonce remembers its latest uses; the floor of its
 * nonce counts is the greatest that it has forgotten. So an entry is never wrong, only missing, which costs the phone
 * one more challenge. Only what passed the password check is entered: strangers can't make the table forget.
 */
export class ReplayTable {
  readonly #hash: Hash;
  readonly #rows: number;
  /** By row. */
  readonly #rowFloor: Float64Array;
  /** By entry; 0 is an empty one. */
  readonly #number: Float64Array;
  readonly #ncFloor: Uint32Array;
  /** By use; 0 is an empty one. */
  readonly #nc: Uint32Array;
  readonly #tupleHigh: Uint32Array;
  readonly #tupleLow: Uint32Array;

  /**
   * @param nonces how many nonces in use are remembered, rounded up to a multiple of 8; 109 bytes each
   * @throws SipError SIP_REPLAY_OPTIONS
   */
  constructor(hash: Hash, nonces: number) {
    if (!Number.isInteger(nonces) || nonces < 1 || nonces > 1 << 24)
      throw new SipError('SIP_REPLAY_OPTIONS', `not a number of nonces from 1 to ${1 << 24}: ${nonces}`);
    this.#hash = hash;
    this.#rows = Math.ceil(nonces / WAYS);
    const entries = this.#rows * WAYS;
    this.#rowFloor = new Float64Array(this.#rows);
    this.#number = new Float64Array(entries);
    this.#ncFloor = new Uint32Array(entries);
    this.#nc = new Uint32Array(entries * USES);
    this.#tupleHigh = new Uint32Array(entries * USES);
    this.#tupleLow = new Uint32Array(entries * USES);
  }

  /**
   * Notes one use of a nonce whose password check has passed. Anything but `first` and `repeat` deserves `stale=true`.
   * @param number of the nonce, from 1
   * @param nc the nonce count, from 1 to 0xffffffff, or `WITHOUT_QOP`
   */
  use(number: number, nc: number, tuple: RequestTuple): NonceUse {
    // 64 bits of it: finding another tuple with the same takes longer than any nonce lives.
    const digest = this.#hash('SHA-256', `${tuple.callId}\n${tuple.cseq}\n${tuple.fromTag}`);
    const high = parseHex(digest, 0, 8);
    const low = parseHex(digest, 8, 16);
    const row = number % this.#rows;
    const entry = this.#entryOf(row, number);
    if (entry >= 0) return this.#useEntry(entry, nc, high, low);
    if (number <= this.#rowFloor[row]) return 'forgotten';
    this.#enter(row, number, nc, high, low);
    return 'first';
  }

  #entryOf(row: number, number: number): number {
    const numbers = this.#number;
    const end = (row + 1) * WAYS;
    for (let entry = end - WAYS; entry < end; entry++) if (numbers[entry] === number) return entry;
    return -1;
  }

  #useEntry(entry: number, nc: number, high: number, low: number): NonceUse {
    const ncs = this.#nc;
    const end = (entry + 1) * USES;
    let lowest = end - USES;
    for (let use = lowest; use < end; use++) {
      if (ncs[use] === nc) return this.#tupleHigh[use] === high && this.#tupleLow[use] === low ? 'repeat' : 'replayed';
      if (ncs[use] < ncs[lowest]) lowest = use;
    }
    if (nc <= this.#ncFloor[entry]) return 'forgotten';
    // An empty use is the lowest of all, and raises no floor.
    if (ncs[lowest] > this.#ncFloor[entry]) this.#ncFloor[entry] = ncs[lowest];
    this.#write(entry, lowest, nc, high, low);
    return 'first';
  }

  #enter(row: number, number: number, nc: number, high: number, low: number): void {
    const numbers = this.#number;
    const end = (row + 1) * WAYS;
    let oldest = end - WAYS;
    for (let entry = oldest; entry < end; entry++) if (numbers[entry] < numbers[oldest]) oldest = entry;
    if (numbers[oldest] > this.#rowFloor[row]) this.#rowFloor[row] = numbers[oldest];
    numbers[oldest] = number;
    this.#ncFloor[oldest] = 0;
    this.#nc.fill(0, oldest * USES, (oldest + 1) * USES);
    this.#write(oldest, oldest * USES, nc, high, low);
  }

  #write(entry: number, use: number, nc: number, high: number, low: number): void {
    this.#nc[use] = nc;
    this.#tupleHigh[use] = high;
    this.#tupleLow[use] = low;
    if (nc === WITHOUT_QOP) this.#ncFloor[entry] = WITHOUT_QOP;
  }
}
