/** The limits and times of sockets (RFC 3261 18). */

import { defaultFramingLimits, type FramingLimits } from '../message/index.ts';

/** The bounds of connections; all times are in ms. */
export interface SocketOptions {
  /** Bytes of header and body that one message on a stream may have; a datagram never exceeds 64 KiB. */
  readonly framing: FramingLimits;
  /** Open connections, those that we made included. */
  readonly maxConnections: number;
  /** Open connections that one address made to us. */
  readonly maxConnectionsPerAddress: number;
  /** A connection without traffic, keep-alives included, is closed after this time in ms. */
  readonly idleTimeoutMs: number;
  /** A connection made to us that has not completed one message by then is closed, in ms. */
  readonly firstMessageTimeoutMs: number;
  /** From the first byte of a message on a stream to its last, in ms. */
  readonly messageTimeoutMs: number;
  /** In ms. A phone behind NAT never refuses a connection: it only keeps silent. */
  readonly connectTimeoutMs: number;
  /** How long a connection whose peer has said that it sends no more can still carry responses, in ms. */
  readonly halfCloseMs: number;
  /** Bytes that wait to leave: a connection with more is closed, a UDP listener with more drops what comes on top. */
  readonly maxQueuedBytes: number;
  /** The UDP receive buffer to ask the system for, in bytes. */
  readonly receiveBufferBytes: number;
  /** What an operator should know: buffers granted, connections refused. One line without a newline. */
  log(level: 'info' | 'warn', message: string): void;
}

/** For a server of thousands of phones. */
export const defaultSocketOptions: SocketOptions = {
  framing: defaultFramingLimits,
  maxConnections: 10_000,
  maxConnectionsPerAddress: 500,
  idleTimeoutMs: 600_000,
  firstMessageTimeoutMs: 30_000,
  messageTimeoutMs: 30_000,
  connectTimeoutMs: 1000,
  halfCloseMs: 1000,
  maxQueuedBytes: 1_048_576,
  receiveBufferBytes: 4_194_304,
  log() {},
};

/** What happened since the sockets were opened. */
export class SocketCounters {
  /** Datagrams that are not SIP: keep-alives, STUN, nothing at all. */
  datagramsIgnored = 0;
  datagramsFailed = 0;
  connectionsAccepted = 0;
  /** Refused for a limit, or for want of file descriptors. */
  connectionsRefused = 0;
  connectionsTimedOut = 0;
  unframeable = 0;
}
