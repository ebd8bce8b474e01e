/** Cuts a pcap file into its packets (draft-ietf-opsawg-pcap). */

import type { DamageNotes } from './damage-notes.ts';
import type { PacketTaker } from './packet-taker.ts';
import { MAX_PACKET } from './packet-taker.ts';
import type { RecordParser } from './record-window.ts';

interface Variant {
  readonly littleEndian: boolean;
  /** Of the fraction of a second, in one second. */
  readonly units: number;
  /** Octets of a packet's header. */
  readonly header: number;
}

/** By the magic number as its four octets stand in the file. */
const variants = new Map<number, Variant>([
  [0xa1b2c3d4, { littleEndian: false, units: 1e6, header: 16 }],
  [0xd4c3b2a1, { littleEndian: true, units: 1e6, header: 16 }],
  [0xa1b23c4d, { littleEndian: false, units: 1e9, header: 16 }],
  [0x4d3cb2a1, { littleEndian: true, units: 1e9, header: 16 }],
  // Alexey Kuznetsov's: with the interface, protocol and direction of each packet.
  [0xa1b2cd34, { littleEndian: false, units: 1e6, header: 24 }],
  [0x34cdb2a1, { littleEndian: true, units: 1e6, header: 24 }],
]);

const FILE_HEADER = 24;
/** How far a packet's time may be from its neighbour's, in s, where the place of its header is a guess. */
const NEARBY = 86_400;

/** Whether a file that begins with these four octets is a pcap. @param magic big-endian */
export function isPcapMagic(magic: number): boolean {
  return variants.has(magic);
}

/** The parser of one pcap file. A length that cannot be true makes it search for the next header that can. */
export class PcapFile implements RecordParser {
  readonly #taker: PacketTaker;
  readonly #notes: DamageNotes;
  #variant: Variant | undefined;
  #linkType = 0;
  #frames = 0;
  #lastSecond = -1;
  #isLost = false;
  needed = FILE_HEADER;

  constructor(taker: PacketTaker, notes: DamageNotes) {
    this.#taker = taker;
    this.#notes = notes;
  }

  get frames(): number {
    return this.#frames;
  }

  parse(bytes: Uint8Array, start: number, end: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = start;
    if (this.#variant === undefined) {
      this.#variant = this.#readFileHeader(view, at);
      at += FILE_HEADER;
    }
    const variant = this.#variant;
    const { littleEndian, units, header } = variant;
    for (;;) {
      if (this.#isLost) at = this.#search(view, at, end, variant, false);
      if (end - at < header || this.#isLost) break;
      const length = view.getUint32(at + 8, littleEndian);
      if (length > MAX_PACKET) {
        this.#notes.note(this.#frames + 1, 'a packet of an impossible length; the next that can be read follows');
        this.#isLost = true;
        this.needed = header;
        continue;
      }
      const data = at + header;
      if (end - data < length) {
        this.needed = header + length;
        return at;
      }
      this.#lastSecond = view.getUint32(at, littleEndian);
      const time = this.#lastSecond * 1000 + view.getUint32(at + 4, littleEndian) / (units / 1000);
      at = data + length;
      this.#taker.packet(this.#linkType, time, ++this.#frames, bytes, data, at);
    }
    if (!this.#isLost) this.needed = header;
    return at;
  }

  end(bytes: Uint8Array, start: number, end: number): void {
    const variant = this.#variant;
    if (variant === undefined) return this.#notes.note(0, 'the file ends within its header');
    let at = start;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#isLost) {
      at = this.#search(view, at, end, variant, true);
      if (!this.#isLost) at = this.parse(bytes, at, end);
    }
    if (at === end || this.#isLost) return;
    this.#notes.note(this.#frames + 1, 'the file ends within a packet');
    const { littleEndian, units, header } = variant;
    if (end - at <= header) return;
    const time = view.getUint32(at, littleEndian) * 1000 + view.getUint32(at + 4, littleEndian) / (units / 1000);
    this.#taker.packet(this.#linkType, time, ++this.#frames, bytes, at + header, end);
  }

  #readFileHeader(view: DataView, at: number): Variant {
    const variant = variants.get(view.getUint32(at)) ?? variants.get(0xa1b2c3d4)!;
    const { littleEndian } = variant;
    const major = view.getUint16(at + 4, littleEndian);
    if (major !== 2) this.#notes.note(0, `version ${major} of pcap, read as if it were 2`);
    // The upper bits tell the length of the frame check sequence, which is no part of what an IP header counts.
    this.#linkType = view.getUint32(at + 20, littleEndian) & 0xffff;
    return variant;
  }

  /** Goes on to a header that may be one, and has another behind it; or as far as there is no telling yet. */
  #search(view: DataView, start: number, end: number, variant: Variant, isAll: boolean): number {
    const { littleEndian, header } = variant;
    let at = start;
    for (; end - at >= header; at++) {
      if (!this.#isPlausible(view, at, variant)) continue;
      const next = at + header + view.getUint32(at + 8, littleEndian);
      if (end - next < header && !isAll) {
        this.needed = next + header - at;
        return at;
      }
      if (next === end || (end - next >= header && this.#isPlausible(view, next, variant))) {
        this.#isLost = false;
        return at;
      }
    }
    this.needed = header;
    return at;
  }

  #isPlausible(view: DataView, at: number, { littleEndian, units }: Variant): boolean {
    const captured = view.getUint32(at + 8, littleEndian);
    if (captured === 0 || captured > MAX_PACKET) return false;
    const original = view.getUint32(at + 12, littleEndian);
    if (original < captured || original > MAX_PACKET) return false;
    if (view.getUint32(at + 4, littleEndian) >= units) return false;
    const second = view.getUint32(at, littleEndian);
    return this.#lastSecond < 0 || Math.abs(second - this.#lastSecond) <= NEARBY;
  }
}
