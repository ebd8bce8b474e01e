/** The message in a packet that a text shows as bytes, with the addresses before it (RFC 768, RFC 791, RFC 8200, RFC 9293). */

import type { ReadLatin1 } from '../../message/index.ts';
import { addressText } from '../packet/address-text.ts';
import { uint16 } from '../packet/found.ts';
import { TCP, UDP } from '../packet/ip-header.ts';
import type { HopTransport, Place } from '../seen.ts';
import { startLineIn } from './start-line.ts';

/** How far into a packet its message begins at most: headers of the link, of tunnels, of IPv6 with extensions. */
const MAX_HEADERS = 512;

/** How many octets before a message are looked at as a part of it. */
const MISTAKEN = 4;

/** What a packet shows. */
export interface DumpedPacket {
  /** From the start line to the end of the packet. */
  readonly text: string;
  /** Undefined where no IP header stands before the message. */
  readonly transport: HopTransport | undefined;
  readonly source: Place | undefined;
  readonly destination: Place | undefined;
}

/** Finds the message in a packet, whatever its link layer is; undefined where there is none. */
export function findMessage(bytes: Uint8Array, read: ReadLatin1): DumpedPacket | undefined {
  const text = read(bytes, 0, bytes.length);
  const first = startOf(text);
  if (first < 0) return undefined;
  // The last octets of a header can look like the beginning of a method.
  for (let start = first; start <= first + MISTAKEN; start++) {
    // A message of WebSocket has a header of 2 or 4 octets before it (RFC 6455 5.2).
    for (const frame of [0, 2, 4]) {
      const ip = findIp(bytes, start - frame);
      if (ip === undefined) continue;
      const transport = frame > 0 ? 'WS' : ip.protocol === UDP ? 'UDP' : 'TCP';
      return { text: text.slice(start, ip.end), transport, source: ip.source, destination: ip.destination };
    }
  }
  return { text: text.slice(first), transport: undefined, source: undefined, destination: undefined };
}

function startOf(text: string): number {
  let end = text.indexOf('\n');
  for (let from = 0; end >= 0 && from < MAX_HEADERS; end = text.indexOf('\n', from)) {
    const line = text.slice(from, text.charCodeAt(end - 1) === 0x0d ? end - 1 : end);
    const at = startLineIn(line);
    if (at >= 0) return from + at;
    from = end + 1;
  }
  return -1;
}

interface IpAndPorts {
  readonly protocol: number;
  readonly source: Place;
  readonly destination: Place;
  readonly end: number;
}

/** The headers that end where the payload begins. */
function findIp(bytes: Uint8Array, payload: number): IpAndPorts | undefined {
  const udp = findIpBefore(bytes, payload - 8, UDP);
  if (udp !== undefined) return udp;
  for (let length = 20; length <= 60; length += 4) {
    const header = payload - length;
    if (header < 0 || (bytes[header + 12] >> 4) * 4 !== length) continue;
    const tcp = findIpBefore(bytes, header, TCP);
    if (tcp !== undefined) return tcp;
  }
  return undefined;
}

function findIpBefore(bytes: Uint8Array, header: number, protocol: number): IpAndPorts | undefined {
  for (let length = 20; length <= 60; length += 4) {
    const at = header - length;
    if (at < 0 || bytes[at] !== (0x40 | (length / 4)) || bytes[at + 9] !== protocol) continue;
    return place(bytes, protocol, at + 12, 4, header, at + uint16(bytes, at + 2));
  }
  const at = header - 40;
  if (at < 0 || bytes[at] >> 4 !== 6 || bytes[at + 6] !== protocol) return undefined;
  return place(bytes, protocol, at + 8, 16, header, at + 40 + uint16(bytes, at + 4));
}

function place(
  bytes: Uint8Array,
  protocol: number,
  at: number,
  length: number,
  ports: number,
  end: number,
): IpAndPorts {
  return {
    protocol,
    source: { address: addressText(bytes, at, length), port: uint16(bytes, ports) },
    destination: { address: addressText(bytes, at + length, length), port: uint16(bytes, ports + 2) },
    // Behind it are the padding of Ethernet and its checksum.
    end: end > ports ? Math.min(end, bytes.length) : bytes.length,
  };
}
