/** One packet of HEP, the encapsulation in which servers and probes hand on what they see (HEP3 rev. 12; HEP1 and HEP2 too). */

import { Failure } from '../../message/index.ts';
import { addressText } from '../packet/address-text.ts';
import { uint16, uint32 } from '../packet/found.ts';
import type { HopTransport } from '../seen.ts';

/** The protocol type of SIP (chunk 0x000b). */
export const HEP_SIP = 1;
/** The magic, the total length. */
export const HEP_HEADER = 6;
/** Vendor, type, length. */
export const CHUNK_HEADER = 6;

/** The types of chunks of the generic vendor (HEP3, table 1). */
export const chunk = {
  family: 0x01,
  protocol: 0x02,
  ipv4Source: 0x03,
  ipv4Destination: 0x04,
  ipv6Source: 0x05,
  ipv6Destination: 0x06,
  sourcePort: 0x07,
  destinationPort: 0x08,
  seconds: 0x09,
  microseconds: 0x0a,
  type: 0x0b,
  captureId: 0x0c,
  key: 0x0e,
  payload: 0x0f,
  compressedPayload: 0x10,
  correlationId: 0x11,
  nodeName: 0x13,
} as const;

/** AF_INET and AF_INET6 of Linux, as HEP has them. */
export const FAMILY_IPV4 = 2;
export const FAMILY_IPV6 = 10;

/** What a packet says. Its payload lies where the packet does. */
export interface HepPacket {
  readonly version: 1 | 2 | 3;
  /** The number of the protocol as the packet has it: that of IP (17, 6, 132), or one that stands for another (see `hepTransport`). */
  readonly protocol: number;
  /** IPv4 or IPv6 without brackets; '' where the packet does not tell. */
  readonly sourceAddress: string;
  readonly sourcePort: number;
  readonly destinationAddress: string;
  readonly destinationPort: number;
  /** ms since 1970, with a fraction; NaN where the packet does not tell. */
  readonly time: number;
  /** What the payload is: `HEP_SIP`, 5 for reports on quality in JSON, 100 for a log. */
  readonly type: number;
  /** Of the probe; 0 where there is none. */
  readonly captureId: number;
  /** Of the probe, one character per byte; or ''. */
  readonly nodeName: string;
  /** Of the call, one character per byte; or ''. */
  readonly correlationId: string;
  /** Where the payload begins and ends in the bytes that were read. */
  readonly payloadStart: number;
  readonly payloadEnd: number;
  readonly isCompressed: boolean;
}

/**
 * Reads the packet that fills `start` to `end`, which may be followed by padding.
 * @returns the packet, or a Failure with the offset of the byte that is wrong
 */
export function parseHep(bytes: Uint8Array, start = 0, end = bytes.length): HepPacket | Failure {
  if (end - start < HEP_HEADER) return new Failure(end, 'a HEP packet is cut off');
  if (isHep3(bytes, start)) return parseHep3(bytes, start, end);
  if (bytes[start] === 1 || bytes[start] === 2) return parseHep2(bytes, start, end);
  return new Failure(start, 'no HEP packet');
}

/** Whether `HEP3` stands there, of which four bytes are there. */
export function isHep3(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x48 && bytes[at + 1] === 0x45 && bytes[at + 2] === 0x50 && bytes[at + 3] === 0x33;
}

function parseHep3(bytes: Uint8Array, start: number, limit: number): HepPacket | Failure {
  const end = start + uint16(bytes, start + 4);
  if (end > limit) return new Failure(limit, 'a HEP packet is cut off');
  if (end < start + HEP_HEADER) return new Failure(start + 4, 'a HEP packet of an impossible length');
  const packet = {
    version: 3 as const,
    protocol: 0,
    sourceAddress: '',
    sourcePort: 0,
    destinationAddress: '',
    destinationPort: 0,
    time: Number.NaN,
    type: 0,
    captureId: 0,
    nodeName: '',
    correlationId: '',
    payloadStart: end,
    payloadEnd: end,
    isCompressed: false,
  };
  let seconds = Number.NaN;
  let microseconds = 0;
  for (let at = start + HEP_HEADER; at < end; ) {
    if (end - at < CHUNK_HEADER) return new Failure(at, 'a chunk of a HEP packet is cut off');
    if (isHep3(bytes, at)) return new Failure(at, 'a HEP packet begins within another');
    const vendor = uint16(bytes, at);
    const type = uint16(bytes, at + 2);
    const length = uint16(bytes, at + 4);
    const value = at + CHUNK_HEADER;
    const next = at + length;
    if (length < CHUNK_HEADER || next > end) return new Failure(at + 4, 'a chunk of an impossible length');
    at = next;
    if (vendor !== 0) continue;
    const size = next - value;
    if (size < smallest(type)) return new Failure(value, 'a chunk that is too short for what it holds');
    switch (type) {
      case chunk.protocol:
        packet.protocol = bytes[value];
        break;
      case chunk.ipv4Source:
        packet.sourceAddress = addressText(bytes, value, 4);
        break;
      case chunk.ipv4Destination:
        packet.destinationAddress = addressText(bytes, value, 4);
        break;
      case chunk.ipv6Source:
        packet.sourceAddress = addressText(bytes, value, 16);
        break;
      case chunk.ipv6Destination:
        packet.destinationAddress = addressText(bytes, value, 16);
        break;
      case chunk.sourcePort:
        packet.sourcePort = uint16(bytes, value);
        break;
      case chunk.destinationPort:
        packet.destinationPort = uint16(bytes, value);
        break;
      case chunk.seconds:
        seconds = uint32(bytes, value);
        break;
      case chunk.microseconds:
        microseconds = uint32(bytes, value);
        break;
      case chunk.type:
        packet.type = bytes[value];
        break;
      case chunk.captureId:
        packet.captureId = size >= 4 ? uint32(bytes, value) : uint16(bytes, value);
        break;
      case chunk.correlationId:
        packet.correlationId = text(bytes, value, next);
        break;
      case chunk.nodeName:
        packet.nodeName = text(bytes, value, next);
        break;
      case chunk.compressedPayload:
      case chunk.payload:
        packet.isCompressed = type === chunk.compressedPayload;
        packet.payloadStart = value;
        packet.payloadEnd = next;
        break;
      default:
    }
  }
  packet.time = seconds * 1000 + microseconds / 1000;
  return packet;
}

/** How many bytes a chunk of this type has at least. */
function smallest(type: number): number {
  switch (type) {
    case chunk.protocol:
    case chunk.type:
      return 1;
    case chunk.sourcePort:
    case chunk.destinationPort:
    case chunk.captureId:
      return 2;
    case chunk.ipv4Source:
    case chunk.ipv4Destination:
    case chunk.seconds:
    case chunk.microseconds:
      return 4;
    case chunk.ipv6Source:
    case chunk.ipv6Destination:
      return 16;
    default:
      return 0;
  }
}

/** Of version 1: version, length of the header, family, protocol, ports, addresses. Version 2 has the time behind them. */
function parseHep2(bytes: Uint8Array, start: number, end: number): HepPacket | Failure {
  const version = bytes[start] === 1 ? 1 : 2;
  const family = bytes[start + 2];
  if (family !== FAMILY_IPV4 && family !== FAMILY_IPV6) return new Failure(start + 2, 'no HEP packet');
  const size = family === FAMILY_IPV4 ? 4 : 16;
  const payloadStart = start + bytes[start + 1];
  const addresses = start + 8;
  const times = addresses + 2 * size;
  if (payloadStart < times + (version === 2 ? 10 : 0)) return new Failure(start + 1, 'a HEP header that is too short');
  if (payloadStart > end) return new Failure(end, 'a HEP packet is cut off');
  // In the byte order of the machine that sent it, which is that of nearly all machines.
  const time = version === 1 ? Number.NaN : littleEndian(bytes, times) * 1000 + littleEndian(bytes, times + 4) / 1000;
  return {
    version,
    protocol: bytes[start + 3],
    sourceAddress: addressText(bytes, addresses, size),
    sourcePort: uint16(bytes, start + 4),
    destinationAddress: addressText(bytes, addresses + size, size),
    destinationPort: uint16(bytes, start + 6),
    time,
    type: HEP_SIP,
    captureId: version === 1 ? 0 : bytes[times + 8] | (bytes[times + 9] << 8),
    nodeName: '',
    correlationId: '',
    payloadStart,
    payloadEnd: end,
    isCompressed: false,
  };
}

function littleEndian(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

/** A name, which some programs end with a NUL. */
function text(bytes: Uint8Array, start: number, end: number): string {
  let stop = start;
  while (stop < end && bytes[stop] !== 0) stop++;
  let value = '';
  // Longer ones than any program writes are cut.
  for (let at = start; at < Math.min(stop, start + 1024); at++) value += String.fromCharCode(bytes[at]);
  return value;
}

const numbers: Readonly<Record<HopTransport, number>> = { UDP: 17, TCP: 6, TLS: 22, SCTP: 132, WS: 50, WSS: 50 };

/**
 * The transport that a packet's protocol means: numbers of IP, and those that Kamailio and OpenSIPS use for TLS (22, once
 * XNS IDP) and WebSocket (50, in truth ESP); undefined for any other.
 */
export function hepTransport(protocol: number): HopTransport | undefined {
  switch (protocol) {
    case 17:
      return 'UDP';
    case 6:
      return 'TCP';
    case 22:
      return 'TLS';
    case 132:
      return 'SCTP';
    case 50:
      return 'WS';
    default:
      return undefined;
  }
}

/** The number that stands for a transport. WSS has none of its own: it is told from WS by the topmost Via. */
export function hepProtocol(transport: HopTransport): number {
  return numbers[transport];
}
