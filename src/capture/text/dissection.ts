/** Messages as Wireshark and tshark -V lay them out: a tree of fields, of which the lines of the message are put together again. */

import { headerId } from '../../catalogue/index.ts';
import type { HopTransport, Place } from '../seen.ts';
import { type Announcement, unannounced } from './announcement.ts';
import { type BodyLine, joinBody } from './body-lines.ts';
import { contentLengthOf, headerIdOf, headerNameEnd } from './header-line.ts';
import { MAX_MESSAGE } from './message-lines.ts';
import { isStartLine } from './start-line.ts';
import { readTime } from './text-time.ts';

const CONTENT_LENGTH = headerId('Content-Length');

const frameLine = /^Frame \d+: \d+ bytes on wire/;
const sipLine = /^Session Initiation Protocol(?: \(.*\))?\s*$/;
const ip = /^Internet Protocol Version [46], Src: (.*), Dst: (.*)$/;
const ports =
  /^(User Datagram|Transmission Control|Stream Control Transmission) Protocol, Src Port: (.*?), Dst Port: ([^,]*)/;
const epoch = /^ +Epoch (?:Arrival )?Time: (\d+)\.(\d+)/;
const sdpField = /^[^:(]*\(([a-z])\): ?(.*)$/;
/** Where a line was too long for the program that printed it: `[truncated]Via: …`, `Via […]: …`. */
const truncated = /^\[truncated\]| \[\xe2\x80\xa6\](?=:)/;

const protocols: Readonly<Record<string, HopTransport>> = {
  'User Datagram': 'UDP',
  'Transmission Control': 'TCP',
  'Stream Control Transmission': 'SCTP',
};

const cutLines = 'a dissection that shows long lines by their beginnings';

/** A message that was put together. */
export interface Dissected {
  readonly text: string;
  readonly announcement: Announcement;
  /** What of it the tree does not show, for a person; or ''. */
  readonly loss: string;
}

/** Whether the line is the first of a dissection. */
export function isDissection(line: string): boolean {
  return (line.startsWith('Frame ') && frameLine.test(line)) || (line.startsWith('Session ') && sipLine.test(line));
}

/** The dissection of the frame that is being read. */
export class Dissection {
  #isOpen = false;
  #announcement: Announcement = unannounced;
  #part: 'other' | 'header' | 'body' | 'sdp' | 'text' | 'unknown' = 'other';
  #isSip = false;
  #startLine = '';
  #header: string[] = [];
  /** Whether the empty line behind the header is missing in the message. */
  #isOpenEnded = false;
  #body: BodyLine[] = [];
  #size = 0;
  #loss = '';

  /** What is known of the frame, for its message where that is shown as bytes too. */
  get announcement(): Announcement {
    return this.#announcement;
  }

  /**
   * Takes a line of a dissection.
   * @returns `taken`; `next`, a frame or a message begins, and the one before is to be finished before it is given again; `no`
   */
  take(line: string): 'taken' | 'next' | 'no' {
    if (isDissection(line)) {
      const isSip = line.startsWith('S');
      if (this.#startLine !== '') return 'next';
      if (!isSip || !this.#isOpen) this.#announcement = { ...unannounced, format: 'Wireshark dissection' };
      this.#isOpen = true;
      this.#isSip = isSip;
      this.#part = 'other';
      return 'taken';
    }
    if (!this.#isOpen) return 'no';
    if (line.trim() === '' || isStartLine(line)) {
      this.#isOpen = false;
      return 'no';
    }
    const depth = line.length - line.trimStart().length;
    if (depth === 0) this.#takeProtocol(line);
    else if (this.#isSip) this.#takeField(line, depth);
    else this.#takeTime(line);
    return 'taken';
  }

  /** The message of the frame, where one was shown. */
  finish(): Dissected | undefined {
    const startLine = this.#startLine;
    if (startLine === '') return undefined;
    const header = `${[startLine, ...this.#header].join('\r\n')}\r\n${this.#isOpenEnded ? '' : '\r\n'}`;
    const lengthLine = this.#header.find((line) => headerIdOf(line) === CONTENT_LENGTH);
    const length = lengthLine === undefined ? undefined : contentLengthOf(lengthLine);
    const body = joinBody(this.#body, length, this.#part === 'sdp');
    const isMissing = this.#body.length === 0 && this.#loss === '' && this.#part !== 'header' && (length ?? 0) > 0;
    const loss = isMissing ? 'a dissection that does not show the body as text' : this.#loss;
    this.#startLine = '';
    this.#isOpenEnded = false;
    this.#header = [];
    this.#body = [];
    this.#size = 0;
    this.#loss = '';
    return { text: header + body, announcement: this.#announcement, loss };
  }

  #takeProtocol(line: string): void {
    this.#isSip = false;
    const addresses = ip.exec(line);
    if (addresses !== null) {
      this.#set({ source: addressOf(addresses[1]), destination: addressOf(addresses[2]), way: 'between' });
      return;
    }
    const found = ports.exec(line);
    if (found !== null) {
      const { source, destination } = this.#announcement;
      this.#set({
        transport: protocols[found[1]],
        source: source && { ...source, port: portOf(found[2]) },
        destination: destination && { ...destination, port: portOf(found[3]) },
      });
    } else if (line.startsWith('Transport Layer Security')) this.#set({ transport: 'TLS' });
    else if (line.startsWith('WebSocket')) {
      this.#set({ transport: this.#announcement.transport === 'TLS' ? 'WSS' : 'WS' });
    }
  }

  #takeTime(line: string): void {
    if (!Number.isNaN(this.#announcement.time)) return;
    const seconds = epoch.exec(line);
    if (seconds !== null) this.#set({ time: Number(seconds[1]) * 1000 + Number(`0.${seconds[2]}`) * 1000 });
    else if (/^ +Arrival Time: .*UTC\s*$/.test(line)) this.#set({ time: readTime(line) });
  }

  #set(part: Partial<Announcement>): void {
    this.#announcement = { ...this.#announcement, ...part };
  }

  #takeField(line: string, depth: number): void {
    this.#size += line.length;
    if (this.#size > MAX_MESSAGE) {
      this.#loss ||= 'a message longer than 256 KiB';
      return;
    }
    const text = line.slice(depth);
    if (depth === 4) {
      const startLine = /^(?:Request|Status)-Line: (.*)$/.exec(text);
      if (startLine !== null) this.#startLine = this.#whole(startLine[1]);
      this.#part = text.startsWith('Message Header') ? 'header' : text.startsWith('Message Body') ? 'body' : 'other';
      return;
    }
    if (this.#part === 'header') this.#takeHeader(text, depth);
    else if (this.#part === 'body') this.#beginBody(line, depth);
    else if (this.#part === 'text' && depth >= 12) this.#addLine(line.slice(12));
    else if (this.#part === 'sdp') this.#takeSdp(text, depth);
  }

  /** A line that was cut short is one column further to the right. */
  #takeHeader(text: string, depth: number): void {
    const isCut = truncated.test(text);
    if (depth > 9 || (depth === 9 && !isCut) || (text.startsWith('[') && !isCut)) return;
    if (text.startsWith('Header not terminated')) this.#isOpenEnded = true;
    if (headerNameEnd(text.replace(truncated, '')) === 0) return;
    if (isCut) this.#loss = cutLines;
    // A fold is shown as the characters that C has for its line end.
    this.#header.push(this.#whole(text.replace(truncated, '')).replaceAll('\\r\\n', '\r\n'));
  }

  /** A body that is nothing known is shown as its lines, with the characters that C has for their ends. */
  #beginBody(line: string, depth: number): void {
    if (/\\[rn]$/.test(line)) return this.#addLine(line.slice(8));
    if (depth !== 8) return;
    const name = line.slice(8);
    if (name.startsWith('Session Description Protocol')) this.#part = 'sdp';
    else this.#part = name.startsWith('Line-based text data') ? 'text' : 'unknown';
  }

  #takeSdp(text: string, depth: number): void {
    const isCut = truncated.test(text);
    if (depth !== 12 && !(depth === 13 && isCut)) return;
    if (isCut) this.#loss = cutLines;
    const field = sdpField.exec(text.replace(truncated, ''));
    if (field !== null) this.#body.push({ text: `${field[1]}=${field[2]}`, end: '\r\n' });
  }

  #addLine(text: string): void {
    const end = /(\\r\\n|\\n|\\r)$/.exec(text);
    const ended = end === null ? '' : end[1] === '\\n' ? '\n' : end[1] === '\\r' ? '\r' : '\r\n';
    this.#body.push({ text: end === null ? text : text.slice(0, end.index), end: ended });
  }

  #whole(text: string): string {
    return text.endsWith('\\r\\n') ? text.slice(0, -4) : text;
  }
}

/** `192.0.2.1`, or `pbx.example.com (192.0.2.1)`. */
function addressOf(text: string): Place {
  const bracketed = /\(([\da-fA-F.:]+)\)\s*$/.exec(text);
  return { address: (bracketed?.[1] ?? text).trim().toLowerCase(), port: 0 };
}

/** `5060`, or `sip (5060)`. */
function portOf(text: string): number {
  const digits = /(\d{1,5})\)?\s*$/.exec(text);
  return digits === null ? 0 : Number(digits[1]);
}
