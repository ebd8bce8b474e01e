/** TCP segments of a capture to SIP messages and events: over TCP, over WebSocket, and what plain TLS shows (RFC 3261 18.3, 7118, 8446). */

import { type ReadLatin1, readLatin1 } from '../../message/index.ts';
import type { HopTable } from '../hop-table.ts';
import type { CaptureSink, Hop } from '../seen.ts';
import { Backlog } from './backlog.ts';
import { Connection } from './connection.ts';
import { ConnectionTable } from './connection-table.ts';
import { StreamContext } from './outlet.ts';

/** How much is kept in mind. */
export interface StreamLimits {
  /** Connections that carry SIP, TLS or WebSocket, and as many again that do not, or not yet. */
  readonly connections: number;
  /** Bytes that wait in one direction for others that are missing; with more, the gap is given up. */
  readonly waitingBytes: number;
  /** ms of capture time that missing bytes are waited for. */
  readonly gapTime: number;
  /** Bytes in all that wait for missing ones, or are part of a message that is not complete. */
  readonly heldBytes: number;
}

/** 20,000 connections, 64 KiB and 3 s for a gap, 64 MiB in all. */
export const defaultStreamLimits: StreamLimits = {
  connections: 20_000,
  waitingBytes: 65_536,
  gapTime: 3_000,
  heldBytes: 67_108_864,
};

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/** Follows the TCP connections of one capture. No method throws, whatever the bytes are. */
export class TcpStreams {
  readonly #backlog: Backlog;
  readonly #table: ConnectionTable;
  /** The latest time of the capture. */
  #latest = -Infinity;

  /** @param read bytes to text, where there is a faster way than `readLatin1` */
  constructor(
    sink: CaptureSink,
    hops: HopTable,
    read: ReadLatin1 = readLatin1,
    limits: StreamLimits = defaultStreamLimits,
  ) {
    const context = new StreamContext(sink, hops, read);
    this.#backlog = new Backlog(limits.heldBytes, limits.gapTime);
    this.#table = new ConnectionTable(
      limits.connections,
      (hop, places) => new Connection(context, this.#backlog, limits.waitingBytes, hop, places),
      (connection) => connection.end(this.#latest),
    );
  }

  /** Connections kept in mind. */
  get connections(): number {
    return this.#table.size;
  }

  /** Bytes kept in mind of payload. */
  get heldBytes(): number {
    return this.#backlog.held;
  }

  /**
   * A segment.
   * @param time ms since 1970
   * @param hop of transport TCP
   * @param sequence of its first byte, or of its SYN; 0 to 2^32 - 1
   * @param flags the octet of the header: FIN 1, SYN 2, RST 4, ACK 16
   * @param bytes the packet's memory; the payload is from `start` to `end`, and is not kept
   */
  segment(
    time: number,
    frame: number,
    hop: Hop,
    sequence: number,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    if (time > this.#latest) this.#latest = time;
    if (time >= this.#backlog.deadline) this.#backlog.sweep(time);
    const connection = this.#table.find(hop);
    if ((flags & (SYN | RST)) !== 0) {
      if ((flags & RST) !== 0) connection.receiveReset(connection.directionOf(hop), time, frame, this.#latest);
      else this.#receiveSyn(connection, time, frame, hop, sequence, flags, bytes, start, end);
      // What an RST carries says in words why it was sent (RFC 9293 3.5.3).
      return;
    }
    if (connection.isAttempt) connection.receiveAnswer();
    this.#receive(connection, time, frame, hop, sequence, flags, bytes, start, end);
  }

  /** The capture has ended: what is there of streams is given as far as it came. */
  end(): void {
    this.#table.clear();
  }

  #receive(
    connection: Connection,
    time: number,
    frame: number,
    hop: Hop,
    sequence: number,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const direction = connection.directionOf(hop);
    if (start < end) {
      direction.receive(time, frame, sequence, bytes, start, end);
      if (connection.conversation.carried !== undefined) this.#table.follow(connection);
    }
    if ((flags & FIN) !== 0) direction.receiveFin(time, frame, (sequence + end - start) >>> 0);
  }

  #receiveSyn(
    known: Connection,
    time: number,
    frame: number,
    hop: Hop,
    sequence: number,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const isAnswer = (flags & ACK) !== 0;
    const isOwn = known.owns(known.directionOf(hop), sequence, isAnswer);
    const connection = isOwn ? known : this.#table.renew(known, hop);
    const direction = connection.directionOf(hop);
    if (isAnswer) connection.receiveSynAck(direction, sequence);
    else connection.receiveSyn(direction, time, frame, sequence);
    // The SYN counts as a byte before those that it may carry (RFC 9293 3.4, RFC 7413).
    this.#receive(connection, time, frame, hop, (sequence + 1) >>> 0, flags, bytes, start, end);
  }
}
