/** A sink that remembers, and captures read into it, for tests alone. */

import { readLatin1 } from '../../message/index.ts';
import { DamageNotes } from '../file/damage-notes.ts';
import { HopTable } from '../hop-table.ts';
import type { CaptureSink, Hop, SeenEvent, SeenMessage } from '../seen.ts';
import { PacketReader } from './packet-reader.ts';

export class RecordingSink implements CaptureSink {
  readonly messages: SeenMessage[] = [];
  readonly events: SeenEvent[] = [];
  readonly packets: { readonly frame: number; readonly hop: Hop; readonly bytes: Uint8Array }[] = [];
  readonly damages: string[] = [];

  message(message: SeenMessage): void {
    this.messages.push(message);
  }

  event(event: SeenEvent): void {
    this.events.push(event);
  }

  media(_time: number, frame: number, hop: Hop, packet: Uint8Array): void {
    this.packets.push({ frame, hop, bytes: Uint8Array.from(packet) });
  }

  damage(frame: number, reason: string): void {
    this.damages.push(`${frame}: ${reason}`);
  }

  /** Each message as `frame source -> destination start-line`. */
  get lines(): string[] {
    return this.messages.map(
      ({ frame, hop, text }) => `${frame} ${hopText(hop)} ${text.slice(0, text.search(/[\r\n]|$/))}`,
    );
  }

  /** Each event as `frame source -> destination event: detail`. */
  get eventLines(): string[] {
    return this.events.map(({ frame, hop, event, detail }) => `${frame} ${hopText(hop)} ${event}: ${detail}`);
  }
}

export function hopText({ transport, source, destination }: Hop): string {
  return `${transport} ${source.address} ${source.port} -> ${destination.address} ${destination.port}`;
}

/** A TCP segment as `flags sequence payload`. */
export interface Segment {
  readonly hop: Hop;
  readonly sequence: number;
  readonly flags: number;
  readonly payload: string;
}

/** What a packet reader makes of packets that come one second after the other, or `step` ms. */
export function readPackets(
  linkType: number,
  packets: readonly Uint8Array[],
  { firstTime = 0, step = 1000 } = {},
): RecordingSink & { readonly segments: Segment[] } {
  const segments: Segment[] = [];
  const sink = Object.assign(new RecordingSink(), { segments });
  const notes = new DamageNotes(sink);
  const streams = {
    segment: (
      _time: number,
      _frame: number,
      hop: Hop,
      sequence: number,
      flags: number,
      bytes: Uint8Array,
      start: number,
      end: number,
    ) => void segments.push({ hop, sequence, flags, payload: readLatin1(bytes, start, end) }),
  };
  const reader = new PacketReader(sink, new HopTable(), streams, notes, readLatin1);
  packets.forEach((packet, i) => {
    // Not at the beginning of its memory, which is another's afterwards, as in a file that is read in pieces.
    const memory = new Uint8Array(packet.length + 30).fill(0x2a);
    memory.set(packet, 10);
    reader.packet(linkType, firstTime + i * step, i + 1, memory, 10, 10 + packet.length);
    memory.fill(0x2a);
  });
  reader.end();
  notes.end();
  return sink;
}
