/** Cuts the messages out of a byte stream by their Content-Length (RFC 3261 18.3, 7.5; keep-alives of RFC 5626 3.5.1). */

import { detach } from './detach.ts';

/** How much of a message a stream is kept for, in bytes; a longer one ends the stream. */
export interface FramingLimits {
  /** Characters from the start line to the empty line. */
  readonly maxHeaderBytes: number;
  /** The largest Content-Length. */
  readonly maxBodyBytes: number;
}

/** 64 KiB of header, 256 KiB of body. */
export const defaultFramingLimits: FramingLimits = { maxHeaderBytes: 65_536, maxBodyBytes: 262_144 };

/** Why a stream cannot be cut any further. */
export interface Unframeable {
  /** What the broken message showed of itself: its header, or `maxHeaderBytes` of it when the end was not in sight. */
  readonly text: string;
  /** The response that it deserves: 400, 413 (body over the limit), 513 (header over the limit). */
  readonly status: 400 | 413 | 513;
  readonly reason: string;
}

/** What one piece of a stream completed. */
export interface Framed {
  readonly messages: readonly string[];
  /** Double-CRLF keep-alives seen; each wants a single CRLF back (RFC 5626 4.4.1). */
  readonly pings: number;
  /** Set when the single CRLF that `expectPong` waits for has come. */
  readonly pong?: true;
  /** Set once, after which the framer takes nothing more. */
  readonly unframeable?: Unframeable;
}

const nothing: Framed = { messages: [], pings: 0 };
const endOfHeader = '\r\n\r\n';
/** Pieces smaller than this are gathered before they are kept, so that a dribble costs neither time nor memory. */
const blockSize = 4096;

/** The framer of one stream, fed in order. Its time is linear in what it is fed, however small the pieces are. */
export class MessageFramer {
  readonly #limits: FramingLimits;
  /** The unfinished message: whole blocks, and the small pieces after them. */
  #blocks: string[] = [];
  #pieces: string[] = [];
  #piecesLength = 0;
  #length = 0;
  /** The last three characters, in which the end of the header may have begun. */
  #seam = '';
  /** The length of the whole message, once its header is there. */
  #messageLength = 0;
  /** Line feeds since the last message or ping. */
  #blankLines = 0;
  #awaitsPong = false;
  #broken = false;

  constructor(limits: FramingLimits = defaultFramingLimits) {
    this.#limits = limits;
  }

  /** Whether part of a message is there and the rest is awaited. */
  get unfinished(): boolean {
    return this.#length > 0;
  }

  /** A ping leaves on this stream: the next CRLF between two messages is its answer, and no half of a ping of the peer's. */
  expectPong(): void {
    this.#awaitsPong = true;
  }

  /** Takes on what arrived, and cuts off what is complete. @param chunk one character per byte (Latin-1) */
  feed(chunk: string): Framed {
    if (this.#broken) return nothing;
    const messages: string[] = [];
    let pings = 0;
    let pong = false;
    let position = 0;
    while (position < chunk.length) {
      if (this.#length === 0) {
        const start = this.#skipBlankLines(chunk, position);
        pong = this.#takePong() || pong;
        pings += this.#takePings();
        position = start;
        if (start === chunk.length) break;
        this.#blankLines = 0;
      }
      if (this.#messageLength === 0) {
        const end = this.#findEndOfHeader(chunk, position);
        if (this.#length + (end < 0 ? chunk.length : end) - position > this.#limits.maxHeaderBytes) {
          this.#keep(chunk.slice(position));
          const text = this.#join().slice(0, this.#limits.maxHeaderBytes);
          return this.#break({ messages, pings }, text, 513, 'header too long');
        }
        this.#keep(chunk.slice(position, end < 0 ? chunk.length : end));
        if (end < 0) break;
        position = end;
        const header = this.#join();
        const bodyLength = contentLengthOf(header);
        if (typeof bodyLength === 'string') return this.#break({ messages, pings }, header, 400, bodyLength);
        if (bodyLength > this.#limits.maxBodyBytes) {
          return this.#break({ messages, pings }, header, 413, 'Content-Length over the limit');
        }
        this.#messageLength = header.length + bodyLength;
      }
      const end = Math.min(chunk.length, position + this.#messageLength - this.#length);
      if (end > position) this.#keep(chunk.slice(position, end));
      position = end;
      if (this.#length === this.#messageLength) {
        const text = this.#join();
        // A slice keeps its chunk alive; a message that is only a small part of one is copied out of it.
        messages.push(text.length * 2 < chunk.length ? detach(text) : text);
        this.#clear();
      }
    }
    if (pong) return { messages, pings, pong };
    return messages.length === 0 && pings === 0 ? nothing : { messages, pings };
  }

  /** RFC 3261 7.5: empty lines before a start line are ignored. */
  #skipBlankLines(chunk: string, from: number): number {
    let position = from;
    for (; position < chunk.length; position++) {
      const c = chunk.charCodeAt(position);
      if (c === 10) this.#blankLines++;
      else if (c !== 13) break;
    }
    return position;
  }

  #takePong(): boolean {
    if (!this.#awaitsPong || this.#blankLines === 0) return false;
    this.#awaitsPong = false;
    this.#blankLines--;
    return true;
  }

  #takePings(): number {
    const pings = this.#blankLines >> 1;
    this.#blankLines &= 1;
    return pings;
  }

  /** The index just after the empty line, or -1. It may begin in what came before. */
  #findEndOfHeader(chunk: string, from: number): number {
    if (this.#seam !== '') {
      const around = this.#seam + chunk.slice(from, from + 3);
      const at = around.indexOf(endOfHeader);
      if (at >= 0) return from + at + 4 - this.#seam.length;
    }
    const at = chunk.indexOf(endOfHeader, from);
    if (at >= 0) return at + 4;
    const rest = chunk.length - from;
    this.#seam = rest >= 3 ? chunk.slice(-3) : (this.#seam + chunk.slice(from)).slice(-3);
    return -1;
  }

  #keep(piece: string): void {
    this.#length += piece.length;
    this.#pieces.push(piece);
    this.#piecesLength += piece.length;
    if (this.#piecesLength >= blockSize) this.#gather();
  }

  #gather(): void {
    this.#blocks.push(this.#pieces.length === 1 ? this.#pieces[0] : this.#pieces.join(''));
    this.#pieces = [];
    this.#piecesLength = 0;
  }

  /** All of the unfinished message as one flat string, which then is its only block. */
  #join(): string {
    if (this.#pieces.length > 0) this.#gather();
    if (this.#blocks.length > 1) this.#blocks = [this.#blocks.join('')];
    return this.#blocks[0];
  }

  #clear(): void {
    this.#blocks = [];
    this.#pieces = [];
    this.#piecesLength = 0;
    this.#length = 0;
    this.#seam = '';
    this.#messageLength = 0;
  }

  #break(framed: Framed, text: string, status: Unframeable['status'], reason: string): Framed {
    this.#broken = true;
    this.#clear();
    return { ...framed, unframeable: { text, status, reason } };
  }
}

const contentLengthName = /^(?:l|content-length)[ \t\r\n]*$/i;
const lengthValue = /^[ \t\r\n]*([0-9]+)[ \t\r\n]*$/;

/** The number that the header states, or what is wrong with it. */
function contentLengthOf(header: string): number | string {
  let found: number | undefined;
  let line = header.indexOf('\r\n') + 2;
  while (line < header.length - 2) {
    let end = header.indexOf('\r\n', line);
    // RFC 3261 7.3.1: a line that begins with a space or tab continues the one before.
    while (isBlank(header.charCodeAt(end + 2))) end = header.indexOf('\r\n', end + 2);
    const first = header.charCodeAt(line) | 0x20;
    if (first === 0x63 || first === 0x6c) {
      const colon = header.indexOf(':', line);
      if (colon > 0 && colon < end && contentLengthName.test(header.slice(line, colon))) {
        const value = lengthValue.exec(header.slice(colon + 1, end));
        if (value === null) return 'Content-Length is not a number';
        const number = Number(value[1]);
        if (found !== undefined && found !== number) return 'two Content-Lengths that disagree';
        found = number;
      }
    }
    line = end + 2;
  }
  return found ?? 'no Content-Length on a stream';
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
