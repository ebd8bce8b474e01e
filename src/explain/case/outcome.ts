/** How a conversation ended, in a word: what a list of calls shows. */

import { type Conversation } from './conversation.ts';
import { type SeenTransaction } from './seen-transaction.ts';

/**
 * - `answered`: a call that ended by BYE; `in progress`: one without an end in the capture.
 * - `cancelled`: the caller gave up; `refused`: a final response of 300 or above; `redirected`: a 3xx that nobody followed.
 * - `no answer`: a request without a final response; `not acknowledged`: a 2xx to INVITE without its ACK.
 * - `done`: any other request that was accepted.
 * - `partial`: the capture does not show its beginning.
 */
export type OutcomeKind = (typeof outcomeKinds)[number];
/** All of them. */
export const outcomeKinds = [
  'answered',
  'in progress',
  'cancelled',
  'refused',
  'redirected',
  'no answer',
  'not acknowledged',
  'done',
  'partial',
] as const;

/** The kind, and the status that decided, 0 without one. */
export interface Outcome {
  readonly kind: OutcomeKind;
  readonly status: number;
}

export function outcomeOf(conversation: Conversation): Outcome {
  return conversation.once(findOutcome);
}

/** There are few, and each is kept for every line of a list. */
const outcomes = new Map<string, Outcome>();

function outcome(kind: OutcomeKind, status: number): Outcome {
  const key = `${kind} ${status}`;
  let one = outcomes.get(key);
  if (one === undefined) outcomes.set(key, (one = { kind, status }));
  return one;
}

function findOutcome(conversation: Conversation): Outcome {
  const { attempt } = conversation;
  if (attempt === undefined) return outcome('partial', 0);
  const { status } = attempt;
  if (status === 0) return outcome(attempt.cancel === undefined ? 'no answer' : 'cancelled', 0);
  if (attempt.method === 'INVITE') return callOutcome(conversation, attempt);
  if (status < 300) return outcome('done', status);
  return outcome(status < 400 ? 'redirected' : 'refused', status);
}

function callOutcome(conversation: Conversation, { status, cancel }: SeenTransaction): Outcome {
  if (status >= 300) {
    if (status === 487 && cancel !== undefined) return outcome('cancelled', status);
    return outcome(status < 400 ? 'redirected' : 'refused', status);
  }
  const { dialog } = conversation;
  if (dialog !== undefined && dialog.acks.length === 0) return outcome('not acknowledged', status);
  return outcome(dialog?.bye === undefined ? 'in progress' : 'answered', status);
}
