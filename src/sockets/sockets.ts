/** The transport over real sockets: every listener of the process and the connections beside them (RFC 3261 18). */

import type { BoundTransport, Destination, Flow, FlowReceiver, Listener, TransportName } from '../transport/index.ts';
import { isIPv6, isLoopback, isWildcard, normaliseAddress } from './address.ts';
import { Connections } from './connections.ts';
import { listenError } from './listen-error.ts';
import { defaultSocketOptions, SocketCounters, type SocketOptions } from './options.ts';
import type { Port, PortContext, PortOpener } from './port.ts';
import { openTcp } from './tcp.ts';
import { openUdp } from './udp.ts';

/** How each transport is opened: a new one is one row more. */
const openers: Partial<Record<TransportName, PortOpener>> = { UDP: openUdp, TCP: openTcp };

/** An address to listen on: numeric, `0.0.0.0` or `::` for all of a family; port 0 takes a free one. */
export type ListenAddress = Listener;

/** Takes nothing: what arrives before there is a receiver is dropped. */
const nobody: FlowReceiver = { receive() {}, unframeable() {}, closed() {} };

/**
 * Listens on all the addresses, or on none.
 * @param receiver may be given later by `setReceiver`
 * @throws SipError (as a rejection) SIP_PORT_IN_USE; SIP_LISTEN_FAILED for an address that is not ours or not numeric, a
 *   port that we may not use, a transport that we do not speak
 */
export async function openSockets(
  listeners: readonly ListenAddress[],
  receiver: FlowReceiver | undefined,
  options: Partial<SocketOptions> = {},
): Promise<Sockets> {
  const context: PortContext = {
    options: { ...defaultSocketOptions, ...options },
    counters: new SocketCounters(),
    connections: new Connections(),
    receiver: receiver ?? nobody,
  };
  const ports: Port[] = [];
  try {
    for (const { transport, address, port } of listeners) {
      const open = openers[transport];
      const numeric = normaliseAddress(address);
      const wanted = { transport, address: numeric ?? address, port };
      if (open === undefined) throw listenError(wanted, 'no such transport here');
      if (numeric === undefined) throw listenError(wanted, 'not a numeric address');
      ports.push(await open(wanted, context));
    }
  } catch (error) {
    await Promise.all(ports.map((port) => port.close(0)));
    throw error;
  }
  return new Sockets(ports, context);
}

/** Made by `openSockets`: real listeners as one transport. */
export class Sockets implements BoundTransport {
  readonly listeners: readonly Listener[];
  readonly counters: SocketCounters;
  readonly #ports: readonly Port[];
  readonly #context: PortContext;
  #closing: Promise<void> | undefined;

  constructor(ports: readonly Port[], context: PortContext) {
    this.#ports = ports;
    this.#context = context;
    this.listeners = ports.map((port) => port.listener);
    this.counters = context.counters;
  }

  /** Open connections, those that we made included. */
  get connectionCount(): number {
    return this.#context.connections.size;
  }

  setReceiver(receiver: FlowReceiver): void {
    this.#context.receiver = receiver;
  }

  flowTo(destination: Destination, local?: Listener): Flow | undefined {
    const address = normaliseAddress(destination.address);
    const { transport, port } = destination;
    if (address === undefined || !(port > 0 && port < 65_536) || this.#closing !== undefined) return undefined;
    return this.#portFor(transport, address, local)?.flowTo({ transport, address, port });
  }

  isOpen(flow: Flow): boolean {
    return flow.transport === 'UDP' || (this.#context.connections.get(flow.connection)?.isOpen ?? false);
  }

  send(flow: Flow, text: string): void {
    if (flow.transport !== 'UDP') {
      const connection = this.#context.connections.get(flow.connection);
      if (connection !== undefined) return connection.send(text);
    } else {
      for (const port of this.#ports) {
        const { listener } = port;
        if (listener.transport !== 'UDP') continue;
        if (listener.port !== flow.localPort || listener.address !== flow.localAddress) continue;
        return port.sendDatagram?.(flow, text);
      }
    }
    setImmediate(() => this.#context.receiver.closed(flow, 'write EPIPE'));
  }

  abandon(flow?: Flow): void {
    this.#context.connections.abandon(flow);
  }

  /** As `Transport.close`. @param graceMs for what is queued, and for peers to close their side; 1000 unless told */
  close(graceMs = 1000): Promise<void> {
    this.#closing ??= Promise.all([
      this.#context.connections.close(graceMs),
      ...this.#ports.map((port) => port.close(graceMs)),
    ]).then(() => {});
    return this.#closing;
  }

  /** The one asked for, or the one from which `address` can be reached best. */
  #portFor(transport: TransportName, address: string, local: Listener | undefined): Port | undefined {
    let best: Port | undefined;
    let bestScore = 0;
    for (const port of this.#ports) {
      const { listener } = port;
      if (listener.transport !== transport || isIPv6(listener.address) !== isIPv6(address)) continue;
      if (local !== undefined && listener.address === local.address && listener.port === local.port) return port;
      // A loopback address and the rest of the world do not reach each other.
      const reaches = isWildcard(listener.address) || isLoopback(listener.address) === isLoopback(address);
      const score = reaches ? 2 : 1;
      if (score > bestScore) {
        best = port;
        bestScore = score;
      }
    }
    return best;
  }
}
