/** From the addresses and ports of a packet, as they stand in it, to its hop, without making a string. */

import type { HopTable } from '../hop-table.ts';
import type { Hop, HopTransport } from '../seen.ts';
import { addressText } from './address-text.ts';
import { uint16 } from './found.ts';

const FIRST_SLOTS = 256;
const MAX_SLOTS = 65_536;
/** How many slots are looked at: a flood of addresses made to meet in one slot is slow by no more than this. */
const PROBES = 8;
/** 32-bit words of a key: the transport, the ports, two addresses of IPv6. */
const WORDS = 10;

const transports: readonly HopTransport[] = ['UDP', 'TCP', 'SCTP'];
/** The index in `transports`. */
export type TransportIndex = 0 | 1 | 2;

/**
 * Remembers the hops of a `HopTable` by number. What has no room any more is asked of the table again.
 * A slot is good until the next `find`.
 */
export class HopCache {
  readonly #table: HopTable;
  #hops: (Hop | undefined)[] = new Array<Hop | undefined>(FIRST_SLOTS).fill(undefined);
  /** In a slot, a mark of the caller's, 0 at first. */
  marks = new Uint8Array(FIRST_SLOTS);
  /** In a slot, a time of the caller's, -Infinity at first. */
  times = new Float64Array(FIRST_SLOTS).fill(-Infinity);
  #keys = new Int32Array(FIRST_SLOTS * WORDS);
  #used = 0;
  readonly #key = new Int32Array(WORDS);

  constructor(table: HopTable) {
    this.#table = table;
  }

  /**
   * The slot of a hop. `addresses` holds both addresses, `ports` the two ports one after the other.
   * @param addressLength 4 or 16
   */
  find(
    transport: TransportIndex,
    addresses: Uint8Array,
    source: number,
    destination: number,
    addressLength: number,
    ports: Uint8Array,
    portsAt: number,
  ): number {
    const key = this.#key;
    key[0] = (transport << 8) | addressLength;
    key[1] = int32(ports, portsAt);
    let hash = Math.imul(key[0] ^ key[1], 0x9e3779b1);
    let words = 2;
    for (let i = 0; i < addressLength; i += 4) {
      const a = int32(addresses, source + i);
      const b = int32(addresses, destination + i);
      key[words] = a;
      key[words + 1] = b;
      words += 2;
      hash = Math.imul(hash ^ a ^ (hash >>> 15), 0x85ebca6b);
      hash = Math.imul(hash ^ b ^ (hash >>> 13), 0xc2b2ae35);
    }
    hash ^= hash >>> 16;
    const known = this.#search(hash, words);
    if (known >= 0) return known;
    const hop = this.#table.hop(
      transports[transport],
      addressText(addresses, source, addressLength),
      uint16(ports, portsAt),
      addressText(addresses, destination, addressLength),
      uint16(ports, portsAt + 2),
    );
    if (this.#used * 2 > this.#hops.length && this.#hops.length < MAX_SLOTS) this.#grow();
    return this.#take(hash, hop);
  }

  /** The hop in a slot that `find` gave. */
  at(slot: number): Hop {
    return this.#hops[slot]!;
  }

  /** How many slots there are. */
  get size(): number {
    return this.#hops.length;
  }

  /** Forgets the marks of all slots. */
  clearMarks(): void {
    this.marks.fill(0);
  }

  #search(hash: number, words: number): number {
    const mask = this.#hops.length - 1;
    const key = this.#key;
    const keys = this.#keys;
    for (let probe = 0; probe < PROBES; probe++) {
      const slot = (hash + probe) & mask;
      const at = slot * WORDS;
      let word = 0;
      while (word < words && keys[at + word] === key[word]) word++;
      if (word === words) return slot;
    }
    return -1;
  }

  /** A free slot for the key, or that of another hop, which has to go. */
  #take(hash: number, hop: Hop): number {
    const mask = this.#hops.length - 1;
    let slot = hash & mask;
    for (let probe = 0; probe < PROBES; probe++) {
      const candidate = (hash + probe) & mask;
      if (this.#hops[candidate] !== undefined) continue;
      slot = candidate;
      this.#used++;
      break;
    }
    this.#keys.set(this.#key, slot * WORDS);
    this.#hops[slot] = hop;
    this.marks[slot] = 0;
    this.times[slot] = -Infinity;
    return slot;
  }

  /** Begins anew with twice the room; the table still knows the hops. */
  #grow(): void {
    const slots = this.#hops.length * 2;
    this.#hops = new Array<Hop | undefined>(slots).fill(undefined);
    this.marks = new Uint8Array(slots);
    this.times = new Float64Array(slots).fill(-Infinity);
    this.#keys = new Int32Array(slots * WORDS);
    this.#used = 0;
  }
}

function int32(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
}
