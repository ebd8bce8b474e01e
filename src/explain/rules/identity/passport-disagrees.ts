/** What the token says is not what the request says (RFC 8224 4.1, 6.2). */

import { placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { statusText } from '../../case/challenge-text.ts';
import { matchPassport, type PassportRow } from '../../case/passport-match.ts';
import { type IdentityValue } from '../../../identity/index.ts';
import { identitiesOf, mayHoldPassport } from '../../case/passport.ts';
import { type Step } from '../../case/step.ts';
import { stirVerdict } from '../../case/stir-verdict.ts';
import { capital, listText } from '../../case/wording.ts';
import { type CaseRule, type Found, type Severity, seenIn } from '../rule.ts';

export const passportDisagrees: CaseRule = {
  id: 'passport-disagrees',
  family: 'identity',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'The signed token does not fit the request that carries it',
  severity: 'failure',
  meaning:
    'The PASSporT in Identity repeats caller (orig), called (dest), type and certificate. Here one of them is not what From, P-Asserted-Identity, To, Request-URI or the parameters of Identity say. ' +
    'A verifier checks the signature against the request, so it comes out invalid, or the call is shown as one that may be faked.',
  cause:
    'Somebody rewrote a number or a parameter after the call was signed, or signed another number than the one that is shown.',
  fix: [
    'Sign in the last hop before the call leaves, after all rewriting of numbers, and in E.164 digits without a plus sign.',
    'If the call is forwarded, leave its Identity in place and add one of ppt=div, which joins the old called number to the new one (RFC 8946).',
    'A call of your own that a B2BUA makes out of another one needs a signature of its own: let it not pass on the old Identity with a new caller number.',
  ],
  rfc: ['8224 4.1', '8224 6.2', '8224 8.3'],
  explains: ['identity-invalid', 'request-refused'],
  check(subject) {
    const requests = signedRequests(subject);
    if (requests.length === 0) return undefined;
    const refused = stirVerdict(subject, 438);
    const judged = refused?.request === undefined ? undefined : mismatchIn([refused.request], true);
    const found = judged ?? mismatchIn(requests, refused !== undefined);
    if (found === undefined) return undefined;
    const { step, rows, differing } = found;
    const before = requests.find((one) => one.number < step.number && agreesOn(one, found));
    const parts = differing.map(({ token, request, part }) => sentence(part, token, request));
    const changed =
      before === undefined
        ? ''
        : ` In frame ${before.frame} they were still one: ${placeText(step.hop.source)} changed it.`;
    const isRefused = refused !== undefined && refused.severity !== 'note';
    return {
      certainty: differing.some(({ match }) => match === 'other') ? 'certain' : 'possible',
      severity: isRefused ? refused.severity : severityOf(differing),
      summary: `In the ${step.method} of frame ${step.frame}, ${listText(parts)}.${changed}${isRefused ? ` The call was refused with ${statusText(refused.response)}.` : ''}`,
      ...(before === undefined
        ? {}
        : { cause: `${capital(placeText(step.hop.source))} rewrites the request after it was signed.` }),
      comparison: {
        left: 'PASSporT',
        right: 'request',
        rows: rows.map(({ token, request, match }) => ({ left: token, right: request, differs: match !== 'same' })),
      },
      evidence: [
        ...(before === undefined ? [] : [seenIn(before, 'token and request agree')]),
        seenIn(step, differing.map(({ part }) => part).join(', ') + ' disagree'),
        ...(isRefused ? [seenIn(refused.response, 'refused')] : []),
      ],
    } satisfies Found;
  },
};

interface Mismatch {
  readonly step: Step;
  readonly identity: IdentityValue;
  readonly rows: readonly PassportRow[];
  readonly differing: readonly PassportRow[];
}

/** Requests out of a dialog that carry a PASSporT, on every hop. */
function signedRequests(subject: Case): Step[] {
  const steps: Step[] = [];
  for (const { transactions } of subject.legs)
    for (const { request, method } of transactions)
      if (
        request !== undefined &&
        (method === 'INVITE' || method === 'MESSAGE') &&
        request.toTag === '' &&
        mayHoldPassport(request)
      )
        steps.push(request);
  return steps;
}

/** @param isStrict digits that mean the same in one country only count too: the verifier refused them */
function mismatchIn(steps: readonly Step[], isStrict: boolean): Mismatch | undefined {
  for (const step of steps)
    for (const identity of identitiesOf(step)) {
      const rows = matchPassport(step, identity);
      const differing = rows.filter(
        ({ part, match }) => part !== 'iat' && (match === 'other' || (isStrict && match === 'form')),
      );
      if (differing.length > 0) return { step, identity, rows, differing };
    }
  return undefined;
}

function agreesOn(step: Step, { identity, differing }: Mismatch): boolean {
  const same = identitiesOf(step).find(({ token }) => token === identity.token);
  if (same === undefined) return false;
  const rows = matchPassport(step, same);
  return differing.every(({ part }) => rows.some((row) => row.part === part && row.match === 'same'));
}

/** Inside the network of the called side the target is often rewritten after the check: that alone harms nobody. */
function severityOf(differing: readonly PassportRow[]): Severity {
  return differing.every(({ part }) => part === 'dest') ? 'note' : 'warning';
}

function sentence(part: PassportRow['part'], token: string, request: string): string {
  if (token === '') return `the token has no ${part} and Identity says ${request}`;
  if (request === '') return `the token says ${token} and Identity has no ${part}`;
  const who = part === 'orig' || part === 'dest' ? 'the request has' : 'Identity says';
  return `the token says ${token} and ${who} ${request}`;
}
