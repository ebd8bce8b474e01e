/** How long a registration that failed waits before it is tried again (RFC 5626 4.5, RFC 3261 20.33). */

import { type Random } from '../../stack/index.ts';

/** s: the base while nothing else of ours is registered, and while something is; and the longest wait. */
const BASE_ALONE = 30;
const BASE_BESIDE = 90;
const LONGEST = 1_800;
/** s beyond which no Retry-After is believed. */
const LONGEST_ASKED = 86_400;

/**
 * A random part, from a half to the whole, of a time that doubles with each failure: phones that lost their server together
 * do not come back together.
 * @param failures in a row, this one included
 * @param alone whether no other registration of the agent stands
 * @param asked s that the response asks for in Retry-After
 * @returns s
 */
export function retryDelay(random: Random, failures: number, alone: boolean, asked = 0): number {
  const bound = Math.min(LONGEST, (alone ? BASE_ALONE : BASE_BESIDE) * 2 ** Math.min(failures, 16));
  const drawn = bound * (0.5 + random.bits32() / 2 ** 33);
  return Math.max(drawn, Math.min(asked, LONGEST_ASKED));
}
