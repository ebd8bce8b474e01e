/** Capture files cut into packets, which are written down, for tests alone. */

import { readLatin1 } from '../../message/index.ts';
import { RecordingSink } from '../packet/test-sink.ts';
import { DamageNotes } from './damage-notes.ts';
import type { PacketTaker } from './packet-taker.ts';
import { PcapFile } from './pcap-file.ts';
import { PcapngFile } from './pcapng-file.ts';
import { RecordWindow } from './record-window.ts';

/** What came out of a file. */
export interface Cut {
  /** Each packet as `frame linkType time text`. */
  readonly packets: readonly string[];
  readonly damages: readonly string[];
  readonly frames: number;
  /** The memory that was kept between pieces. */
  readonly buffered: number;
}

/** Reads a file in pieces of `size` octets, the memory of which is spoilt after each. */
export function cut(file: Uint8Array, format: 'pcap' | 'pcapng', size = file.length): Cut {
  const sink = new RecordingSink();
  const packets: string[] = [];
  const notes = new DamageNotes(sink);
  const taker: PacketTaker = {
    packet: (linkType, time, frame, bytes, start, end) =>
      void packets.push(`${frame} ${linkType} ${time} ${readLatin1(bytes, start, end)}`),
  };
  const parser = format === 'pcap' ? new PcapFile(taker, notes) : new PcapngFile(taker, notes);
  const window = new RecordWindow(parser);
  const memory = new Uint8Array(size + 5);
  let buffered = 0;
  for (let at = 0; at < file.length; at += size) {
    const piece = file.subarray(at, at + size);
    memory.set(piece, 5);
    window.write(memory.subarray(5, 5 + piece.length));
    memory.fill(0xff);
    buffered = Math.max(buffered, window.capacity);
  }
  window.end();
  notes.end();
  return { packets, damages: sink.damages, frames: parser.frames, buffered };
}
