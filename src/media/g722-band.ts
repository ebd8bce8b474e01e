/** One band of G.722: its step size and its predictor with two poles and six zeros (ITU-T G.722 3.5, 3.6, 6.2.1.3-6.2.1.5). */

import { type BandTables, INVERSE_LOG } from './g722-tables.ts';

const ZEROS = 6;

/** The variables have the names of the Recommendation in brackets. */
export class SubBand {
  /** The step size (DETL, DETH). */
  scale: number;
  /** What the next sample is expected to be (SL, SH). */
  prediction = 0;
  readonly #tables: BandTables;
  /** The logarithm of the step size, in 2^-11 (NBL, NBH). */
  #log = 0;
  /** The poles (A1, A2), and the reconstructed signal that they weigh (R1, R2). */
  #pole1 = 0;
  #pole2 = 0;
  #signal1 = 0;
  #signal2 = 0;
  /** The partially reconstructed signal, of which only the signs are asked for (P1, P2). */
  #partial1 = 0;
  #partial2 = 0;
  /** The zeros (B1 to B6), the differences that they weigh (D1 to D6), and what they predict (SZ). */
  readonly #zeros = new Int32Array(ZEROS);
  readonly #differences = new Int32Array(ZEROS);
  #zeroPrediction = 0;

  constructor(tables: BandTables) {
    this.#tables = tables;
    this.scale = tables.firstScale;
  }

  /** @param code that was sent, by which the step size follows @param difference the quantised prediction error (D0) */
  adapt(code: number, difference: number): void {
    this.#adaptScale(code);
    const signal = saturate(this.prediction + difference);
    const partial = saturate(this.#zeroPrediction + difference);
    this.#adaptPoles(partial);
    this.#adaptZeros(difference);
    this.#signal2 = this.#signal1;
    this.#signal1 = signal;
    this.#partial2 = this.#partial1;
    this.#partial1 = partial;
    // FILTEP, FILTEZ, PREDIC.
    const first = (this.#pole1 * saturate(2 * this.#signal1)) >> 15;
    const second = (this.#pole2 * saturate(2 * this.#signal2)) >> 15;
    let zeroPrediction = 0;
    for (let i = ZEROS - 1; i >= 0; i--) {
      zeroPrediction = saturate(zeroPrediction + ((this.#zeros[i] * saturate(2 * this.#differences[i])) >> 15));
    }
    this.#zeroPrediction = zeroPrediction;
    this.prediction = saturate(saturate(first + second) + zeroPrediction);
  }

  /** LOGSCL and SCALEL, LOGSCH and SCALEH. */
  #adaptScale(code: number): void {
    const { logMultiplier, greatestLog, shift } = this.#tables;
    const log = ((this.#log * 127) >> 7) + logMultiplier[code];
    this.#log = Math.max(0, Math.min(greatestLog, log));
    const right = shift - (this.#log >> 11);
    const inverse = INVERSE_LOG[(this.#log >> 6) & 31];
    this.scale = (right < 0 ? inverse << -right : inverse >> right) << 2;
  }

  /** UPPOL2 and UPPOL1. */
  #adaptPoles(partial: number): void {
    const likeFirst = sameSign(partial, this.#partial1);
    const four = saturate(4 * this.#pole1);
    const pull = Math.min(32767, likeFirst ? -four : four) >> 7;
    const leaked = (this.#pole2 * 32512) >> 15;
    const pole2 = clamp((sameSign(partial, this.#partial2) ? 128 : -128) + pull + leaked, 12288);
    const pole1 = saturate(((this.#pole1 * 32640) >> 15) + (likeFirst ? 192 : -192));
    this.#pole2 = pole2;
    this.#pole1 = clamp(pole1, saturate(15360 - pole2));
  }

  /** UPZERO and DELAYA. */
  #adaptZeros(difference: number): void {
    const zeros = this.#zeros;
    const differences = this.#differences;
    const step = difference === 0 ? 0 : 128;
    for (let i = 0; i < ZEROS; i++) {
      const leaked = (zeros[i] * 32640) >> 15;
      zeros[i] = saturate(leaked + (sameSign(differences[i], difference) ? step : -step));
    }
    differences.copyWithin(1, 0);
    differences[0] = difference;
  }
}

/** Zero counts as positive. */
function sameSign(a: number, b: number): boolean {
  return a < 0 === b < 0;
}

function clamp(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

function saturate(value: number): number {
  return value > 32767 ? 32767 : value < -32768 ? -32768 : value;
}
