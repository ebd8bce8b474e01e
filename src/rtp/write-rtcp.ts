/** Compound RTCP packets to bytes (RFC 3550 6.1, 6.4-6.6). */

import { SipError } from '../message/index.ts';
import {
  type Goodbye,
  type OtherRtcp,
  type ReceiverReport,
  type ReportBlock,
  RTCP_BYE,
  RTCP_RR,
  RTCP_SDES,
  RTCP_SR,
  type RtcpPacket,
  type SenderReport,
  type SourceDescription,
} from './rtcp-packet.ts';

const MAX_COUNT = 31;
const MAX_TEXT = 255;
/** 24 bits with a sign (A.3). */
const MOST_LOST = 0x7f_ffff;
const LEAST_LOST = -0x80_0000;

const utf8 = new TextEncoder();

/**
 * Writes a compound packet to the start of a buffer. The first packet must be an SR or RR; numbers are taken modulo
 * their width, and the cumulative loss is clamped (A.3).
 * @returns how many octets it takes
 * @throws SipError SIP_RTCP_PACKET
 */
export function writeRtcp(packets: readonly Exclude<RtcpPacket, OtherRtcp>[], into: Uint8Array): number {
  if (packets.length === 0 || (packets[0].type !== 'SR' && packets[0].type !== 'RR'))
    throw misuse('a compound packet begins with SR or RR');
  const writer = new Writer(into);
  for (const packet of packets) writePacket(writer, packet);
  return writer.at;
}

function writePacket(writer: Writer, packet: Exclude<RtcpPacket, OtherRtcp>): void {
  const start = writer.at;
  switch (packet.type) {
    case 'SR':
      writer.header(packet.reports.length, RTCP_SR);
      writeSender(writer, packet);
      break;
    case 'RR':
      writer.header(packet.reports.length, RTCP_RR);
      writeReceiver(writer, packet);
      break;
    case 'SDES':
      writer.header(packet.chunks.length, RTCP_SDES);
      writeChunks(writer, packet);
      break;
    case 'BYE':
      writer.header(packet.sources.length, RTCP_BYE);
      writeGoodbye(writer, packet);
      break;
  }
  writer.length(start);
}

function writeSender(writer: Writer, report: SenderReport): void {
  writer.uint32(report.ssrc);
  writer.uint32(report.ntpSeconds);
  writer.uint32(report.ntpFraction);
  writer.uint32(report.rtpTimestamp);
  writer.uint32(report.packetCount);
  writer.uint32(report.octetCount);
  for (const block of report.reports) writeBlock(writer, block);
}

function writeReceiver(writer: Writer, report: ReceiverReport): void {
  writer.uint32(report.ssrc);
  for (const block of report.reports) writeBlock(writer, block);
}

function writeBlock(writer: Writer, block: ReportBlock): void {
  const lost = Math.max(LEAST_LOST, Math.min(MOST_LOST, block.cumulativeLost));
  writer.uint32(block.ssrc);
  writer.uint32((Math.min(255, block.fractionLost) << 24) | (lost & 0xff_ffff));
  writer.uint32(block.highestSequence);
  writer.uint32(block.jitter);
  writer.uint32(block.lastSenderReport);
  writer.uint32(block.delaySinceLastSenderReport);
}

function writeChunks(writer: Writer, { chunks }: SourceDescription): void {
  for (const { ssrc, items } of chunks) {
    writer.uint32(ssrc);
    for (const { type, text } of items) {
      if (!Number.isInteger(type) || type < 1 || type > 255) throw misuse(`SDES item ${type}`);
      writer.uint8(type);
      writer.text(text);
    }
    // At least one null octet ends the list (6.5).
    writer.uint8(0);
    writer.align();
  }
}

function writeGoodbye(writer: Writer, { sources, reason }: Goodbye): void {
  for (const source of sources) writer.uint32(source);
  if (reason === undefined) return;
  writer.text(reason);
  writer.align();
}

class Writer {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  header(count: number, packetType: number): void {
    if (count > MAX_COUNT) throw misuse(`${count} sources in one packet`);
    this.uint8((2 << 6) | count);
    this.uint8(packetType);
    this.uint8(0);
    this.uint8(0);
  }

  /** In words without the first, into the packet that begins at `start`. */
  length(start: number): void {
    const words = (this.at - start) / 4 - 1;
    this.#bytes[start + 2] = words >> 8;
    this.#bytes[start + 3] = words;
  }

  uint8(value: number): void {
    if (this.at === this.#bytes.length) throw misuse(`it does not go into ${this.at} octets`);
    this.#bytes[this.at++] = value;
  }

  uint32(value: number): void {
    this.uint8(value >>> 24);
    this.uint8(value >>> 16);
    this.uint8(value >>> 8);
    this.uint8(value);
  }

  text(text: string): void {
    const bytes = utf8.encode(text);
    if (bytes.length > MAX_TEXT) throw misuse(`a text of ${bytes.length} octets`);
    this.uint8(bytes.length);
    for (const byte of bytes) this.uint8(byte);
  }

  align(): void {
    while (this.at % 4 !== 0) this.uint8(0);
  }
}

function misuse(what: string): SipError {
  return new SipError('SIP_RTCP_PACKET', `no RTCP packet: ${what}`, { rfc: '3550 6' });
}
