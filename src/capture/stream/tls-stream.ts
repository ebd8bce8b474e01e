/** The plain beginning of a TLS stream: hellos and alerts; what is encrypted is not looked at (RFC 8446 5.1, 6). */

import type { Outlet } from './outlet.ts';
import { ignored, type StreamReader } from './stream-reader.ts';
import { alertText } from './tls-alerts.ts';
import { TlsHandshake } from './tls-handshake.ts';
import { readHello } from './tls-hello.ts';

const alertRecord = 21;
const handshakeRecord = 22;
const clientHello = 1;
const serverHello = 2;
/** A hello that is longer shows nothing. */
const maxHello = 16_384;
const recordHeader = 5;
const handshakeHeader = 4;
/** Bytes of memory for an octet in an array of numbers. */
const octetSize = 8;

/** Reads one direction of a connection, up to the first record that is encrypted. */
export class TlsStream implements StreamReader {
  readonly adrift = false;
  held = 0;
  readonly #outlet: Outlet;
  readonly #handshake: TlsHandshake;
  readonly #header = new Uint8Array(recordHeader);
  #headerLength = 0;
  #type = 0;
  /** Octets of the record that are still to come. */
  #remaining = 0;
  /** The first handshake message, or an alert, as far as it is there; undefined while nothing is to be kept. */
  #kept: number[] | undefined;
  #helloIsRead = false;
  #time = NaN;
  #frame = 0;

  constructor(outlet: Outlet) {
    const { conversation } = outlet;
    this.#outlet = outlet;
    this.#handshake = conversation.tls ??= new TlsHandshake(outlet);
    conversation.carries('TLS');
  }

  take(bytes: Uint8Array, start: number, end: number, time: number, frame: number): StreamReader {
    this.#time = time;
    this.#frame = frame;
    let at = start;
    while (at < end) {
      if (this.#remaining === 0) {
        this.#header[this.#headerLength++] = bytes[at++];
        if (this.#headerLength === recordHeader && !this.#beginRecord()) return this.#leave();
        continue;
      }
      const length = Math.min(this.#remaining, end - at);
      if (this.#kept !== undefined) for (let i = 0; i < length; i++) this.#keep(bytes[at + i]);
      at += length;
      this.#remaining -= length;
    }
    this.held = octetSize * (this.#kept?.length ?? 0);
    return this;
  }

  skip(): StreamReader {
    return this.#leave();
  }

  finish(): void {
    // An alert alone may answer a peer that does not speak TLS at all.
    if (this.#type !== alertRecord || this.#handshake.isSeen) this.#handshake.tell(this.#time, this.#frame);
    this.#kept = undefined;
    this.held = 0;
  }

  /** @returns whether the record is one that can be read */
  #beginRecord(): boolean {
    const [type, major, , high, low] = this.#header;
    const length = (high << 8) | low;
    this.#headerLength = 0;
    if ((type !== handshakeRecord && type !== alertRecord) || major !== 3 || length === 0) return false;
    // An alert of another length is encrypted.
    if (type === alertRecord && length !== 2) return false;
    if (type === alertRecord) this.#kept = [];
    else if (!this.#helloIsRead) this.#kept = this.#type === handshakeRecord ? (this.#kept ?? []) : [];
    this.#type = type;
    this.#remaining = length;
    return true;
  }

  #keep(octet: number): void {
    const kept = this.#kept;
    if (kept === undefined) return;
    kept.push(octet);
    if (this.#type === alertRecord) {
      if (kept.length < 2) return;
      this.#kept = undefined;
      if (this.#handshake.isSeen) this.#handshake.tell(this.#time, this.#frame);
      this.#outlet.event('tls alert', alertText(kept[0], kept[1]), this.#time, this.#frame);
      return;
    }
    if (kept.length < handshakeHeader) return;
    const size = handshakeHeader + (kept[1] << 16) + (kept[2] << 8) + kept[3];
    if (kept.length < Math.min(size, maxHello)) return;
    this.#kept = undefined;
    this.#helloIsRead = true;
    if (kept.length === size) this.#readHello(kept);
  }

  #readHello(message: readonly number[]): void {
    const type = message[0];
    if (type !== clientHello && type !== serverHello) return;
    const hello = readHello(Uint8Array.from(message).subarray(handshakeHeader), type === clientHello);
    if (type === clientHello) this.#handshake.clientSays(hello, this.#outlet);
    else this.#handshake.serverSays(hello, this.#time, this.#frame);
  }

  #leave(): StreamReader {
    this.#handshake.tell(this.#time, this.#frame);
    return ignored;
  }
}
