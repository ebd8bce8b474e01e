/** 438: no Identity of the request is valid (RFC 8224 6.2.2). */

import { serverText, statusText } from '../../case/challenge-text.ts';
import { type IdentityValue } from '../../../identity/index.ts';
import { identitiesOf } from '../../case/passport.ts';
import { reasonSentences } from '../../case/said-reason.ts';
import { shown, type Step } from '../../case/step.ts';
import { dateOf } from '../../case/sip-date.ts';
import { signedBefore, stirVerdict } from '../../case/stir-verdict.ts';
import { capital, countText, listText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

export const identityInvalid: CaseRule = {
  id: 'identity-invalid',
  family: 'identity',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'The signature of the call is not valid',
  severity: 'failure',
  meaning:
    'The call is signed, and the verifier answered 438: the signature does not fit the token, the numbers in the token are not those of the call, or a claim is missing. Fraud looks like this, ' +
    'and so does a network that rewrites numbers after the call was signed. Whether the signature itself is right cannot be seen without the certificate.',
  cause:
    'Somebody changed the numbers, the time or the header field itself after the signature was made, or it was made with a key that is not the one of the certificate.',
  fix: [
    'Hold orig and dest of the token against From, P-Asserted-Identity and To as the verifier got them, digits only; where they differ, find the hop that rewrites them and sign behind it.',
    'Let border controllers and proxies pass Identity byte by byte, and allow header fields of 2,000 bytes.',
    'Take key and certificate from the same renewal: a new key with the old info URL fails for every call.',
  ],
  rfc: ['8224 6.2.2', '8224 6.2', '8224 6.1.1'],
  explains: ['request-refused', 'retry-loop'],
  check(subject) {
    const verdict = stirVerdict(subject, 438);
    if (verdict === undefined) return undefined;
    const { response, request, severity, count } = verdict;
    const identities = request === undefined ? [] : identitiesOf(request);
    const earlier = request === undefined ? undefined : signedBefore(subject, request);
    const faults = [
      ...new Set([
        ...identities.flatMap(faultsOf),
        ...(request === undefined || earlier === undefined ? [] : changesBetween(earlier, request)),
      ]),
    ];
    const seen = faults.length === 0 ? '' : ` In its Identity, ${listText(faults)}.`;
    const again = count > 1 ? ` It said so ${count} times: the same token does not get better by a repetition.` : '';
    return {
      certainty: 'certain',
      severity,
      summary: `${capital(serverText(subject, response))} answered the ${response.method} with ${response.status < 300 ? 'a Reason of STIR 438' : statusText(response)}: of ${countText(identities.length, 'Identity header field')} none is valid.${seen}${again}${reasonSentences(response)}`,
      ...(faults.length === 0
        ? {}
        : { cause: `The capture shows what a verifier cannot accept: ${listText(faults)}.` }),
      evidence: [
        ...(earlier === undefined ? [] : [seenIn(earlier, 'Identity as it was before')]),
        ...(request === undefined ? [] : [seenIn(request, faults[0] ?? 'the signed request')]),
        seenIn(response, 'not valid'),
      ],
    };
  },
};

/** What is broken to the eye; what disagrees with the request is told by `passport-disagrees`. */
function faultsOf({ fault, passport, info }: IdentityValue): string[] {
  const faults: string[] = [];
  if (fault !== '') faults.push(fault);
  if (info === '') faults.push('the parameter info is missing');
  if (passport === undefined) return faults;
  const { typ, orig, dest, iat, ppt, attest, origid } = passport;
  if (typ !== 'passport') faults.push(`typ is "${shown(typ)}" instead of "passport"`);
  if (orig.tn.length + orig.uri.length !== 1) faults.push('orig does not name one caller');
  if (dest.tn.length + dest.uri.length === 0) faults.push('dest names nobody');
  if (Number.isNaN(iat)) faults.push('iat is no number');
  for (const tn of [...orig.tn, ...dest.tn])
    if (!/^[\d*#]+$/.test(tn)) faults.push(`"${shown(tn)}" is not written in digits alone (RFC 8224 8.3)`);
  if (ppt === 'shaken') {
    if (!/^[ABC]$/.test(attest))
      faults.push(`attest is ${attest === '' ? 'missing' : `"${shown(attest)}"`}, where SHAKEN has A, B or C`);
    if (origid === '') faults.push('origid is missing');
  }
  return faults;
}

/** What another hop changed of the header field, or of the Date that a compact form is made over. */
function changesBetween(before: Step, after: Step): string[] {
  const [old, now] = [identitiesOf(before), identitiesOf(after)];
  const changes: string[] = [];
  const isKept = now.every(({ token }) => old.some((one) => one.token === token));
  const isCut = now.some(({ token }) => old.some((one) => one.token !== token && one.token.startsWith(token)));
  if (isCut) changes.push('the token was cut off on the way');
  else if (!isKept && now.length === old.length) changes.push('the token was changed on the way');
  const isCompact = now.some(({ token }) => token.startsWith('..'));
  if (isCompact && isKept && dateOf(before) !== dateOf(after) && !Number.isNaN(dateOf(after)))
    changes.push('Date was changed on the way, over which a compact form is made');
  return changes;
}
