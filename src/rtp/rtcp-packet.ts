/** The packets of RTCP, and compound packets to values (RFC 3550 6.1, 6.4-6.7, A.2). */

import { decodeUtf8, Failure, readLatin1 } from '../message/index.ts';

/** The packet type of sender reports (RFC 3550 6.4.1). */
export const RTCP_SR = 200;
/** The packet type of receiver reports (RFC 3550 6.4.2). */
export const RTCP_RR = 201;
/** The packet type of source descriptions (RFC 3550 6.5). */
export const RTCP_SDES = 202;
/** The packet type of goodbyes (RFC 3550 6.6). */
export const RTCP_BYE = 203;

/** The SDES item that is always sent (RFC 3550 6.5.1). */
export const SDES_CNAME = 1;

/** A reception report about one source (RFC 3550 6.4.1). */
export interface ReportBlock {
  readonly ssrc: number;
  /** Of the packets since the previous report, in 1/256. */
  readonly fractionLost: number;
  /** Since reception began; negative where duplicates outnumber losses. */
  readonly cumulativeLost: number;
  /** Extended by the cycles in the high 16 bits. */
  readonly highestSequence: number;
  /** In timestamp units. */
  readonly jitter: number;
  /** LSR: the middle 32 bits of the NTP timestamp of the latest SR, 0 without one. */
  readonly lastSenderReport: number;
  /** DLSR, in 1/65536 s. */
  readonly delaySinceLastSenderReport: number;
}

/** What a source says that sends: the time, how much it sent, and what it hears (RFC 3550 6.4.1). */
export interface SenderReport {
  readonly type: 'SR';
  readonly ssrc: number;
  /** Since 1900, and the fraction of it in 2^-32 s. */
  readonly ntpSeconds: number;
  readonly ntpFraction: number;
  readonly rtpTimestamp: number;
  readonly packetCount: number;
  /** Of payload, without headers and padding. */
  readonly octetCount: number;
  readonly reports: readonly ReportBlock[];
}

/** What a source hears that sends nothing itself (RFC 3550 6.4.2). */
export interface ReceiverReport {
  readonly type: 'RR';
  readonly ssrc: number;
  readonly reports: readonly ReportBlock[];
}

/** One fact about a source. */
export interface SdesItem {
  /** `SDES_CNAME` or another of RFC 3550 6.5. */
  readonly type: number;
  /** At most 255 octets of UTF-8. */
  readonly text: string;
}

/** Who the sources are (RFC 3550 6.5). */
export interface SourceDescription {
  readonly type: 'SDES';
  readonly chunks: readonly { readonly ssrc: number; readonly items: readonly SdesItem[] }[];
}

/** Sources that send no more, and why (RFC 3550 6.6). */
export interface Goodbye {
  readonly type: 'BYE';
  readonly sources: readonly number[];
  readonly reason?: string;
}

/** APP, feedback, extended reports: to be ignored where nobody knows them (RFC 3550 6.1). */
export interface OtherRtcp {
  readonly type: 'other';
  readonly packetType: number;
}

/** A packet of a compound packet, told apart by `type`. */
export type RtcpPacket = SenderReport | ReceiverReport | SourceDescription | Goodbye | OtherRtcp;

/**
 * Reads a compound packet. The checks of A.2 are applied in full, so a packet that passes is hardly anything but RTCP.
 * @returns its packets, at least one, or a Failure with the offset of the octet that is wrong
 */
export function parseRtcp(datagram: Uint8Array): RtcpPacket[] | Failure {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const packets: RtcpPacket[] = [];
  let at = 0;
  while (at < datagram.length || at === 0) {
    if (at + 4 > datagram.length) return new Failure(datagram.length, 'an RTCP header is cut off');
    const first = view.getUint8(at);
    const packetType = view.getUint8(at + 1);
    const next = at + 4 + 4 * view.getUint16(at + 2);
    if (first >> 6 !== 2) return new Failure(at, 'not RTCP version 2');
    if (at === 0 && packetType !== RTCP_SR && packetType !== RTCP_RR)
      return new Failure(1, 'a compound packet begins with SR or RR');
    if (next > datagram.length) return new Failure(at + 2, 'longer than the datagram');
    let end = next;
    if (first & 0x20) {
      if (next !== datagram.length) return new Failure(at, 'padding in a packet that is not the last');
      const padding = view.getUint8(next - 1);
      if (padding === 0 || padding % 4 !== 0 || padding > next - at - 4)
        return new Failure(next - 1, 'padding that is not there');
      end -= padding;
    }
    const packet = parsePacket(view, packetType, first & 0x1f, at + 4, end);
    if (packet instanceof Failure) return packet;
    packets.push(packet);
    at = next;
  }
  return packets;
}

function parsePacket(view: DataView, packetType: number, count: number, at: number, end: number): RtcpPacket | Failure {
  switch (packetType) {
    case RTCP_SR:
      return parseSenderReport(view, count, at, end);
    case RTCP_RR: {
      if (at + 4 > end) return new Failure(end, 'an RR is cut off');
      const reports = parseReports(view, count, at + 4, end);
      return reports instanceof Failure ? reports : { type: 'RR', ssrc: view.getUint32(at), reports };
    }
    case RTCP_SDES:
      return parseSourceDescription(view, count, at, end);
    case RTCP_BYE:
      return parseGoodbye(view, count, at, end);
    default:
      return { type: 'other', packetType };
  }
}

function parseSenderReport(view: DataView, count: number, at: number, end: number): SenderReport | Failure {
  if (at + 24 > end) return new Failure(end, 'an SR is cut off');
  const reports = parseReports(view, count, at + 24, end);
  if (reports instanceof Failure) return reports;
  return {
    type: 'SR',
    ssrc: view.getUint32(at),
    ntpSeconds: view.getUint32(at + 4),
    ntpFraction: view.getUint32(at + 8),
    rtpTimestamp: view.getUint32(at + 12),
    packetCount: view.getUint32(at + 16),
    octetCount: view.getUint32(at + 20),
    reports,
  };
}

/** What follows the blocks is an extension of a profile (6.4.3). */
function parseReports(view: DataView, count: number, at: number, end: number): ReportBlock[] | Failure {
  if (at + 24 * count > end) return new Failure(end, 'a report block is cut off');
  return Array.from({ length: count }, (_, i) => {
    const block = at + 24 * i;
    return {
      ssrc: view.getUint32(block),
      fractionLost: view.getUint8(block + 4),
      cumulativeLost: (view.getInt32(block + 4) << 8) >> 8,
      highestSequence: view.getUint32(block + 8),
      jitter: view.getUint32(block + 12),
      lastSenderReport: view.getUint32(block + 16),
      delaySinceLastSenderReport: view.getUint32(block + 20),
    };
  });
}

function parseSourceDescription(view: DataView, count: number, at: number, end: number): SourceDescription | Failure {
  const chunks: { ssrc: number; items: SdesItem[] }[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 8 > end) return new Failure(end, 'an SDES chunk is cut off');
    const items: SdesItem[] = [];
    chunks.push({ ssrc: view.getUint32(at), items });
    const chunkAt = at;
    at += 4;
    while (at < end && view.getUint8(at) !== 0) {
      const textEnd = at + 2 > end ? end + 1 : at + 2 + view.getUint8(at + 1);
      if (textEnd > end) return new Failure(at, 'an SDES item is cut off');
      items.push({ type: view.getUint8(at), text: textOf(view, at + 2, textEnd) });
      at = textEnd;
    }
    if (at >= end) return new Failure(end, 'an SDES chunk without an end');
    // The null octet that ends the list, and more up to the next word (6.5).
    at = chunkAt + ((at - chunkAt + 4) & ~3);
  }
  return { type: 'SDES', chunks };
}

function parseGoodbye(view: DataView, count: number, at: number, end: number): Goodbye | Failure {
  const reasonAt = at + 4 * count;
  if (reasonAt > end) return new Failure(end, 'a BYE is cut off');
  const sources = Array.from({ length: count }, (_, i) => view.getUint32(at + 4 * i));
  if (reasonAt === end) return { type: 'BYE', sources };
  const reasonEnd = reasonAt + 1 + view.getUint8(reasonAt);
  if (reasonEnd > end) return new Failure(reasonAt, 'the reason of a BYE is cut off');
  return { type: 'BYE', sources, reason: textOf(view, reasonAt + 1, reasonEnd) };
}

function textOf(view: DataView, start: number, end: number): string {
  return decodeUtf8(readLatin1(new Uint8Array(view.buffer, view.byteOffset, end), start, end));
}
