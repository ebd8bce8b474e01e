/** A capture of one RTP stream for sipp to play: sound as a phone sends it, with what is to be wrong in it. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Stage } from './stage.ts';

export interface RtpStream {
  /** How long it lasts, ms. */
  readonly ms: number;
  readonly payloadType?: number;
  /** Of sound in a packet, ms; and bytes of payload for it. */
  readonly packetMs?: number;
  readonly bytes?: number;
  /** Which packets never arrive, by their number from 0. */
  readonly lost?: (packet: number) => boolean;
  /** How much later than it should a packet comes, ms. */
  readonly late?: (packet: number) => number;
}

const ETHERNET = 14;
const IP = 20;
const UDP = 8;
const RTP = 12;
const FILE_HEADER = 24;
const PACKET_HEADER = 16;

/** Writes the file. @returns its path */
export function rtpFile(stage: Stage, name: string, stream: RtpStream): string {
  const { ms, payloadType = 0, packetMs = 20, bytes = packetMs * 8, lost = () => false, late = () => 0 } = stream;
  const parts = [fileHeader()];
  for (let packet = 0; packet * packetMs < ms; packet++)
    if (!lost(packet)) parts.push(captured(packet, payloadType, packetMs, bytes, packet * packetMs + late(packet)));
  const path = join(stage.folder, `${name}.pcap`);
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

/** The action that plays it, for the place in a scenario where sound begins. */
export function play(path: string): string {
  return `<nop><action><exec play_pcap_audio="${path}"/></action></nop>`;
}

function fileHeader(): Buffer {
  const header = Buffer.alloc(FILE_HEADER);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(1, 20);
  return header;
}

function captured(packet: number, payloadType: number, packetMs: number, bytes: number, atMs: number): Buffer {
  const length = ETHERNET + IP + UDP + RTP + bytes;
  const out = Buffer.alloc(PACKET_HEADER + length, 0xd5);
  out.writeUInt32LE(Math.floor(atMs / 1000), 0);
  out.writeUInt32LE(Math.floor((atMs % 1000) * 1000), 4);
  out.writeUInt32LE(length, 8);
  out.writeUInt32LE(length, 12);
  let at = PACKET_HEADER;
  out.fill(0, at, at + 12);
  out.writeUInt16BE(0x0800, at + 12);
  at += ETHERNET;
  out.fill(0, at, at + IP + UDP);
  out[at] = 0x45;
  out.writeUInt16BE(IP + UDP + RTP + bytes, at + 2);
  out[at + 8] = 64;
  out[at + 9] = 17;
  out.writeUInt32BE(0xcb00_7114, at + 12);
  out.writeUInt32BE(0xcb00_7107, at + 16);
  at += IP;
  out.writeUInt16BE(6000, at);
  out.writeUInt16BE(6000, at + 2);
  out.writeUInt16BE(UDP + RTP + bytes, at + 4);
  at += UDP;
  out[at] = 0x80;
  out[at + 1] = payloadType | (packet === 0 ? 0x80 : 0);
  out.writeUInt16BE((4711 + packet) & 0xffff, at + 2);
  out.writeUInt32BE(160_000 + packet * packetMs * 8, at + 4);
  out.writeUInt32BE(0x5eed_1234, at + 8);
  return out;
}
