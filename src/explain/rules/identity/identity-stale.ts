/** A signature that is too old, or dated ahead (RFC 8224 6.2 step 4, 6.2.2, 12.1). */

import { type Case } from '../../case/case.ts';
import { serverText, statusText } from '../../case/challenge-text.ts';
import { identitiesOf, mayHoldPassport } from '../../case/passport.ts';
import { isSaid } from '../../case/refused-answer.ts';
import { rebuffWith } from '../../case/refusal.ts';
import { dateOf, dateText } from '../../case/sip-date.ts';
import { type Step } from '../../case/step.ts';
import { capital, durationText, listText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

export const identityStale: CaseRule = {
  id: 'identity-stale',
  family: 'identity',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'The signature of the call is too old',
  severity: 'failure',
  meaning:
    'A signature holds for a minute, so that nobody can use it again for another call. The verifier answered 403 "Stale Date", or the time in the token (iat) lies more than a minute from Date or from the time of the capture. ' +
    'The signature may be right all the same.',
  cause:
    'The clock of the signer or of the verifier is wrong, or the call took longer than a minute to get there: by an INVITE that is sent again with its old Identity, or by forwarding after long ringing.',
  fix: [
    'See whether the clocks of signer and verifier are held by NTP: `timedatectl` or `chronyc tracking` on both.',
    'Sign each INVITE anew: one that follows a challenge, a redirection or a failed route must not carry the Identity of the one before.',
    'Let nobody between signer and verifier set a new Date.',
  ],
  rfc: ['8224 6.2.2', '8224 6.2', '8224 4.1'],
  explains: ['identity-invalid', 'not-permitted', 'request-refused', 'retry-loop'],
  check(subject) {
    return refusedAsStale(subject) ?? datedElsewhere(subject);
  },
};

/** s: RFC 8224 recommends it for both sides. */
const FRESH = 60;

/** The refusal says so, or the token is too old by the time of the capture and the call was refused as such calls are. */
function refusedAsStale(subject: Case): Found | undefined {
  if (!subject.legs.some((leg) => leg.transactions.some(({ status }) => status === 403 || status === 438)))
    return undefined;
  const said = rebuffWith(
    subject,
    (status, { final }) => status === 403 && final !== undefined && isSaid(final, /stale\s+date/i),
  );
  const rebuff =
    said ??
    rebuffWith(
      subject,
      (status, { request, final }) =>
        // A 403 that gives another reason is about something else.
        (status === 438 || (status === 403 && final?.title.toLowerCase() === '403 forbidden')) &&
        request !== undefined &&
        isOld(request),
    );
  if (rebuff === undefined) return undefined;
  const { origin, made, isOvercome } = rebuff;
  const { request } = made;
  const ages = request === undefined ? [] : agesOf(request);
  const state =
    ages.length > 0
      ? ` By its times, ${listText(ages)}.`
      : request !== undefined && said !== undefined
        ? ' By the time of the capture nothing in the request is too old: the clock of the verifier is to be looked at.'
        : '';
  return {
    certainty: said !== undefined ? 'certain' : 'likely',
    severity: isOvercome ? 'note' : 'failure',
    summary: `${capital(serverText(subject, origin))} refused the ${origin.method} with ${statusText(origin)}.${state}`,
    evidence: [...(request === undefined ? [] : [seenIn(request, timesIn(request))]), seenIn(origin, 'refused')],
  };
}

/** No one refused it, and somebody will. */
function datedElsewhere(subject: Case): Found | undefined {
  for (const { method, request } of subject.transactions) {
    if (request === undefined || method !== 'INVITE' || !mayHoldPassport(request)) continue;
    const [iat] = issuedAt(request);
    if (iat === undefined) continue;
    const fromDate = dateOf(request) / 1000 - iat;
    const isFar = Math.abs(fromDate) > FRESH;
    if (!isFar && !isOld(request)) continue;
    return {
      certainty: isFar ? 'certain' : 'possible',
      severity: isFar ? 'warning' : 'note',
      summary: `The ${method} carries a signature that a verifier may refuse: ${listText(agesOf(request))}.`,
      evidence: [seenIn(request, timesIn(request))],
    };
  }
  return undefined;
}

function issuedAt(step: Step): number[] {
  return identitiesOf(step)
    .map(({ passport }) => passport?.iat ?? Number.NaN)
    .filter((iat) => !Number.isNaN(iat));
}

function isOld(step: Step): boolean {
  return mayHoldPassport(step) && issuedAt(step).some((iat) => Math.abs(step.time / 1000 - iat) > FRESH);
}

/** How far each time is from where it should be: `iat is 5 min older than Date`. */
function agesOf(step: Step): string[] {
  const date = dateOf(step);
  const ages = issuedAt(step).flatMap((iat) => [
    ...distance('iat', iat * 1000, date, 'Date'),
    ...distance('iat', iat * 1000, step.time, 'the time of the capture'),
  ]);
  if (ages.length === 0) ages.push(...distance('Date', date, step.time, 'the time of the capture'));
  return [...new Set(ages)];
}

function distance(name: string, time: number, other: number, than: string): string[] {
  const off = time - other;
  if (!(Math.abs(off) > FRESH * 1000)) return [];
  return [`${name} is ${durationText(Math.abs(off))} ${off < 0 ? 'older' : 'later'} than ${than}`];
}

function timesIn(step: Step): string {
  const [iat] = issuedAt(step);
  const date = dateText(dateOf(step));
  const times = [
    ...(iat === undefined ? [] : [`iat ${dateText(iat * 1000)}`]),
    ...(date === '' ? [] : [`Date ${date}`]),
  ];
  return times.length === 0 ? 'neither Date nor iat' : times.join(', ');
}
