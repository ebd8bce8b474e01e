/** IP packets made for a message: the headers of IPv4 or IPv6 with UDP or TCP, and their checksums (RFC 791, 8200, 768, 9293, 1071). */

import { writeLatin1, type WriteLatin1 } from '../../message/index.ts';
import { TCP, UDP } from '../packet/ip-header.ts';

const IPV4_HEADER = 20;
const IPV6_HEADER = 40;
const UDP_HEADER = 8;
const TCP_HEADER = 20;
/** PSH and ACK (RFC 9293 3.1). */
const TCP_FLAGS = 0x18;
const TCP_WINDOW = 0xffff;
const TIME_TO_LIVE = 64;

/** The most octets of a datagram (RFC 768 over IPv4). */
export const MAX_UDP_PAYLOAD = 65_507;
/** The most octets of a segment that fit into a packet of IPv4 and of IPv6. */
export const MAX_TCP_PAYLOAD = 65_495;

/** Where a packet comes from and goes to. */
export interface PacketEnds {
  /** 4 or 16 octets, as many as the destination has. */
  readonly source: Uint8Array;
  readonly sourcePort: number;
  readonly destination: Uint8Array;
  readonly destinationPort: number;
}

/** Where in its stream a segment is. */
export interface SegmentNumbers {
  readonly sequence: number;
  readonly acknowledgment: number;
}

/** The length of the packet with a payload of so many octets. */
export function packetLength({ source }: PacketEnds, isTcp: boolean, payload: number): number {
  return (source.length === 4 ? IPV4_HEADER : IPV6_HEADER) + (isTcp ? TCP_HEADER : UDP_HEADER) + payload;
}

/**
 * Writes a packet at `at`, where there is room for it.
 * @param segment undefined for UDP
 * @param payload one character per octet
 */
export function writePacket(
  out: DataView,
  at: number,
  ends: PacketEnds,
  segment: SegmentNumbers | undefined,
  payload: string,
  write: WriteLatin1 = writeLatin1,
): void {
  const bytes = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
  const protocol = segment === undefined ? UDP : TCP;
  const headerLength = segment === undefined ? UDP_HEADER : TCP_HEADER;
  const length = headerLength + payload.length;
  const transport = writeIp(out, bytes, at, ends, protocol, length);
  out.setUint16(transport, ends.sourcePort);
  out.setUint16(transport + 2, ends.destinationPort);
  if (segment === undefined) {
    out.setUint16(transport + 4, length);
  } else {
    out.setUint32(transport + 4, segment.sequence);
    out.setUint32(transport + 8, segment.acknowledgment);
    out.setUint8(transport + 12, (TCP_HEADER / 4) << 4);
    out.setUint8(transport + 13, TCP_FLAGS);
    out.setUint16(transport + 14, TCP_WINDOW);
  }
  write(bytes, payload, transport + headerLength);
  // The pseudo header: both addresses, the protocol, the length (RFC 768, RFC 8200 8.1).
  const { source, destination } = ends;
  const pseudo = sum(source, 0, source.length, sum(destination, 0, destination.length, protocol + length));
  const checksum = fold(sum(bytes, transport, transport + length, pseudo));
  // In UDP 0 means that there is none.
  out.setUint16(transport + (segment === undefined ? 6 : 16), segment === undefined ? checksum || 0xffff : checksum);
}

/** @returns where the transport's header begins */
function writeIp(
  out: DataView,
  bytes: Uint8Array,
  at: number,
  { source, destination }: PacketEnds,
  protocol: number,
  length: number,
): number {
  if (source.length === 16) {
    out.setUint32(at, 0x6000_0000);
    out.setUint16(at + 4, length);
    out.setUint8(at + 6, protocol);
    out.setUint8(at + 7, TIME_TO_LIVE);
    bytes.set(source, at + 8);
    bytes.set(destination, at + 24);
    return at + IPV6_HEADER;
  }
  out.setUint16(at, 0x4500);
  out.setUint16(at + 2, IPV4_HEADER + length);
  // Don't Fragment; and so no identification is needed (RFC 6864 4.1).
  out.setUint16(at + 6, 0x4000);
  out.setUint8(at + 8, TIME_TO_LIVE);
  out.setUint8(at + 9, protocol);
  bytes.set(source, at + 12);
  bytes.set(destination, at + 16);
  out.setUint16(at + 10, fold(sum(bytes, at, at + IPV4_HEADER, 0)));
  return at + IPV4_HEADER;
}

/** The sum of 16-bit words, of which 2^32 would be needed to lose one. An odd octet is the higher half of a word. */
function sum(bytes: Uint8Array, start: number, end: number, initial: number): number {
  let total = initial;
  let at = start;
  for (; at + 1 < end; at += 2) total += (bytes[at] << 8) | bytes[at + 1];
  return at < end ? total + (bytes[at] << 8) : total;
}

/** The complement of the ones' complement sum (RFC 1071). */
function fold(total: number): number {
  let folded = total;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}
