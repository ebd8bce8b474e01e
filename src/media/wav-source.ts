/** Sound that is read from a WAV file while it is played: memory does not grow with the file. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Failure, SipError } from '../message/index.ts';
import type { AudioSource } from './audio-source.ts';
import { decodeALaw, decodeMuLaw } from './g711.ts';
import { canResample, Resampler } from './resampler.ts';
import { findWavSound, octetsPerSample, type WavSound } from './wav-format.ts';

/** Samples of each channel that are read at once. */
const BLOCK = 4096;

/**
 * Opens a file of 16-bit PCM, mu-law or A-law, of any number of channels, which are mixed, and any usual rate, which is
 * converted.
 * @param sampleRate to be read at, Hz
 * @returns a Failure with the offset of what is not understood in the file
 * @throws SipError SIP_WAV_OPEN where there is no file to be read
 */
export function openWavSource(path: string, sampleRate: number): WavSource | Failure {
  const file = open(path);
  try {
    const { size } = fstatSync(file);
    const sound = findWavSound((at, length) => readAt(file, at, length), size);
    if (sound instanceof Failure) {
      closeSync(file);
      return sound;
    }
    if (!canResample(sound.sampleRate, sampleRate)) {
      closeSync(file);
      return new Failure(sound.start, `${sound.sampleRate} samples a second, which are not converted to ${sampleRate}`);
    }
    return new WavSource(file, sound, sampleRate);
  } catch (cause) {
    closeSync(file);
    throw new SipError('SIP_WAV_OPEN', `cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}

/** Reads wait for the disk, about 0.1 ms each half second; a file on a slow network share holds everything up. */
export class WavSource implements AudioSource {
  /** What the file holds; it is read as one channel at the rate that was asked for. */
  readonly sound: WavSound;
  readonly #file: number;
  readonly #resampler: Resampler;
  #at: number;
  #isOpen = true;
  #isOver = false;
  #ready: Int16Array = new Int16Array(0);

  /** @internal */
  constructor(file: number, sound: WavSound, sampleRate: number) {
    this.#file = file;
    this.sound = sound;
    this.#resampler = new Resampler(sound.sampleRate, sampleRate);
    this.#at = sound.start;
  }

  /** How long it is, s. */
  get durationSeconds(): number {
    const { start, end, encoding, channels, sampleRate } = this.sound;
    return Math.floor((end - start) / (octetsPerSample(encoding) * channels)) / sampleRate;
  }

  /** @throws Error of the system where the disk fails */
  read(frame: Int16Array): number {
    let count = 0;
    while (count < frame.length) {
      if (this.#ready.length === 0) {
        if (this.#isOver) break;
        this.#ready = this.#block();
      }
      const piece = this.#ready.subarray(0, frame.length - count);
      frame.set(piece, count);
      count += piece.length;
      this.#ready = this.#ready.subarray(piece.length);
    }
    return count;
  }

  /** Gives the file back; nothing more is read. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#isOver = true;
    this.#ready = new Int16Array(0);
    closeSync(this.#file);
  }

  /** The next sound of the file; at its end what the conversion still held back. */
  #block(): Int16Array {
    const { channels, encoding, end } = this.sound;
    const octets = octetsPerSample(encoding) * channels;
    const bytes = readAt(this.#file, this.#at, Math.min(BLOCK * octets, end - this.#at));
    const whole = bytes.length - (bytes.length % octets);
    this.#at += whole;
    if (whole > 0) return this.#resampler.process(mix(decode(bytes.subarray(0, whole), this.sound), channels));
    this.#isOver = true;
    return this.#resampler.flush();
  }
}

function decode(bytes: Uint8Array, { encoding }: WavSound): Int16Array {
  const samples = new Int16Array(bytes.length / octetsPerSample(encoding));
  if (encoding === 'mulaw') decodeMuLaw(bytes, samples);
  else if (encoding === 'alaw') decodeALaw(bytes, samples);
  else for (let at = 0; at < samples.length; at++) samples[at] = bytes[2 * at] | (bytes[2 * at + 1] << 8);
  return samples;
}

/** One channel, the mean of all. */
function mix(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples;
  const mixed = new Int16Array(samples.length / channels);
  for (let at = 0; at < mixed.length; at++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += samples[at * channels + channel];
    mixed[at] = Math.round(sum / channels);
  }
  return mixed;
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw new SipError('SIP_WAV_OPEN', `cannot open ${path}: ${(cause as Error).message}`, { cause });
  }
}

/** Fewer octets at the file's end. */
function readAt(file: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, length));
  let count = 0;
  while (count < bytes.length) {
    const read = readSync(file, bytes, count, bytes.length - count, at + count);
    if (read === 0) break;
    count += read;
  }
  return bytes.subarray(0, count);
}
