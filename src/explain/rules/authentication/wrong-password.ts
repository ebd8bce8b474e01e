/** The same credentials are refused, though they answer the challenge as they should (RFC 3261 22.2). */

import { type AuthValue } from '../../../message/index.ts';
import { authValues, challengeRounds, type ChallengeRound, isStale } from '../../case/challenge-round.ts';
import { shown } from '../../case/step.ts';
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
  rfc: ['3261 22.2', '7616 3.3'],
  explains: ['request-refused', 'retry-loop'],
  check(subject) {
    for (const leg of subject.legs) {
      const found = challengeRounds(leg).find((round) => refusedAnswer(round) !== undefined);
      if (found === undefined) continue;
      const { answer, credentials, refusal } = refusedAnswer(found)!;
      const user = shown(credentials.params.get('username') ?? '');
      const realm = shown(credentials.params.get('realm') ?? '');
      const tries = challengeRounds(leg).filter((round) => refusedAnswer(round) !== undefined).length;
      const times = tries === 1 ? 'once' : `${tries} times`;
      return {
        certainty: 'likely',
        summary: `${subject.who(found.asked.server)} refused the credentials of "${user}" for the realm "${realm}" ${times}: they answer its challenge correctly in form, and it said ${refusal.status} again without stale=true.`,
        evidence: [
          seenIn(found.response, `the challenge: realm "${realm}"`),
          seenIn(answer, `credentials for it: user "${user}", the nonce of frame ${found.response.frame}`),
          seenIn(refusal, `refused: ${refusal.status}, and not because the nonce was stale`),
        ],
      };
    }
    return undefined;
  },
};

/** The credentials that answered a challenge as they should and were refused all the same. */
function refusedAnswer({ challenges, next, answer, status, fields }: ChallengeRound) {
  const refusal = next?.final;
  const request = next?.request;
  if (request === undefined || (refusal?.status !== status && refusal?.status !== 403)) return undefined;
  const credentials = answer.find((value) => challenges.some((challenge) => answers(value, challenge)));
  if (credentials === undefined) return undefined;
  // 403 alone is refused for other reasons too: see `forbidden`.
  if (refusal.status === 403 && !/auth|password|credential/i.test(refusal.title)) return undefined;
  if (authValues(refusal, fields.challenge).some(isStale)) return undefined;
  return { answer: request, credentials, refusal };
}

function answers(credentials: AuthValue, challenge: AuthValue): boolean {
  const same = (name: string) => credentials.params.get(name) === challenge.params.get(name);
  return credentials.isDigest && challenge.isDigest && same('realm') && same('nonce');
}
