/** SIP over TCP (RFC 3261 18): accepts connections and makes them. */

import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Destination, Flow, Listener } from '../transport/index.ts';
import { isIPv6, isWildcard, normaliseAddress } from './address.ts';
import { listenError } from './listen-error.ts';
import type { Port, PortContext } from './port.ts';

const backlog = 1024;
/** The system's own probes find a peer that vanished without a word. */
const keepAliveMs = 60_000;
/** Refused connections come in floods; the log shall not. */
const complaintIntervalMs = 10_000;

/**
 * Opens a TCP listener.
 * @throws SipError (as a rejection) SIP_PORT_IN_USE, SIP_LISTEN_FAILED
 */
export function openTcp(wanted: Listener, context: PortContext): Promise<Port> {
  const server = createServer({ allowHalfOpen: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
  return new Promise((resolve, reject) => {
    const { address, port } = wanted;
    server.once('error', (error) => reject(listenError(wanted, error)));
    server.listen({ host: address, port, backlog, ipv6Only: isIPv6(address), exclusive: true }, () => {
      server.removeAllListeners('error');
      const bound = server.address();
      resolve(
        new TcpPort(server, { ...wanted, port: typeof bound === 'object' && bound ? bound.port : port }, context),
      );
    });
  });
}

class TcpPort implements Port {
  readonly listener: Listener;
  readonly #server: Server;
  readonly #context: PortContext;
  #lastComplaint = Number.NEGATIVE_INFINITY;

  constructor(server: Server, listener: Listener, context: PortContext) {
    this.#server = server;
    this.#context = context;
    this.listener = listener;
    server.on('connection', (socket) => this.#accept(socket));
    server.on('error', (error) => this.#refused(error.message));
  }

  flowTo(destination: Destination): Flow {
    const { connections, options } = this.#context;
    const open = connections.to(destination);
    if (open !== undefined) return open.flow;
    const flow = connections.newFlow(this.listener, destination.address, destination.port);
    if (connections.isFull(this.#context)) {
      const reason = `limit of ${options.maxConnections} connections reached`;
      setImmediate(() => this.#context.receiver.closed(flow, reason));
      return flow;
    }
    const { address } = this.listener;
    const socket = connect({
      host: destination.address,
      port: destination.port,
      family: isIPv6(destination.address) ? 6 : 4,
      localAddress: isWildcard(address) ? undefined : address,
      allowHalfOpen: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveMs,
    });
    connections.add(socket, flow, false, this.#context);
    return flow;
  }

  /** Only the listener: the connections are closed together. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #accept(socket: Socket): void {
    const { remoteAddress, remotePort } = socket;
    const address = normaliseAddress(remoteAddress ?? '');
    // Reset between the handshake and this turn.
    if (address === undefined || remotePort === undefined) return void socket.destroy();
    const { connections, counters } = this.#context;
    if (connections.isFull(this.#context, address)) {
      socket.destroy();
      return this.#refused(`limit of connections reached, ${address} refused`);
    }
    counters.connectionsAccepted++;
    connections.add(socket, connections.newFlow(this.listener, address, remotePort), true, this.#context);
  }

  /** Also when file descriptors run out: the listener stays, and accepts again when some are free. */
  #refused(why: string): void {
    const { counters, options } = this.#context;
    counters.connectionsRefused++;
    const now = performance.now();
    if (now - this.#lastComplaint < complaintIntervalMs) return;
    this.#lastComplaint = now;
    const { transport, port } = this.listener;
    options.log('warn', `${transport} port ${port}: ${why}; ${counters.connectionsRefused} refused so far`);
  }
}
