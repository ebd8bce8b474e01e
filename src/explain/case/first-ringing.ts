/** When a phone rang first, on whatever hop of a call (RFC 3261 13.3.1.1). */

import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

/** The first 180 of these transactions before a step; undefined where nothing rang. */
export function firstRinging(transactions: readonly SeenTransaction[], before: Step): Step | undefined {
  return transactions
    .flatMap(({ responses }) => responses)
    .filter(({ status, number }) => status === 180 && number < before.number)
    .reduce<Step | undefined>(
      (first, one) => (first === undefined || one.number < first.number ? one : first),
      undefined,
    );
}
