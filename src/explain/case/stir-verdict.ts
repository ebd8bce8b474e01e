/** What a verification service said of a call: by refusing it, or in a Reason of a call that it let through (RFC 8224 6.2.2, RFC 9410). */

import { type Case } from './case.ts';
import { identitiesOf } from './passport.ts';
import { rebuffWith } from './refusal.ts';
import { reasonsOf } from './said-reason.ts';
import { type Step } from './step.ts';

/** One verdict, where it was made. */
export interface StirVerdict {
  readonly response: Step;
  /** The request as whoever judged it saw it; undefined where the capture does not show it. */
  readonly request: Step | undefined;
  /** `note` where the call went on all the same. */
  readonly severity: 'failure' | 'warning' | 'note';
  /** How often it was said. */
  readonly count: number;
}

/** @param code 428, 436, 437 or 438 */
export function stirVerdict(subject: Case, code: number): StirVerdict | undefined {
  const rebuff = rebuffWith(subject, (status) => status === code);
  if (rebuff !== undefined) {
    const { origin, made, isOvercome, isWithinDialog, count } = rebuff;
    const severity = isOvercome ? 'note' : isWithinDialog ? 'warning' : 'failure';
    return { response: origin, request: made.request, severity, count };
  }
  for (const leg of subject.legs) {
    for (const { method, status, final, request } of leg.transactions) {
      if (method !== 'INVITE' || status >= 300 || final === undefined || !final.seen.text.includes('STIR')) continue;
      const says = reasonsOf(final).some(({ protocol, cause }) => protocol === 'STIR' && cause === code);
      if (says) return { response: subject.originOf(final), request, severity: 'note', count: 1 };
    }
  }
  return undefined;
}

/** The last request of the case that went by before a step with an Identity; a proxy or B2BUA behind it may have dropped it. */
export function signedBefore(subject: Case, step: Step): Step | undefined {
  let found: Step | undefined;
  for (const { method, request } of subject.transactions)
    if (
      request !== undefined &&
      method === step.method &&
      request.number < step.number &&
      request.number > (found?.number ?? 0) &&
      identitiesOf(request).length > 0
    )
      found = request;
  return found;
}
