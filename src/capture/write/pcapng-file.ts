/** Writes messages as a pcapng file that Wireshark and others read, with packets made for them (draft-ietf-opsawg-pcapng). */

import { decodeUtf8, encodeUtf8, writeLatin1, type WriteLatin1 } from '../../message/index.ts';
import type { SeenMessage } from '../seen.ts';
import {
  MAX_TCP_PAYLOAD,
  MAX_UDP_PAYLOAD,
  type PacketEnds,
  packetLength,
  type SegmentNumbers,
  writePacket,
} from './ip-packet.ts';
import { packetAddresses } from './packet-addresses.ts';

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER = 0x1a2b3c4d;
/** IPv4 or IPv6, told by the first four bits (tcpdump.org/linktypes.html). */
const LINKTYPE_RAW = 101;
/** Type, length, and the length again. */
const BLOCK = 12;
/** Interface, time, two lengths. */
const PACKET_FIELDS = 20;
const OPT_COMMENT = 1;
const SHB_USERAPPL = 4;
const IF_TSRESOL = 9;
const MAX_OPTION = 65_535;

const SIP_PORT = 5060;
/** How many streams are kept apart; the numbers of all begin anew when there are more. */
const MAX_STREAMS = 65_536;

/** The writer of one file. The pieces that it returns follow one another in the file. */
export class PcapngWriter {
  readonly #write: WriteLatin1;
  /** The next sequence number of each direction of a TCP connection. */
  readonly #sequences = new Map<string, number>();
  #lastMicros = 0;

  /** @param write writes text as octets, where there is something faster than `writeLatin1` */
  constructor(write: WriteLatin1 = writeLatin1) {
    this.#write = write;
  }

  /** The beginning of the file: its section, and one interface whose times are in µs. */
  begin(): Uint8Array {
    const program = 'Sipwright';
    const section = BLOCK + 16 + option(program.length) + 4;
    const description = BLOCK + 8 + option(1) + 4;
    const out = new DataView(new ArrayBuffer(section + description));
    beginBlock(out, 0, SECTION_HEADER, section);
    out.setUint32(8, BYTE_ORDER, true);
    out.setUint16(12, 1, true);
    // The length of the section is not known before it ends.
    out.setBigInt64(16, -1n, true);
    this.#writeOption(out, 24, SHB_USERAPPL, program);
    beginBlock(out, section, INTERFACE_DESCRIPTION, description);
    out.setUint16(section + 8, LINKTYPE_RAW, true);
    this.#writeOption(out, section + 16, IF_TSRESOL, '\x06');
    return new Uint8Array(out.buffer);
  }

  /**
   * The packet of a message, or the segments where it is longer than one. TCP and SCTP, TLS and WebSocket, which are in
   * plain here, are written as TCP, and so is a datagram that is too long for UDP. A message without time gets that of the
   * one before; without ports, 5060.
   * @param comment of the packet, for a person who reads the file
   */
  message({ time, hop, text }: SeenMessage, comment = ''): Uint8Array {
    const [source, destination] = packetAddresses(hop.source.address, hop.destination.address);
    const hasPorts = hop.source.port > 0 || hop.destination.port > 0;
    const ends: PacketEnds = {
      source,
      sourcePort: hasPorts ? hop.source.port : SIP_PORT,
      destination,
      destinationPort: hasPorts ? hop.destination.port : SIP_PORT,
    };
    const isTcp = hop.transport !== 'UDP' || text.length > MAX_UDP_PAYLOAD;
    const remark = commentOf(comment);
    const pieces = isTcp ? cut(text) : [text];
    if (!Number.isNaN(time)) this.#lastMicros = Math.max(0, Math.round(time * 1000));
    const lengths = pieces.map((piece, i) =>
      blockLength(packetLength(ends, isTcp, piece.length), i === pieces.length - 1 ? remark : ''),
    );
    const out = new DataView(new ArrayBuffer(lengths.reduce((sum, length) => sum + length, 0)));
    let at = 0;
    for (const [i, piece] of pieces.entries()) {
      const numbers = isTcp ? this.#advance(hop.source, hop.destination, piece.length) : undefined;
      // Where the message is complete, Wireshark shows it, and so the remark.
      this.#writeBlock(out, at, lengths[i], ends, numbers, piece, i === pieces.length - 1 ? remark : '');
      at += lengths[i];
    }
    return new Uint8Array(out.buffer);
  }

  #writeBlock(
    out: DataView,
    at: number,
    length: number,
    ends: PacketEnds,
    numbers: SegmentNumbers | undefined,
    payload: string,
    remark: string,
  ): void {
    beginBlock(out, at, ENHANCED_PACKET, length);
    const size = packetLength(ends, numbers !== undefined, payload.length);
    out.setUint32(at + 12, Math.floor(this.#lastMicros / 0x1_0000_0000), true);
    out.setUint32(at + 16, this.#lastMicros % 0x1_0000_0000, true);
    out.setUint32(at + 20, size, true);
    out.setUint32(at + 24, size, true);
    writePacket(out, at + 8 + PACKET_FIELDS, ends, numbers, payload, this.#write);
    if (remark !== '') this.#writeOption(out, at + 8 + PACKET_FIELDS + padded(size), OPT_COMMENT, remark);
  }

  #writeOption(out: DataView, at: number, code: number, value: string): void {
    out.setUint16(at, code, true);
    out.setUint16(at + 2, value.length, true);
    this.#write(new Uint8Array(out.buffer), value, at + 4);
  }

  /** The numbers of the next segment; the other direction has acknowledged all that it got. */
  #advance(source: Place, destination: Place, length: number): SegmentNumbers {
    const there = `${source.address} ${source.port} ${destination.address} ${destination.port}`;
    const back = `${destination.address} ${destination.port} ${source.address} ${source.port}`;
    const sequence = this.#sequences.get(there) ?? 1;
    const acknowledgment = this.#sequences.get(back) ?? 1;
    if (this.#sequences.size >= MAX_STREAMS) this.#sequences.clear();
    this.#sequences.set(there, (sequence + length) % 0x1_0000_0000);
    return { sequence, acknowledgment };
  }
}

type Place = SeenMessage['hop']['source'];

function beginBlock(out: DataView, at: number, type: number, length: number): void {
  out.setUint32(at, type, true);
  out.setUint32(at + 4, length, true);
  out.setUint32(at + length - 4, length, true);
}

function blockLength(packet: number, remark: string): number {
  return BLOCK + PACKET_FIELDS + padded(packet) + (remark === '' ? 0 : option(remark.length) + 4);
}

/** An option with its padding; behind the last there are four octets that end the options. */
function option(length: number): number {
  return 4 + padded(length);
}

function padded(length: number): number {
  return (length + 3) & ~3;
}

function cut(text: string): string[] {
  if (text.length <= MAX_TCP_PAYLOAD) return [text];
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += MAX_TCP_PAYLOAD) pieces.push(text.slice(at, at + MAX_TCP_PAYLOAD));
  return pieces;
}

/** As UTF-8, cut where a character ends. */
function commentOf(comment: string): string {
  const wire = encodeUtf8(comment);
  if (wire.length <= MAX_OPTION) return wire;
  return encodeUtf8(decodeUtf8(wire.slice(0, MAX_OPTION - 8)).replace(/\ufffd$/, ''));
}
