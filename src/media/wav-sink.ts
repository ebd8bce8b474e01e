/** Sound that is written to a WAV file while it is heard: at every moment a whole file lies on the disk. */

import { closeSync, openSync, writeSync } from 'node:fs';
import { SipError } from '../message/index.ts';
import type { AudioSink } from './audio-source.ts';
import { encodeALaw, encodeMuLaw } from './g711.ts';
import { octetsPerSample, type WavEncoding, wavHeader } from './wav-format.ts';

/** The lengths of the header have 32 bits, and count most of the header too. */
const MAX_OCTETS = 0xffff_ffff - 101;

/**
 * Creates a file, or empties one that is there.
 * @param sampleRate of what will be written, Hz
 * @throws SipError SIP_WAV_OPEN
 */
export function createWavSink(path: string, sampleRate: number, encoding: WavEncoding = 'pcm'): WavSink {
  try {
    const file = openSync(path, 'w');
    return new WavSink(file, sampleRate, encoding);
  } catch (cause) {
    throw new SipError('SIP_WAV_OPEN', `cannot write ${path}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Each frame goes to the system at once, and the header after it, some 10 µs together: should the process die, the file
 * has all that was heard and says so.
 */
export class WavSink implements AudioSink {
  readonly #file: number;
  readonly #sampleRate: number;
  readonly #encoding: WavEncoding;
  readonly #headerLength: number;
  #octets = 0;
  #isFull = false;
  #isOpen = true;

  /** @internal */
  constructor(file: number, sampleRate: number, encoding: WavEncoding) {
    this.#file = file;
    this.#sampleRate = sampleRate;
    this.#encoding = encoding;
    this.#headerLength = wavHeader(encoding, sampleRate, 0).length;
    this.#writeHeader();
  }

  /** How much was written, s. */
  get durationSeconds(): number {
    return this.#octets / octetsPerSample(this.#encoding) / this.#sampleRate;
  }

  /** Whether no more goes into a WAV file (4 GB: 74 hours of 8 kHz); what comes then is dropped. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** @throws Error of the system where the disk fails, SipError SIP_WAV_CLOSED after `close` */
  write(frame: Int16Array): void {
    if (!this.#isOpen) throw new SipError('SIP_WAV_CLOSED', 'the WAV file is closed already');
    const bytes = this.#encode(frame);
    this.#isFull ||= this.#octets + bytes.length > MAX_OCTETS;
    if (this.#isFull) return;
    writeAt(this.#file, bytes, this.#headerLength + this.#octets);
    this.#octets += bytes.length;
    this.#writeHeader();
  }

  /** May be called again. @throws Error of the system where the disk fails */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      // Chunks end at even offsets.
      if (this.#octets % 2 === 1) writeAt(this.#file, Uint8Array.of(0), this.#headerLength + this.#octets);
    } finally {
      closeSync(this.#file);
    }
  }

  #encode(frame: Int16Array): Uint8Array {
    const bytes = new Uint8Array(frame.length * octetsPerSample(this.#encoding));
    if (this.#encoding === 'mulaw') encodeMuLaw(frame, bytes);
    else if (this.#encoding === 'alaw') encodeALaw(frame, bytes);
    else {
      for (let at = 0; at < frame.length; at++) {
        bytes[2 * at] = frame[at];
        bytes[2 * at + 1] = frame[at] >> 8;
      }
    }
    return bytes;
  }

  #writeHeader(): void {
    writeAt(this.#file, wavHeader(this.#encoding, this.#sampleRate, this.#octets), 0);
  }
}

function writeAt(file: number, bytes: Uint8Array, at: number): void {
  for (let count = 0; count < bytes.length; ) {
    count += writeSync(file, bytes, count, bytes.length - count, at + count);
  }
}
