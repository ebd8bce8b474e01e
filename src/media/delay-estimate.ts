/** How long packets are under way beyond the fastest of late, and how long sound must wait to miss few of them. */

/** Packets looked back on: about 5 s. */
const WINDOW = 256;
/** The share of packets that are to be in time. */
const IN_TIME = 0.97;
/** The estimate is made anew after so many packets. */
const PERIOD = 8;
/** Between two ticks of a timer, ms. */
const MARGIN_MS = 5;

/**
 * Transit times are differences between two clocks, so only their differences mean something; the shortest one of the
 * window stands for no delay, and follows when the clocks drift apart.
 */
export class DelayEstimate {
  readonly #transits = new Float64Array(WINDOW);
  #count = 0;
  #shortest = 0;
  #variation = 0;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** The shortest transit time of the window, ms. */
  get shortestMs(): number {
    return this.#shortest;
  }

  /** What 97 % of the packets stay below, beyond the shortest, with a margin, ms. */
  get variationMs(): number {
    return this.#variation;
  }

  /** @param transitMs arrival less timestamp, both in ms */
  add(transitMs: number): void {
    this.#transits[this.#count % WINDOW] = transitMs;
    this.#count++;
    if (this.#count === 1 || transitMs < this.#shortest) this.#shortest = transitMs;
    if (this.#count % PERIOD === 0) this.#update();
  }

  reset(): void {
    this.#count = 0;
    this.#shortest = 0;
    this.#variation = 0;
  }

  #update(): void {
    const sorted = this.#transits.slice(0, Math.min(this.#count, WINDOW)).sort();
    this.#shortest = sorted[0];
    this.#variation = sorted[Math.ceil(IN_TIME * sorted.length) - 1] - sorted[0] + MARGIN_MS;
  }
}
