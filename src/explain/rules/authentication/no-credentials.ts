/** An ordinary challenge that is never answered (RFC 3261 22.2, 22.3). */

import { authValues, isStale } from '../../case/challenge-round.ts';
import { clientText, quotedList, serverText } from '../../case/challenge-text.ts';
import { shown } from '../../case/step.ts';
import { unansweredChallenge, type UnansweredChallenge } from '../../case/unanswered-challenge.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';
import { isMd5 } from './algorithm-not-understood.ts';

export const noCredentials: CaseRule = {
  id: 'no-credentials',
  family: 'authentication',
  scope: 'case',
  title: 'The challenge is never answered',
  severity: 'failure',
  meaning:
    'The server asked for credentials by 401 or 407, and the client, which should send the request again with them, does not; or it sends the same request without them once more. ' +
    'One challenge before a request succeeds is how digest works, and no failure.',
  cause:
    'The client has no password for this realm: none was entered, or the account that the call goes out by is one without a password, or the challenge did not arrive.',
  fix: [
    'Enter user name and password in the client, in the account that the request goes out by: From and To show which one it is.',
    'For a trunk or a gateway that has no password, let the server know it by its address instead: in Sipwright list it under `trusted`, in Asterisk give it an `identify` section and an endpoint without `auth`, in Kamailio use the permissions module (allow_source_address).',
    'If the client has a password, capture at the client: if the 401 or 407 does not arrive there, the way back is broken.',
  ],
  rfc: ['3261 22.2', '3261 22.3'],
  explains: ['request-refused', 'retry-loop', 'registration-expired'],
  check(subject) {
    const unanswered = unansweredChallenge(subject);
    if (unanswered === undefined) return undefined;
    const { round, digests, after, certainty, severity } = unanswered;
    if (digests.length > 1 || (digests.length === 1 && !isMd5(digests[0]))) return undefined;
    const { asked, response, before, challenges } = round;
    const realm = quotedList(challenges.map(({ params }) => shown(params.get('realm') ?? '')));
    const others = before.map(({ params }) => shown(params.get('realm') ?? ''));
    const wanted = challenges.length === 0 ? '' : ` for the realm ${realm}`;
    const had = others.length === 0 ? '' : ` It had sent credentials for the realm ${quotedList(others)} only.`;
    const isOld = challenges.some(isStale);
    return {
      certainty,
      severity,
      summary: `${capital(serverText(subject, response))} asked for credentials${wanted} (${response.status}), and ${clientText(subject, asked)} gave none${isOld ? ' with the new nonce' : ''}.${isOld ? '' : had} ${after}`,
      ...particular(unanswered),
      evidence: [
        seenIn(
          asked.request!,
          before.length === 0
            ? 'the request without credentials'
            : isOld
              ? 'the request, with credentials for an older nonce'
              : 'the request, without credentials for this realm',
        ),
        seenIn(response, challenges.length === 0 ? 'no challenge that can be read' : `the challenge: realm ${realm}`),
        ...unanswered.repeats.slice(0, 1).map((one) => seenIn(one.request!, 'again without credentials')),
      ],
    };
  },
};

/** What makes the challenge itself hard to answer. */
function particular({ round, digests }: UnansweredChallenge): { cause?: string; fix?: readonly string[] } {
  const { challenges, otherChallenges, status, fields, response } = round;
  if (challenges.some(isStale))
    return {
      cause:
        'The server takes the password for right and only the nonce for too old (stale=true). The client should answer with the new nonce by itself, and does not.',
      fix: [
        'Update the client: it is to repeat the request with the new nonce without asking anybody.',
        'Until then let nonces live longer on the server: in Kamailio `modparam("auth", "nonce_expire", 300)`, in FreeSWITCH `nonce-ttl` of the profile.',
      ],
    };
  if (challenges.length === 0) {
    const isElsewhere = otherChallenges.length > 0;
    const field = status === 401 ? 'Proxy-Authenticate' : 'WWW-Authenticate';
    return {
      cause: isElsewhere
        ? `The ${status} carries its challenge in ${field}, where a ${status} does not have it: a client looks for ${fields.challenge}.`
        : `The ${status} has no ${fields.challenge} that can be read, so there is nothing to answer. RFC 3261 22.2 and 22.3 demand one.`,
      fix: [
        `On the server, let each ${status} carry ${fields.challenge}; what stands in the response of frame ${response.frame} shows what it sends now.`,
      ],
    };
  }
  if (digests.length === 0) {
    const schemes = [...new Set(authValues(response, fields.challenge).map(({ scheme }) => shown(scheme)))].join(', ');
    return {
      cause: `The challenge is of the scheme ${schemes}. SIP clients answer Digest; Basic is forbidden (RFC 3261 22).`,
      fix: [`Let the server offer Digest, or use a client that knows ${schemes}.`],
    };
  }
  return {};
}
