/** SIP over a stream as it was seen: messages, keep-alives, and where a stream cannot be cut (RFC 3261 18.3, 5626 3.5.1). */

import { type Framed, MessageFramer, type Unframeable } from '../../message/index.ts';
import type { Outlet } from './outlet.ts';
import { StartSearch } from './start-search.ts';
import type { StreamReader } from './stream-reader.ts';
import { hasStartLine, startLineLimit, startOfMessage } from './stream-start.ts';
import { UnfinishedText } from './unfinished-text.ts';

const noStartLine = 'no start line where a message begins';
const endOfHeader = /\r?\n\r?\n/;
const onlyBlankLines = /^[\r\n]*$/;

/** Reads one direction of a connection that carries SIP. */
export class SipStream implements StreamReader {
  readonly adrift = false;
  held = 0;
  readonly #outlet: Outlet;
  #framer = new MessageFramer();
  /** What the framer holds of a message. */
  readonly #unfinished = new UnfinishedText();
  /** Whether the unfinished message was seen to begin with a start line. */
  #begun = false;
  /** Set while the start of a message is looked for. */
  #search: StartSearch | undefined;
  /** Of the latest segment. */
  #time = NaN;
  #frame = 0;

  /** @param lost the first bytes may belong to the middle of a message */
  constructor(outlet: Outlet, lost = false) {
    this.#outlet = outlet;
    if (lost) this.#search = new StartSearch();
    outlet.conversation.carries('SIP');
  }

  take(bytes: Uint8Array, start: number, end: number, time: number, frame: number): this {
    this.#time = time;
    this.#frame = frame;
    let at = start;
    if (bytes[at] === 0 && this.held === 0 && this.#search === undefined) {
      while (at < end && bytes[at] === 0) at++;
      this.#outlet.keepAlive('NUL', time, frame);
    }
    if (at < end) this.#goOn(this.#outlet.context.read(bytes, at, end));
    return this;
  }

  skip(): this {
    this.finish();
    return this;
  }

  finish(): void {
    if (this.#begun) {
      const text = this.#unfinished.read();
      if (endOfHeader.test(text)) this.#give(text);
    }
    this.#lose();
  }

  #give(text: string): void {
    this.#outlet.message(text, this.#time, this.#frame);
  }

  #tell(reason: string): void {
    this.#outlet.event('not sip', reason, this.#time, this.#frame);
  }

  #goOn(text: string): void {
    let rest: string | undefined = this.#search === undefined ? text : this.#find(text);
    while (rest !== undefined) rest = this.#feed(rest);
  }

  /** @returns the stream from the next start of a message on, as soon as there is one */
  #find(text: string): string | undefined {
    if (text === '') return undefined;
    if (this.#search === undefined) return text;
    const found = this.#search.find(text);
    if (found !== undefined) this.#search = undefined;
    this.held = this.#search?.held ?? 0;
    return found;
  }

  /** @returns what is to be fed anew, from the start of a message on */
  #feed(chunk: string): string | undefined {
    const outlet = this.#outlet;
    if (outlet.pongIsDue) {
      outlet.pongIsDue = false;
      this.#framer.expectPong();
    }
    const framed = this.#framer.feed(chunk);
    for (const text of framed.messages) {
      if (hasStartLine(text)) this.#give(text);
      else this.#giveStray(text);
    }
    if (framed.pings > 0) {
      outlet.peer.pongIsDue = true;
      outlet.keepAlive('ping (double CRLF)', this.#time, this.#frame);
    }
    if (framed.pong) outlet.keepAlive('pong (CRLF)', this.#time, this.#frame);
    if (framed.unframeable !== undefined) return this.#break(chunk, framed, framed.unframeable);
    if (this.#framer.unfinished) return this.#keep(chunk, framed);
    if (this.held > 0) this.#forget();
    return undefined;
  }

  /** Bytes that belong to no message were cut as one; the framer is right again after them. */
  #giveStray(text: string): void {
    this.#tell(noStartLine);
    const header = text.indexOf('\r\n\r\n') + 4;
    const found = new StartSearch().find(text.slice(0, header));
    if (found !== undefined) this.#give(found + text.slice(header));
  }

  /** Keeps what the framer keeps: the end of the stream may come before the end of the message. */
  #keep(chunk: string, framed: Framed): string | undefined {
    const unfinished = this.#unfinished;
    let piece = chunk;
    if (unfinished.length === 0 || framed.messages.length > 0) {
      piece = chunk.slice(startOfRest(chunk, framed, unfinished.length));
      this.#forget();
    }
    const isFirst = unfinished.length === 0;
    unfinished.add(piece, chunk.length);
    this.held = unfinished.held;
    if (this.#begun) return undefined;
    // Only with a line end, or too late for one, is there anything new to say about the start line.
    if (!isFirst && !piece.includes('\n') && unfinished.length < startLineLimit) return undefined;
    const text = unfinished.read();
    const start = startOfMessage(text, 0);
    this.#begun = start === 'sip';
    if (start !== 'other') return undefined;
    this.#tell(noStartLine);
    this.#lose();
    return this.#find(text);
  }

  /** The framer takes no more: gives what there is of the message, and looks for the next one. */
  #break(chunk: string, framed: Framed, { text, status, reason }: Unframeable): string | undefined {
    const rest = chunk.slice(Math.max(0, startOfRest(chunk, framed, this.#unfinished.length) + text.length));
    this.#lose();
    if (!hasStartLine(text)) {
      this.#tell(noStartLine);
      const found = this.#find(text);
      if (found !== undefined) this.#goOn(found);
      return this.#find(rest);
    }
    const found = this.#find(rest);
    const body = found === undefined ? rest : rest.slice(0, rest.length - found.length);
    this.#give(status === 513 || onlyBlankLines.test(body) ? text : text + body);
    this.#tell(reason);
    return found;
  }

  #forget(): void {
    this.#unfinished.clear();
    this.#begun = false;
    this.held = 0;
  }

  #lose(): void {
    this.#framer = new MessageFramer();
    this.#forget();
    this.#search = new StartSearch();
  }
}

/**
 * Where the message begins that the framer has not completed; below 0 when it began in an earlier chunk.
 * @param unfinished characters of a message that were there before the chunk
 */
function startOfRest(chunk: string, { messages }: Framed, unfinished: number): number {
  let at = -unfinished;
  for (let i = 0; i <= messages.length; i++) {
    // RFC 3261 7.5: empty lines before a start line are ignored.
    while (at >= 0 && (chunk.charCodeAt(at) === 13 || chunk.charCodeAt(at) === 10)) at++;
    if (i < messages.length) at += messages[i].length;
  }
  return at;
}
