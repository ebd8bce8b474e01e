/** The challenge asks for an algorithm that the client does not do (RFC 7616 3.3, RFC 8760 2.4). */

import { parseDigestAlgorithm } from '../../../auth/index.ts';
import { type AuthValue } from '../../../message/index.ts';
import { type Case } from '../../case/case.ts';
import { clientText, serverText, statusText } from '../../case/challenge-text.ts';
import { gravityOf, refusedAnswers, sameAlgorithm } from '../../case/refused-answer.ts';
import { shown } from '../../case/step.ts';
import { unansweredChallenge } from '../../case/unanswered-challenge.ts';
import { capital, listText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

export const algorithmNotUnderstood: CaseRule = {
  id: 'algorithm-not-understood',
  family: 'authentication',
  scope: 'case',
  title: 'The client does not do the digest algorithm that is asked for',
  severity: 'failure',
  meaning:
    'Every challenge names an algorithm other than MD5 (SHA-256, SHA-512-256, AKA), and the client never answers: a challenge whose algorithm is not understood is to be ignored. ' +
    'Or the client answers with another algorithm than the one that was asked for, and is refused.',
  cause:
    'The client knows MD5 alone, as most phones did before RFC 8760 of 2020; and a response of one algorithm cannot be checked with another.',
  fix: [
    'Update the client: a version that names RFC 8760 or SHA-256 in its notes can answer.',
    'Or let the server ask for MD5 as well as, or instead of, the stronger one. In Sipwright: `auth.algorithms: [MD5]`, or `algorithms` of the one account; in Asterisk: `supported_algorithms_uas=MD5` in the auth object; in Kamailio: `modparam("auth", "algorithm", "MD5")`.',
    'The server needs a hash (HA1) of each algorithm that it offers: after such a change, set the passwords anew where only hashes are stored.',
  ],
  rfc: ['7616 3.3', '8760 2.4', '8760 2.3'],
  explains: [
    'no-credentials',
    'two-challenges-ignored',
    'wrong-password',
    'request-refused',
    'retry-loop',
    'registration-expired',
  ],
  check(subject) {
    return otherAlgorithm(subject) ?? unansweredAlgorithm(subject);
  },
};

function otherAlgorithm(subject: Case): Found | undefined {
  for (const leg of subject.legs) {
    const found = refusedAnswers(leg).find(
      ({ round, isStale, credentials, challenge }) =>
        !round.isAccepted && !isStale && !sameAlgorithm(credentials, challenge),
    );
    if (found === undefined) continue;
    const { round, answer, credentials, refusal } = found;
    const asked = listText(round.challenges.map(algorithmOf), 'or');
    const given = algorithmOf(credentials);
    return {
      certainty: 'certain',
      severity: gravityOf(answer),
      summary:
        `${capital(serverText(subject, round.response))} asked for a response made with ${asked}, and ${clientText(subject, round.next!)} sent one made with ${given}. ` +
        `That was refused with ${statusText(refusal)}.`,
      evidence: [
        seenIn(round.response, `the challenge: algorithm ${asked}`),
        seenIn(
          answer,
          `the answer: algorithm ${given}${credentials.params.has('algorithm') ? '' : ', which is what no algorithm means'}`,
        ),
        seenIn(refusal, 'refused'),
      ],
    };
  }
  return undefined;
}

function unansweredAlgorithm(subject: Case): Found | undefined {
  const unanswered = unansweredChallenge(subject);
  if (unanswered === undefined) return undefined;
  const { round, digests, after, certainty, severity } = unanswered;
  if (digests.length === 0 || digests.some(isMd5)) return undefined;
  const names = listText([...new Set(digests.map(algorithmOf))]);
  const { asked, response } = round;
  return {
    // That it does not answer can be seen; why, is known to the client alone.
    certainty: certainty === 'possible' ? 'possible' : 'likely',
    severity,
    summary: `${capital(serverText(subject, response))} asked ${clientText(subject, asked)} for credentials by ${names} only, and the client gave none. ${after}`,
    evidence: [
      seenIn(asked.request!, 'the request without credentials'),
      seenIn(response, `${response.status} with ${names} alone`),
    ],
  };
}

/** MD5 is what every client can do. */
export function isMd5({ params }: AuthValue): boolean {
  const algorithm = parseDigestAlgorithm(params.get('algorithm'));
  return algorithm === 'MD5' || algorithm === 'MD5-sess';
}

/** As it is written; MD5 where it is not. */
export function algorithmOf({ params }: AuthValue): string {
  return shown(params.get('algorithm') ?? 'MD5');
}
