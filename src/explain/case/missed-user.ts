/** A request for a user that came to nothing, beside what was registered for that user when it was sent (RFC 3261 10.1). */

import { samePlace } from './address.ts';
import { type BindingHistory, historyFor, isContactAt } from './binding-history.ts';
import { type Case } from './case.ts';
import { refusalOf } from './refusal.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';
import { isUnanswered } from './unanswered.ts';

/** A request that did not reach whom it was for. */
export interface MissedUser {
  /** Its last try, as the first hop of the capture shows it. */
  readonly request: Step;
  readonly history: BindingHistory;
  /** Where it ended: the transaction in which it was refused, or that nobody answered. */
  readonly made: SeenTransaction;
  /** The refusal as it was made; undefined where there was none. */
  readonly refusal: Step | undefined;
  /** The caller gave up. */
  readonly isCancelled: boolean;
}

/** undefined where the request got through, or the user was not registered in the capture before it. */
export function missedUser(subject: Case): MissedUser | undefined {
  const [first] = subject.legs[0].transactions;
  if (first === undefined || first.method === 'REGISTER') return undefined;
  return subject.once(find);
}

function find(subject: Case): MissedUser | undefined {
  const { attempt } = subject.main;
  const request = attempt?.request;
  if (attempt === undefined || request === undefined || request.toTag !== '') return undefined;
  const refusal = refusalOf(subject);
  const isCancelled = refusal === undefined && attempt.cancel !== undefined && attempt.status !== 200;
  const silent = refusal === undefined ? silentOne(subject, attempt) : undefined;
  const made = refusal?.made ?? silent ?? (isCancelled ? attempt : undefined);
  if (made === undefined) return undefined;
  const history = historyFor(subject.surroundings.registrations, request);
  if (history === undefined) return undefined;
  return { request, history, made, refusal: refusal?.origin, isCancelled };
}

/** The innermost request that nobody answered, where whoever asked got no final answer either. */
function silentOne(subject: Case, attempt: SeenTransaction): SeenTransaction | undefined {
  if (attempt.status !== 0) return undefined;
  const all = [attempt, ...attempt.children, ...attempt.children.flatMap(({ children }) => children)];
  return all.findLast((one) => one.children.length === 0 && isUnanswered(one, subject));
}

/** Whether a request went to one of the contacts that were registered, so that the registrar still knew them. */
export function wentToContact({ history, made: { server } }: MissedUser): boolean {
  return history.bindings.some(
    ({ contact, registration }) => samePlace(registration.client, server) || isContactAt(contact, server),
  );
}
