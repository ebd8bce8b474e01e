/** One deadline of something that has several, on the wheel of the stack. */

import { type Stack, Timed } from '../stack/index.ts';

export class Deadline extends Timed {
  readonly #stack: Stack;
  readonly #onPassed: () => void;

  constructor(stack: Stack, onPassed: () => void) {
    super();
    this.#stack = stack;
    this.#onPassed = onPassed;
  }

  get isSet(): boolean {
    return this.wheelAt !== Infinity;
  }

  /** ms until it passes; Infinity where it is not set. */
  get left(): number {
    return this.wheelAt - this.#stack.now;
  }

  /** @param ms from now, in place of the time that was set before; Infinity clears it */
  set(ms: number): void {
    this.#stack.wheel.arm(this, this.#stack.now + ms);
  }

  clear(): void {
    this.#stack.wheel.disarm(this);
  }

  override onDeadline(): void {
    this.#onPassed();
  }
}
