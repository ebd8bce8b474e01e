/** Cuts a pcapng file into its packets (draft-ietf-opsawg-pcapng). */

import type { DamageNotes } from './damage-notes.ts';
import { MAX_PACKET, type PacketTaker } from './packet-taker.ts';
import { type Interface, readInterface, timeOf } from './pcapng-interface.ts';
import type { RecordParser } from './record-window.ts';

/** The type of the Section Header Block; it reads the same in both byte orders. */
export const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE = 1;
/** Obsolete; Enhanced Packet Block came after it. */
const PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const DECRYPTION_SECRETS = 10;
/** What Wireshark counts as frames although it is no packet: the journal of systemd, events of sysdig, custom blocks. */
const framesWithoutPacket = [9, 0x204, 0x216, 0x221, 0xbad, 0x40000bad];

const BYTE_ORDER = 0x1a2b3c4d;
/** Type and length before the body, the length once more behind it. */
const SMALLEST_BLOCK = 12;
/** The largest packet with its options. */
const MAX_BLOCK = MAX_PACKET + 65_536;
const MAX_INTERFACES = 4096;

/** The parser of one pcapng file, which is one section or several, each with interfaces of its own. */
export class PcapngFile implements RecordParser {
  readonly #taker: PacketTaker;
  readonly #notes: DamageNotes;
  #littleEndian = true;
  #interfaces: Interface[] = [];
  #frames = 0;
  /** What is left of a block that nobody reads. */
  #skip = 0;
  #isLost = false;
  #isEnding = false;
  needed = SMALLEST_BLOCK;

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
    for (;;) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, end - at);
        this.#skip -= skipped;
        at += skipped;
        this.needed = 1;
        if (this.#skip > 0) return at;
      }
      if (this.#isLost) {
        at = this.#search(view, at, end, false);
        if (this.#isLost) return at;
      }
      this.needed = SMALLEST_BLOCK;
      if (end - at < SMALLEST_BLOCK) return at;
      const type = view.getUint32(at, this.#littleEndian);
      if (type === SECTION_HEADER) this.#readByteOrder(view, at);
      const length = view.getUint32(at + 4, this.#littleEndian);
      if (length < SMALLEST_BLOCK || length % 4 !== 0) {
        this.#notes.note(this.#frames + 1, 'a block of an impossible length; the next that can be read follows');
        this.#isLost = true;
        // From the next octet, or the search would find this block again.
        at++;
        continue;
      }
      if (!this.#isRead(type) || length > MAX_BLOCK) {
        this.#passOver(type, length);
        continue;
      }
      if (end - at < length) {
        this.needed = length;
        return at;
      }
      if (view.getUint32(at + length - 4, this.#littleEndian) !== length)
        this.#notes.note(this.#frames + 1, 'the two lengths of a block disagree; the first counts');
      this.#readBlock(type, view, bytes, at + 8, at + length - 4);
      at += length;
    }
  }

  end(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#isLost) {
      at = this.#search(view, at, end, true);
      if (!this.#isLost) at = this.parse(bytes, at, end);
      if (this.#isLost) return;
    }
    if (at === end && this.#skip === 0) return;
    this.#notes.note(this.#frames + 1, 'the file ends within a block');
    this.#isEnding = true;
    const type = end - at < SMALLEST_BLOCK ? 0 : view.getUint32(at, this.#littleEndian);
    // As far as it goes, if its own header is there.
    const hasData = type === SIMPLE_PACKET || ((type === ENHANCED_PACKET || type === PACKET) && end - at >= 28);
    if (hasData) this.#readBlock(type, view, bytes, at + 8, end);
  }

  #readByteOrder(view: DataView, at: number): void {
    if (view.getUint32(at + 8) === BYTE_ORDER) this.#littleEndian = false;
    else if (view.getUint32(at + 8, true) === BYTE_ORDER) this.#littleEndian = true;
  }

  #isRead(type: number): boolean {
    return (
      type === ENHANCED_PACKET ||
      type === INTERFACE ||
      type === SECTION_HEADER ||
      type === SIMPLE_PACKET ||
      type === PACKET
    );
  }

  #passOver(type: number, length: number): void {
    this.#skip = length;
    if (type === DECRYPTION_SECRETS) {
      this.#notes.noteOnce(0, 'the file holds TLS secrets (Decryption Secrets Block), which are not used');
    } else if (framesWithoutPacket.includes(type)) {
      this.#frames++;
    } else if (this.#isRead(type)) {
      if (type !== INTERFACE && type !== SECTION_HEADER) this.#frames++;
      this.#notes.note(this.#frames, 'a block that is longer than any packet is passed over');
    }
  }

  #readBlock(type: number, view: DataView, bytes: Uint8Array, at: number, end: number): void {
    switch (type) {
      case SECTION_HEADER:
        if (view.getUint32(at, this.#littleEndian) !== BYTE_ORDER)
          this.#notes.note(0, 'a section whose byte order is not stated');
        this.#interfaces = [];
        return;
      case INTERFACE:
        if (end - at < 8) this.#notes.note(0, 'an Interface Description Block that is too short');
        else if (this.#interfaces.length >= MAX_INTERFACES) this.#notes.note(0, 'too many interfaces');
        else this.#interfaces.push(readInterface(view, at, end, this.#littleEndian));
        return;
      case SIMPLE_PACKET:
        return this.#readSimplePacket(view, bytes, at, end);
      default:
        return this.#readPacket(type, view, bytes, at, end);
    }
  }

  #readPacket(type: number, view: DataView, bytes: Uint8Array, at: number, end: number): void {
    const littleEndian = this.#littleEndian;
    const frame = ++this.#frames;
    const data = at + 20;
    if (data > end) return this.#notes.note(frame, 'a packet block that is too short');
    const id = type === PACKET ? view.getUint16(at, littleEndian) : view.getUint32(at, littleEndian);
    const from = this.#interfaces[id];
    if (from === undefined) return this.#notes.note(frame, 'a packet of an interface that was not described');
    const high = view.getUint32(at + 4, littleEndian);
    const time = timeOf(from, high, view.getUint32(at + 8, littleEndian));
    const length = view.getUint32(at + 12, littleEndian);
    this.#give(from, time, length, bytes, data, end);
  }

  /** It has no time, and comes from the first interface, whose snapshot length alone tells how much of it there is. */
  #readSimplePacket(view: DataView, bytes: Uint8Array, at: number, end: number): void {
    const frame = ++this.#frames;
    if (end - at < 4) return this.#notes.note(frame, 'a packet block that is too short');
    const from = this.#interfaces[0];
    if (from === undefined) return this.#notes.note(frame, 'a packet of an interface that was not described');
    let length = view.getUint32(at, this.#littleEndian);
    if (from.snapshotLength > 0) length = Math.min(length, from.snapshotLength);
    this.#give(from, Number.NaN, Math.min(length, end - at - 4), bytes, at + 4, end);
  }

  #give(from: Interface, time: number, length: number, bytes: Uint8Array, data: number, end: number): void {
    if (length > end - data && !this.#isEnding)
      this.#notes.note(this.#frames, 'a packet that is longer than its block');
    this.#taker.packet(from.linkType, time, this.#frames, bytes, data, Math.min(end, data + length));
  }

  /** Goes on to a block that states the same length twice; or as far as there is no telling yet. */
  #search(view: DataView, start: number, end: number, isAll: boolean): number {
    let at = start;
    for (; end - at >= SMALLEST_BLOCK; at++) {
      const type = view.getUint32(at, this.#littleEndian);
      if (type === 0 || (type > DECRYPTION_SECRETS && type !== SECTION_HEADER)) continue;
      const length = view.getUint32(at + 4, this.#littleEndian);
      if (type === SECTION_HEADER) {
        const order = view.getUint32(at + 8, true);
        if (order !== BYTE_ORDER && view.getUint32(at + 8) !== BYTE_ORDER) continue;
      } else {
        if (length < SMALLEST_BLOCK || length % 4 !== 0 || length > MAX_BLOCK) continue;
        if (end - at < length) {
          if (isAll) continue;
          this.needed = length;
          return at;
        }
        if (view.getUint32(at + length - 4, this.#littleEndian) !== length) continue;
      }
      this.#isLost = false;
      return at;
    }
    this.needed = SMALLEST_BLOCK;
    return at;
  }
}
