/** A host of the simulated network: the transport that a stack in it sees (RFC 3261 18). */

import { ConnectionEnd } from './memory-connection.ts';
import type { Endpoint, MemoryNetwork } from './memory-network.ts';
import {
  type BoundTransport,
  type Destination,
  type Flow,
  type FlowReceiver,
  isReliable,
  type Listener,
  type TransportName,
} from './transport.ts';

const firstEphemeralPort = 49_152;

/** Made by `MemoryNetwork.host`. */
export class MemoryHost implements BoundTransport {
  readonly listeners: readonly Listener[];
  readonly #network: MemoryNetwork;
  readonly #connections = new Map<number, ConnectionEnd>();
  #receiver: FlowReceiver | undefined;
  #lastPort = firstEphemeralPort - 1;
  #listening = true;
  #allGone: (() => void) | undefined;

  constructor(
    network: MemoryNetwork,
    address: string,
    listeners: readonly { readonly transport: TransportName; readonly port: number; readonly address?: string }[],
  ) {
    this.#network = network;
    this.listeners = listeners.map((listener) => ({
      transport: listener.transport,
      address: listener.address ?? address,
      port: listener.port === 0 ? this.#freePort() : listener.port,
    }));
  }

  setReceiver(receiver: FlowReceiver): void {
    this.#receiver = receiver;
  }

  flowTo(destination: Destination, local?: Listener): Flow | undefined {
    const { transport, address, port } = destination;
    const usable = this.listeners.filter(
      (listener) => listener.transport === transport && listener.address.includes(':') === address.includes(':'),
    );
    const listener =
      usable.find((candidate) => candidate.address === local?.address && candidate.port === local.port) ?? usable[0];
    if (listener === undefined) return undefined;
    if (!isReliable(transport)) return flowBetween(listener, destination, 0);
    for (const { state, flow } of this.#connections.values()) {
      if (state !== 'open' && state !== 'connecting') continue;
      if (flow.transport === transport && flow.remoteAddress === address && flow.remotePort === port) return flow;
    }
    return this.#connect(listener, destination).flow;
  }

  isOpen(flow: Flow): boolean {
    if (flow.connection === 0) return true;
    const state = this.#connections.get(flow.connection)?.state;
    return state === 'open' || state === 'connecting';
  }

  send(flow: Flow, text: string): void {
    if (flow.connection === 0) {
      const from = this.#listenerOf(flow.transport, { address: flow.localAddress, port: flow.localPort });
      if (from === undefined) return this.#tellClosed(flow, 'not listening');
      return this.#network.sendDatagram(text, from, { address: flow.remoteAddress, port: flow.remotePort });
    }
    const end = this.#connections.get(flow.connection);
    if (end === undefined || !this.isOpen(flow)) return this.#tellClosed(flow, 'write EPIPE');
    const from = { address: flow.localAddress, port: flow.localPort };
    this.#network.tellSent(flow.transport, from, { address: flow.remoteAddress, port: flow.remotePort }, text);
    end.send(text);
  }

  /** Closes one connection in order. */
  disconnect(flow: Flow): void {
    this.#connections.get(flow.connection)?.close('');
  }

  abandon(flow?: Flow): void {
    const ends = flow === undefined ? [...this.#connections.values()] : [this.#connections.get(flow.connection)];
    for (const end of ends) end?.fail('given up');
  }

  close(graceMs = 1000): Promise<void> {
    this.#stopListening();
    for (const end of [...this.#connections.values()]) end.close('');
    if (this.#connections.size === 0) return Promise.resolve();
    this.#network.schedule(graceMs, () => {
      for (const end of [...this.#connections.values()]) end.fail('');
    });
    return new Promise((resolve) => {
      this.#allGone = resolve;
    });
  }

  /** Dies as by `kill -9`: nothing more is received or told here, and its peers see their connections reset. */
  kill(): void {
    this.#receiver = undefined;
    this.#stopListening();
    for (const end of [...this.#connections.values()]) end.reset('read ECONNRESET');
  }

  /** For the network: who takes the datagrams that arrive there; undefined where nobody listens. */
  datagramTaker(at: Endpoint): ((text: string, from: Endpoint) => void) | undefined {
    const listener = this.#listenerOf('UDP', at);
    return listener && ((text, from) => this.#receiver?.receive(text, flowBetween(listener, from, 0)));
  }

  /** For the network: sends what waited behind a cut that is healed. */
  flushConnections(): void {
    for (const end of [...this.#connections.values()]) end.flush();
  }

  /** For the network: breaks the connections to one address, and tells of it here. */
  resetConnections(remoteAddress: string): void {
    for (const end of [...this.#connections.values()]) {
      if (end.flow.remoteAddress === remoteAddress) end.reset('read ECONNRESET');
    }
  }

  #connect(listener: Listener, destination: Destination): ConnectionEnd {
    const { address, port } = destination;
    const caller = this.#addEnd(flowBetween(listener, destination, this.#network.nextConnection()));
    const source = { address: listener.address, port: this.#freePort() };
    if (this.#network.isCut(listener.address, address)) {
      this.#network.schedule(this.#network.connectTimeoutMs, () => caller.fail(`connect ETIMEDOUT ${address}:${port}`));
      return caller;
    }
    this.#network.carry(() => {
      if (caller.state === 'gone') return;
      const host = this.#network.hostAt(address);
      const callee = host?.accept(destination, source);
      if (callee === undefined) caller.fail(`connect ECONNREFUSED ${address}:${port}`);
      else ConnectionEnd.join(caller, callee);
    });
    return caller;
  }

  /** For the network: a connection arrives. @returns the end here, or undefined when nobody listens */
  accept(at: Destination, source: Endpoint): ConnectionEnd | undefined {
    const listener = this.#listenerOf(at.transport, at);
    return listener && this.#addEnd(flowBetween(listener, source, this.#network.nextConnection()));
  }

  #addEnd(flow: Flow): ConnectionEnd {
    const end = new ConnectionEnd(
      flow,
      this.#network,
      () => this.#receiver,
      (gone, error) => {
        this.#connections.delete(gone.flow.connection);
        this.#tellClosed(gone.flow, error);
        if (this.#connections.size === 0) this.#network.schedule(0, () => this.#allGone?.());
      },
    );
    this.#connections.set(flow.connection, end);
    return end;
  }

  #tellClosed(flow: Flow, error: string): void {
    this.#network.schedule(0, () => this.#receiver?.closed(flow, error));
  }

  #listenerOf(transport: TransportName, at: Endpoint): Listener | undefined {
    if (!this.#listening) return undefined;
    return this.listeners.find(
      (listener) => listener.transport === transport && listener.address === at.address && listener.port === at.port,
    );
  }

  #stopListening(): void {
    this.#listening = false;
    this.#network.remove(this);
  }

  #freePort(): number {
    this.#lastPort = this.#lastPort === 65_535 ? firstEphemeralPort : this.#lastPort + 1;
    return this.#lastPort;
  }
}

function flowBetween(listener: Listener, remote: Endpoint, connection: number): Flow {
  return {
    transport: listener.transport,
    localAddress: listener.address,
    localPort: listener.port,
    remoteAddress: remote.address,
    remotePort: remote.port,
    connection,
  };
}
