/** ICMP messages that say why a packet did not arrive, in words (RFC 792, 1122 3.2.2, 1191, 1812 5.2.7; RFC 4443 3). */

import { uint16, uint32 } from './found.ts';

/** The quoted packet begins after eight octets, in ICMP and in ICMPv6 (RFC 792, RFC 4443 3). */
export const ICMP_QUOTE = 8;

const unreachable = [
  'network unreachable',
  'host unreachable',
  'protocol unreachable',
  'port unreachable',
  'fragmentation needed',
  'source route failed',
  'network unknown',
  'host unknown',
  'source host isolated',
  'network administratively prohibited',
  'host administratively prohibited',
  'network unreachable for this type of service',
  'host unreachable for this type of service',
  'communication administratively prohibited',
  'host precedence violation',
  'precedence cutoff in effect',
];
const unreachableV6 = [
  'no route to destination',
  'communication administratively prohibited',
  'beyond scope of source address',
  'address unreachable',
  'port unreachable',
  'source address failed ingress or egress policy',
  'reject route to destination',
  'error in source routing header',
];
const timeExceeded = ['hop limit exceeded in transit', 'fragment reassembly time exceeded'];

/**
 * What an error message says that begins at `start`, with at least eight octets.
 * @returns undefined for messages that are no errors, or not about a packet that is lost
 */
export function icmpError(isV6: boolean, bytes: Uint8Array, start: number): string | undefined {
  const type = bytes[start];
  const code = bytes[start + 1];
  if (isV6) {
    if (type === 1) return inWords(unreachableV6, 'destination unreachable', code);
    if (type === 2) return `packet too big, MTU ${uint32(bytes, start + 4)}`;
    if (type === 3) return inWords(timeExceeded, 'time exceeded', code);
    return type === 4 ? `parameter problem (code ${code})` : undefined;
  }
  if (type === 3) {
    const words = inWords(unreachable, 'destination unreachable', code);
    // RFC 1191 4: the MTU of the next hop, where the router knows of it.
    const mtu = code === 4 ? uint16(bytes, start + 6) : 0;
    return mtu > 0 ? `${words}, MTU ${mtu}` : words;
  }
  if (type === 11) return inWords(timeExceeded, 'time exceeded', code);
  return type === 12 ? `parameter problem (code ${code})` : undefined;
}

function inWords(words: readonly string[], otherwise: string, code: number): string {
  return `${words[code] ?? otherwise} (code ${code})`;
}
