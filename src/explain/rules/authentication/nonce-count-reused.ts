/** The same nonce with a count that does not rise (RFC 7616 3.4). */

import { clientText, serverText, statusText } from '../../case/challenge-text.ts';
import { nonceReuses } from '../../case/nonce-reuse.ts';
import { gravityOf } from '../../case/refused-answer.ts';
import { shown } from '../../case/step.ts';
import { capital, countText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

export const nonceCountReused: CaseRule = {
  id: 'nonce-count-reused',
  family: 'authentication',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'The nonce count is used twice',
  severity: 'failure',
  meaning:
    'The client uses one nonce for several requests, as it may, and does not raise nc with each of them. A server that keeps an eye on the count takes the second request for a copy of the first, ' +
    'sent by somebody who listened, and refuses it, mostly with stale=true. Where the client then answers the new challenge, nothing is lost but a round trip.',
  cause:
    'The client counts wrongly: nc is to be 00000001 with the first request that uses a nonce, and one more with each that follows.',
  fix: [
    'Update the client.',
    'Until then let the server not look at the count: in Kamailio switch `nonce_count` of the auth module off. It protects against copied requests, so prefer TLS then.',
    'If the client is behind a border controller that authenticates for it, look there: it is the one that counts.',
  ],
  rfc: ['7616 3.4', '7616 5.5'],
  explains: ['stale-loop', 'wrong-password', 'no-credentials', 'request-refused', 'retry-loop', 'registration-expired'],
  check(subject) {
    for (const leg of subject.legs) {
      const reuses = nonceReuses(leg, subject.surroundings.nonces);
      const found = reuses.find(({ isOvercome }) => !isOvercome) ?? reuses[0];
      if (found === undefined) continue;
      const { first, again, count, realm, refusal, isOvercome } = found;
      const request = again.request!;
      const end = isOvercome ? ' A later request was accepted, so that each time costs one more challenge.' : '';
      return {
        certainty: 'likely',
        severity: isOvercome ? 'note' : gravityOf(request),
        summary:
          `${capital(clientText(subject, again))} sent nc=${hex(count)} with a nonce of the realm "${shown(realm)}" with which it had sent nc=${hex(first.count)} before${first.step === undefined ? `, in another call (frame ${first.frame})` : ''}. ` +
          `${capital(serverText(subject, refusal))} refused that with ${statusText(refusal)}.${end}`,
        cause: `The client counts wrongly: with this nonce the next request has to say nc=${hex(first.count + 1)}.${reuses.length > 1 ? ` It sent a count that was used already in ${countText(reuses.length, 'request')}.` : ''}`,
        evidence: [
          { step: first.step, frame: first.frame, note: `${first.method} with nc=${hex(first.count)}` },
          seenIn(request, `${request.method} with the same nonce and nc=${hex(count)}`),
          seenIn(refusal, 'refused'),
        ],
      };
    }
    return undefined;
  },
};

function hex(count: number): string {
  return count.toString(16).padStart(8, '0');
}
