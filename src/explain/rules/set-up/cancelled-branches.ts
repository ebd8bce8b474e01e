/** Whether a CANCEL says, or the capture shows, that somebody else took the call (RFC 3326 3.1, RFC 3261 16.7 step 10). */

import { type Case } from '../../case/case.ts';
import { reasonsOf } from '../../case/said-reason.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';

/** Whether its Reason says so. */
export function isCompletedElsewhere(cancel: Step): boolean {
  return reasonsOf(cancel).some(
    ({ protocol, cause, text }) =>
      (protocol === 'SIP' && cause === 200) ||
      (protocol === 'Q.850' && cause === 26) ||
      /elsewhere|picked ?up|answered by/i.test(text),
  );
}

/** The INVITEs of all legs and hops, each with what it was made of. */
export function invitesOf({ legs }: Case): SeenTransaction[] {
  return legs.flatMap((leg) => leg.of('INVITE'));
}

/** The first INVITE of the case that was answered by 2xx before a step, on a branch or leg other than this one. */
export function answeredBefore(subject: Case, branch: SeenTransaction, before: Step): SeenTransaction | undefined {
  return invitesOf(subject).find(
    (one) =>
      one !== branch &&
      one !== branch.parent &&
      one.request?.toTag === '' &&
      one.status >= 200 &&
      one.status < 300 &&
      one.final!.number < before.number,
  );
}
