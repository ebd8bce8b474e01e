/** Which address of this machine a peer reaches us at (RFC 3261 8.1.1.8, 18.1.1). */

import { createSocket } from 'node:dgram';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Any will do: nothing is sent. */
const PORT = 9;

/**
 * The address from which this machine sends to a peer: the answer of its routing table. Nothing is sent for it.
 * @param remote numeric
 * @returns the nearest guess where no route leads there
 */
export function addressToward(remote: string): string {
  return routedAddress(remote) ?? addressBeside(remote);
}

/**
 * The address of this machine that the rest of the world is most likely to reach.
 * @returns a loopback address where there is no other
 */
export function outwardAddress(): string {
  // 192.0.2.0/24 and 2001:db8::/32 are nobody's (RFC 5737, RFC 3849): what leads there is the default route.
  const routed = routedAddress('192.0.2.1') ?? routedAddress('2001:db8::1');
  if (routed !== undefined) return routed;
  const all = addresses();
  const usable = all.find(({ internal, address }) => !internal && !address.startsWith('fe80'));
  return (usable ?? all.find(({ family }) => family === 'IPv4') ?? all[0])?.address ?? '127.0.0.1';
}

/** Whether this machine has an address of the family. */
export function hasFamily(family: 'IPv4' | 'IPv6'): boolean {
  return addresses().some((each) => each.family === family);
}

/** A UDP socket that is connected takes the address that its datagrams would leave from. */
function routedAddress(remote: string): string | undefined {
  const isSix = isIP(remote) === 6;
  const socket = createSocket({ type: isSix ? 'udp6' : 'udp4', lookup: numericLookup as never });
  // No route: it shows in the address, which stays a wildcard.
  socket.on('error', () => {});
  try {
    socket.connect(PORT, remote);
    const { address } = socket.address();
    return address === '0.0.0.0' || address === '::' ? undefined : withoutScope(address);
  } catch {
    return undefined;
  } finally {
    socket.close();
  }
}

/** With the address given at once, so is the answer. */
function numericLookup(address: string, family: number, done: (error: null, address: string, family: number) => void) {
  done(null, address, family);
}

/** The address of the interface whose subnet the peer is in, else the first one that leads outside. */
function addressBeside(remote: string): string {
  const family = isIP(remote) === 6 ? 'IPv6' : 'IPv4';
  const same = addresses().filter((each) => each.family === family);
  const bits = addressBits(remote);
  for (const { address, cidr } of same) {
    const prefix = Number((cidr ?? '').split('/')[1]);
    if (prefix > 0 && bits.slice(0, prefix) === addressBits(address).slice(0, prefix)) return address;
  }
  return (same.find((each) => !each.internal) ?? same[0])?.address ?? (family === 'IPv6' ? '::1' : '127.0.0.1');
}

function addresses() {
  return Object.values(networkInterfaces()).flatMap((each) => each ?? []);
}

/** The name of an interface means nothing to a peer. */
function withoutScope(address: string): string {
  const at = address.indexOf('%');
  return at < 0 ? address : address.slice(0, at);
}

function addressBits(address: string): string {
  if (isIP(address) === 4)
    return address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  const [head = '', tail = ''] = withoutScope(address).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const middle = new Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...middle, ...right]
    .map((part) => (Number.parseInt(part, 16) || 0).toString(2).padStart(16, '0'))
    .join('');
}
