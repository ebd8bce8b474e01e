/** The head of an HTTP/1.1 message: start line and header fields (RFC 9112 2, 3, 4, 5). */

import type { ReadLatin1 } from '../../message/index.ts';
import { ignored, type StreamReader } from './stream-reader.ts';

/** Bytes of a head that is waited for at most. */
export const httpHeadLimit = 16_384;

/** A head that is complete. */
export class HttpHead {
  /** Without its line end. */
  readonly startLine: string;
  readonly #lines: readonly string[];

  /** @param text without the empty line */
  constructor(text: string) {
    const [startLine, ...lines] = text.split(/\r?\n/);
    this.startLine = startLine;
    this.#lines = lines;
  }

  /** The field's values, joined with `, `; '' without the field. @param name in lower case */
  field(name: string): string {
    const values: string[] = [];
    for (const line of this.#lines) {
      const colon = line.indexOf(':');
      if (colon === name.length && line.slice(0, colon).toLowerCase() === name)
        values.push(line.slice(colon + 1).trim());
    }
    return values.join(', ');
  }
}

/** Keeps a head until it is complete, and hands over what follows it. */
export class HttpHeadReader implements StreamReader {
  readonly adrift = false;
  held = 0;
  readonly #read: ReadLatin1;
  readonly #onHead: (head: HttpHead, time: number, frame: number) => StreamReader;
  readonly #endOfHead = /\r?\n\r?\n/g;
  #text = '';

  /** @param onHead returns who reads what follows */
  constructor(read: ReadLatin1, onHead: (head: HttpHead, time: number, frame: number) => StreamReader) {
    this.#read = read;
    this.#onHead = onHead;
  }

  take(bytes: Uint8Array, start: number, end: number, time: number, frame: number): StreamReader {
    const before = this.#text.length;
    const text = this.#text + this.#read(bytes, start, Math.min(end, start + httpHeadLimit - before));
    this.#endOfHead.lastIndex = Math.max(0, before - 3);
    const found = this.#endOfHead.exec(text);
    this.finish();
    if (found === null) {
      if (text.length >= httpHeadLimit) return ignored;
      this.#text = text;
      this.held = text.length;
      return this;
    }
    const next = this.#onHead(new HttpHead(text.slice(0, found.index)), time, frame);
    const rest = start + this.#endOfHead.lastIndex - before;
    return rest < end ? next.take(bytes, rest, end, time, frame) : next;
  }

  skip(): StreamReader {
    return ignored;
  }

  finish(): void {
    this.#text = '';
    this.held = 0;
  }
}
