/** The bytes of a text file to wire text: UTF-16 becomes UTF-8, all else stays as it is (RFC 2781). */

import { encodeUtf8, type ReadLatin1 } from '../../message/index.ts';

type Encoding = 'unknown' | 'bytes' | 'UTF-16LE' | 'UTF-16BE';

/** How many bytes tell: a mark, or two characters that have every other byte 0. */
const TELLING = 4;

/** The encoding of one file, told by its first bytes. */
export class TextEncoding {
  readonly #read: ReadLatin1;
  #encoding: Encoding = 'unknown';
  /** The first bytes, or half a character, that wait for more. */
  #rest: number[] = [];
  /** A high surrogate that waits for the low one. */
  #high = '';

  constructor(read: ReadLatin1) {
    this.#read = read;
  }

  /** The next piece of the file, one character per byte. */
  decode(chunk: Uint8Array): string {
    if (this.#encoding === 'bytes') return this.#read(chunk, 0, chunk.length);
    if (this.#encoding === 'unknown') return this.#begin(chunk);
    return this.#decodeUtf16(chunk, 0);
  }

  /** What waited for more when the file ended. */
  end(): string {
    return this.#encoding === 'unknown' ? this.#open() : '';
  }

  #begin(chunk: Uint8Array): string {
    const missing = TELLING - this.#rest.length;
    this.#rest.push(...chunk.subarray(0, missing));
    if (this.#rest.length < TELLING) return '';
    return this.#open() + this.decode(chunk.subarray(missing));
  }

  /** Tells the encoding by the first bytes. @returns what they say */
  #open(): string {
    const first = Uint8Array.from(this.#rest);
    this.#rest = [];
    const [a, b, c, d] = first;
    if (a === 0xff && b === 0xfe) this.#encoding = 'UTF-16LE';
    else if (a === 0xfe && b === 0xff) this.#encoding = 'UTF-16BE';
    else if (first.length === TELLING && b === 0 && d === 0 && a > 0 && c > 0) this.#encoding = 'UTF-16LE';
    else if (first.length === TELLING && a === 0 && c === 0 && b > 0 && d > 0) this.#encoding = 'UTF-16BE';
    else {
      this.#encoding = 'bytes';
      return this.#read(first, a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0, first.length);
    }
    const hasMark = a === 0xff || a === 0xfe;
    return this.#decodeUtf16(first, hasMark ? 2 : 0);
  }

  #decodeUtf16(chunk: Uint8Array, start: number): string {
    const units: string[] = [];
    const isLittle = this.#encoding === 'UTF-16LE';
    let at = start;
    const [waiting] = this.#rest;
    if (waiting !== undefined && at < chunk.length) {
      units.push(unit(waiting, chunk[at++], isLittle));
      this.#rest = [];
    }
    for (; at + 1 < chunk.length; at += 2) units.push(unit(chunk[at], chunk[at + 1], isLittle));
    if (at < chunk.length) this.#rest = [chunk[at]];
    let text = this.#high + units.join('');
    const last = text.charCodeAt(text.length - 1);
    this.#high = last >= 0xd800 && last < 0xdc00 ? text.slice(-1) : '';
    if (this.#high !== '') text = text.slice(0, -1);
    return encodeUtf8(text);
  }
}

function unit(first: number, second: number, isLittle: boolean): string {
  return String.fromCharCode(isLittle ? (second << 8) | first : (first << 8) | second);
}
