/** One direction of a TCP connection: its segments in order, whatever the network and the capture did to them (RFC 9293 3.4, 3.10.7.4). */

import type { Backlog, BacklogMember } from './backlog.ts';
import type { Outlet } from './outlet.ts';
import { SipStream } from './sip-stream.ts';
import { StartReader } from './start-reader.ts';
import { ignored, type StreamReader } from './stream-reader.ts';
import { startLineLimit, startOfStream } from './stream-start.ts';
import { WaitingSegments } from './waiting-segments.ts';

/** Segments that wait in one direction. */
const maxWaiting = 1024;
/** A segment that is so far behind is no repetition: its ports serve another connection, whose SYN is not in the capture. */
const farBehind = 1 << 20;
/** No window is larger (RFC 7323 2.3), so nothing of this connection is further ahead. */
const farAhead = 1 << 30;

/** Puts segments in order for its reader. */
export class Direction implements BacklogMember {
  readonly outlet: Outlet;
  /** The sequence number of its SYN; -1 when that was not seen. */
  initialSequence = -1;
  /** Its FIN was reached. */
  isClosed = false;
  counted = 0;
  waitingSince = NaN;
  readonly #backlog: Backlog;
  readonly #waitingLimit: number;
  #reader: StreamReader;
  /** The sequence number of the byte that comes next; -1 while any segment may be the first. */
  #next = -1;
  /** Made when something comes before its turn. */
  #waiting: WaitingSegments | undefined;
  /** Something waits, be it a FIN alone. */
  #isWaiting = false;
  /** Of a FIN that waits for bytes before it; the sequence number is -1 without one. */
  #finSequence = -1;
  #finTime = NaN;
  #finFrame = 0;

  /** @param waitingLimit bytes that wait behind a gap */
  constructor(outlet: Outlet, backlog: Backlog, waitingLimit: number) {
    this.outlet = outlet;
    this.#backlog = backlog;
    this.#waitingLimit = waitingLimit;
    this.#reader = new StartReader(outlet, false);
  }

  /** Its SYN was seen: the stream begins after it. */
  begin(sequence: number): void {
    this.initialSequence = sequence;
    this.#next = (sequence + 1) >>> 0;
    this.#reader = new StartReader(this.outlet, true);
  }

  /** A segment with payload, from `start` to `end`. */
  receive(time: number, frame: number, sequence: number, bytes: Uint8Array, start: number, end: number): void {
    if (sequence === this.#next && !this.#isWaiting) {
      this.#next = (sequence + end - start) >>> 0;
      this.#reader = this.#reader.take(bytes, start, end, time, frame);
      this.#settle();
    } else if (this.#reader !== ignored) {
      this.#receiveOutOfOrder(time, frame, sequence, bytes, start, end);
    } else if (this.outlet.conversation.carried === 'SIP') {
      // The other direction is SIP after all.
      this.#reader = new SipStream(this.outlet, true);
      this.#next = sequence;
      this.receive(time, frame, sequence, bytes, start, end);
    }
  }

  /** A FIN at a sequence number, after the payload of its segment. */
  receiveFin(time: number, frame: number, sequence: number): void {
    if (this.isClosed) return;
    if (this.#next < 0 || this.#reader === ignored || ((sequence - this.#next) | 0) <= 0) {
      this.#close(time, frame);
    } else if (this.#finSequence < 0) {
      this.#finSequence = sequence;
      this.#finTime = time;
      this.#finFrame = frame;
      this.#wait(time);
    }
  }

  /** The first gap stays one: goes on behind it. */
  giveUpGap(time: number): void {
    const segment = this.#waiting?.first;
    const sequence = segment?.sequence ?? this.#finSequence;
    const missing = (sequence - this.#next) >>> 0;
    this.#next = sequence;
    if (this.outlet.conversation.carried !== undefined) {
      const detail = `${missing} ${missing === 1 ? 'byte' : 'bytes'} missing`;
      this.outlet.event('gap', detail, segment?.time ?? this.#finTime, segment?.frame ?? this.#finFrame);
    }
    this.#reader = this.#reader.skip(missing);
    this.#takeWaiting();
    this.#checkFin(this.#finTime, this.#finFrame);
    this.#waitOn(time);
    this.#settle();
  }

  release(): void {
    while (this.#isWaiting) this.giveUpGap(NaN);
    this.#reader.finish();
    this.#settle();
  }

  /** Takes leave of the backlog, after all was given. */
  end(): void {
    this.release();
    this.#backlog.count(this, 0);
  }

  #receiveOutOfOrder(
    time: number,
    frame: number,
    sequence: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    if (this.#next < 0) this.#next = sequence;
    let from = start;
    let ahead = (sequence - this.#next) | 0;
    if (ahead < -farBehind || ahead > farAhead) {
      if (!this.#beginsAnew(bytes, start, end)) return;
      this.release();
      this.#reader = new StartReader(this.outlet, false);
      this.#next = sequence;
      ahead = 0;
    }
    if (ahead < 0) {
      from = start - ahead;
      ahead = 0;
    }
    if (from >= end) return;
    if (ahead === 0) {
      this.#advance(time, frame, bytes, from, end);
      this.#checkFin(time, frame);
      if (this.#isWaiting) this.#waitOn(time);
    } else {
      const waiting = (this.#waiting ??= new WaitingSegments());
      waiting.add(this.#next, sequence, bytes, from, end, time, frame);
      this.#wait(time);
      while (waiting.bytes > this.#waitingLimit || waiting.count > maxWaiting) this.giveUpGap(time);
    }
    this.#settle();
  }

  /** Takes a segment that is due, but for the places where bytes came earlier, and what waits for it. */
  #advance(time: number, frame: number, bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      const first = this.#waiting?.first;
      const ahead = first === undefined ? Infinity : (first.sequence - this.#next) >>> 0;
      const length = Math.min(ahead, end - at);
      if (length > 0) this.#take(time, frame, bytes, at, at + length);
      at += length;
      if (ahead !== length || first === undefined) continue;
      at += first.bytes.length;
      this.#takeFirst(time, frame);
    }
    while (this.#waiting?.first?.sequence === this.#next) this.#takeFirst(time, frame);
  }

  /** Takes what waited behind a gap, up to the next one, each with its own time and frame. */
  #takeWaiting(): void {
    for (;;) {
      const first = this.#waiting?.first;
      if (first === undefined || first.sequence !== this.#next) return;
      this.#takeFirst(first.time, first.frame);
    }
  }

  #takeFirst(time: number, frame: number): void {
    const first = this.#waiting?.first;
    if (first === undefined) return;
    this.#waiting?.shift();
    this.#take(time, frame, first.bytes, 0, first.bytes.length);
  }

  #take(time: number, frame: number, bytes: Uint8Array, start: number, end: number): void {
    this.#next = (this.#next + end - start) >>> 0;
    this.#reader = this.#reader.take(bytes, start, end, time, frame);
    if (this.#reader === ignored) this.#waiting?.clear();
  }

  #checkFin(time: number, frame: number): void {
    if (this.#finSequence < 0 || ((this.#finSequence - this.#next) | 0) > 0) return;
    this.#finSequence = -1;
    this.#close(time, frame);
  }

  #close(time: number, frame: number): void {
    this.isClosed = true;
    this.#reader.finish();
    this.#settle();
    if (this.outlet.conversation.carried !== undefined) this.outlet.event('closed', '', time, frame);
  }

  #wait(time: number): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#backlog.wait(this, time);
  }

  /** A gap is closed: waits for what is missing at the next one, if there is one. */
  #waitOn(time: number): void {
    this.#isWaiting = this.#finSequence >= 0 || this.#waiting?.first !== undefined;
    if (this.#isWaiting) this.#backlog.wait(this, time);
    else this.#backlog.arrived(this);
  }

  /** Keeps the books after something was taken. */
  #settle(): void {
    const reader = this.#reader;
    if (reader.adrift && !this.#isWaiting) this.#next = -1;
    const held = reader.held + (this.#waiting?.held ?? 0);
    if (held !== this.counted) this.#backlog.count(this, held);
  }

  /** Whether a segment out of all order begins something that can be read. */
  #beginsAnew(bytes: Uint8Array, start: number, end: number): boolean {
    const text = this.outlet.context.read(bytes, start, Math.min(end, start + startLineLimit));
    const begins = startOfStream(text);
    return begins !== 'other' && begins !== 'part' && begins !== 'blank';
  }
}
