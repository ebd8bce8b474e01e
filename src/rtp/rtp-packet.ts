/** RTP packets: bytes to fields and back (RFC 3550 5.1, 5.3.1, A.1). */

import { Failure, SipError } from '../message/index.ts';

const VERSION = 2;
const FIXED_HEADER = 12;
const MAX_CSRC = 15;

/** A header extension; what `data` means is a matter of the profile (RFC 3550 5.3.1). */
export interface RtpExtension {
  /** "defined by profile", 16 bits. */
  readonly profile: number;
  /** A whole number of 32-bit words. */
  readonly data: Uint8Array;
}

/** The fields of a packet, and its payload. */
export interface RtpPacket {
  readonly marker: boolean;
  /** 0 to 127. */
  readonly payloadType: number;
  /** 0 to 65535. */
  readonly sequence: number;
  /** 0 to 2^32 - 1, in units of the payload's clock rate. */
  readonly timestamp: number;
  readonly ssrc: number;
  /** Contributing sources, at most 15. */
  readonly csrc?: readonly number[];
  readonly extension?: RtpExtension;
  /** Without padding. From the parser a view of the datagram: copy what is kept. */
  readonly payload: Uint8Array;
}

/** Whether a datagram on a port that carries both is RTCP, by the second octet (RFC 5761 4). */
export function isRtcp(datagram: Uint8Array): boolean {
  return datagram.length >= 2 && datagram[1] >= 192 && datagram[1] <= 223;
}

/** Reads a datagram as RTP. @returns the packet, or a Failure with the offset of the octet that is wrong */
export function parseRtpPacket(datagram: Uint8Array): RtpPacket | Failure {
  const { length } = datagram;
  if (length < FIXED_HEADER) return new Failure(length, 'shorter than an RTP header');
  const first = datagram[0];
  if (first >> 6 !== VERSION) return new Failure(0, 'not RTP version 2');
  const csrcCount = first & 0x0f;
  let at = FIXED_HEADER + 4 * csrcCount;
  if (at > length) return new Failure(length, 'the list of CSRCs is cut off');
  const extensionAt = at;
  if (first & 0x10) {
    if (at + 4 > length) return new Failure(length, 'the header extension is cut off');
    at += 4 + 4 * read16(datagram, at + 2);
    if (at > length) return new Failure(extensionAt + 2, 'the header extension is longer than the packet');
  }
  let end = length;
  if (first & 0x20) {
    const padding = datagram[length - 1];
    if (padding === 0 || padding > length - at) return new Failure(length - 1, 'more padding than payload, or none');
    end -= padding;
  }
  return {
    marker: (datagram[1] & 0x80) !== 0,
    payloadType: datagram[1] & 0x7f,
    sequence: read16(datagram, 2),
    timestamp: read32(datagram, 4),
    ssrc: read32(datagram, 8),
    csrc:
      csrcCount === 0 ? undefined : Array.from({ length: csrcCount }, (_, i) => read32(datagram, FIXED_HEADER + 4 * i)),
    extension:
      at === extensionAt
        ? undefined
        : { profile: read16(datagram, extensionAt), data: datagram.subarray(extensionAt + 4, at) },
    payload: datagram.subarray(at, end),
  };
}

/**
 * Writes a packet without padding to the start of a buffer.
 * @returns how many octets it takes
 * @throws SipError SIP_RTP_PACKET for a field out of its range or a buffer that is too short
 */
export function writeRtpPacket(packet: RtpPacket, into: Uint8Array): number {
  const { marker, payloadType, sequence, timestamp, ssrc, csrc = [], extension, payload } = packet;
  if (!isUnsigned(payloadType, 7)) throw misuse(`payload type ${payloadType}`);
  if (!isUnsigned(sequence, 16)) throw misuse(`sequence number ${sequence}`);
  if (!isUnsigned(timestamp, 32)) throw misuse(`timestamp ${timestamp}`);
  if (csrc.length > MAX_CSRC) throw misuse(`${csrc.length} CSRCs`);
  for (const source of [ssrc, ...csrc]) if (!isUnsigned(source, 32)) throw misuse(`SSRC ${source}`);
  const extensionLength = extension === undefined ? 0 : 4 + extension.data.length;
  if (extension !== undefined) {
    const { profile, data } = extension;
    if (!isUnsigned(profile, 16) || data.length % 4 !== 0 || data.length > 4 * 0xffff) throw misuse('header extension');
  }
  const payloadAt = FIXED_HEADER + 4 * csrc.length + extensionLength;
  const length = payloadAt + payload.length;
  if (length > into.length) throw misuse(`${length} octets do not go into ${into.length}`);
  into[0] = (VERSION << 6) | (extension === undefined ? 0 : 0x10) | csrc.length;
  into[1] = (marker ? 0x80 : 0) | payloadType;
  write16(into, 2, sequence);
  write32(into, 4, timestamp);
  write32(into, 8, ssrc);
  let at = FIXED_HEADER;
  for (const source of csrc) {
    write32(into, at, source);
    at += 4;
  }
  if (extension !== undefined) {
    write16(into, at, extension.profile);
    write16(into, at + 2, extension.data.length / 4);
    into.set(extension.data, at + 4);
  }
  into.set(payload, payloadAt);
  return length;
}

function misuse(what: string): SipError {
  return new SipError('SIP_RTP_PACKET', `no RTP packet: ${what}`, { rfc: '3550 5.1' });
}

function isUnsigned(value: number, bits: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** bits;
}

function read16(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}

function read32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

function write16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value;
}

function write32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
