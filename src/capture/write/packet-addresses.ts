/** The addresses that a packet made for a message has, also where the message came without them (RFC 791, RFC 4291 2.5). */

import { addressOctets } from './address-octets.ts';

const nowhere4 = new Uint8Array(4);
const nowhere6 = new Uint8Array(16);

/**
 * The octets of both addresses, of the same family. An address that is not told becomes 0.0.0.0 or ::, a name becomes an
 * address of 127.0.0.0/8 that is always the same for it, and IPv4 beside IPv6 becomes an IPv4-mapped address.
 */
export function packetAddresses(source: string, destination: string): [source: Uint8Array, destination: Uint8Array] {
  const from = octetsOf(source);
  const to = octetsOf(destination);
  if (from.length === to.length) return [from, to];
  return [widen(from), widen(to)];
}

function octetsOf(address: string): Uint8Array {
  return address === '' ? nowhere4 : (addressOctets(address) ?? standIn(address));
}

function widen(octets: Uint8Array): Uint8Array {
  if (octets.length === 16) return octets;
  if (octets === nowhere4) return nowhere6;
  const mapped = new Uint8Array(16);
  mapped.fill(0xff, 10, 12);
  mapped.set(octets, 12);
  return mapped;
}

/** FNV-1a of the name, of which 24 bits fit behind 127: names that meet in one address are as rare as they can be. */
function standIn(name: string): Uint8Array {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 24;
  return Uint8Array.of(127, (hash >>> 16) & 0xff, (hash >>> 8) & 0xff, hash & 0xff);
}
