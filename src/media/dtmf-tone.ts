/** Digits as sound: two tones at once, for a peer that takes no telephone events (ITU-T Q.23, Q.24). */

import { eventOf, type DtmfDigit } from '../rtp/index.ts';

const rows = [697, 770, 852, 941];
const columns = [1209, 1336, 1477, 1633];
/** The keys by row and column. */
const keypad = '123A456B789C*0#D';
/** Each of both tones, of full scale: together about -9 dBm0, and 6 dB below clipping. */
const LOUDNESS = 0.25;
/** A click at the edges would be heard as other tones. */
const EDGE_MS = 2;

/** How a digit is made into sound. */
export interface ToneOptions {
  /** Hz. */
  readonly sampleRate: number;
  readonly durationMs?: number;
}

/**
 * The two frequencies of a digit, Hz.
 * @throws SipError SIP_DTMF_DIGIT
 */
export function dtmfFrequencies(digit: DtmfDigit): readonly [low: number, high: number] {
  eventOf(digit);
  const key = keypad.indexOf(digit.toUpperCase());
  return [rows[key >> 2], columns[key & 3]];
}

/**
 * The sound of a digit.
 * @param durationMs 100 unless told
 * @throws SipError SIP_DTMF_DIGIT
 */
export function dtmfTone(digit: DtmfDigit, { sampleRate, durationMs = 100 }: ToneOptions): Int16Array {
  const [low, high] = dtmfFrequencies(digit);
  const length = Math.round((sampleRate * durationMs) / 1000);
  const edge = (sampleRate * EDGE_MS) / 1000;
  const turn = (2 * Math.PI) / sampleRate;
  return Int16Array.from({ length }, (_, at) => {
    const swell = Math.min(1, (at + 1) / edge, (length - at) / edge);
    return Math.round(32767 * LOUDNESS * swell * (Math.sin(low * turn * at) + Math.sin(high * turn * at)));
  });
}
