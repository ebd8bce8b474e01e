/** A wire with one TCP connection on it, for tests: what two sides send, and what `TcpStreams` makes of it. */

import { writeLatin1 } from '../../message/index.ts';
import { HopTable } from '../hop-table.ts';
import type { Hop, SeenEvent, SeenMessage } from '../seen.ts';
import { defaultStreamLimits, type StreamLimits, TcpStreams } from './tcp-streams.ts';

/** Flags of TCP (RFC 9293 3.1). */
export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const ACK = 16;

/** Bytes of the packet before the payload. */
const headers = 54;

/** Text of one character per byte as bytes. */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  writeLatin1(bytes, text, 0);
  return bytes;
}

/** A request with all that a stream needs. */
export function request(body = '', callId = '1'): string {
  return `MESSAGE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/TCP a.example;branch=z9hG4bK1\r\nCall-ID: ${callId}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** A response with all that a stream needs. */
export function response(body = '', callId = '1'): string {
  return `SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP a.example;branch=z9hG4bK1\r\nCall-ID: ${callId}\r\nl: ${body.length}\r\n\r\n${body}`;
}

/** One end of the connection. */
export class TestSide {
  readonly hop: Hop;
  /** Of the byte that it sends next, from 0; what its SYN counts is not in it. */
  sent = 0;
  readonly #wire: TestWire;
  readonly #first: number;

  /** @param initialSequence of its SYN */
  constructor(wire: TestWire, hop: Hop, initialSequence: number) {
    this.#wire = wire;
    this.hop = hop;
    this.#first = initialSequence + 1;
  }

  syn(flags = SYN, payload = ''): void {
    this.#segment(-1, flags, payload);
    this.sent += payload.length;
  }

  send(payload: string, flags = ACK): void {
    this.at(this.sent, payload, flags);
    this.sent += payload.length;
  }

  /** A segment out of turn. @param offset of its first byte in the stream */
  at(offset: number, payload: string, flags = ACK): void {
    this.#segment(offset, flags, payload);
  }

  fin(payload = ''): void {
    this.send(payload, FIN | ACK);
  }

  rst(flags = RST): void {
    this.#segment(this.sent, flags, '');
  }

  #segment(offset: number, flags: number, payload: string): void {
    this.#wire.segment(this.hop, (this.#first + offset) >>> 0, flags, payload);
  }
}

/** A connection from a client to a server, and what was seen of it. */
export class TestWire {
  readonly hops = new HopTable();
  readonly streams: TcpStreams;
  readonly messages: SeenMessage[] = [];
  readonly events: SeenEvent[] = [];
  readonly damages: string[] = [];
  readonly client: TestSide;
  readonly server: TestSide;
  /** Of the latest segment. */
  frame = 0;
  /** ms; each segment is 1 ms later. */
  time = 0;

  constructor(limits: Partial<StreamLimits> = {}, initialSequence = 4_294_967_000) {
    const sink = {
      message: (message: SeenMessage) => void this.messages.push(message),
      event: (event: SeenEvent) => void this.events.push(event),
      media: () => {},
      damage: (frame: number, reason: string) => void this.damages.push(`${frame} ${reason}`),
    };
    this.streams = new TcpStreams(sink, this.hops, undefined, { ...defaultStreamLimits, ...limits });
    const hop = this.hops.hop('TCP', '192.0.2.1', 50_000, '192.0.2.2', 5060);
    this.client = new TestSide(this, hop, initialSequence);
    this.server = new TestSide(this, this.hops.reverse(hop), 7_000);
  }

  /** The three-way handshake, frames 1 to 3. */
  open(): this {
    this.client.syn();
    this.server.syn(SYN | ACK);
    this.client.send('');
    return this;
  }

  end(): this {
    this.streams.end();
    return this;
  }

  segment(hop: Hop, sequence: number, flags: number, payload: string): void {
    const packet = new Uint8Array(headers + payload.length + 4).fill(0x2a);
    writeLatin1(packet, payload, headers);
    this.time++;
    this.frame++;
    this.streams.segment(this.time, this.frame, hop, sequence, flags, packet, headers, headers + payload.length);
    // The packet's memory is used again.
    packet.fill(0x21);
  }

  get texts(): string[] {
    return this.messages.map(({ text }) => text);
  }

  /** As `frame who event: detail`; who is C or S, and the transport where it is not TCP. */
  get eventLines(): string[] {
    return this.events.map(({ frame, hop, event, detail }) => {
      const line = `${frame} ${this.#whoIs(hop)} ${event}`;
      return detail === '' ? line : `${line}: ${detail}`;
    });
  }

  /** As `frame who text`, with as much of the text as is before the first blank. */
  get messageLines(): string[] {
    return this.messages.map(
      ({ frame, hop, text }) => `${frame} ${this.#whoIs(hop)} ${text.slice(0, text.indexOf(' '))}`,
    );
  }

  #whoIs({ source, transport }: Hop): string {
    const side = source.port === 50_000 ? 'C' : 'S';
    return transport === 'TCP' ? side : `${side}/${transport}`;
  }
}
