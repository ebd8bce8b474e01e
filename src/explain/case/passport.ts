/** The Identity header fields of a message as it was seen, read without a check of their signatures (RFC 8224 4). */

import { headerId } from '../../catalogue/index.ts';
import { type IdentityValue, readIdentity } from '../../identity/index.ts';
import { type Step } from './step.ts';

const IDENTITY = headerId('Identity');
const MAX_IDENTITIES = 16;

const known = new WeakMap<Step, readonly IdentityValue[]>();
const none: readonly IdentityValue[] = [];

/** The Identity header fields of a message, in order, at most 16. */
export function identitiesOf(step: Step): readonly IdentityValue[] {
  const before = known.get(step);
  if (before !== undefined) return before;
  if (!step.message.has(IDENTITY)) return none;
  const all = step.message.headers(IDENTITY).slice(0, MAX_IDENTITIES).map(readIdentity);
  known.set(step, all);
  return all;
}

/** Whether a message can hold a PASSporT of the full form, without looking into its header fields: a JSON object begins so. */
export function mayHoldPassport({ seen }: Step): boolean {
  return seen.text.includes('eyJ');
}
