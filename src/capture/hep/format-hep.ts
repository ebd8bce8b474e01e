/** Writes packets of HEP3, which Homer, Kamailio, OpenSIPS and sngrep read (HEP3 rev. 12). */

import { writeLatin1, type WriteLatin1 } from '../../message/index.ts';
import type { Hop } from '../seen.ts';
import { packetAddresses } from '../write/packet-addresses.ts';
import { chunk, CHUNK_HEADER, FAMILY_IPV4, FAMILY_IPV6, HEP_HEADER, HEP_SIP, hepProtocol } from './hep-packet.ts';

/** The largest payload, in bytes, for which there is room in a packet, whatever else is in it. */
export const MAX_HEP_PAYLOAD = 64_000;

/** What the one who sends packets says of itself. */
export interface HepAgent {
  /** From 0 to 2^32-1. */
  readonly captureId: number;
  /** For a receiver that asks for one; UTF-8, one character per byte, at most 256. */
  readonly key?: string;
  /** Of the one who sends; UTF-8, one character per byte, at most 256. */
  readonly nodeName?: string;
}

/** A message to be written. A `SeenMessage` is one. */
export interface HepMessage {
  /** ms since 1970; NaN and times before are written as 0. */
  readonly time: number;
  readonly hop: Hop;
  /** One character per byte; what is over `MAX_HEP_PAYLOAD` is cut off. */
  readonly text: string;
}

/** Room for the header, the addresses and all numbers. */
const numbers = 256;
const longestName = 256;
const longestId = 1024;

/**
 * One packet with a SIP message.
 * @param correlationId what belongs together: the Call-ID, where the caller wants it said; at most 1,024 characters
 */
export function formatHep(
  message: HepMessage,
  { captureId, key = '', nodeName = '' }: HepAgent,
  correlationId = '',
  write: WriteLatin1 = writeLatin1,
): Uint8Array {
  const { hop, time } = message;
  const [source, destination] = packetAddresses(hop.source.address, hop.destination.address);
  const isV4 = source.length === 4;
  const text = message.text.length > MAX_HEP_PAYLOAD ? message.text.slice(0, MAX_HEP_PAYLOAD) : message.text;
  const out = new ChunkWriter(numbers + 2 * longestName + longestId + text.length, write);
  const micros = time > 0 ? Math.round(time * 1000) : 0;
  out.number(chunk.family, isV4 ? FAMILY_IPV4 : FAMILY_IPV6, 1);
  out.number(chunk.protocol, hepProtocol(hop.transport), 1);
  out.bytes(isV4 ? chunk.ipv4Source : chunk.ipv6Source, source);
  out.bytes(isV4 ? chunk.ipv4Destination : chunk.ipv6Destination, destination);
  out.number(chunk.sourcePort, hop.source.port, 2);
  out.number(chunk.destinationPort, hop.destination.port, 2);
  out.number(chunk.seconds, Math.floor(micros / 1_000_000), 4);
  out.number(chunk.microseconds, micros % 1_000_000, 4);
  out.number(chunk.type, HEP_SIP, 1);
  out.number(chunk.captureId, captureId, 4);
  if (key !== '') out.text(chunk.key, key.slice(0, longestName));
  if (nodeName !== '') out.text(chunk.nodeName, nodeName.slice(0, longestName));
  if (correlationId !== '') out.text(chunk.correlationId, correlationId.slice(0, longestId));
  out.text(chunk.payload, text);
  return out.finish();
}

class ChunkWriter {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #write: WriteLatin1;
  #at = HEP_HEADER;

  constructor(size: number, write: WriteLatin1) {
    this.#bytes = new Uint8Array(size);
    this.#view = new DataView(this.#bytes.buffer);
    this.#write = write;
  }

  number(type: number, value: number, size: 1 | 2 | 4): void {
    const at = this.#begin(type, size);
    if (size === 1) this.#view.setUint8(at, value);
    else if (size === 2) this.#view.setUint16(at, value);
    else this.#view.setUint32(at, value);
  }

  bytes(type: number, value: Uint8Array): void {
    this.#bytes.set(value, this.#begin(type, value.length));
  }

  text(type: number, value: string): void {
    this.#write(this.#bytes, value, this.#begin(type, value.length));
  }

  #begin(type: number, size: number): number {
    const at = this.#at;
    this.#view.setUint16(at + 2, type);
    this.#view.setUint16(at + 4, CHUNK_HEADER + size);
    this.#at = at + CHUNK_HEADER + size;
    return at + CHUNK_HEADER;
  }

  finish(): Uint8Array {
    this.#write(this.#bytes, 'HEP3', 0);
    this.#view.setUint16(4, this.#at);
    return this.#bytes.slice(0, this.#at);
  }
}
