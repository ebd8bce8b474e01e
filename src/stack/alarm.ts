/** Wakes the stack for the next deadline of its wheel: one call back of the clock at a time, set early rather than often. */

import { type Clock } from './clock.ts';

export class Alarm {
  private readonly clock: Clock;
  private readonly onWake: () => void;
  private at = Infinity;
  private cancel: () => void = () => {};

  constructor(clock: Clock, onWake: () => void) {
    this.clock = clock;
    this.onWake = onWake;
  }

  /** Sees to it that `onWake` is called at `at` or earlier, monotonic ms. */
  set(at: number, now: number): void {
    if (at >= this.at) return;
    this.cancel();
    this.at = at;
    this.cancel = this.clock.after(Math.max(0, at - now), () => {
      this.at = Infinity;
      this.onWake();
    });
  }

  /** For good: no deadline is earlier, so a flow that closes after the end does not wake us again. */
  stop(): void {
    this.cancel();
    this.at = -Infinity;
  }
}
