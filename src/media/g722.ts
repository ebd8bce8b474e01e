/** G.722 at 64 kbit/s: sound of 7 kHz in two bands, each with an adaptive differential code (ITU-T G.722, 3 and 6). */

import { SubBand } from './g722-band.ts';
import {
  HIGHER_BAND,
  INVERSE_QUANTISER_2,
  INVERSE_QUANTISER_4,
  INVERSE_QUANTISER_6,
  LOWER_BAND,
  QMF,
  QUANTISER_2_LEVEL,
  QUANTISER_6,
  QUANTISER_6_NEGATIVE,
  QUANTISER_6_POSITIVE,
} from './g722-tables.ts';

const TAPS = 24;

/** 16,000 samples a second to 8000 octets. */
export class G722Encoder {
  readonly #lower = new SubBand(LOWER_BAND);
  readonly #higher = new SubBand(HIGHER_BAND);
  /** The latest samples, the newest last; twice, so that a window of them is always in one piece. */
  readonly #history = new Int32Array(TAPS);

  /** @param samples 16 bits, 16 kHz; an odd one at the end is left out @returns an octet for each two samples */
  encode(samples: Int16Array): Uint8Array {
    const codes = new Uint8Array(samples.length >> 1);
    const history = this.#history;
    for (let i = 0; i < codes.length; i++) {
      history.copyWithin(0, 2);
      history[TAPS - 2] = samples[2 * i];
      history[TAPS - 1] = samples[2 * i + 1];
      let even = 0;
      let odd = 0;
      for (let tap = 0; tap < TAPS; tap += 2) {
        odd += history[tap] * QMF[tap];
        even += history[tap + 1] * QMF[tap + 1];
      }
      // TRANSMIT QMF (5.2.1): 15 bits in each band.
      codes[i] = this.#encodeLower((even + odd) >> 14) | (this.#encodeHigher((even - odd) >> 14) << 6);
    }
    return codes;
  }

  /** QUANTL, INVQAL and the adaptation of the lower band (6.2.1). */
  #encodeLower(sample: number): number {
    const band = this.#lower;
    const error = saturate(sample - band.prediction);
    const magnitude = error >= 0 ? error : ~error;
    let level = 1;
    while (level < QUANTISER_6.length && magnitude >= (QUANTISER_6[level] * band.scale) >> 12) level++;
    const code = (error < 0 ? QUANTISER_6_NEGATIVE : QUANTISER_6_POSITIVE)[level];
    const coarse = code >> 2;
    band.adapt(coarse, (band.scale * INVERSE_QUANTISER_4[coarse]) >> 15);
    return code;
  }

  /** QUANTH, INVQAH and the adaptation of the higher band (6.2.1). */
  #encodeHigher(sample: number): number {
    const band = this.#higher;
    const error = saturate(sample - band.prediction);
    const magnitude = error >= 0 ? error : ~error;
    const outer = magnitude >= (QUANTISER_2_LEVEL * band.scale) >> 12;
    const code = (error < 0 ? 0 : 2) + (outer ? 0 : 1);
    band.adapt(code, (band.scale * INVERSE_QUANTISER_2[code]) >> 15);
    return code;
  }
}

/** 8000 octets a second to 16,000 samples. */
export class G722Decoder {
  readonly #lower = new SubBand(LOWER_BAND);
  readonly #higher = new SubBand(HIGHER_BAND);
  /** Differences and sums of both bands in turn, the newest last. */
  readonly #history = new Int32Array(TAPS);

  /** @returns two samples for each octet: 16 bits, 16 kHz */
  decode(codes: Uint8Array): Int16Array {
    const samples = new Int16Array(2 * codes.length);
    const history = this.#history;
    for (let i = 0; i < codes.length; i++) {
      const lower = this.#decodeLower(codes[i] & 0x3f);
      const higher = this.#decodeHigher(codes[i] >> 6);
      history.copyWithin(0, 2);
      history[TAPS - 2] = lower + higher;
      history[TAPS - 1] = lower - higher;
      let first = 0;
      let second = 0;
      for (let tap = 0; tap < TAPS; tap += 2) {
        second += history[tap] * QMF[tap];
        first += history[tap + 1] * QMF[tap + 1];
      }
      // RECEIVE QMF (5.2.2).
      samples[2 * i] = saturate(first >> 11);
      samples[2 * i + 1] = saturate(second >> 11);
    }
    return samples;
  }

  /** INVQBL and LIMIT for the sound, INVQAL for the adaptation, which takes four of the six bits (6.2.2). */
  #decodeLower(code: number): number {
    const band = this.#lower;
    const sample = limit(band.prediction + ((band.scale * INVERSE_QUANTISER_6[code]) >> 15));
    const coarse = code >> 2;
    band.adapt(coarse, (band.scale * INVERSE_QUANTISER_4[coarse]) >> 15);
    return sample;
  }

  #decodeHigher(code: number): number {
    const band = this.#higher;
    const difference = (band.scale * INVERSE_QUANTISER_2[code]) >> 15;
    const sample = limit(band.prediction + difference);
    band.adapt(code, difference);
    return sample;
  }
}

function saturate(value: number): number {
  return value > 32767 ? 32767 : value < -32768 ? -32768 : value;
}

/** LIMIT (6.2.2): a band's sample has 15 bits. */
function limit(value: number): number {
  return value > 16383 ? 16383 : value < -16384 ? -16384 : value;
}
