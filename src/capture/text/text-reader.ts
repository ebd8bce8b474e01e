/** Reads SIP out of text: logs, exports of other programs, messages that were pasted, also in one file and with other lines between. */

import { readLatin1, type ReadLatin1 } from '../../message/index.ts';
import { DamageNotes } from '../file/damage-notes.ts';
import type { HopTable } from '../hop-table.ts';
import type { CaptureReader, CaptureSink } from '../seen.ts';
import { type Announcement, unannounced } from './announcement.ts';
import { announcementIn, looseAnnouncementIn } from './announcements.ts';
import { isDissection } from './dissection.ts';
import { escapedLines } from './escaped-message.ts';
import { FollowedStream } from './followed-stream.ts';
import { HopFinder } from './hop-finder.ts';
import { LogClock } from './log-clock.ts';
import { MessageLines } from './message-lines.ts';
import { ShownPackets } from './shown-packets.ts';
import { SipdumpHead } from './sipdump-head.ts';
import { startLineIn } from './start-line.ts';
import { TextEncoding } from './text-encoding.ts';
import { type LineEnd, TextLines } from './text-lines.ts';

/** How many lines may stand between an announcement and its message: empty ones, rules, marks. */
const PATIENCE = 4;
/** How many lines before a message are searched for its time and its addresses. */
const RECENT = 3;
const colour = /\x1b\[[\d;?]*[A-Za-z]/g;
/** How many messages are taken out of a single line, which has them in strings. */
const MOST_IN_LINE = 64;
/** What tcpdump -A makes of the first octet of an IP header, and how long the shortest headers are. */
const packetStart = /^[E`]/;
const SHORTEST_HEADERS = 28;

/** The reader of one text. What it recognises is in `announcements.ts`, and in the classes that it holds. */
export class TextReader implements CaptureReader {
  readonly #sink: CaptureSink;
  readonly #notes: DamageNotes;
  readonly #encoding: TextEncoding;
  readonly #lines: TextLines;
  readonly #hops: HopFinder;
  readonly #clock = new LogClock();
  readonly #sipdump = new SipdumpHead();
  readonly #followed = new FollowedStream();
  readonly #packets: ShownPackets;
  #message: MessageLines | undefined = undefined;
  /** The line in which the message began, for the time that may stand in it. */
  #firstLine = '';
  /** What was announced and did not come yet, and how many lines it may still take. */
  #announced: Announcement | undefined = undefined;
  #patience = 0;
  /** Lines since the last message. */
  #recent: string[] = [];
  /** What ends the lines between the messages. */
  #textEnd: LineEnd = '';
  /** The message before, which tcpdump -vA shows twice. */
  #lastText = '';
  #inLine = 0;
  #format = '';
  #messages = 0;

  /** @param read makes text of bytes */
  constructor(sink: CaptureSink, hops: HopTable, read: ReadLatin1 = readLatin1) {
    this.#sink = sink;
    this.#notes = new DamageNotes(sink);
    this.#encoding = new TextEncoding(read);
    this.#lines = new TextLines(
      (line, end) => this.#take(line, end),
      () => this.#notes.note(this.#messages + 1, 'a line longer than 64 KiB is cut off'),
    );
    this.#hops = new HopFinder(hops);
    this.#packets = new ShownPackets(read, this.#followed, (text, announcement, loss) => {
      this.#announced = undefined;
      this.#give(text, announcement, '');
      if (loss !== '') this.#notes.note(this.#messages, loss);
    });
  }

  get format(): string {
    return this.#format || unannounced.format;
  }

  get frames(): number {
    return this.#messages;
  }

  write(chunk: Uint8Array): void {
    this.#lines.feed(this.#encoding.decode(chunk));
  }

  end(): void {
    this.#lines.feed(this.#encoding.end());
    this.#lines.end();
    this.#finishMessage();
    this.#packets.end();
    this.#notes.end();
  }

  #take(raw: string, end: LineEnd): void {
    const line = raw.includes('\x1b') ? raw.replace(colour, '') : raw;
    const message = this.#message;
    if (message !== undefined) {
      const isNext = announcementIn(line) !== undefined || isDissection(line);
      const verdict = isNext ? 'foreign' : message.take(line, end);
      if (verdict === 'kept') return;
      if (verdict === 'too long') this.#notes.note(this.#messages + 1, 'a message longer than 256 KiB is cut off');
      this.#finishMessage();
      // What ends a message can tell the time of the next one.
      if (verdict === 'over') return this.#remember(line, end);
    }
    this.#takeOther(line, end);
  }

  /** A line that belongs to no message that is being read, or begins one. */
  #takeOther(line: string, end: LineEnd): void {
    if (this.#packets.take(line, this.#announced)) return;
    const head = this.#sipdump.take(line) ?? this.#followed.take(line);
    if (head === 'taken') return;
    const announcement = head ?? announcementIn(line);
    if (announcement !== undefined) this.#announce(announcement);
    const at = announcement !== undefined && announcement.endsAt >= line.length ? -1 : startLineIn(line);
    if (at >= 0) return this.#begin(line, at, end);
    if (announcement === undefined && this.#announced !== undefined && this.#patience-- === 0)
      this.#announced = undefined;
    this.#remember(line, end);
  }

  #announce(announcement: Announcement): void {
    this.#announced = announcement;
    this.#patience = PATIENCE;
  }

  #begin(line: string, at: number, end: LineEnd): void {
    const escaped = escapedLines(line, at);
    const isWire = end === '\r\n' && this.#textEnd === '\n';
    if (escaped === undefined) return this.#open(line, at, line.slice(at), line.slice(0, at), isWire);
    this.#open(line, at, escaped.lines[0], '', false);
    for (const one of escaped.lines.slice(1)) this.#take(one, '\r\n');
    this.#finishMessage();
    const rest = line.slice(escaped.end);
    const next = this.#inLine++ < MOST_IN_LINE ? startLineIn(rest) : -1;
    if (next >= 0) this.#begin(rest, next, end);
    this.#inLine = 0;
  }

  #open(line: string, at: number, startLine: string, prefix: string, isWire: boolean): void {
    const announcement = this.#announced ?? this.#looseAnnouncement(line.slice(0, at));
    this.#announced = undefined;
    this.#firstLine = line;
    this.#message = new MessageLines(announcement, startLine, prefix, isWire);
  }

  /** What the lines before say that may also be about something else. */
  #looseAnnouncement(head: string): Announcement {
    let found = looseAnnouncementIn(head);
    for (let i = this.#recent.length - 1; i >= 0 && found === undefined; i--)
      found = looseAnnouncementIn(this.#recent[i]);
    return found ?? unannounced;
  }

  #remember(line: string, end: LineEnd): void {
    this.#textEnd = end;
    if (line === '') return;
    if (this.#recent.length >= RECENT) this.#recent.shift();
    this.#recent.push(line);
  }

  #finishMessage(): void {
    const message = this.#message;
    if (message === undefined) return;
    this.#message = undefined;
    const text = message.finish();
    const { announcement } = message;
    if (text !== undefined) this.#give(text, announcement, this.#firstLine);
    // A start line that was only spoken of: what was announced is still to come.
    else if (announcement !== unannounced) this.#announce(announcement);
    for (const [line, end] of message.leftOver) this.#takeOther(line, end);
  }

  #give(text: string, announcement: Announcement, firstLine: string): void {
    const isPacket = announcement === unannounced && packetStart.test(firstLine);
    if (isPacket && text === this.#lastText && firstLine.indexOf(text.slice(0, 8)) >= SHORTEST_HEADERS) return;
    this.#lastText = text;
    if (this.#format === '') this.#format = announcement.format;
    const time = this.#clock.timeOf(announcement.time, firstLine, this.#recent);
    this.#recent = [];
    const hop = this.#hops.find(text, announcement);
    this.#sink.message({ kind: 'message', time, frame: ++this.#messages, hop, text, fragments: 1 });
  }
}
