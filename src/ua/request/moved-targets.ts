/** Who has moved for good, so that the next call goes to the new address at once (RFC 3261 21.3.2). */

import { type Moved } from './redirect-targets.ts';

const LIMIT = 256;

export class MovedTargets {
  readonly #moved = new Map<string, { readonly to: string; readonly until: number }>();

  /** @param now monotonic ms */
  note(target: string, { to, expires }: Moved, now: number): void {
    this.#moved.delete(target);
    this.#moved.set(target, { to, until: expires === undefined ? Infinity : now + expires * 1000 });
    for (const oldest of this.#moved.keys()) {
      if (this.#moved.size <= LIMIT) break;
      this.#moved.delete(oldest);
    }
  }

  /** Where a request for `target` goes. @param now monotonic ms */
  resolve(target: string, now: number): string {
    const moved = this.#moved.get(target);
    if (moved === undefined || moved.until <= now) return target;
    return moved.to;
  }
}
