/** Cuts a file into HEP3 packets, and finds the next one where something else lies between (HEP3 rev. 12, 2). */

import { Failure } from '../../message/index.ts';
import type { DamageNotes } from '../file/damage-notes.ts';
import type { RecordParser } from '../file/record-window.ts';
import { uint16 } from '../packet/found.ts';
import { HEP_HEADER, type HepPacket, isHep3, parseHep } from './hep-packet.ts';

/** Takes a packet. @param bytes memory in which its payload lies, good during the call only */
export type TakeHep = (packet: HepPacket, frame: number, bytes: Uint8Array) => void;

/** The parser of one file. */
export class HepFile implements RecordParser {
  readonly #take: TakeHep;
  readonly #notes: DamageNotes;
  #isLost = false;
  frames = 0;
  needed = HEP_HEADER;

  constructor(take: TakeHep, notes: DamageNotes) {
    this.#take = take;
    this.#notes = notes;
  }

  parse(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    for (;;) {
      if (this.#isLost) at = this.#search(bytes, at, end);
      this.needed = HEP_HEADER;
      if (end - at < HEP_HEADER) return at;
      const length = uint16(bytes, at + 4);
      if (!isHep3(bytes, at) || length < HEP_HEADER) {
        this.#lose(this.frames + 1, 'what is no HEP3 packet is passed over');
        at++;
        continue;
      }
      if (end - at < length) {
        this.needed = length;
        return at;
      }
      const packet = parseHep(bytes, at, at + length);
      if (packet instanceof Failure) {
        this.#lose(this.frames + 1, packet.reason);
        // It may be the length of the whole that is wrong. What was read of it is not read again.
        at = Math.max(at + 1, packet.offset);
        continue;
      }
      this.#isLost = false;
      this.#take(packet, ++this.frames, bytes);
      at += length;
    }
  }

  end(bytes: Uint8Array, start: number, end: number): void {
    if (end > start && (end - start >= HEP_HEADER || !this.#isLost))
      this.#notes.note(this.frames + 1, 'the file ends within a HEP packet');
    // Where the length was wrong, there are packets in what is taken for the last one.
    for (let at = start; end - at > HEP_HEADER; ) {
      this.#isLost = true;
      at = this.parse(bytes, at + 1, end);
    }
  }

  /** Told once until a packet can be read again. */
  #lose(frame: number, reason: string): void {
    if (!this.#isLost) this.#notes.note(frame, reason);
    this.#isLost = true;
  }

  /** Where the magic comes next, or where it may begin. */
  #search(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (end - at >= HEP_HEADER && !isHep3(bytes, at)) at++;
    return at;
  }
}
