/** Sound that can be told apart: tones in WAV files, and how much of one a recording holds. */

import { readFileSync, statSync, writeFileSync } from 'node:fs';

/** What phones of today still have in common. */
const rate = 8000;
const headerBytes = 44;
/** Blocks of 50 ms: every tone below goes into them without a remainder. */
const blocksPerSecond = 20;
/** RMS of a block, of full scale, below which it counts as silence. */
const silence = 0.02;
/** Share of a block's energy that must be in the tone. */
const purity = 0.8;

/** A file to speak with: 16 bits, one channel. @param hertz a multiple of 20 */
export function writeTone(path: string, hertz: number, seconds: number): void {
  const samples = Buffer.alloc(rate * seconds * 2);
  for (let at = 0; at < rate * seconds; at++) {
    samples.writeInt16LE(Math.round(16_000 * Math.sin((2 * Math.PI * hertz * at) / rate)), at * 2);
  }
  const header = Buffer.alloc(headerBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.length, 40);
  writeFileSync(path, Buffer.concat([header, samples]));
}

/** How long a recording is that is still written, s, by its size. */
export function recordedSeconds(path: string): number {
  return (statSync(path).size - headerBytes) / (rate * 2);
}

/** How long a recording holds a tone, and nothing much beside it, s. */
export function secondsOfTone(path: string, hertz: number): number {
  const recording = readWav(path);
  const length = recording.rate / blocksPerSecond;
  let blocks = 0;
  for (let start = 0; start + length <= recording.samples.length; start += length) {
    if (isTone(recording.samples.subarray(start, start + length), hertz / recording.rate)) blocks++;
  }
  return blocks / blocksPerSecond;
}

/** @param frequency in cycles a sample */
function isTone(block: Float64Array, frequency: number): boolean {
  let [energy, real, imaginary] = [0, 0, 0];
  for (const [at, sample] of block.entries()) {
    energy += sample * sample;
    real += sample * Math.cos(2 * Math.PI * frequency * at);
    imaginary += sample * Math.sin(2 * Math.PI * frequency * at);
  }
  if (Math.sqrt(energy / block.length) < silence) return false;
  // A pure tone has half of length times energy at its frequency.
  return (2 * (real * real + imaginary * imaginary)) / (block.length * energy) > purity;
}

/** Sizes in the header are not believed: a recorder may have left them open. */
function readWav(path: string): { rate: number; samples: Float64Array } {
  const bytes = readFileSync(path);
  const format = bytes.indexOf('fmt ', 0, 'latin1');
  const data = bytes.indexOf('data', 0, 'latin1');
  if (format < 0 || data < 0) throw new Error(`${path}: no WAV file`);
  const channels = bytes.readUInt16LE(format + 10);
  const bits = bytes.readUInt16LE(format + 22);
  if (bits !== 16 || channels !== 1) throw new Error(`${path}: ${bits} bits a sample, ${channels} channels`);
  const count = Math.floor((bytes.length - data - 8) / 2);
  const samples = Float64Array.from({ length: count }, (_, at) => bytes.readInt16LE(data + 8 + at * 2) / 32_768);
  return { rate: bytes.readUInt32LE(format + 12), samples };
}
