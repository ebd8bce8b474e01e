/** Sends what the trace records to a Homer collector, or to whoever else reads HEP3; credentials are masked. */

import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { formatHep, HopTable } from '../capture/index.ts';
import { encodeUtf8, type WriteLatin1 } from '../message/index.ts';
import { type Logger } from '../stack/index.ts';
import { redact, type TraceReader, type TraceRing } from '../trace/index.ts';
import { type HepExportConfig } from './config.ts';

/** How often new records are looked for, ms. */
const LOOK_MS = 100;
/** Messages in one look: calls come first, and what the ring overwrites meanwhile is counted. */
const MOST = 2_000;
/** How long a name's address is trusted, and how long it waits after a failure, ms. */
const CONNECT_AGAIN_MS = 60_000;

export class HepExport {
  readonly #config: HepExportConfig;
  readonly #reader: TraceReader;
  readonly #epoch: () => number;
  readonly #write: WriteLatin1;
  readonly #log: Logger;
  readonly #hops = new HopTable();
  readonly #timer: NodeJS.Timeout;
  #socket: Socket | undefined;
  #connected = false;
  #connectAt = 0;
  #complained = false;
  #missed = 0;

  /** @param epoch ms since 1970 at the zero of the clock that the records' times are of */
  constructor(config: HepExportConfig, ring: TraceRing, epoch: () => number, write: WriteLatin1, log: Logger) {
    this.#config = config;
    this.#reader = ring.reader(ring.recorded);
    this.#epoch = epoch;
    this.#write = write;
    this.#log = log;
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket?.close();
    this.#socket = undefined;
  }

  #look(): void {
    if (!this.#connected || Date.now() > this.#connectAt + CONNECT_AGAIN_MS) this.#connect();
    const { captureId, key, nodeName } = this.#config;
    const agent = { captureId, key: encodeUtf8(key), nodeName: encodeUtf8(nodeName) };
    const epoch = this.#epoch();
    for (let sent = 0; sent < MOST; ) {
      const record = this.#reader.next();
      if (record === undefined) break;
      if (record.kind !== 'message') continue;
      sent++;
      // While it is not known where to, what comes is left out rather than kept.
      if (!this.#connected || this.#socket === undefined) continue;
      const hop = this.#hops.ofFlow(record.flow, record.direction);
      const message = { time: record.time + epoch, hop, text: redact(record.text) };
      this.#socket.send(formatHep(message, agent, record.callId, this.#write));
    }
    if (this.#reader.missed > this.#missed) {
      this.#log.warn(
        { records: this.#reader.missed - this.#missed },
        'HEP: the ring overwrote records before they were sent',
      );
      this.#missed = this.#reader.missed;
    }
  }

  #connect(): void {
    if (Date.now() < this.#connectAt) return;
    this.#connectAt = Date.now() + CONNECT_AGAIN_MS;
    const { host, port } = this.#config;
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    const failed = (error: Error) => {
      if (socket === this.#socket) this.#connected = false;
      // Each datagram that nobody takes comes back as an error: one line is enough.
      if (!this.#complained) this.#log.warn({ err: error, host, port }, 'HEP: the collector cannot be reached');
      this.#complained = true;
    };
    socket.on('error', failed);
    socket.connect(port, host, () => {
      this.#socket?.close();
      this.#socket = socket.unref();
      this.#connected = true;
    });
  }
}
