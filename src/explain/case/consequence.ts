/** What became of a message that is not as it should be: refused, ignored, or nothing of the kind (RFC 3261 8.2, 18.3). */

import { type Case } from './case.ts';
import { type Step } from './step.ts';
import { isUnanswered } from './unanswered.ts';

/** Responses that blame the message itself (21.4.1, 21.4.11 to 21.4.14, 21.5.6, 21.5.7, 21.4.26). */
const blaming: ReadonlySet<number> = new Set([400, 413, 414, 415, 416, 488, 493, 505, 513, 606]);
/** A response that is ignored so often was not lost. */
const IGNORED = 2;

/** - `refused`: with the response `by`. - `ignored`: nobody acted on it, the last sign of which is `by`. */
export interface Consequence {
  readonly kind: 'refused' | 'ignored';
  readonly by: Step;
}

/** undefined where nothing in the capture follows from it. */
export function consequenceOf(step: Step, subject: Case): Consequence | undefined {
  const { transaction } = step;
  if (transaction === undefined) return undefined;
  if (step.isRequest) {
    const { final, requests } = transaction;
    if (final !== undefined) return blaming.has(final.status) ? { kind: 'refused', by: final } : undefined;
    return isUnanswered(transaction, subject) ? { kind: 'ignored', by: requests[requests.length - 1] } : undefined;
  }
  if (!step.isFinal) return undefined;
  // Whoever got the response stops asking; whoever sent it stops when ACK comes.
  const { requests, responses, acks, method } = transaction;
  const asked = requests.filter(({ number }) => number > step.number);
  if (asked.length >= IGNORED) return { kind: 'ignored', by: asked[asked.length - 1] };
  if (method !== 'INVITE' || acks.length > 0 || step.status < 300) return undefined;
  const again = responses.filter(({ repeats }) => repeats === step || repeats === step.repeats);
  return again.length > IGNORED ? { kind: 'ignored', by: again[again.length - 1] } : undefined;
}
