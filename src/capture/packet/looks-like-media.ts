/** Whether a datagram may be RTP, RTCP, STUN or DTLS (RFC 7983 7, RFC 5761 4, RFC 8489 5, RFC 9147 4). */

import type { Hop } from '../seen.ts';
import { uint16, uint32 } from './found.ts';

const MAGIC_COOKIE = 0x2112a442;
/** Ports below it belong to services such as DNS, whose identifiers look like the first octets of RTP. */
const FIRST_USER_PORT = 1024;

/** By the first octet, and a little more where that is cheap. */
export function looksLikeMedia(hop: Hop, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 8) return false;
  const first = bytes[start];
  if (first >= 128 && first <= 191) {
    const second = bytes[start + 1];
    const isRtcp = second >= 192 && second <= 223;
    return (isRtcp || end - start >= 12) && isUserPort(hop);
  }
  if (first <= 3) return isStun(bytes, start, end);
  return first >= 20 && first <= 63 && isDtls(bytes, start, end);
}

/** With the cookie; or, from before there was one (RFC 3489), a binding of the very length that it states. */
export function isStun(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 20) return false;
  const length = uint16(bytes, start + 2);
  if (bytes[start] > 3 || length % 4 !== 0) return false;
  if (uint32(bytes, start + 4) === MAGIC_COOKIE) return true;
  const type = uint16(bytes, start);
  return (type === 0x0001 || type === 0x0101 || type === 0x0111) && start + 20 + length === end;
}

/** A record header: the version of DTLS 1.0 or 1.2, or of what was before. */
function isDtls(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 13 && (bytes[start + 1] === 0xfe || (bytes[start + 1] === 1 && bytes[start + 2] === 0));
}

function isUserPort({ source, destination }: Hop): boolean {
  return source.port >= FIRST_USER_PORT && destination.port >= FIRST_USER_PORT;
}
