/** Servers that asked to be left alone for a while, by 503 with Retry-After (RFC 3261 21.5.4). */

import { type Destination } from '../../transport/index.ts';

/** s beyond which nobody is believed. */
const LONGEST = 3_600;
const LIMIT = 256;

export class Outages {
  /** Until when, monotonic ms, by address. */
  readonly #until = new Map<string, number>();

  /** @param seconds as the server said @param now monotonic ms */
  note(destination: Destination | undefined, seconds: number, now: number): void {
    if (destination === undefined || seconds <= 0) return;
    const key = keyOf(destination);
    this.#until.delete(key);
    this.#until.set(key, now + Math.min(seconds, LONGEST) * 1000);
    for (const oldest of this.#until.keys()) {
      if (this.#until.size <= LIMIT) break;
      this.#until.delete(oldest);
    }
  }

  /** Those that are well first; the others stay, as a last resort. @param now monotonic ms */
  order(destinations: readonly Destination[], now: number): readonly Destination[] {
    if (this.#until.size === 0) return destinations;
    const isOut = (destination: Destination) => (this.#until.get(keyOf(destination)) ?? 0) > now;
    return [...destinations.filter((one) => !isOut(one)), ...destinations.filter(isOut)];
  }
}

function keyOf({ transport, address, port }: Destination): string {
  return `${transport} ${address} ${port}`;
}
