/** SIP over WebSocket as it was seen: frames to messages, keep-alives and closes (RFC 6455 5, RFC 7118). */

import { defaultFramingLimits } from '../../message/index.ts';
import type { Outlet } from './outlet.ts';
import { readable } from './readable.ts';
import type { StreamReader } from './stream-reader.ts';
import { hasStartLine, startLineLimit, startOfStream } from './stream-start.ts';
import { closeCodeMeaning } from './websocket-close-codes.ts';
import { CLOSE, CONTINUATION, FrameHeader, PING } from './websocket-frame.ts';

/** Bytes of a message; a longer one is left out. */
const maxMessage = defaultFramingLimits.maxHeaderBytes + defaultFramingLimits.maxBodyBytes;
const firstBuffer = 2048;
const endOfHeader = /\r?\n\r?\n/;
const onlyBlankLines = /^[\r\n]+$/;
const nothing = new Uint8Array(0);

/** Says once for a capture that messages are compressed, and what to do about it (RFC 7692). */
export function tellOfCompression({ context }: Outlet, frame: number): void {
  if (context.toldOfCompression) return;
  context.toldOfCompression = true;
  context.sink.damage(
    frame,
    'WebSocket messages are compressed (permessage-deflate, RFC 7692) and cannot be read: switch it off at the server for the time of the capture',
  );
}

/** For messages that come in one piece, which is read before the next is unmasked. */
let scratch = new Uint8Array(2048);

/** Reads one direction of a connection after its opening handshake. */
export class WebSocketStream implements StreamReader {
  readonly adrift = false;
  held = 0;
  readonly #outlet: Outlet;
  /** Where frames begin is not known: a segment that begins with one is waited for. */
  #isLost: boolean;
  readonly #header = new FrameHeader();
  #inFrame = false;
  /** Octets of the frame's payload that have gone by. */
  #taken = 0;
  /** A message has begun that is not complete. */
  #inMessage = false;
  /** The message is not wanted: it is no SIP, cannot be read, or part of it is missing. */
  #isSkipped = false;
  #message = nothing;
  #messageLength = 0;
  #control: Uint8Array = nothing;
  /** Of the latest segment. */
  #time = NaN;
  #frame = 0;

  /** @param isLost the first bytes may belong to the middle of a frame */
  constructor(outlet: Outlet, isLost = false) {
    this.#outlet = outlet;
    this.#isLost = isLost;
    outlet.becomeWebSocket();
  }

  take(bytes: Uint8Array, start: number, end: number, time: number, frame: number): this {
    this.#time = time;
    this.#frame = frame;
    if (this.#isLost) {
      const text = this.#outlet.context.read(bytes, start, Math.min(end, start + startLineLimit));
      if (startOfStream(text) !== 'websocket') return this;
      this.#isLost = false;
    }
    const header = this.#header;
    let at = start;
    while (at < end) {
      if (!this.#inFrame) {
        const complete = header.add(bytes[at++]);
        if (typeof complete === 'string') {
          this.#outlet.event('not sip', `not a frame of WebSocket: ${complete}`, time, frame);
          this.finish();
          return this;
        }
        if (!complete) continue;
        this.#beginFrame();
      }
      const length = Math.min(header.length - this.#taken, end - at);
      this.#takePayload(bytes, at, at + length);
      this.#taken += length;
      at += length;
      if (this.#taken === header.length) this.#endFrame();
    }
    this.held = this.#message.length;
    return this;
  }

  skip(missing: number): this {
    const header = this.#header;
    const rest = this.#inFrame ? header.length - this.#taken : 0;
    if (this.#isLost || missing > rest || header.isControl) {
      this.finish();
      return this;
    }
    // The frame tells where the next one begins.
    this.#giveUnfinished();
    this.#isSkipped = true;
    this.#taken += missing;
    if (this.#taken === header.length) this.#endFrame();
    this.held = 0;
    return this;
  }

  finish(): void {
    this.#giveUnfinished();
    this.#header.clear();
    this.#inFrame = false;
    this.#inMessage = false;
    this.#isLost = true;
    this.held = 0;
  }

  #beginFrame(): void {
    const header = this.#header;
    this.#inFrame = true;
    this.#taken = 0;
    if (header.isControl) {
      this.#control = new Uint8Array(header.length);
    } else if (header.opcode !== CONTINUATION) {
      // RFC 6455 5.4 forbids to begin a message within another one.
      this.#giveUnfinished();
      this.#inMessage = true;
      this.#isSkipped = header.isCompressed;
      if (header.isCompressed) tellOfCompression(this.#outlet, this.#frame);
    }
  }

  #takePayload(bytes: Uint8Array, start: number, end: number): void {
    const header = this.#header;
    const taken = this.#taken;
    const before = this.#messageLength;
    const length = before + end - start;
    if (header.isControl) {
      header.copy(bytes, start, end, taken, this.#control, taken);
    } else if (!this.#inMessage || this.#isSkipped) {
      return;
    } else if (length > maxMessage) {
      this.#leaveOut();
    } else if (before === 0 && header.isFinal && end - start === header.length) {
      this.#inMessage = false;
      this.#give(this.#readWhole(bytes, start, end));
    } else {
      this.#reserve(length);
      header.copy(bytes, start, end, taken, this.#message, before);
      this.#messageLength = length;
      if (before === 0 && length > 0 && !this.#mayBeSip()) this.#leaveOut();
    }
  }

  #readWhole(bytes: Uint8Array, start: number, end: number): string {
    const { read } = this.#outlet.context;
    if (!this.#header.isMasked) return read(bytes, start, end);
    const length = end - start;
    if (scratch.length < length) scratch = new Uint8Array(2 * length);
    this.#header.copy(bytes, start, end, 0, scratch, 0);
    return read(scratch, 0, length);
  }

  #endFrame(): void {
    const header = this.#header;
    this.#inFrame = false;
    if (header.isControl) {
      this.#receiveControl();
    } else if (header.isFinal && this.#inMessage) {
      this.#inMessage = false;
      if (!this.#isSkipped) this.#give(this.#outlet.context.read(this.#message, 0, this.#messageLength));
      this.#forget();
    }
  }

  #receiveControl(): void {
    const outlet = this.#outlet;
    const control = this.#control;
    this.#control = nothing;
    const { opcode } = this.#header;
    if (opcode !== CLOSE) {
      outlet.keepAlive(opcode === PING ? 'ping (WebSocket)' : 'pong (WebSocket)', this.#time, this.#frame);
      return;
    }
    // RFC 6455 7.1.5: 1005 stands for none.
    const code = control.length < 2 ? 1005 : (control[0] << 8) | control[1];
    const reason = readable(outlet.context.read(control, Math.min(2, control.length), control.length));
    const meaning = `${code} ${closeCodeMeaning(code)}`;
    outlet.event('websocket closed', reason === '' ? meaning : `${meaning}: ${reason}`, this.#time, this.#frame);
  }

  #give(text: string): void {
    if (hasStartLine(text)) this.#outlet.message(text, this.#time, this.#frame);
    else if (onlyBlankLines.test(text)) this.#outlet.keepAlive('CRLF', this.#time, this.#frame);
  }

  #giveUnfinished(): void {
    if (this.#inMessage && !this.#isSkipped && this.#messageLength > 0) {
      const text = this.#outlet.context.read(this.#message, 0, this.#messageLength);
      if (hasStartLine(text) && endOfHeader.test(text)) this.#outlet.message(text, this.#time, this.#frame);
    }
    this.#forget();
  }

  #mayBeSip(): boolean {
    const text = this.#outlet.context.read(this.#message, 0, Math.min(this.#messageLength, startLineLimit));
    const start = startOfStream(text);
    return start === 'sip' || start === 'part' || start === 'blank';
  }

  #leaveOut(): void {
    this.#isSkipped = true;
    this.#forget();
  }

  #reserve(length: number): void {
    if (length <= this.#message.length) return;
    const larger = new Uint8Array(Math.max(firstBuffer, 2 * length));
    larger.set(this.#message.subarray(0, this.#messageLength));
    this.#message = larger;
  }

  #forget(): void {
    this.#message = nothing;
    this.#messageLength = 0;
  }
}
