/** What carries messages: flows, and the interface that sockets and the simulated network both implement (RFC 3261 18). */

/** The transports of Via, as written there (RFC 3261 20.42, RFC 7118 5). */
export type TransportName = 'UDP' | 'TCP' | 'TLS' | 'WS' | 'WSS';

/** A keep-alive: on a stream the peer answers it with a single CRLF (RFC 5626 4.4.1), a datagram with it only keeps a NAT open. */
export const PING = '\r\n\r\n';

/** Whether a transport delivers by itself, so that nothing is retransmitted on it (RFC 3261 17). */
export function isReliable(transport: TransportName): boolean {
  return transport !== 'UDP';
}

/**
 * The way between two addresses: a UDP 5-tuple, or one connection (RFC 5626 3). Plain data, so it can be stored beside
 * a binding and handed to another process. Addresses are numeric, IPv6 without brackets.
 */
export interface Flow {
  readonly transport: TransportName;
  /** The listener that the flow belongs to, as bound: also for a connection that we opened, whatever port it leaves from. */
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** The connection's number, unique while the process lives and never used twice; 0 for UDP. */
  readonly connection: number;
}

/** An address that we listen on, as bound (a wildcard address stays a wildcard here). */
export interface Listener {
  readonly transport: TransportName;
  readonly address: string;
  readonly port: number;
}

/** Where a message is to go when no flow leads there yet. `address` is numeric. */
export interface Destination {
  readonly transport: TransportName;
  readonly address: string;
  readonly port: number;
}

/** Who takes what arrives. None of these may throw into the transport. */
export interface FlowReceiver {
  /**
   * One datagram, or one message cut from a stream by its Content-Length.
   * @param text one character per byte (Latin-1)
   */
  receive(text: string, flow: Flow): void;
  /**
   * A stream that cannot be framed any further (RFC 3261 18.3); what is sent on it before this returns still leaves, and
   * then it is closed.
   * @param text the header of the message that broke it, or as much of it as the limit allows
   * @param status the response that the message deserves
   */
  unframeable(text: string, flow: Flow, reason: string, status: 400 | 413 | 513): void;
  /** The flow is gone: closed, reset, idle for too long, could not connect, or an ICMP error. `error` is '' when the peer closed in order. */
  closed(flow: Flow, error: string): void;
  /** The peer has answered a `PING` that was sent on this stream. */
  pong?(flow: Flow): void;
}

/** What a stack sends by, and asks for flows. */
export interface Transport {
  readonly listeners: readonly Listener[];
  /**
   * A flow toward `destination`: for UDP from a listener of the same address family (`local` names the one wanted), for
   * streams an open connection to that address if there is one, or else a new one, whose failure is told by `closed`.
   * @returns undefined when no listener of ours speaks that transport and family
   */
  flowTo(destination: Destination, local?: Listener): Flow | undefined;
  /** Whether something can still be sent on it: a connection that has closed is not open, UDP always is. */
  isOpen(flow: Flow): boolean;
  /**
   * Sends one message, or `PING`. What cannot be sent is told by `closed`, later, never by a throw; a message for a flow that has
   * closed already tells it once more.
   * @param text one character per byte (Latin-1)
   */
  send(flow: Flow, text: string): void;
  /**
   * Gives up a connection that is known to be dead, or all of them: nothing more is sent on it, the next `flowTo` opens
   * another, and `closed` tells it, later.
   */
  abandon?(flow?: Flow): void;
  /** Stops listening and ends every connection once what was queued is sent, or after `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

/** A transport that listens already. What arrives before it has a receiver is dropped. */
export interface BoundTransport extends Transport {
  /** Names who takes what arrives from now on, in place of any other. */
  setReceiver(receiver: FlowReceiver): void;
}
