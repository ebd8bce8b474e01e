/** IP addresses from octets to text: dotted decimal, and the one form of RFC 5952 for IPv6. */

import { uint16 } from './found.ts';

/** @param length 4 or 16 octets, all of them there */
export function addressText(bytes: Uint8Array, at: number, length: number): string {
  return length === 4 ? ipv4Text(bytes, at) : ipv6Text(bytes, at);
}

function ipv4Text(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

function ipv6Text(bytes: Uint8Array, at: number): string {
  const groups = Array.from({ length: 8 }, (_, i) => uint16(bytes, at + 2 * i));
  // RFC 5952 5: an IPv4-mapped address shows the IPv4 address.
  if (groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0))
    return `::ffff:${ipv4Text(bytes, at + 12)}`;
  const [gap, length] = longestZeros(groups);
  const text = (part: number[]) => part.map((group) => group.toString(16)).join(':');
  if (length < 2) return text(groups);
  return `${text(groups.slice(0, gap))}::${text(groups.slice(gap + length))}`;
}

/** Where the longest run of zeros begins, the first of several, and its length (RFC 5952 4.2.3). */
function longestZeros(groups: readonly number[]): [start: number, length: number] {
  let start = 0;
  let longest = 0;
  let run = 0;
  groups.forEach((group, i) => {
    run = group === 0 ? run + 1 : 0;
    if (run > longest) [start, longest] = [i - run + 1, run];
  });
  return [start, longest];
}
