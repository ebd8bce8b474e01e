/** Waiting for a condition, never for a time: it ends when the condition holds, or fails at its deadline. */

import { setTimeout as sleep } from 'node:timers/promises';

/** How long a condition may take, ms. Generous: it only counts when something is wrong. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 20;

/**
 * @param probe what is waited for: anything but undefined and false ends it
 * @throws Error at the deadline with what was waited for; what `probe` throws
 */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`not within ${patienceMs} ms: ${what}`);
    await sleep(LOOK_MS);
  }
}
