/** How we write our own address toward a peer: in Via, Record-Route and Warning (RFC 3261 18.1.1). */

import { addressToward } from '../node/index.ts';
import { type Flow, type Listener } from '../transport/index.ts';
import { type ListenConfig } from './config.ts';

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** More peers than this at one wildcard listener, and the table starts over. */
const CACHED = 4096;

export class SentBy {
  private readonly listeners: readonly Listener[];
  private readonly advertised: readonly (ListenConfig['advertise'] | undefined)[];
  /** By local address and, where that is a wildcard, the peer: the route to it decides which of our addresses it can reach. */
  private readonly cache = new Map<string, HostAndPort>();

  /** @param listen in the order of `listeners`, which may have other ports where the configuration asked for port 0 */
  constructor(listeners: readonly Listener[], listen: readonly ListenConfig[]) {
    this.listeners = listeners;
    this.advertised = listeners.map((_, i) => listen[i]?.advertise);
  }

  of(flow: Flow): HostAndPort {
    const wildcard = flow.localAddress === '0.0.0.0' || flow.localAddress === '::';
    const key = `${flow.transport} ${flow.localPort} ${wildcard ? flow.remoteAddress : flow.localAddress}`;
    const cached = this.cache.get(key);
    if (cached !== undefined) return cached;
    if (this.cache.size >= CACHED) this.cache.clear();
    const found = this.find(flow, wildcard);
    this.cache.set(key, found);
    return found;
  }

  private find(flow: Flow, wildcard: boolean): HostAndPort {
    const { transport, localAddress, localPort, remoteAddress } = flow;
    const position = this.listeners.findIndex(
      (each) => each.transport === transport && each.address === localAddress && each.port === localPort,
    );
    const advertise = this.advertised[position];
    if (advertise !== undefined)
      return { host: advertise.host, port: advertise.port === 0 ? localPort : advertise.port };
    return { host: wildcard ? addressToward(remoteAddress) : localAddress, port: localPort };
  }
}
