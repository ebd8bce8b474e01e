/** Several challenges in one response, and the client answers none of them (RFC 8760 2.4, RFC 3261 22.3). */

import { clientText, serverText } from '../../case/challenge-text.ts';
import { unansweredChallenge } from '../../case/unanswered-challenge.ts';
import { capital, countText, listText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';
import { algorithmOf, isMd5 } from './algorithm-not-understood.ts';

export const twoChallengesIgnored: CaseRule = {
  id: 'two-challenges-ignored',
  family: 'authentication',
  scope: 'case',
  title: 'The client does not answer a response with several challenges',
  severity: 'failure',
  meaning:
    'A 401 or 407 carries two or more challenges, mostly of one realm and of several algorithms, and the client never sends credentials, though MD5 is among them. ' +
    'It should take the topmost that it can do. Some clients stumble over the second line: baresip 1.0.0 answers neither, in whatever order they stand; sipp fails where SHA-256 comes first.',
  cause: 'The client was written when a response carried one challenge, and gives up where it finds more than one.',
  fix: [
    'Let the server send one challenge. In Sipwright: `auth.algorithms: [MD5]`, or `algorithms` of the one account; in Asterisk: `supported_algorithms_uas=MD5` in the auth object; in OpenSIPS: one algorithm in the call of www_challenge or proxy_challenge.',
    'Or update the client.',
    'To see whether it is that, let the server send a single MD5 challenge to this one account, and try once more.',
  ],
  rfc: ['8760 2.4', '3261 22.3'],
  explains: ['no-credentials', 'request-refused', 'retry-loop', 'registration-expired'],
  check(subject) {
    const unanswered = unansweredChallenge(subject);
    if (unanswered === undefined) return undefined;
    const { round, digests, after, certainty, severity } = unanswered;
    if (digests.length < 2 || !digests.some(isMd5)) return undefined;
    const { asked, response } = round;
    const realms = new Set(digests.map(({ params }) => params.get('realm')));
    const algorithms = listText(digests.map(algorithmOf));
    return {
      // A client may lack a password for each of several realms.
      certainty: certainty === 'possible' || realms.size > 1 ? 'possible' : 'likely',
      severity,
      summary: `${capital(serverText(subject, response))} sent ${countText(digests.length, 'challenge')} in one ${response.status} (${algorithms}), and ${clientText(subject, asked)} answered none of them. ${after}`,
      evidence: [
        seenIn(asked.request!, 'the request without credentials'),
        seenIn(response, `${countText(digests.length, 'challenge')}: ${algorithms}`),
      ],
    };
  },
};
