/** Reads the first bytes of a direction until they tell who reads the rest. */

import type { Outlet } from './outlet.ts';
import { SipStream } from './sip-stream.ts';
import { startLineLimit, startOfStream } from './stream-start.ts';
import { ignored, type StreamReader } from './stream-reader.ts';
import { TlsStream } from './tls-stream.ts';
import { upgradeRequestReader, upgradeResponseReader } from './websocket-upgrade.ts';
import { WebSocketStream } from './websocket-stream.ts';

/** Segments that a stream may take to begin when its own beginning is not in the capture. */
const maxChances = 64;
const ping = '\r\n\r\n';
const pong = '\r\n';
const nothing = new Uint8Array(0);

/** The first reader of each direction. */
export class StartReader implements StreamReader {
  held = 0;
  readonly #outlet: Outlet;
  /** Whether the next byte is the first of the stream, rather than of a segment somewhere in it. */
  #isFirst: boolean;
  #chances = maxChances;
  /** The beginning of a start line. */
  #kept: Uint8Array = nothing;

  /** @param fromBeginning whether the connection's SYN was seen */
  constructor(outlet: Outlet, fromBeginning: boolean) {
    this.#outlet = outlet;
    this.#isFirst = fromBeginning;
  }

  get adrift(): boolean {
    return !this.#isFirst && this.held === 0;
  }

  take(bytes: Uint8Array, start: number, end: number, time: number, frame: number): StreamReader {
    this.#outlet.spoke = true;
    if (this.held === 0) return this.#judge(bytes, start, end, time, frame);
    const joined = new Uint8Array(this.held + end - start);
    joined.set(this.#kept);
    joined.set(bytes.subarray(start, end), this.held);
    this.finish();
    // What looked like the beginning of a start line was the middle of something; this segment may be a beginning.
    if (!this.#isFirst && startOfStream(this.#textOf(joined, 0, joined.length)) === 'other')
      return this.#judge(bytes, start, end, time, frame);
    return this.#judge(joined, 0, joined.length, time, frame);
  }

  skip(): StreamReader {
    this.finish();
    this.#isFirst = false;
    return this;
  }

  finish(): void {
    this.#kept = nothing;
    this.held = 0;
  }

  #textOf(bytes: Uint8Array, start: number, end: number): string {
    return this.#outlet.context.read(bytes, start, Math.min(end, start + startLineLimit));
  }

  #judge(bytes: Uint8Array, start: number, end: number, time: number, frame: number): StreamReader {
    const reader = this.#readerOf(this.#textOf(bytes, start, end));
    if (reader === 'none yet') {
      this.#kept = bytes.slice(start, end);
      this.held = end - start;
      return this;
    }
    return reader === undefined ? this : reader.take(bytes, start, end, time, frame);
  }

  /** @returns undefined when the stream has still to begin */
  #readerOf(text: string): StreamReader | 'none yet' | undefined {
    const outlet = this.#outlet;
    switch (startOfStream(text)) {
      case 'sip':
        return new SipStream(outlet);
      case 'tls':
        return new TlsStream(outlet);
      case 'http request':
        return upgradeRequestReader(outlet);
      case 'http response':
        return upgradeResponseReader(outlet);
      case 'websocket':
        return new WebSocketStream(outlet);
      case 'part':
        return 'none yet';
      case 'blank':
        // Nothing but SIP begins with a double CRLF, or answers it with a single one (RFC 5626 4.4.1).
        if (text === ping || (text === pong && outlet.pongIsDue)) return new SipStream(outlet);
        return undefined;
      default:
        // What the other direction carries, this one will carry sooner or later.
        if (outlet.conversation.carried === 'SIP') return new SipStream(outlet, !this.#isFirst);
        if (outlet.conversation.carried === 'WebSocket') return new WebSocketStream(outlet, true);
        return this.#isFirst || --this.#chances === 0 ? ignored : undefined;
    }
  }
}
