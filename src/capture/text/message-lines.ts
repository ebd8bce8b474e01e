/** One message as a text shows it, line by line: where it ends, and what it was on the wire (RFC 3261 7). */

import { headerId, UNKNOWN_HEADER } from '../../catalogue/index.ts';
import type { Announcement } from './announcement.ts';
import { BodyLengths, type BodyLine, joinBody, joinWireBody } from './body-lines.ts';
import {
  contentLengthOf,
  headerIdOf,
  headerNameEnd,
  headerValue,
  isHeaderLine,
  isKnownHeader,
  knownHeaderIn,
} from './header-line.ts';
import { LinePrefix } from './line-prefix.ts';
import { isStartLine } from './start-line.ts';
import type { LineEnd } from './text-lines.ts';

const CONTENT_LENGTH = headerId('Content-Length');
const CONTENT_TYPE = headerId('Content-Type');

/** The longest message that is taken, in characters. */
export const MAX_MESSAGE = 262_144;

/**
 * What became of a line: `kept`; `over`, the message ended with it; `foreign`, it ended before it, and the line is to be
 * read as any other; `too long`, the message is cut off here.
 */
export type Verdict = 'kept' | 'over' | 'foreign' | 'too long';

/** Lines that programs and people put behind a message. */
const separator =
  /^\s*(?:<-{6,}>|--end msg--.*|([-=~_*#|])\1{4,}(?: ?\d{4}-\d\d-\d\d.*)?|```.*|--- \(\d+ headers.*)\s*$/;
/** What most lines do not begin with. */
const canSeparate = /^[\s<`~_*#|=-]/;
const closings: Readonly<Record<string, string>> = { '[': ']', '<': '>', '(': ')', '{': '}', '"': '"', "'": "'" };
/** Lines of such a body can look like a message of their own (RFC 3420, RFC 3261 23.4, 27.5). */
const nesting = /^(?:message|multipart)\//i;
const sdpLine = /^[a-z]=/;
/** How many broken lines of a message are put together again, so that the time stays linear. */
const MENDED_LINES = 64;
/** What people put where they left lines out. */
const omission = /^[\s<([]*(?:\.{2,}|\xe2\x80\xa6|snip(?:ped)?)[\s>)\]]*$/i;
/** What a line ends with whose value goes on in the next, where a mail program or a terminal has broken it. */
const unfinished = /[,;=\s]$/;

/** The message that is being read. */
export class MessageLines {
  readonly announcement: Announcement;
  /** Lines that were held back and turned out not to belong to the message. */
  readonly leftOver: [string, LineEnd][] = [];
  readonly #isWire: boolean;
  /** The bracket that a log puts behind a message, when it put one before it; or ''. */
  readonly #closing: string;
  #startLine: string;
  #prefix: LinePrefix;
  #state: 'start' | 'header' | 'gap' | 'body' = 'start';
  #header: string[] = [];
  #known = 0;
  #body: BodyLine[] = [];
  readonly #lengths = new BodyLengths();
  #size = 0;
  #contentLength: number | undefined = undefined;
  #contentType: string | undefined = undefined;
  /** ngrep prints CR as a dot. */
  #isDotted = false;
  /** Whether an empty line follows each line. */
  #isSpaced = false;
  #wasLine = false;
  #held: [string, LineEnd] | undefined = undefined;
  #emptyLines = 0;
  #mended = 0;

  /**
   * @param prefix what stands before the start line
   * @param isWire whether the lines end with CR LF because they did so on the wire
   */
  constructor(announcement: Announcement, startLine: string, prefix: string, isWire: boolean) {
    this.#isWire = isWire;
    this.#size = startLine.length + 4;
    this.#closing = closings[prefix.slice(-1)] ?? '';
    this.announcement = announcement;
    this.#prefix = LinePrefix.of(prefix);
    this.#startLine = this.#prefix.isColumn ? startLine.trimEnd() : startLine;
    this.#isDotted = announcement.format === 'ngrep' && startLine.endsWith('.');
  }

  /** Takes the next line of the text. */
  take(raw: string, end: LineEnd): Verdict {
    let line = this.#prefix.strip(raw) ?? raw;
    if (this.#state === 'start') line = this.#adjust(raw, line);
    if (this.#isDotted) return this.#takeLine(line.endsWith('.') ? line.slice(0, -1) : line, raw, dotEnd(line));
    return this.#takeLine(line, raw, end);
  }

  #takeLine(line: string, raw: string, end: LineEnd): Verdict {
    if (this.#size + line.length > MAX_MESSAGE) return 'too long';
    if (this.#isEnd(line, raw)) return 'over';
    if (this.#takeUpToEnd(line)) return 'over';
    const isEmpty = line === '' || (this.#state !== 'body' && line.trim() === '');
    if (this.#isSpaced && isEmpty && this.#wasLine) {
      this.#wasLine = false;
      return 'kept';
    }
    this.#wasLine = true;
    this.#size += line.length + 2;
    switch (this.#state) {
      case 'start':
        return this.#takeFirst(line, isEmpty);
      case 'header':
        return this.#takeHeader(line, isEmpty, raw, end);
      case 'gap':
        return this.#takeAfterHeader(line, isEmpty, end);
      case 'body':
        return this.#takeBody(line, isEmpty, end);
    }
  }

  /** Its wire text; undefined where it turned out to be no message: a start line that was only spoken of. */
  finish(): string | undefined {
    if (this.#held !== undefined) {
      this.leftOver.push(this.#held);
      this.#held = undefined;
    }
    if (this.#known === 0) return undefined;
    if (isPadded(this.#startLine) && this.#header.length > 1 && this.#header.every(isPadded)) this.#unpad();
    const startLine = this.#isDotted ? this.#startLine.slice(0, -1) : this.#startLine;
    const header = `${[startLine, ...this.#header].join('\r\n')}\r\n\r\n`;
    return header + this.#joinBody(header.length);
  }

  /** A terminal fills its lines with blanks up to its width; on the wire, hardly ever every line ends with one. */
  #unpad(): void {
    this.#startLine = this.#startLine.trimEnd();
    this.#header = this.#header.map((line) => line.trimEnd());
    this.#body = this.#body.map(({ text, end }) => ({ text: text.trimEnd(), end }));
  }

  #joinBody(headerLength: number): string {
    const length = this.#contentLength;
    if (this.#isWire || this.#isDotted) return joinWireBody(this.#body, length);
    const body = joinBody(this.#body, length, this.#isSdp);
    const told = this.announcement.length - headerLength;
    return told <= 0 || body.length === length ? body : joinBody(this.#body, told, this.#isSdp);
  }

  get #isSdp(): boolean {
    if (this.#contentType !== undefined) return this.#contentType.toLowerCase().startsWith('application/sdp');
    return this.#body.length > 0 && this.#body[0].text.startsWith('v=0');
  }

  /** What stands before the first line after the start line tells more than what stands before that. */
  #adjust(raw: string, stripped: string): string {
    if (raw.trim() === '') return '';
    if (!this.#isDotted && this.#startLine.endsWith('.') && raw.endsWith('.') && this.#header.length === 0)
      this.#isDotted = true;
    const hasPrefix = this.#prefix.strip(raw) !== undefined;
    if (isHeaderLine(stripped) && (hasPrefix ? !this.#prefix.isEmpty : isKnownHeader(stripped))) {
      if (!hasPrefix) this.#prefix = LinePrefix.none;
      return stripped;
    }
    const at = knownHeaderIn(raw);
    if (at > 0) this.#prefix = LinePrefix.of(raw.slice(0, at));
    return at > 0 ? raw.slice(at) : stripped;
  }

  /** Where a body ends without a line end, what ends the message stands in the same line. */
  #takeUpToEnd(line: string): boolean {
    if (this.#state !== 'gap' && this.#state !== 'body') return false;
    const text = this.#upToEnd(line);
    if (text === undefined) return false;
    if (this.#state === 'gap') this.#beginBody(text, '');
    else this.#addBody(text, '');
    return true;
  }

  #upToEnd(line: string): string | undefined {
    const end = this.announcement.end?.exec(line);
    if (end) return line.slice(0, end.index);
    if (this.#closing === '' || !line.endsWith(this.#closing)) return undefined;
    const text = line.slice(0, -1);
    return this.#lengths.wouldFit(text, this.#contentLength ?? 0) ? text : undefined;
  }

  #isEnd(line: string, raw: string): boolean {
    const own = this.announcement.end;
    if (own !== undefined && (begins(own, line) || begins(own, raw))) return this.#state !== 'start';
    if (this.#state === 'start' || !canSeparate.test(line) || !separator.test(line)) return false;
    if (this.#state !== 'body') return true;
    if (own !== undefined) return false;
    // A rule may be part of a text; but not of one that is already as long as it has to be.
    return this.#isSdp || this.#contentLength === undefined || this.#isFull;
  }

  #takeFirst(line: string, isEmpty: boolean): Verdict {
    if (isEmpty) {
      this.#isSpaced = true;
      return ++this.#emptyLines > 1 ? 'foreign' : 'kept';
    }
    if (isStartLine(line) || !isHeaderLine(line)) return 'foreign';
    this.#state = 'header';
    return this.#addHeader(line);
  }

  #takeHeader(line: string, isEmpty: boolean, raw: string, end: LineEnd): Verdict {
    if (isEmpty) {
      this.#state = 'gap';
      this.#emptyLines = 0;
      return this.#held === undefined ? 'kept' : 'foreign';
    }
    const isName = isHeaderLine(line);
    if (this.#held !== undefined) {
      if (!isKnownHeader(line)) return 'foreign';
      // A header goes on behind it, so it was a broken line of that.
      this.#header.push(this.#prefix.strip(this.#held[0]) ?? this.#held[0]);
      this.#held = undefined;
    }
    if (isName) return this.#addHeader(line);
    if (/^[ \t]/.test(line)) {
      // Mail programs put a blank before a line that begins with From (RFC 3676 4.4).
      if (!this.#isWire && line.startsWith(' From:')) return this.#addHeader(line.slice(1));
      this.#header.push(line);
      return 'kept';
    }
    if (isStartLine(line)) return 'foreign';
    if (line.startsWith('v=0')) return this.#beginBody(line, end);
    if (omission.test(line)) return 'kept';
    const last = this.#header.length - 1;
    if (this.#mended < MENDED_LINES && isUnfinished(this.#header[last])) {
      this.#mended++;
      this.#header[last] += gapBehind(this.#header[last]) + line;
      return 'kept';
    }
    if (this.announcement.end === undefined) this.#held = [raw, end];
    else this.#header.push(line);
    return 'kept';
  }

  #addHeader(line: string): Verdict {
    this.#header.push(line);
    const id = headerIdOf(line);
    if (id === UNKNOWN_HEADER) return 'kept';
    this.#known++;
    if (id === CONTENT_LENGTH) this.#contentLength ??= contentLengthOf(line);
    else if (id === CONTENT_TYPE) this.#contentType ??= headerValue(line);
    return 'kept';
  }

  #takeAfterHeader(line: string, isEmpty: boolean, end: LineEnd): Verdict {
    if (isEmpty) {
      const expectsBody = this.#contentLength === undefined ? this.#contentType !== undefined : this.#contentLength > 0;
      return ++this.#emptyLines > (expectsBody ? 3 : 1) ? 'over' : 'kept';
    }
    if (line.startsWith('v=0')) return this.#beginBody(line, end);
    const isNested = nesting.test(this.#contentType ?? '');
    if (isStartLine(line) && !(isNested && this.#contentLength !== 0)) return 'foreign';
    if (this.announcement.end === undefined) {
      if (this.#contentLength === 0) return 'foreign';
      if (this.#contentLength === undefined && this.#contentType === undefined) return 'foreign';
      if (this.#isSdp && !sdpLine.test(line)) return 'foreign';
    }
    return this.#beginBody(line, end);
  }

  #beginBody(text: string, end: LineEnd): Verdict {
    this.#state = 'body';
    // More empty lines than one are rather of the text than of the body; but a multipart body may begin with one.
    const areOfBody = nesting.test(this.#contentType ?? '');
    for (let i = 0; i < this.#emptyLines; i++) {
      if (areOfBody) this.#addBody('', end);
      else this.#body.push({ text: '', end });
    }
    return this.#addBody(text, end);
  }

  #takeBody(line: string, isEmpty: boolean, end: LineEnd): Verdict {
    const isNested = nesting.test(this.#contentType ?? '');
    if (isStartLine(line) && (!isNested || this.#isFull)) return 'foreign';
    if (this.announcement.end !== undefined) return this.#addBody(line, end);
    if (this.#isSdp) {
      if (isEmpty) return this.#endBody(line, end);
      return sdpLine.test(line) ? this.#addBody(line, end) : 'foreign';
    }
    if (this.#contentLength === undefined) {
      if (isEmpty && !isNested) return this.#endBody(line, end);
    } else if (this.#lengths.fits(this.#contentLength)) {
      return isEmpty ? 'over' : 'foreign';
    } else if (this.#lengths.exceeds(this.#contentLength) && isEmpty) {
      return 'over';
    }
    return this.#addBody(line, end);
  }

  /** An empty line ends the body, or is its last, which Content-Length tells. */
  #endBody(line: string, end: LineEnd): Verdict {
    this.#addBody(line, end);
    return 'over';
  }

  get #isFull(): boolean {
    const length = this.#contentLength;
    return length !== undefined && (this.#lengths.fits(length) || this.#lengths.exceeds(length));
  }

  #addBody(text: string, end: LineEnd): Verdict {
    const line = { text, end };
    this.#body.push(line);
    this.#lengths.add(line);
    return 'kept';
  }
}

function begins(pattern: RegExp, line: string): boolean {
  return pattern.exec(line)?.index === 0;
}

/** What the end of a line was that ngrep prints: with a dot it was CR LF. */
function dotEnd(line: string): LineEnd {
  return line.endsWith('.') ? '\r\n' : '\n';
}

/** Whether a header line breaks off: within quotes or brackets, or behind what something has to follow. */
function isUnfinished(line: string): boolean {
  if (headerNameEnd(line) === line.length) return false;
  if (unfinished.test(line)) return true;
  const quotes = line.split('"').length - 1;
  return quotes % 2 === 1 || line.lastIndexOf('<') > line.lastIndexOf('>');
}

/** What was between a broken line and the next: nothing within brackets and in a quoted word, else a blank. */
function gapBehind(line: string): string {
  if (line.endsWith(' ') || line.lastIndexOf('<') > line.lastIndexOf('>')) return '';
  const isQuoted = line.split('"').length % 2 === 0;
  return isQuoted && !line.includes(' ', line.lastIndexOf('"')) ? '' : ' ';
}

function isPadded(line: string): boolean {
  return line.endsWith(' ');
}
