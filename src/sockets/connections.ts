/** The open connections of all stream transports: found by number and by peer, counted, and swept for those that time out. */

import type { Socket } from 'node:net';
import type { Destination, Flow, Listener } from '../transport/index.ts';
import { Connection } from './connection.ts';
import type { PortContext } from './port.ts';

let lastConnectionNumber = 0;

export class Connections {
  readonly #byNumber = new Map<number, Connection>();
  readonly #byPeer = new Map<string, Connection>();
  /** Connections made to us, by the address that made them. */
  readonly #inboundFrom = new Map<string, number>();
  #sweeper: NodeJS.Timeout | undefined;
  #allGone: (() => void) | undefined;

  get size(): number {
    return this.#byNumber.size;
  }

  get(number: number): Connection | undefined {
    return this.#byNumber.get(number);
  }

  /** One on which a new request can be sent, whichever side opened it. */
  to({ transport, address, port }: Destination): Connection | undefined {
    const connection = this.#byPeer.get(`${transport} ${address} ${port}`);
    return connection?.isReusable ? connection : undefined;
  }

  /** Whether a limit forbids one more connection, made by `address` or, without it, by us. */
  isFull(context: PortContext, address?: string): boolean {
    const { maxConnections, maxConnectionsPerAddress } = context.options;
    if (this.#byNumber.size >= maxConnections) return true;
    return address !== undefined && (this.#inboundFrom.get(address) ?? 0) >= maxConnectionsPerAddress;
  }

  /** A flow for a connection that does not exist yet, or never will. */
  newFlow(listener: Listener, remoteAddress: string, remotePort: number): Flow {
    return {
      transport: listener.transport,
      localAddress: listener.address,
      localPort: listener.port,
      remoteAddress,
      remotePort,
      connection: ++lastConnectionNumber,
    };
  }

  add(socket: Socket, flow: Flow, inbound: boolean, context: PortContext): Connection {
    const connection = new Connection(socket, flow, inbound, context, (gone) => this.#remove(gone));
    const address = flow.remoteAddress;
    this.#byNumber.set(flow.connection, connection);
    this.#byPeer.set(peerOf(flow), connection);
    if (inbound) this.#inboundFrom.set(address, (this.#inboundFrom.get(address) ?? 0) + 1);
    if (this.#sweeper === undefined) this.#startSweeper(context);
    return connection;
  }

  /** Destroys one, or all. */
  abandon(flow: Flow | undefined): void {
    const given = flow === undefined ? [...this.#byNumber.values()] : [this.#byNumber.get(flow.connection)];
    for (const connection of given) connection?.destroy('given up');
  }

  /** Ends all of them; resolves when the last is gone, at the latest after `graceMs`. */
  close(graceMs: number): Promise<void> {
    if (this.#byNumber.size === 0) return Promise.resolve();
    for (const connection of this.#byNumber.values()) connection.end('', graceMs);
    const deadline = setTimeout(() => {
      for (const connection of this.#byNumber.values()) connection.destroy('');
    }, graceMs);
    return new Promise((resolve) => {
      this.#allGone = () => {
        clearTimeout(deadline);
        resolve();
      };
    });
  }

  #remove(connection: Connection): void {
    const { flow } = connection;
    this.#byNumber.delete(flow.connection);
    const peer = peerOf(flow);
    if (this.#byPeer.get(peer) === connection) this.#byPeer.delete(peer);
    if (connection.inbound) {
      const left = (this.#inboundFrom.get(flow.remoteAddress) ?? 0) - 1;
      if (left > 0) this.#inboundFrom.set(flow.remoteAddress, left);
      else this.#inboundFrom.delete(flow.remoteAddress);
    }
    if (this.#byNumber.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
    this.#allGone?.();
  }

  #startSweeper(context: PortContext): void {
    const { idleTimeoutMs, firstMessageTimeoutMs, messageTimeoutMs, connectTimeoutMs, halfCloseMs } = context.options;
    const shortest = Math.min(idleTimeoutMs, firstMessageTimeoutMs, messageTimeoutMs, connectTimeoutMs, halfCloseMs);
    const sweep = () => {
      const now = performance.now();
      for (const connection of this.#byNumber.values()) connection.checkTime(now);
    };
    this.#sweeper = setInterval(sweep, Math.max(10, shortest / 4));
    this.#sweeper.unref();
  }
}

function peerOf({ transport, remoteAddress, remotePort }: Flow): string {
  return `${transport} ${remoteAddress} ${remotePort}`;
}
