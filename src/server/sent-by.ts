/** How we write our own address toward a peer: in Via, Record-Route and Warning (RFC 3261 18.1.1). */

import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
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
  /** By local address and, where that is a wildcard, the peer: its subnet decides which of our addresses it can reach. */
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

/** The address of the interface whose subnet the peer is in, else the first one that leads outside. */
function addressToward(remote: string): string {
  const family = isIP(remote) === 6 ? 'IPv6' : 'IPv4';
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const same = all.filter((each) => each.family === family);
  const bits = addressBits(remote);
  for (const { address, cidr } of same) {
    const prefix = Number((cidr ?? '').split('/')[1]);
    if (prefix > 0 && bits.slice(0, prefix) === addressBits(address).slice(0, prefix)) return address;
  }
  return (same.find((each) => !each.internal) ?? same[0])?.address ?? (family === 'IPv6' ? '::1' : '127.0.0.1');
}

function addressBits(address: string): string {
  if (isIP(address) === 4)
    return address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  const [head = '', tail = ''] = address.split('%')[0].split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const middle = new Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...middle, ...right]
    .map((part) => (Number.parseInt(part, 16) || 0).toString(2).padStart(16, '0'))
    .join('');
}
