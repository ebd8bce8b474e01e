/** Reads a file that is HEP3 packets one after the other, as a stream carries them. */

import { indexMessage, readLatin1, type ReadLatin1, Via } from '../../message/index.ts';
import { DamageNotes } from '../file/damage-notes.ts';
import { RecordWindow } from '../file/record-window.ts';
import type { HopTable } from '../hop-table.ts';
import { startOfSip } from '../packet/looks-like-sip.ts';
import type { CaptureReader, CaptureSink, HopTransport } from '../seen.ts';
import { HepFile } from './hep-file.ts';
import { HEP_SIP, type HepPacket, hepTransport } from './hep-packet.ts';

/** The reader of one file. Reports on quality, logs and other protocols than SIP are passed over. */
export class HepReader implements CaptureReader {
  readonly format = 'HEP3';
  readonly #sink: CaptureSink;
  readonly #hops: HopTable;
  readonly #read: ReadLatin1;
  readonly #notes: DamageNotes;
  readonly #file: HepFile;
  readonly #window: RecordWindow;

  /** @param read makes text of bytes */
  constructor(sink: CaptureSink, hops: HopTable, read: ReadLatin1 = readLatin1) {
    this.#sink = sink;
    this.#hops = hops;
    this.#read = read;
    this.#notes = new DamageNotes(sink);
    this.#file = new HepFile((packet, frame, bytes) => this.#take(packet, frame, bytes), this.#notes);
    this.#window = new RecordWindow(this.#file);
  }

  get frames(): number {
    return this.#file.frames;
  }

  write(chunk: Uint8Array): void {
    this.#window.write(chunk);
  }

  end(): void {
    this.#window.end();
    this.#notes.end();
  }

  #take(packet: HepPacket, frame: number, bytes: Uint8Array): void {
    if (packet.type !== HEP_SIP) return;
    if (packet.isCompressed) return this.#notes.noteOnce(frame, 'compressed payloads of HEP are not read');
    const start = startOfSip(bytes, packet.payloadStart, packet.payloadEnd);
    if (start < 0) return;
    const text = this.#read(bytes, start, packet.payloadEnd);
    const { sourcePort, destinationPort, time } = packet;
    const hop = this.#hops.hop(
      transportOf(packet, text),
      told(packet.sourceAddress, sourcePort),
      sourcePort,
      told(packet.destinationAddress, destinationPort),
      destinationPort,
    );
    this.#sink.message({ kind: 'message', time, frame, hop, text, fragments: 1 });
  }
}

/** What stands where nothing is known is no address. */
function told(address: string, port: number): string {
  return port === 0 && (address === '0.0.0.0' || address === '::') ? '' : address;
}

/** Programs tell of TCP what was TLS or WebSocket before they took it out; the topmost Via is of this very hop. */
function transportOf({ protocol }: HepPacket, text: string): HopTransport {
  const transport = hepTransport(protocol) ?? 'UDP';
  if (transport !== 'TCP' && transport !== 'WS') return transport;
  const via = indexMessage(text)?.topVia;
  const said = via instanceof Via ? via.transport : '';
  if (said === 'WSS' || (transport === 'TCP' && (said === 'TLS' || said === 'WS'))) return said;
  return transport;
}
