/** How a connection that did not come about is told in a case: what was asked, what befell the connection, what became of it. */

import { type Case } from '../../case/case.ts';
import { type Trouble } from '../../case/connection-trouble.ts';
import { capital } from '../../case/wording.ts';
import { type Evidence, type Found, seenIn } from '../rule.ts';

/** @param what the rest of a sentence that begins with whoever opened the connection @param note of the event */
export function troubleFound(
  subject: Case,
  { request, event, isAvoided, isNamed }: Trouble,
  { what, note }: { readonly what: string; readonly note: string },
): Found {
  const { final, first, hop } = request;
  const method = first.method || 'request';
  const evidence: Evidence[] = [
    { frame: event.frame, note },
    seenIn(first, isAvoided ? `sent over ${hop.transport} instead` : 'what it was asked'),
  ];
  if (final !== undefined && !isAvoided) evidence.push(seenIn(final, 'what it said then'));
  const outcome = isAvoided
    ? `It then sent the ${method} over ${hop.transport}, and was answered.`
    : final === undefined
      ? `The ${method} that it had been asked got no final answer.`
      : `It had been asked to pass the ${method} on, and answered ${final.title}.`;
  return {
    certainty: isAvoided || isNamed ? 'likely' : 'possible',
    ...(isAvoided ? { severity: 'note' as const } : {}),
    summary: `${capital(subject.who(isAvoided ? request.client : request.server))} ${what}. ${outcome}`,
    evidence: evidence.sort((a, b) => a.frame - b.frame),
  };
}

/** ` (RST after 1 SYN in 0.2 ms)`, with a space before it; '' for nothing. */
export function inBrackets(detail: string): string {
  return detail === '' ? '' : ` (${detail})`;
}
