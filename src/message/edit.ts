/** Splices edits into a received message, so that whatever nobody touched leaves byte for byte as it came (RFC 3261 16.6). */

import { headerId } from '../catalogue/index.ts';
import { Failure } from './failure.ts';
import { type Message, Request, SLOT } from './message.ts';
import { parseNameAddr } from './name-addr.ts';
import { SipError } from './sip-error.ts';
import { skipLws } from './characters.ts';
import { codesOf } from './codes.ts';

const VIA = headerId('Via');
const CONTENT_LENGTH = headerId('Content-Length');

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The edits to one message: collected in any order, spliced in by `toString`. */
export class Edit {
  private readonly message: Message;
  /** In order of position: few, and mostly made in that order. */
  private readonly changes: Change[] = [];

  constructor(message: Message) {
    this.message = message;
    if (message instanceof Request && message.stampedVia !== undefined)
      this.replace(message.via.start, message.via.end, message.stampedVia);
  }

  /**
   * Replaces `[start, end)` of the message's text. Insertions at one place keep their order, and stand in front of a
   * replacement that starts there. Edits that overlap are a mistake that `toString` throws for.
   */
  replace(start: number, end: number, text: string): this {
    const { changes } = this;
    let i = changes.length;
    for (; i > 0; i--) {
      const before = changes[i - 1];
      if (before.start < start || (before.start === start && (end > start || before.end === start))) break;
      changes[i] = before;
    }
    changes[i] = { start, end, text };
    return this;
  }

  /** Replaces the Request-URI. Only for a request. */
  setUri(uri: string): this {
    const request = this.message as Request;
    return this.replace(request.uriStart, request.uriEnd, uri);
  }

  /** Header lines in front of all others, each ended by CR LF. */
  prepend(lines: string): this {
    return this.replace(this.message.headersStart, this.message.headersStart, lines);
  }

  /** A header line behind all others. */
  append(name: string, value: string): this {
    return this.replace(this.message.headersEnd, this.message.headersEnd, headerLine(name, value));
  }

  /** Gives the first line of the field a new value, or adds the field at the end. */
  set(id: number, name: string, value: string): this {
    const line = this.message.find(id);
    if (line < 0) return this.append(name, value);
    checkValue(name, value);
    const slots = this.message.slots;
    return this.replace(slots[line * SLOT + 2], slots[line * SLOT + 3], value);
  }

  /** Takes out a whole header line with its folds. */
  removeLine(line: number): this {
    const { slots, count, headersEnd } = this.message;
    const end = line + 1 < count ? slots[(line + 1) * SLOT + 1] : headersEnd;
    return this.replace(slots[line * SLOT + 1], end, '');
  }

  /** Takes out every line of the field. */
  remove(id: number): this {
    for (let line = this.message.find(id); line >= 0; line = this.message.find(id, line + 1)) this.removeLine(line);
    return this;
  }

  /** Takes off the topmost Via value: not its line, since some peers put all values in one. */
  removeTopVia(): this {
    const line = this.message.find(VIA);
    const end = this.message.slots[line * SLOT + 3];
    const via = this.message.via;
    if (via.end >= end) return this.removeLine(line);
    return this.replace(via.start, skipLws(codesOf(this.message.text), via.end + 1, end), '');
  }

  /** Takes off the first value of an address field such as Route. */
  removeFirstAddress(id: number): this {
    const line = this.message.find(id);
    if (line < 0) return this;
    const { slots, text } = this.message;
    const start = slots[line * SLOT + 2];
    const end = slots[line * SLOT + 3];
    const first = parseNameAddr(text, start, end);
    if (first instanceof Failure || first.end >= end) return this.removeLine(line);
    return this.replace(start, skipLws(codesOf(text), first.end + 1, end), '');
  }

  /** Says how long the body is where the message leaves that to the datagram: a stream needs it (RFC 3261 18.3). */
  ensureContentLength(): this {
    const { bodyStart, bodyEnd } = this.message;
    return this.message.has(CONTENT_LENGTH) ? this : this.append('Content-Length', String(bodyEnd - bodyStart));
  }

  /** The edited message, one character per byte. @throws SipError SIP_EDIT_OVERLAP */
  toString(): string {
    const { text, bodyEnd } = this.message;
    let at = 0;
    while (text.charCodeAt(at) === 0x0d || text.charCodeAt(at) === 0x0a) at++;
    let result = '';
    for (const change of this.changes) {
      if (change.start < at) throw new SipError('SIP_EDIT_OVERLAP', `two edits of offset ${change.start}`);
      result += text.slice(at, change.start) + change.text;
      at = change.end;
    }
    return result + text.slice(at, bodyEnd);
  }
}

/** `Name: value CR LF`. @throws SipError SIP_HEADER_VALUE for a value that would break the line, or is not in bytes */
export function headerLine(name: string, value: string): string {
  checkValue(name, value);
  return `${name}: ${value}\r\n`;
}

/**
 * Makes sure that a value may be written into a header line.
 * @throws SipError SIP_HEADER_VALUE for a line end, or a character above 255
 */
export function checkValue(name: string, value: string): void {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code === 0x0d || code === 0x0a || code > 255)
      throw new SipError(
        'SIP_HEADER_VALUE',
        `the value of ${name} holds a line end, or a character that was not encoded as UTF-8`,
      );
  }
}
