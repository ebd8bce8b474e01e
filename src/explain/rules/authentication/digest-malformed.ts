/** Credentials that are not of the form of Digest, or not of the one that was asked for (RFC 7616 3.4, RFC 3261 22.4). */

import { type AuthValue } from '../../../message/index.ts';
import { type Case } from '../../case/case.ts';
import {
  challengeRounds,
  credentialsIn,
  gotPast,
  hasNonceOf,
  unreadableCredentials,
} from '../../case/challenge-round.ts';
import { clientText, statusText } from '../../case/challenge-text.ts';
import { type Conversation } from '../../case/conversation.ts';
import { digestFaults } from '../../case/digest-form.ts';
import { blamesPassword, gravityOf } from '../../case/refused-answer.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { isStale, authValues, fieldsByStatus } from '../../case/challenge-round.ts';
import { capital, listText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

export const digestMalformed: CaseRule = {
  id: 'digest-malformed',
  family: 'authentication',
  scope: 'case',
  title: 'The credentials are malformed',
  severity: 'failure',
  meaning:
    'The Authorization or Proxy-Authorization that the client sent lacks a parameter, or has one that does not fit the challenge: qop without nc and cnonce, a qop that was not offered, an nc that is ' +
    'not eight hex digits, a response of the wrong length. The server answered 400 or a new challenge. The password was never looked at.',
  cause: 'The program of the client writes the header field wrongly, or something on the way rewrites it.',
  fix: [
    'Update the client, or report the parameter to its vendor with the two frames named here.',
    'Capture at the client too: if the header leaves it whole, a border controller or an ALG on the way damages it; switch that off.',
    'As a stopgap, let the server ask in the simplest form: one challenge, algorithm MD5, and qop="auth" or none at all.',
  ],
  rfc: ['7616 3.4', '3261 22.4'],
  explains: ['wrong-password', 'request-refused', 'retry-loop', 'registration-expired'],
  check(subject) {
    for (const leg of subject.legs) {
      if (!leg.transactions.some(({ status }) => status >= 400 && status <= 407)) continue;
      const { roots } = leg;
      for (const [position, root] of roots.entries()) {
        if (!isRefused(root) || isOvercome(root, roots, position)) continue;
        const found = faultOf(subject, leg, root);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  },
};

function isRefused({ method, status, request }: SeenTransaction): boolean {
  if (request === undefined || method === 'ACK' || method === 'CANCEL') return false;
  return status === 400 || status === 401 || status === 403 || status === 407;
}

function isOvercome({ method, client }: SeenTransaction, roots: readonly SeenTransaction[], position: number): boolean {
  for (let i = position + 1; i < roots.length; i++)
    if (roots[i].method === method && roots[i].client.address === client.address && gotPast(roots[i])) return true;
  return false;
}

function faultOf(subject: Case, leg: Conversation, root: SeenTransaction): Found | undefined {
  const request = root.request!;
  const refusal = root.final!;
  // A nonce that is too old is told only to who knows the password: the credentials were read.
  if (blamesPassword(refusal) || saysStale(root)) return undefined;
  const isBadRequest = refusal.status === 400;
  const unreadable = unreadableCredentials(request);
  let faults: readonly string[] = [];
  let values: readonly AuthValue[] = [];
  if (unreadable !== undefined) faults = [`${unreadable.field} cannot be read: ${unreadable.reason}`];
  else {
    values = credentialsIn(request).filter(({ isDigest }) => isDigest);
    for (const credentials of values) {
      const { grave, slight } = digestFaults(credentials, challengeOf(leg, credentials));
      faults = isBadRequest ? [...grave, ...slight] : grave;
      if (faults.length > 0) break;
    }
  }
  if (faults.length === 0) return undefined;
  if (wasTakenBefore(leg, root, faults)) return undefined;
  const list = listText(faults);
  return {
    certainty: isBadRequest ? 'certain' : 'likely',
    severity: gravityOf(request),
    summary: `${capital(clientText(subject, root))} sent malformed credentials with its ${root.method}: ${list}. They were refused with ${statusText(refusal)}.`,
    cause: `The program of the client writes the header field wrongly (${list}), or something on the way rewrites it.`,
    evidence: [
      ...challengeStep(leg, values),
      seenIn(request, list),
      seenIn(subject.originOf(refusal), isBadRequest ? 'refused as malformed' : 'refused'),
    ],
  };
}

function saysStale({ final }: SeenTransaction): boolean {
  const status = final?.status;
  if (final === undefined || (status !== 401 && status !== 407)) return false;
  return authValues(final, fieldsByStatus[status].challenge).some(isStale);
}

/** The challenge that has their nonce; undefined where the capture does not show it. */
function challengeOf(leg: Conversation, credentials: AuthValue): AuthValue | undefined {
  for (const { challenges, otherChallenges } of challengeRounds(leg)) {
    const asked = [...challenges, ...otherChallenges].filter((one) => hasNonceOf(credentials, one));
    if (asked.length === 0) continue;
    const algorithm = credentials.params.get('algorithm');
    return asked.find(({ params }) => params.get('algorithm') === algorithm) ?? asked[0];
  }
  return undefined;
}

function challengeStep(leg: Conversation, values: readonly AuthValue[]) {
  const round = challengeRounds(leg).find(({ challenges }) =>
    challenges.some((one) => values.some((credentials) => hasNonceOf(credentials, one))),
  );
  return round === undefined ? [] : [seenIn(round.response, 'the challenge that they answer')];
}

/** What the same server took elsewhere in the conversation is not what it minds. */
function wasTakenBefore(leg: Conversation, root: SeenTransaction, faults: readonly string[]): boolean {
  return leg.roots.some(
    (one) =>
      one !== root &&
      one.request !== undefined &&
      one.client.address === root.client.address &&
      gotPast(one) &&
      credentialsIn(one.request).some((credentials) => {
        const { grave, slight } = digestFaults(credentials, challengeOf(leg, credentials));
        return faults.every((fault) => grave.includes(fault) || slight.includes(fault));
      }),
  );
}
