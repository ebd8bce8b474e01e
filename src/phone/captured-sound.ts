/** Sound that comes when it comes, from a sound card, to be read when a frame is due: silence where it is late, the oldest gone where it piles up. */

import { type AudioSource } from '../media/index.ts';

/** More than this waits only where nobody reads, or where the card's clock is faster than ours, ms. */
const MOST_MS = 200;
/** What is left of it then, ms. */
const KEPT_MS = 60;

/** Bounded: 200 ms of sound. It never ends, as a card does not. */
export class CapturedSound implements AudioSource {
  readonly #most: number;
  readonly #kept: number;
  readonly #samples: Int16Array;
  #count = 0;
  /** The first octet of a sample whose second has not come yet. */
  #half: number | undefined;

  /** @param sampleRate Hz */
  constructor(sampleRate: number) {
    this.#most = Math.round((sampleRate * MOST_MS) / 1000);
    this.#kept = Math.round((sampleRate * KEPT_MS) / 1000);
    this.#samples = new Int16Array(this.#most);
  }

  /** How much waits, samples. */
  get waiting(): number {
    return this.#count;
  }

  /** @param octets samples of 16 bits, the low octet first; a sample may be cut in two */
  put(octets: Uint8Array): void {
    let at = 0;
    if (this.#half !== undefined && octets.length > 0) {
      this.#push(this.#half | (octets[0] << 8));
      this.#half = undefined;
      at = 1;
    }
    for (; at + 1 < octets.length; at += 2) this.#push(octets[at] | (octets[at + 1] << 8));
    if (at < octets.length) this.#half = octets[at];
  }

  read(frame: Int16Array): number {
    const count = Math.min(frame.length, this.#count);
    frame.set(this.#samples.subarray(0, count));
    frame.fill(0, count);
    this.#drop(count);
    return frame.length;
  }

  #push(sample: number): void {
    if (this.#count === this.#most) this.#drop(this.#most - this.#kept);
    this.#samples[this.#count++] = sample;
  }

  #drop(count: number): void {
    this.#samples.copyWithin(0, count, this.#count);
    this.#count -= count;
  }
}
