/** One object for each way between two places, however many messages go there. */

import type { Hop, HopTransport, Place } from './seen.ts';

const defaultLimit = 65_536;

/** Where a server's flow leads from and to; `TraceFlow` is one. */
export interface OwnFlow {
  readonly transport: string;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/** Makes hops and keeps them; when there are too many it begins anew, so that a flood of forged sources costs no memory. */
export class HopTable {
  readonly #limit: number;
  #places = new Map<string, Place>();
  #hops = new Map<string, Hop>();

  /** @param limit how many hops are kept */
  constructor(limit = defaultLimit) {
    this.#limit = limit;
  }

  /** The hop from one address and port to another. IPv6 without brackets. */
  hop(
    transport: HopTransport,
    sourceAddress: string,
    sourcePort: number,
    destinationAddress: string,
    destinationPort: number,
  ): Hop {
    const key = `${transport} ${sourceAddress} ${sourcePort} ${destinationAddress} ${destinationPort}`;
    const known = this.#hops.get(key);
    if (known !== undefined) return known;
    if (this.#hops.size >= this.#limit) {
      this.#hops = new Map();
      this.#places = new Map();
    }
    const source = this.#place(sourceAddress, sourcePort);
    const destination = this.#place(destinationAddress, destinationPort);
    const hop: Hop = { transport, source, destination };
    this.#hops.set(key, hop);
    return hop;
  }

  /** The hop of what a server received or sent on a flow of its own. @param direction seen from the server */
  ofFlow(flow: OwnFlow, direction: 'in' | 'out'): Hop {
    const { localAddress, localPort, remoteAddress, remotePort } = flow;
    const transport = flow.transport.toUpperCase() as HopTransport;
    return direction === 'in'
      ? this.hop(transport, remoteAddress, remotePort, localAddress, localPort)
      : this.hop(transport, localAddress, localPort, remoteAddress, remotePort);
  }

  /** The same two places with another transport: a TCP connection turns out to carry WebSocket. */
  over(transport: HopTransport, { source, destination }: Hop): Hop {
    return this.hop(transport, source.address, source.port, destination.address, destination.port);
  }

  /** The same way back. */
  reverse({ transport, source, destination }: Hop): Hop {
    return this.hop(transport, destination.address, destination.port, source.address, source.port);
  }

  #place(address: string, port: number): Place {
    const key = `${address} ${port}`;
    let place = this.#places.get(key);
    if (place === undefined) this.#places.set(key, (place = { address, port }));
    return place;
  }
}
