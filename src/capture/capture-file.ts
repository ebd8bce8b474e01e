/** Reads a pcap or pcapng file: its packets, what they carry, what befell them. */

import { readLatin1, type ReadLatin1 } from '../message/index.ts';
import { DamageNotes } from './file/damage-notes.ts';
import { PcapFile } from './file/pcap-file.ts';
import { PcapngFile } from './file/pcapng-file.ts';
import { RecordWindow } from './file/record-window.ts';
import type { HopTable } from './hop-table.ts';
import { PacketReader } from './packet/packet-reader.ts';
import type { CaptureReader, CaptureSink } from './seen.ts';
import { TcpStreams } from './stream/tcp-streams.ts';

/** The reader of one capture file. */
export class CaptureFile implements CaptureReader {
  readonly format: 'pcap' | 'pcapng';
  readonly #file: PcapFile | PcapngFile;
  readonly #window: RecordWindow;
  readonly #packets: PacketReader;
  readonly #streams: TcpStreams;
  readonly #notes: DamageNotes;

  constructor(format: 'pcap' | 'pcapng', sink: CaptureSink, hops: HopTable, read: ReadLatin1 = readLatin1) {
    this.format = format;
    this.#notes = new DamageNotes(sink);
    this.#streams = new TcpStreams(sink, hops, read);
    this.#packets = new PacketReader(sink, hops, this.#streams, this.#notes, read);
    this.#file =
      format === 'pcap' ? new PcapFile(this.#packets, this.#notes) : new PcapngFile(this.#packets, this.#notes);
    this.#window = new RecordWindow(this.#file);
  }

  get frames(): number {
    return this.#file.frames;
  }

  /** Bytes that are kept of a record that is not whole yet; for tests of the bound. */
  get buffered(): number {
    return this.#window.capacity;
  }

  write(chunk: Uint8Array): void {
    this.#window.write(chunk);
  }

  end(): void {
    this.#window.end();
    this.#packets.end();
    this.#streams.end();
    this.#notes.end();
  }
}
