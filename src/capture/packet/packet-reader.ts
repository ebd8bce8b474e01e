/** The way of a packet: link layer, IP, fragments and tunnels, then UDP, TCP, SCTP or ICMP (RFC 768, 9293, 9260, 792, 4443). */

import { Failure, type ReadLatin1 } from '../../message/index.ts';
import type { DamageNotes } from '../file/damage-notes.ts';
import type { PacketTaker } from '../file/packet-taker.ts';
import { HEP_HEADER, HEP_SIP, hepTransport, isHep3, parseHep } from '../hep/hep-packet.ts';
import type { HopTable } from '../hop-table.ts';
import type { CaptureSink, Hop } from '../seen.ts';
import { addressText } from './address-text.ts';
import { Datagrams } from './datagrams.ts';
import { EXPORTED_PDU, readExportedPdu } from './exported-pdu.ts';
import { ETHERNET, type Found, ipAt, NOTHING, uint16, uint32 } from './found.ts';
import { type Fragmented, Fragments } from './fragments.ts';
import { HopCache, type TransportIndex } from './hop-cache.ts';
import { ICMP_QUOTE, icmpError } from './icmp.ts';
import { GRE, ICMP, ICMPV6, IP_IN_IP, IpHeader, IPV6_IN_IP, SCTP, TCP, UDP } from './ip-header.ts';
import { findInEthernet, findNetwork, nameOfLinkType } from './link-layer.ts';
import { startOfSip } from './looks-like-sip.ts';
import { readSctp } from './sctp.ts';
import { findInDatagram, findInGre } from './tunnels.ts';

/** How many packets may be within one another. */
const MAX_DEPTH = 8;
/** Of a start line that is told of a packet that never became whole, in characters. */
const MAX_SHOWN = 200;
const noPorts = new Uint8Array(4);

const CUT = 'a packet of which the capture has only the beginning (snapshot length); it is read as far as it goes';

/** Takes TCP segments as they come. */
export interface SegmentTaker {
  /** @param flags of the header's second octet of flags @param bytes memory in which the payload is `start` to `end` */
  segment(
    time: number,
    frame: number,
    hop: Hop,
    sequence: number,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void;
}

/** Reads the packets of one capture. */
export class PacketReader implements PacketTaker {
  readonly #sink: CaptureSink;
  readonly #hops: HopTable;
  readonly #cache: HopCache;
  readonly #datagrams: Datagrams;
  readonly #streams: SegmentTaker;
  readonly #fragments: Fragments;
  readonly #notes: DamageNotes;
  readonly #read: ReadLatin1;
  /** Of the packet that is being read. */
  #time = 0;
  #frame = 0;
  readonly #found: Found = { protocol: NOTHING, at: 0 };
  readonly #ip = new IpHeader();
  readonly #quoted = new IpHeader();

  /** @param streams takes the TCP segments; their end is the caller's business */
  constructor(sink: CaptureSink, hops: HopTable, streams: SegmentTaker, notes: DamageNotes, read: ReadLatin1) {
    this.#sink = sink;
    this.#hops = hops;
    this.#cache = new HopCache(hops);
    this.#datagrams = new Datagrams(sink, this.#cache, read);
    this.#streams = streams;
    this.#fragments = new Fragments(
      (packet) => this.#lost(packet),
      (frame, reason) => notes.note(frame, reason),
    );
    this.#notes = notes;
    this.#read = read;
  }

  packet(linkType: number, time: number, frame: number, bytes: Uint8Array, start: number, end: number): void {
    if (time >= this.#fragments.expiry) this.#fragments.expire(time);
    this.#time = time;
    this.#frame = frame;
    if (linkType === EXPORTED_PDU) this.#exportedPdu(bytes, start, end);
    else if (findNetwork(linkType, bytes, start, end, this.#found)) this.#network(bytes, end, 0);
    else this.#notes.noteOnce(frame, `${nameOfLinkType(linkType)} is not read`);
  }

  /** No more packets: fragments that wait for others are given up. */
  end(): void {
    this.#fragments.end();
  }

  /** What was found. */
  #network(bytes: Uint8Array, end: number, depth: number): void {
    const { protocol, at } = this.#found;
    if (protocol === NOTHING) return;
    if (depth > MAX_DEPTH) return this.#note('too many packets within one another');
    if (protocol === ETHERNET) {
      findInEthernet(bytes, at, end, this.#found);
      return this.#network(bytes, end, depth + 1);
    }
    const ip = this.#ip;
    const fault = ip.read(bytes, at, end);
    if (fault !== undefined) return this.#note(fault);
    if (ip.isCut) this.#note(CUT);
    if (ip.isFragment) this.#fragment(depth);
    else this.#transport(bytes, ip.start, ip.end, 1, depth);
  }

  #fragment(depth: number): void {
    const ip = this.#ip;
    const whole = this.#fragments.add(ip, this.#time, this.#frame);
    if (whole === undefined) return;
    const { payload, addressLength } = whole;
    ip.bytes = whole.addresses;
    ip.source = 0;
    ip.destination = ip.addressLength = addressLength;
    ip.protocol = whole.protocol;
    const start = addressLength === 16 ? ip.skipExtensions(payload, 0, payload.length) : 0;
    if (start < 0) return this.#note('fragments that make no packet');
    this.#transport(payload, start, payload.length, whole.count, depth);
  }

  /** What the IP header names, in whose memory the addresses still are. */
  #transport(bytes: Uint8Array, start: number, end: number, fragments: number, depth: number): void {
    switch (this.#ip.protocol) {
      case UDP:
        return this.#udp(bytes, start, end, fragments, depth);
      case TCP:
        return this.#tcp(bytes, start, end);
      case SCTP:
        return this.#sctp(bytes, start, end, fragments);
      case ICMP:
        return this.#icmp(bytes, start, end, false);
      case ICMPV6:
        return this.#icmp(bytes, start, end, true);
      case GRE:
        findInGre(bytes, start, end, this.#found);
        return this.#network(bytes, end, depth + 1);
      case IP_IN_IP:
      case IPV6_IN_IP:
        ipAt(bytes, start, end, this.#found);
        return this.#network(bytes, end, depth + 1);
      default:
    }
  }

  #udp(bytes: Uint8Array, start: number, end: number, fragments: number, depth: number): void {
    if (end - start < 8) return this.#note('a UDP header is cut off');
    const length = uint16(bytes, start + 4);
    // 0 for a jumbogram (RFC 2675 4) and for what the network adapter cuts later
    if (length > 0 && length < 8) return this.#note('a UDP header of an impossible length');
    const data = start + 8;
    const dataEnd = length > 0 ? Math.min(end, start + length) : end;
    const sip = startOfSip(bytes, data, dataEnd);
    if (sip >= 0) {
      const slot = this.#slot(0, bytes, start);
      return this.#datagrams.takeSip(this.#time, this.#frame, slot, bytes, sip, dataEnd, fragments);
    }
    if (dataEnd - data >= HEP_HEADER && isHep3(bytes, data)) return this.#hep(bytes, data, dataEnd);
    if (findInDatagram(uint16(bytes, start + 2), bytes, data, dataEnd, this.#found).protocol !== NOTHING)
      return this.#network(bytes, dataEnd, depth + 1);
    this.#datagrams.takeOther(this.#time, this.#frame, this.#slot(0, bytes, start), bytes, data, dataEnd);
  }

  /** A message that a server told a collector of. Where the capture has it in plain too, that is enough. */
  #hep(bytes: Uint8Array, start: number, end: number): void {
    const packet = parseHep(bytes, start, end);
    if (packet instanceof Failure) return this.#note(packet.reason);
    const { sourceAddress, sourcePort, destinationAddress, destinationPort, payloadEnd } = packet;
    const sip = packet.type === HEP_SIP ? startOfSip(bytes, packet.payloadStart, payloadEnd) : -1;
    if (sip < 0) return;
    const transport = hepTransport(packet.protocol) ?? 'UDP';
    const hop = this.#hops.hop(transport, sourceAddress, sourcePort, destinationAddress, destinationPort);
    if (this.#datagrams.hears(hop)) return;
    const time = Number.isNaN(packet.time) ? this.#time : packet.time;
    const text = this.#read(bytes, sip, payloadEnd);
    this.#sink.message({ kind: 'message', time, frame: this.#frame, hop, text, fragments: 1 });
  }

  #tcp(bytes: Uint8Array, start: number, end: number): void {
    const headerLength = end - start < 20 ? 20 : (bytes[start + 12] >> 4) * 4;
    if (end - start < headerLength) return this.#note('a TCP header is cut off');
    if (headerLength < 20) return this.#note('a TCP header of an impossible length');
    const hop = this.#cache.at(this.#slot(1, bytes, start));
    const sequence = uint32(bytes, start + 4);
    const flags = bytes[start + 13];
    this.#streams.segment(this.#time, this.#frame, hop, sequence, flags, bytes, start + headerLength, end);
  }

  #sctp(bytes: Uint8Array, start: number, end: number, fragments: number): void {
    if (end - start < 12) return this.#note('an SCTP header is cut off');
    const hasPieces = readSctp(bytes, start, end, (from, to) => {
      const sip = startOfSip(bytes, from, to);
      if (sip < 0) return;
      const slot = this.#slot(2, bytes, start);
      this.#datagrams.takeSip(this.#time, this.#frame, slot, bytes, sip, to, fragments);
    });
    if (hasPieces) this.#note('a message in several SCTP chunks is not read');
  }

  #icmp(bytes: Uint8Array, start: number, end: number, isV6: boolean): void {
    if (end - start < ICMP_QUOTE) return;
    const words = icmpError(isV6, bytes, start);
    if (words === undefined) return;
    const quoted = this.#quoted;
    if (quoted.read(bytes, start + ICMP_QUOTE, end) !== undefined) return;
    const transport = transportIndex(quoted.protocol);
    if (transport < 0) return;
    const hasPorts = !(quoted.isFragment && quoted.fragmentOffset > 0) && quoted.end - quoted.start >= 4;
    const { source, destination, addressLength } = quoted;
    const ports = hasPorts ? bytes : noPorts;
    const portsAt = hasPorts ? quoted.start : 0;
    const slot = this.#cache.find(
      transport as TransportIndex,
      bytes,
      source,
      destination,
      addressLength,
      ports,
      portsAt,
    );
    const hop = this.#cache.at(slot);
    const reporter = addressText(this.#ip.bytes, this.#ip.source, this.#ip.addressLength);
    const detail = reporter === hop.destination.address ? words : `${words}, says ${reporter}`;
    this.#sink.event({ kind: 'event', time: this.#time, frame: this.#frame, hop, event: 'unreachable', detail });
  }

  #lost({ protocol, addresses, addressLength, beginning, time, frame, octets, count }: Fragmented): void {
    const transport = transportIndex(protocol);
    if (transport < 0) return;
    let detail = `${octets} octets came in ${count === 1 ? 'one fragment' : `${count} fragments`}`;
    if (beginning === undefined) {
      detail += ', the first did not';
    } else if (protocol === UDP) {
      const at = startOfSip(beginning, 8, beginning.length);
      if (at < 0) return;
      const [line] = this.#read(beginning, at, Math.min(beginning.length, at + MAX_SHOWN)).split(/[\r\n]/, 1);
      detail = `${line}: ${detail}`;
    }
    const hasPorts = beginning !== undefined && beginning.length >= 4;
    const ports = hasPorts ? beginning : noPorts;
    const slot = this.#cache.find(transport as TransportIndex, addresses, 0, addressLength, addressLength, ports, 0);
    const hop = this.#cache.at(slot);
    this.#sink.event({ kind: 'event', time, frame, hop, event: 'fragment lost', detail });
  }

  #exportedPdu(bytes: Uint8Array, start: number, end: number): void {
    const pdu = readExportedPdu(bytes, start, end);
    if (pdu === undefined) return this.#note('exported data without its end of tags');
    const sip = startOfSip(bytes, pdu.at, end);
    if (sip < 0 || !pdu.protocol.startsWith('sip')) return;
    const { transport, sourceAddress, sourcePort, destinationAddress, destinationPort } = pdu;
    const hop = this.#hops.hop(transport, sourceAddress, sourcePort, destinationAddress, destinationPort);
    const text = this.#read(bytes, sip, end);
    this.#sink.message({ kind: 'message', time: this.#time, frame: this.#frame, hop, text, fragments: 1 });
  }

  #slot(transport: TransportIndex, bytes: Uint8Array, ports: number): number {
    const { bytes: addresses, source, destination, addressLength } = this.#ip;
    return this.#cache.find(transport, addresses, source, destination, addressLength, bytes, ports);
  }

  #note(reason: string): void {
    this.#notes.note(this.#frame, reason);
  }
}

/** In the cache of hops; -1 for protocols that carry no SIP. */
function transportIndex(protocol: number): TransportIndex | -1 {
  return protocol === UDP ? 0 : protocol === TCP ? 1 : protocol === SCTP ? 2 : -1;
}
