/** Opens a capture of any kind that is read here: what it is shows in its first octets. */

import { readLatin1, type ReadLatin1 } from '../message/index.ts';
import { CaptureFile } from './capture-file.ts';
import { type FileFormat, fileFormatOf, TELLING } from './file/file-format.ts';
import { HepReader } from './hep/hep-reader.ts';
import { HopTable } from './hop-table.ts';
import type { CaptureReader, CaptureSink } from './seen.ts';
import { TextReader } from './text/text-reader.ts';

/** How a capture is read: text is one character per byte (RFC 3261 7). */
export interface CaptureOptions {
  /** Makes text of octets, where there is something faster than `readLatin1`: `Buffer.prototype.latin1Slice` of Node. */
  readonly read?: ReadLatin1;
}

/**
 * A reader of pcap and pcapng files, of HEP3 packets one after the other, and of text: logs, terminal output, pasted messages
 * (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng; RFC 3261 7). Compressed files and other formats of captures are
 * damage that says what to do. Its `format` is '' until the first octets have come.
 */
export function openCapture(sink: CaptureSink, { read = readLatin1 }: CaptureOptions = {}): CaptureReader {
  return new OpenedCapture(sink, read);
}

class OpenedCapture implements CaptureReader {
  readonly #sink: CaptureSink;
  readonly #read: ReadLatin1;
  /** The first octets, while they are too few to tell. */
  readonly #head = new Uint8Array(TELLING);
  #headLength = 0;
  #reader: CaptureReader | undefined;

  constructor(sink: CaptureSink, read: ReadLatin1) {
    this.#sink = sink;
    this.#read = read;
  }

  get format(): string {
    return this.#reader?.format ?? '';
  }

  get frames(): number {
    return this.#reader?.frames ?? 0;
  }

  write(chunk: Uint8Array): void {
    if (this.#reader !== undefined) return this.#reader.write(chunk);
    if (this.#headLength === 0 && chunk.length >= TELLING) return this.#open(chunk.subarray(0, TELLING)).write(chunk);
    const taken = Math.min(chunk.length, TELLING - this.#headLength);
    this.#head.set(chunk.subarray(0, taken), this.#headLength);
    this.#headLength += taken;
    if (this.#headLength < TELLING) return;
    const reader = this.#open(this.#head);
    reader.write(this.#head);
    reader.write(chunk.subarray(taken));
  }

  end(): void {
    if (this.#reader !== undefined) return this.#reader.end();
    const head = this.#head.subarray(0, this.#headLength);
    const reader = this.#open(head);
    reader.write(head);
    reader.end();
  }

  #open(head: Uint8Array): CaptureReader {
    const reader = this.#readerOf(fileFormatOf(head));
    this.#reader = reader;
    return reader;
  }

  #readerOf(format: FileFormat): CaptureReader {
    if ('refusal' in format) {
      this.#sink.damage(0, format.refusal);
      return new RefusedCapture(format.name);
    }
    const hops = new HopTable();
    if (format.name === 'text') return new TextReader(this.#sink, hops, this.#read);
    if (format.name === 'HEP3') return new HepReader(this.#sink, hops, this.#read);
    return new CaptureFile(format.name, this.#sink, hops, this.#read);
  }
}

/** Of a format that is not read. */
class RefusedCapture implements CaptureReader {
  readonly format: string;
  readonly frames = 0;

  constructor(format: string) {
    this.format = format;
  }

  write(): void {}

  end(): void {}
}
