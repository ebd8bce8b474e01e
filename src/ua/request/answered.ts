/** Waiting until nobody owes an answer (RFC 3261 17): what was begun ends in good order, or by its timers. */

import { type Stack } from '../../stack/index.ts';

/** How often it is looked, ms. */
const LOOK_MS = 20;

/** Resolves when every transaction has its final response, or none will come: within 32 s where nothing new begins. */
export async function allAnswered(stack: Stack): Promise<void> {
  while (stack.unanswered > 0) await new Promise<void>((resolve) => stack.clock.after(LOOK_MS, resolve));
}
