/** Sample rate conversion: a polyphase filter, a windowed sinc cut below the lower of both Nyquist frequencies. */

import { SipError } from '../message/index.ts';

/** Zero crossings of the sinc on each side, and the window's shape: 80 dB down, a transition of a tenth of the lower rate. */
const ZERO_CROSSINGS = 24;
const KAISER_BETA = 7.86;
/** Where the filter is 6 dB down, of the lower Nyquist frequency: speech up to 3.4 kHz passes at 8 kHz. */
const CUTOFF = 0.95;
const MAX_PHASES = 640;
const MIN_RATE = 4000;
const MAX_RATE = 192_000;

/**
 * Whether a `Resampler` can be made: every usual pair of rates from 4 to 192 kHz, but not 44,099 Hz, whose table of
 * phases would be endless.
 */
export function canResample(from: number, to: number): boolean {
  const isRate = (rate: number) => Number.isInteger(rate) && rate >= MIN_RATE && rate <= MAX_RATE;
  return isRate(from) && isRate(to) && to / greatestCommonDivisor(from, to) <= MAX_PHASES;
}

/** Converts a stream piece by piece. Memory: the filter, and as many samples as it is long. */
export class Resampler {
  /** One output sample is `#down / #up` input samples later than the one before it. */
  readonly #up: number;
  readonly #down: number;
  readonly #taps: number;
  /** The filter of each phase, one after the other; empty where the rates are equal. */
  readonly #filter: Float32Array;
  /** The last input samples that outputs still need. */
  #tail: Float32Array;
  /** Of the next output sample, in `1 / #up` of an input sample after the start of the tail's first window. */
  #position = 0;

  /** @param from Hz of the input @param to Hz of the output @throws SipError SIP_RESAMPLER_RATE unless `canResample` */
  constructor(from: number, to: number) {
    if (!canResample(from, to)) throw new SipError('SIP_RESAMPLER_RATE', `cannot convert ${from} Hz to ${to} Hz`);
    const divisor = greatestCommonDivisor(from, to);
    this.#up = to / divisor;
    this.#down = from / divisor;
    const cutoff = CUTOFF * Math.min(1, to / from);
    const half = from === to ? 0 : Math.ceil(ZERO_CROSSINGS / cutoff);
    this.#taps = 2 * half;
    this.#filter = makeFilter(this.#up, half, cutoff);
    // The first output sample lies on the first input sample: half of its window comes before the stream.
    this.#tail = new Float32Array(Math.max(0, half - 1));
  }

  /** Output samples that come only with input of a later time, at most. */
  get delay(): number {
    return Math.ceil(((this.#taps / 2) * this.#up) / this.#down);
  }

  /**
   * Takes the next piece of the input.
   * @returns what can be told of the stream so far; a piece of it may come only with the next call
   */
  process(input: Int16Array): Int16Array {
    if (this.#taps === 0) return input.slice();
    const window = new Float32Array(this.#tail.length + input.length);
    window.set(this.#tail);
    window.set(input, this.#tail.length);
    const windows = Math.max(0, window.length - this.#taps + 1);
    const outputs = Math.max(0, Math.ceil((windows * this.#up - this.#position) / this.#down));
    const output = new Int16Array(outputs);
    for (let i = 0; i < outputs; i++) {
      const start = Math.floor(this.#position / this.#up);
      const filterAt = (this.#position % this.#up) * this.#taps;
      let sum = 0;
      for (let tap = 0; tap < this.#taps; tap++) sum += window[start + tap] * this.#filter[filterAt + tap];
      output[i] = Math.max(-32768, Math.min(32767, Math.round(sum)));
      this.#position += this.#down;
    }
    const used = Math.min(Math.floor(this.#position / this.#up), window.length);
    this.#tail = window.slice(used);
    this.#position -= used * this.#up;
    return output;
  }

  /** What is left at the stream's end. */
  flush(): Int16Array {
    return this.process(new Int16Array(this.#taps / 2));
  }
}

function makeFilter(phases: number, half: number, cutoff: number): Float32Array {
  const taps = 2 * half;
  const filter = new Float32Array(phases * taps);
  for (let phase = 0; phase < phases; phase++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      // From the output's place to the input sample, in input samples.
      const distance = tap - (half - 1) - phase / phases;
      const value = sinc(distance * cutoff) * kaiser(distance / half);
      filter[phase * taps + tap] = value;
      sum += value;
    }
    // Each phase passes a constant as it is: otherwise the phases would be heard as a tone.
    for (let tap = 0; tap < taps; tap++) filter[phase * taps + tap] /= sum;
  }
  return filter;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** But for a factor, which the filter's own sum takes away. @param x -1 to 1 */
function kaiser(x: number): number {
  return besselI0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - x * x)));
}

/** The modified Bessel function of order 0, by its series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
