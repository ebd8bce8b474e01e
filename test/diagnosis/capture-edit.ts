/** A recording as another point of capture would have made it: without its beginning or end, without sound, each packet twice. */

import { readFileSync, writeFileSync } from 'node:fs';

/** One packet of a recording. */
export interface Recorded {
  /** From 0; and how many there are. */
  readonly index: number;
  readonly count: number;
  /** With the headers of Ethernet, IP and UDP or TCP. */
  readonly bytes: Buffer;
}

const ENHANCED_PACKET = 6;
const PACKET_DATA = 28;
/** Ethernet, IPv4, UDP. */
const UDP_PAYLOAD = 14 + 20 + 8;

/** Rewrites a pcapng file of dumpcap. @param copies how often a packet is to stand in it: 0, 1, 2 */
export function editCapture(path: string, copies: (packet: Recorded) => number): void {
  const blocks = blocksOf(readFileSync(path));
  const count = blocks.filter(isPacket).length;
  let index = 0;
  const out = blocks.flatMap((block) => {
    if (!isPacket(block)) return [block];
    const bytes = block.subarray(PACKET_DATA, PACKET_DATA + block.readUInt32LE(20));
    return Array<Buffer>(copies({ index: index++, count, bytes })).fill(block);
  });
  writeFileSync(path, Buffer.concat(out));
}

/** Whether it is a message of SIP over UDP and IPv4, by its first line. */
export function isSip({ bytes }: Recorded): boolean {
  return /^(?:SIP\/2\.0 \d{3}|[A-Z]+ sips?:)/.test(bytes.toString('latin1', UDP_PAYLOAD, UDP_PAYLOAD + 40));
}

function isPacket(block: Buffer): boolean {
  return block.readUInt32LE(0) === ENHANCED_PACKET;
}

function blocksOf(file: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = 0; at + 8 <= file.length; ) {
    const length = file.readUInt32LE(at + 4);
    blocks.push(file.subarray(at, at + length));
    at += length;
  }
  return blocks;
}
