/** Why a call failed, in short: what the response means, what it says itself, and who can do what first (RFC 3261 21, RFC 3326). */

import { type FixStep } from '../explain/index.ts';
import { type Response } from '../message/index.ts';

/** Of a response that ended a call (RFC 3261 21). */
export interface CallExplanation {
  readonly status: number;
  /** As `486 Busy Here`. */
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  /** What this very response says: its Warning, Reason and the like. */
  readonly notes: readonly string[];
  /** By who can do it: the first steps of each. */
  readonly steps: readonly FixStep[];
}

/** Of each person: the rest is a question to `sipwright explain`. */
const STEPS = 2;

/**
 * The explanation of a response, or of a status that silence counts as (RFC 3261 8.1.3.1). Loads the reference at the first call.
 * @param response its own text is looked at too
 * @returns undefined for a status that means nothing to anybody
 */
export async function explainOutcome(
  status: number,
  response: Response | undefined,
): Promise<CallExplanation | undefined> {
  // Some hundred kilobytes of prose, which a call that goes well does not need.
  const { explain, fixesOf, isNotFound } = await import('../explain/index.ts');
  const found = explain(response === undefined ? status : response.text);
  if (isNotFound(found) || found.kind !== 'code') return undefined;
  const { title, summary, inMessage } = found;
  const steps = fixesOf(found).map(({ person, steps }) => ({ person, steps: steps.slice(0, STEPS) }));
  return { status, title, summary, notes: inMessage, steps };
}
