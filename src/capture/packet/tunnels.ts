/** Packets within packets: GRE (RFC 2784, 2890, ERSPAN), VXLAN (RFC 7348), Geneve (RFC 8926), GTP-U (3GPP TS 29.281). */

import { ETHERNET, type Found, ipAt, NOTHING, set, uint16 } from './found.ts';
import { afterEtherType, findInPpp } from './link-layer.ts';

const ERSPAN_TYPE_2 = 0x88be;
const ERSPAN_TYPE_3 = 0x22eb;
const PPP_OF_PPTP = 0x880b;

const GTP_U_PORT = 2152;
const VXLAN_PORT = 4789;
const GENEVE_PORT = 6081;
/** A GTP-U message that carries a user's packet. */
const G_PDU = 255;

/** What is behind a GRE header, the checksum, key and sequence number of which are optional. */
export function findInGre(bytes: Uint8Array, start: number, end: number, found: Found): Found {
  set(found, NOTHING, start);
  if (end - start < 4) return found;
  const flags = uint16(bytes, start);
  const type = uint16(bytes, start + 2);
  const version = flags & 7;
  const hasSequence = (flags & 0x1000) !== 0;
  let at = start + 4;
  if (flags & 0x8000) at += 4;
  if (flags & 0x2000) at += 4;
  if (hasSequence) at += 4;
  if (version === 1 && type === PPP_OF_PPTP) {
    // RFC 2637 4.1: an acknowledgment number, and PPP with protocol fields of two octets or one.
    if (flags & 0x0080) at += 4;
    return findInPpp(bytes, at, end, found);
  }
  if (version !== 0 || at >= end) return found;
  if (type === ERSPAN_TYPE_2) return set(found, ETHERNET, hasSequence ? at + 8 : at);
  if (type === ERSPAN_TYPE_3) {
    if (end - at < 12) return found;
    const hasSubheader = (bytes[at + 11] & 1) === 1;
    return set(found, ETHERNET, at + (hasSubheader ? 20 : 12));
  }
  return afterEtherType(type, bytes, at, end, found);
}

/** What is in a datagram to the port of a tunnel; nothing for other ports. */
export function findInDatagram(port: number, bytes: Uint8Array, start: number, end: number, found: Found): Found {
  set(found, NOTHING, start);
  if (end - start < 8) return found;
  // The flag says that the network identifier is valid; the rest is reserved.
  if (port === VXLAN_PORT && bytes[start] === 8) return set(found, ETHERNET, start + 8);
  if (port === GENEVE_PORT && bytes[start] >> 6 === 0) {
    const at = start + 8 + 4 * (bytes[start] & 63);
    return afterEtherType(uint16(bytes, start + 2), bytes, at, end, found);
  }
  if (port === GTP_U_PORT && bytes[start] >> 4 === 3 && bytes[start + 1] === G_PDU)
    return findInGtp(bytes, start, end, found);
  return found;
}

/** Version 1; the optional fields come all or none, then extension headers, each of which names the next. */
function findInGtp(bytes: Uint8Array, start: number, end: number, found: Found): Found {
  const flags = bytes[start];
  if ((flags & 7) === 0) return ipAt(bytes, start + 8, end, found);
  let at = start + 12;
  if (flags & 4) {
    while (at <= end && bytes[at - 1] !== 0) {
      if (at >= end || bytes[at] === 0) return found;
      at += bytes[at] * 4;
    }
  }
  return ipAt(bytes, at, end, found);
}
