/** Credentials in the field of the other code (RFC 3261 22.2, 22.3). */

import { challengeRounds, gotPast, hasNonceOf } from '../../case/challenge-round.ts';
import { clientText, serverText, statusText } from '../../case/challenge-text.ts';
import { gravityOf } from '../../case/refused-answer.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

export const wrongCredentialsField: CaseRule = {
  id: 'wrong-credentials-field',
  family: 'authentication',
  scope: 'case',
  title: 'The credentials stand in the wrong header field',
  severity: 'failure',
  meaning:
    'A 401 asks in WWW-Authenticate and is answered in Authorization; a 407 asks in Proxy-Authenticate and is answered in Proxy-Authorization. The client put its answer into the other one, ' +
    'where whoever asked does not look for it.',
  cause:
    'The client mixes up the two codes, or something on the way turned one into the other without changing the header field with it.',
  fix: [
    'Update the client: 401 is answered in Authorization, 407 in Proxy-Authorization.',
    'See whether a border controller between the two makes 401 of 407 or the reverse; then let it rename the header fields of both directions too.',
    'As a stopgap let the server ask by the other code: in Kamailio www_challenge sends 401, proxy_challenge 407.',
  ],
  rfc: ['3261 22.2', '3261 22.3'],
  explains: ['no-credentials', 'wrong-password', 'request-refused', 'retry-loop', 'registration-expired'],
  check(subject) {
    for (const leg of subject.legs) {
      for (const round of challengeRounds(leg)) {
        const { status, fields, response, next, misplaced, answer, challenges, otherChallenges } = round;
        const refusal = next?.final;
        if (round.isAccepted || misplaced.length === 0 || next?.request === undefined || refusal === undefined)
          continue;
        if (gotPast(next) || refusal.status < 400) continue;
        if (answer.some((value) => challenges.some((one) => hasNonceOf(value, one)))) continue;
        // A proxy that forked asks in both.
        if (misplaced.every((value) => otherChallenges.some((one) => hasNonceOf(value, one)))) continue;
        const used = status === 401 ? 'Proxy-Authorization' : 'Authorization';
        return {
          certainty: 'certain',
          severity: gravityOf(next.request),
          summary:
            `${capital(clientText(subject, next))} answered the ${status} of ${serverText(subject, response)} in ${used} instead of ${fields.credentials}. ` +
            `It was refused with ${statusText(refusal)}.`,
          evidence: [
            seenIn(response, `${status}, which asks in ${fields.challenge}`),
            seenIn(next.request, `the answer in ${used}`),
            seenIn(refusal, 'refused'),
          ],
        };
      }
    }
    return undefined;
  },
};
