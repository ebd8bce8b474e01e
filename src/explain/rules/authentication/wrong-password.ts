/** The same credentials are refused, though they answer the challenge as they should (RFC 3261 22.2). */

import { ownDecisions } from '../../case/own-server.ts';
import { type Case } from '../../case/case.ts';
import { serverText, statusText } from '../../case/challenge-text.ts';
import { digestFaults } from '../../case/digest-form.ts';
import { uriMismatch } from '../../case/digest-uri.ts';
import {
  answersPasswordWith403,
  blamesNonce,
  blamesPassword,
  gravityOf,
  type RefusedAnswer,
  refusedAnswers,
  sameAlgorithm,
} from '../../case/refused-answer.ts';
import { shown } from '../../case/step.ts';
import { capital, timesText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

export const wrongPassword: CaseRule = {
  id: 'wrong-password',
  family: 'authentication',
  scope: 'case',
  title: 'The password is wrong',
  severity: 'failure',
  meaning:
    'The client answered a challenge with credentials that are complete: the right realm, the nonce that it was given, an algorithm that was offered. It was ' +
    'challenged again or refused, and the new challenge does not say stale=true. So the server could check the answer and found that it was made with another password, ' +
    'or for a user whom it does not know: from outside the two look alike.',
  cause:
    'The password that the client uses is not the one that the server has for that user name, or the server has no such user.',
  fix: [
    'Type the password anew in the client; in many phones the authentication user name is a field of its own: compare it with the account, letter by letter.',
    'On the server, see whether the account exists under exactly this user name and realm; if only a hash (HA1) is stored, it was made over user name, realm and password: after a change of the realm each has to be made anew.',
    'With `sipwright user passwd USER@DOMAIN` give the account a new password, and try once more.',
  ],
  rfc: ['3261 22.2', '3261 22.1', '7616 3.3'],
  explains: ['request-refused', 'retry-loop', 'registration-expired'],
  check(subject) {
    const own = ownDecisions(subject)?.credentials ?? '';
    if (own.endsWith('no such user')) return undefined;
    for (const leg of subject.legs) {
      const all = refusedAnswers(leg).filter((one) => !one.round.isAccepted && isAboutPassword(subject, one));
      const [first] = all;
      if (first === undefined) continue;
      const { round, answer, credentials, refusal } = first;
      const name = credentials.params.get('username') ?? '';
      // One request that is captured on two hops, or on both sides of a NAT, is one try.
      const tries = new Set(
        all.filter((one) => one.credentials.params.get('username') === name).map((one) => one.answer.sequence),
      );
      const [user, realm] = [shown(name), shown(credentials.params.get('realm') ?? '')];
      const isBlamed = blamesPassword(refusal);
      const verdict = isBlamed
        ? `it said "${statusText(refusal)}".`
        : refusal.status === 403
          ? 'they answer its challenge correctly in form, and this server says 403 to a wrong password.'
          : `they answer its challenge correctly in form, and it said ${refusal.status} again without stale=true.`;
      return {
        certainty: isBlamed || own !== '' ? 'certain' : 'likely',
        severity: gravityOf(answer),
        summary: `${capital(serverText(subject, refusal))} refused the credentials of "${user}" for the realm "${realm}"${tries.size === 1 ? '' : ` ${timesText(tries.size)}`}: ${verdict}`,
        evidence: [
          seenIn(round.response, `the challenge: realm "${realm}"`),
          seenIn(answer, `credentials for it: user "${user}", the nonce of frame ${round.response.frame}`),
          seenIn(
            refusal,
            isBlamed ? 'refused for the password' : `refused: ${refusal.status}, and not because the nonce was stale`,
          ),
        ],
      };
    }
    return undefined;
  },
};

/** Nothing is left but the password: the form, the algorithm, the URI and the CSeq are as they should be. */
function isAboutPassword(subject: Case, refused: RefusedAnswer): boolean {
  const { round, answer, credentials, challenge, refusal } = refused;
  if (refused.isStale) return false;
  if (blamesPassword(refusal)) return true;
  if (refusal.status === 400 || blamesNonce(refusal)) return false;
  // 403 alone is said for other reasons too: see `not-permitted`.
  if (refusal.status === 403 && !answersPasswordWith403(refusal)) return false;
  if (answer.sequence === round.asked.sequence || !sameAlgorithm(credentials, challenge)) return false;
  return digestFaults(credentials, challenge).grave.length === 0 && uriMismatch(subject, refused) === undefined;
}
