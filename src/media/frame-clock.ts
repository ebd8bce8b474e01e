/** A tick for every frame, at multiples of its length since the start: lateness of one never delays the next. */

import { type Clock } from '../stack/index.ts';

/** Frames that are made up for after the process was held up; more are skipped, since the peer would drop them too. */
const MOST_AT_ONCE = 10;

/** Calls back once for every frame until it is stopped; frames that are too late by far are told as skipped. */
export class FrameClock {
  readonly #clock: Clock;
  readonly #frameMs: number;
  readonly #onTick: () => void;
  readonly #onSkip: (frames: number) => void;
  readonly #startedAt: number;
  /** Ticks that were due so far. */
  #count = 0;
  #cancel: (() => void) | undefined;

  /** Starts at once; the first tick is a frame's length away. */
  constructor(clock: Clock, frameMs: number, onTick: () => void, onSkip: (frames: number) => void) {
    this.#clock = clock;
    this.#frameMs = frameMs;
    this.#onTick = onTick;
    this.#onSkip = onSkip;
    this.#startedAt = clock.now();
    this.#schedule();
  }

  /** Ends the ticks; none comes after this. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(): void {
    const next = this.#startedAt + (this.#count + 1) * this.#frameMs;
    this.#cancel = this.#clock.after(Math.max(0, next - this.#clock.now()), () => this.#run());
  }

  #run(): void {
    const due = Math.floor((this.#clock.now() - this.#startedAt) / this.#frameMs) - this.#count;
    const skipped = Math.max(0, due - MOST_AT_ONCE);
    this.#count += Math.max(0, due);
    this.#schedule();
    if (skipped > 0) this.#onSkip(skipped);
    // A tick may stop the clock.
    for (let i = skipped; i < due && this.#cancel !== undefined; i++) this.#onTick();
  }
}
