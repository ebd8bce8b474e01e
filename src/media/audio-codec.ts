/** The codecs of a call: G.711 in both laws, and G.722 (RFC 3551 4.5, 6). */

import { SipError } from '../message/index.ts';
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from './g711.ts';
import { G722Decoder, G722Encoder } from './g722.ts';

/** Of all payloads that are sent and received here, Hz. */
export const CLOCK_RATE = 8000;

/** Turns sound into payloads; keeps state from one to the next, so each stream has its own. */
export interface AudioEncoder {
  /** Encodes a stretch of sound. @param samples of the codec's rate @returns a payload of its own */
  encode(samples: Int16Array): Uint8Array;
}

/** Turns payloads into sound; keeps state from one to the next, so each stream has its own. */
export interface AudioDecoder {
  /** Any octets are sound: there is no payload that cannot be decoded. @returns samples of the codec's rate */
  decode(payload: Uint8Array): Int16Array;
}

/** A codec of 64 kbit/s, where an octet takes one tick of the 8000 Hz clock. */
export interface AudioCodec {
  /** The encoding name, as in `a=rtpmap` (RFC 3551 6). */
  readonly name: 'PCMU' | 'PCMA' | 'G722';
  /** The static payload type. */
  readonly payloadType: number;
  /** Of the sound, Hz. G.722 has 16,000, though its RTP clock rate is 8000 (RFC 3551 4.5.2). */
  readonly sampleRate: number;
  /** With the state of one stream. */
  /** An encoder for one stream, as if nothing had come before. */
  createEncoder(): AudioEncoder;
  /** A decoder for one stream, as if nothing had come before. */
  createDecoder(): AudioDecoder;
}

/** G.711 mu-law, 8000 Hz, payload type 0 (RFC 3551 4.5.14). */
export const PCMU: AudioCodec = g711('PCMU', 0, encodeMuLaw, decodeMuLaw);
/** G.711 A-law, 8000 Hz, payload type 8 (RFC 3551 4.5.14). */
export const PCMA: AudioCodec = g711('PCMA', 8, encodeALaw, decodeALaw);

/** G.722, payload type 9: 16,000 Hz, although its RTP clock counts 8000 (RFC 3551 4.5.2). */
export const G722: AudioCodec = {
  name: 'G722',
  payloadType: 9,
  sampleRate: 16_000,
  createEncoder: () => new G722Encoder(),
  createDecoder: () => new G722Decoder(),
};

/** In order of preference where bandwidth does not matter. */
export const audioCodecs: readonly AudioCodec[] = [G722, PCMU, PCMA];

/**
 * The codec of an encoding name, in any case of letters.
 * @throws SipError SIP_MEDIA_CODEC for any other name
 */
export function audioCodec(name: string): AudioCodec {
  const codec = audioCodecs.find((known) => known.name === name.toUpperCase());
  if (codec === undefined) throw new SipError('SIP_MEDIA_CODEC', `no codec is named ${name}`);
  return codec;
}

function g711(
  name: 'PCMU' | 'PCMA',
  payloadType: number,
  encode: (samples: Int16Array, into: Uint8Array) => void,
  decode: (codes: Uint8Array, into: Int16Array) => void,
): AudioCodec {
  // Without state, one of each serves all streams.
  const encoder: AudioEncoder = {
    encode(samples) {
      const codes = new Uint8Array(samples.length);
      encode(samples, codes);
      return codes;
    },
  };
  const decoder: AudioDecoder = {
    decode(codes) {
      const samples = new Int16Array(codes.length);
      decode(codes, samples);
      return samples;
    },
  };
  return { name, payloadType, sampleRate: 8000, createEncoder: () => encoder, createDecoder: () => decoder };
}
