/** Packets and capture files made octet by octet, for tests alone. */

import { writeLatin1 } from '../../message/index.ts';

export type Bytes = Uint8Array;
/** A text stands for its octets, a number for one. */
export type Piece = Bytes | string | number | readonly number[];

/** One piece after the other. */
export function join(...pieces: readonly Piece[]): Bytes {
  const parts = pieces.map((piece) => {
    if (typeof piece === 'string') {
      const bytes = new Uint8Array(piece.length);
      writeLatin1(bytes, piece, 0);
      return bytes;
    }
    return typeof piece === 'number' ? Uint8Array.of(piece) : Uint8Array.from(piece);
  });
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Numbers of 16 and 32 bits in network order, and in the other one. */
export const u16 = (value: number): Bytes => Uint8Array.of(value >> 8, value);
export const u32 = (value: number): Bytes => Uint8Array.of(value >> 24, value >> 16, value >> 8, value);
export const ordered = (littleEndian: boolean, bytes: Bytes): Bytes => (littleEndian ? bytes.toReversed() : bytes);

/** Octets written in hexadecimal. */
export function hex(text: string): Bytes {
  const digits = text.replaceAll(/\s/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

/** An address in dotted decimal, or IPv6 with at most one `::`. */
export function address(text: string): Bytes {
  if (!text.includes(':')) return Uint8Array.from(text.split('.'), Number);
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const [before, after] = text.split('::').map(groups);
  const tail = after ?? [];
  const all = [...before, ...new Array<number>(8 - before.length - tail.length).fill(0), ...tail];
  return join(...all.map(u16));
}

export const ALICE = '192.0.2.1';
export const BOB = '198.51.100.2';
export const ALICE6 = '2001:db8::1';
export const BOB6 = '2001:db8:0:1::2';

export const options = 'OPTIONS sip:bob@example.com SIP/2.0\r\nCall-ID: 1@example.com\r\nContent-Length: 0\r\n\r\n';

export function udp(payload: Piece, { from = 5060, to = 5060, length = -1 } = {}): Bytes {
  const data = join(payload);
  return join(u16(from), u16(to), u16(length < 0 ? data.length + 8 : length), u16(0), data);
}

export function tcp(payload: Piece, { from = 5060, to = 5060, sequence = 1, flags = 0x18, options = '' } = {}): Bytes {
  const offset = 5 + options.length / 4;
  return join(u16(from), u16(to), u32(sequence), u32(0), offset << 4, flags, u16(8192), u32(0), options, payload);
}

export interface Ip {
  readonly from?: string;
  readonly to?: string;
  readonly protocol?: number;
}

export interface IpV4 extends Ip {
  readonly options?: Bytes;
  readonly identification?: number;
  /** The field of flags and fragment offset. */
  readonly fragment?: number;
  /** What the header says, where that is not true. */
  readonly totalLength?: number;
}

export function ipv4(payload: Bytes, ip: IpV4 = {}): Bytes {
  const { from = ALICE, to = BOB, protocol = 17, options = join(), identification = 1, fragment = 0 } = ip;
  const header = 20 + options.length;
  const length = ip.totalLength ?? header + payload.length;
  const bytes = join(
    0x40 | (header / 4),
    0,
    u16(length),
    u16(identification),
    u16(fragment),
    64,
    protocol,
    u16(0),
    address(from),
    address(to),
    options,
    payload,
  );
  bytes.set(u16(checksum(bytes.subarray(0, header))), 10);
  return bytes;
}

/** @param payload begins with the extension headers, the first of which `protocol` names */
export function ipv6(payload: Bytes, { from = ALICE6, to = BOB6, protocol = 17 }: Ip = {}): Bytes {
  return join(u32(0x60000000), u16(payload.length), protocol, 64, address(from), address(to), payload);
}

/** The extension header of a fragment (RFC 8200 4.5). */
export function fragment6(next: number, offset: number, hasMore: boolean, identification: number): Bytes {
  return join(next, 0, u16(offset | (hasMore ? 1 : 0)), u32(identification));
}

/** Cuts the payload of IP in fragments of `size` octets. */
export function fragmentsOf(payload: Bytes, size: number, identification = 7, ip: Ip = {}): Bytes[] {
  const { protocol = 17, from = ALICE } = ip;
  const packets: Bytes[] = [];
  for (let offset = 0; offset < payload.length; offset += size) {
    const hasMore = offset + size < payload.length;
    const piece = payload.subarray(offset, offset + size);
    if (from.includes(':'))
      packets.push(ipv6(join(fragment6(protocol, offset, hasMore, identification), piece), { ...ip, protocol: 44 }));
    else packets.push(ipv4(piece, { ...ip, identification, fragment: (offset / 8) | (hasMore ? 0x2000 : 0) }));
  }
  return packets;
}

function checksum(bytes: Bytes): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at] << 8) | bytes[at + 1];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

const typeOf = (ip: Bytes) => (ip[0] >> 4 === 6 ? 0x86dd : 0x0800);

/** @param tags what stands between the addresses and the EtherType */
export function ethernet(ip: Bytes, tags: Piece = '', type = typeOf(ip)): Bytes {
  return join(hex('020000000001 020000000002'), tags, u16(type), ip);
}

/** Of a packet in a file; what is left out is the first second of 2024, and one second later for each packet. */
export interface Packet {
  readonly bytes: Bytes;
  readonly seconds?: number;
  /** In the units of the file. */
  readonly fraction?: number;
  /** What was on the wire, where that is more. */
  readonly original?: number;
}

const firstSecond = 1_704_067_200;
const asPacket = (packet: Packet | Bytes): Packet => (packet instanceof Uint8Array ? { bytes: packet } : packet);

export function pcap(
  packets: readonly (Packet | Bytes)[],
  { linkType = 1, magic = 0xa1b2c3d4, littleEndian = true } = {},
): Bytes {
  const o = (bytes: Bytes) => ordered(littleEndian, bytes);
  const extra = magic === 0xa1b2cd34 ? new Uint8Array(8) : join();
  const header = join(o(u32(magic)), o(u16(2)), o(u16(4)), u32(0), u32(0), o(u32(262_144)), o(u32(linkType)));
  const records = packets.map(asPacket).map(({ bytes, seconds, fraction = 0, original }, i) => {
    const second = seconds ?? firstSecond + i;
    const lengths = [o(u32(bytes.length)), o(u32(original ?? bytes.length))];
    return join(o(u32(second)), o(u32(fraction)), ...lengths, extra, bytes);
  });
  return join(header, ...records);
}

/** A pcapng block; its body is padded. */
export function block(type: number, body: Bytes, littleEndian = true): Bytes {
  const padding = new Uint8Array(-body.length & 3);
  const length = ordered(littleEndian, u32(12 + body.length + padding.length));
  return join(ordered(littleEndian, u32(type)), length, body, padding, length);
}

export function sectionHeader(littleEndian = true): Bytes {
  const o = (bytes: Bytes) => ordered(littleEndian, bytes);
  return block(0x0a0d0d0a, join(o(u32(0x1a2b3c4d)), o(u16(1)), o(u16(0)), hex('ffffffffffffffff')), littleEndian);
}

/** An option of a block. */
export function option(code: number, value: Bytes, littleEndian = true): Bytes {
  const padding = new Uint8Array(-value.length & 3);
  return join(ordered(littleEndian, u16(code)), ordered(littleEndian, u16(value.length)), value, padding);
}

export function interfaceBlock(linkType = 1, options: Bytes = join(), littleEndian = true, snapLength = 0): Bytes {
  const o = (bytes: Bytes) => ordered(littleEndian, bytes);
  return block(1, join(o(u16(linkType)), u16(0), o(u32(snapLength)), options), littleEndian);
}

export function enhancedPacket(
  bytes: Bytes,
  { on = 0, ticks = BigInt(firstSecond) * 1_000_000n, littleEndian = true, captured = bytes.length } = {},
): Bytes {
  const o = (value: number) => ordered(littleEndian, u32(value));
  const time = [o(Number(ticks >> 32n)), o(Number(ticks & 0xffff_ffffn))];
  const padding = new Uint8Array(-bytes.length & 3);
  return block(6, join(o(on), ...time, o(captured), o(bytes.length), bytes, padding), littleEndian);
}
