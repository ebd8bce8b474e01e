/** The form of a WAV file: where its sound is and what it is coded in, and the header of one that is written (RIFF WAVE). */

import { Failure } from '../message/index.ts';

/** - `pcm`: linear, 16 bits. The other two are G.711, 8 bits. */
export type WavEncoding = 'pcm' | 'mulaw' | 'alaw';

/** What the sound of a WAV file is made of. */
export interface WavFormat {
  readonly encoding: WavEncoding;
  /** At least 1; interleaved. */
  readonly channels: number;
  /** Hz. */
  readonly sampleRate: number;
}

/** Where the sound lies in a file, in octets. */
export interface WavSound extends WavFormat {
  readonly start: number;
  /** At most the file's length: what a header says is not believed beyond it. */
  readonly end: number;
}

/** The format tags that are read and written, with the bits of a sample. */
const formats: Record<WavEncoding, { readonly tag: number; readonly bits: number }> = {
  pcm: { tag: 1, bits: 16 },
  alaw: { tag: 6, bits: 8 },
  mulaw: { tag: 7, bits: 8 },
};
const EXTENSIBLE = 0xfffe;
/** What follows the tag in the identifier of an extensible format. */
const WAVE_GUID = '000000001000800000aa00389b71';

const CHUNK_HEADER = 8;
const MAX_CHUNKS = 1000;
const MAX_CHANNELS = 64;
const MAX_UINT32 = 0xffff_ffff;

export function octetsPerSample(encoding: WavEncoding): number {
  return formats[encoding].bits / 8;
}

/**
 * Finds the sound of a file. Headers of recorders that were cut off, which name no length or a wrong one, are taken for
 * what they are: then the sound goes on to the file's end.
 * @param read some octets from an offset, fewer at the file's end
 * @param size of the file, octets
 * @returns a Failure with the offset of what is not understood
 */
export function findWavSound(read: (at: number, length: number) => Uint8Array, size: number): WavSound | Failure {
  const riff = read(0, 12);
  if (textAt(riff, 0) !== 'RIFF' || textAt(riff, 8) !== 'WAVE') return new Failure(0, 'not a RIFF WAVE file');
  let format: WavFormat | undefined;
  let at = 12;
  for (let chunk = 0; chunk < MAX_CHUNKS && at + CHUNK_HEADER <= size; chunk++) {
    const header = read(at, CHUNK_HEADER);
    const length = uint32(header, 4);
    const start = at + CHUNK_HEADER;
    if (textAt(header, 0) === 'fmt ') {
      const parsed = parseFormat(read(start, Math.min(length, 40)), start);
      if (parsed instanceof Failure) return parsed;
      format = parsed;
    } else if (textAt(header, 0) === 'data') {
      if (format === undefined) return new Failure(at, 'sound before its format');
      const isOpen = length > size - start || (length === 0 && !isChunk(read(start, CHUNK_HEADER), size - start));
      return { ...format, start, end: isOpen ? size : start + length };
    }
    // Chunks begin at even offsets.
    at = start + length + (length % 2);
  }
  return new Failure(Math.min(at, size), format === undefined ? 'no format' : 'no sound');
}

/** The header of a file of one channel, to be written again whenever the sound has grown. @param octets of sound */
export function wavHeader(encoding: WavEncoding, sampleRate: number, octets: number): Uint8Array {
  const { tag, bits } = formats[encoding];
  const isPcm = encoding === 'pcm';
  // Other formats than PCM have an extension, here of no octets, and name the number of samples.
  const formatLength = isPcm ? 16 : 18;
  const factLength = isPcm ? 0 : CHUNK_HEADER + 4;
  const length = 12 + CHUNK_HEADER + formatLength + factLength + CHUNK_HEADER;
  const header = new Uint8Array(length);
  const view = new DataView(header.buffer);
  setText(header, 0, 'RIFF');
  view.setUint32(4, Math.min(MAX_UINT32, length - 8 + octets + (octets % 2)), true);
  setText(header, 8, 'WAVEfmt ');
  view.setUint32(16, formatLength, true);
  view.setUint16(20, tag, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, (sampleRate * bits) / 8, true);
  view.setUint16(32, bits / 8, true);
  view.setUint16(34, bits, true);
  if (!isPcm) {
    setText(header, 38, 'fact');
    view.setUint32(42, 4, true);
    view.setUint32(46, (octets * 8) / bits, true);
  }
  setText(header, length - 8, 'data');
  view.setUint32(length - 4, octets, true);
  return header;
}

function parseFormat(bytes: Uint8Array, at: number): WavFormat | Failure {
  if (bytes.length < 16) return new Failure(at, 'the format is cut off');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let tag = view.getUint16(0, true);
  if (tag === EXTENSIBLE) {
    if (bytes.length < 40) return new Failure(at, 'the extensible format is cut off');
    const guid = Array.from(bytes.subarray(26, 40), (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (guid !== WAVE_GUID) return new Failure(at + 24, 'an unknown format');
    tag = view.getUint16(24, true);
  }
  const channels = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  const bits = view.getUint16(14, true);
  const encoding = (Object.keys(formats) as WavEncoding[]).find((name) => formats[name].tag === tag);
  if (encoding === undefined) return new Failure(at, `format ${tag}, neither PCM nor G.711`);
  if (bits !== formats[encoding].bits) return new Failure(at + 14, `${bits} bits a sample`);
  if (channels === 0 || channels > MAX_CHANNELS) return new Failure(at + 2, `${channels} channels`);
  return { encoding, channels, sampleRate };
}

/** Whether this may be the next chunk of a file, and not sound. */
function isChunk(header: Uint8Array, left: number): boolean {
  return left === 0 || (/^[\x20-\x7e]{4}$/.test(textAt(header, 0)) && uint32(header, 4) <= left - CHUNK_HEADER);
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function setText(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}
