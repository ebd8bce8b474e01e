/** Where sound comes from and goes to: interfaces, and the sources that need no file. */

import { SipError } from '../message/index.ts';

/** Sound to be sent: linear, 16 bits, one channel, at the rate of whoever reads it. */
export interface AudioSource {
  /** Fills the frame from its beginning. @returns how many samples; fewer than there is room for at its end, then 0 */
  read(frame: Int16Array): number;
}

/** Sound that was received: linear, 16 bits, one channel, at the rate of whoever writes it. */
export interface AudioSink {
  /** The frame is written to again after the call: copy what is kept. */
  write(frame: Int16Array): void;
}

/** A sine wave without end. */
export class ToneSource implements AudioSource {
  readonly #amplitude: number;
  readonly #turn: number;
  #phase = 0;

  /**
   * @param hertz less than half of `sampleRate`, which is in Hz too
   * @param amplitude of 32767; half of it unless told
   * @throws SipError SIP_MEDIA_OPTIONS
   */
  constructor(hertz: number, sampleRate: number, amplitude = 16_384) {
    if (!(hertz > 0 && hertz < sampleRate / 2))
      throw new SipError('SIP_MEDIA_OPTIONS', `no tone at ${sampleRate} samples a second: ${hertz} Hz`);
    if (!(amplitude >= 0 && amplitude <= 32_767))
      throw new SipError('SIP_MEDIA_OPTIONS', `no amplitude from 0 to 32767: ${amplitude}`);
    this.#amplitude = amplitude;
    this.#turn = (2 * Math.PI * hertz) / sampleRate;
  }

  read(frame: Int16Array): number {
    for (let at = 0; at < frame.length; at++) {
      frame[at] = Math.round(this.#amplitude * Math.sin(this.#phase));
      // Kept small, so that it stays exact for hours.
      this.#phase = (this.#phase + this.#turn) % (2 * Math.PI);
    }
    return frame.length;
  }
}

/** Silence, without end or for so long. */
export class SilenceSource implements AudioSource {
  #left: number;

  /** @param samples how many; without end unless told */
  constructor(samples = Infinity) {
    this.#left = samples;
  }

  read(frame: Int16Array): number {
    const count = Math.min(frame.length, this.#left);
    this.#left -= count;
    frame.fill(0, 0, count);
    return count;
  }
}

/** Samples that are in memory already, such as a digit's tone. */
export class SampleSource implements AudioSource {
  #left: Int16Array;

  constructor(samples: Int16Array) {
    this.#left = samples;
  }

  read(frame: Int16Array): number {
    const piece = this.#left.subarray(0, frame.length);
    frame.set(piece);
    this.#left = this.#left.subarray(piece.length);
    return piece.length;
  }
}
