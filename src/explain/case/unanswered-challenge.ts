/** Challenges that a client leaves without an answer, and how sure that is (RFC 3261 22.2, 22.3). */

import { type AuthValue, NameAddr } from '../../message/index.ts';
import { type Case } from './case.ts';
import {
  challengeRounds,
  type ChallengeRound,
  credentialsIn,
  gotPast,
  hasNonceOf,
  isStale,
} from './challenge-round.ts';
import { type Conversation } from './conversation.ts';
import { gravityOf } from './refused-answer.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { durationText, timesText } from './wording.ts';

/** The first of the challenges that a client did not answer to the end. */
export interface UnansweredChallenge {
  readonly round: ChallengeRound;
  /** Its challenges of the Digest scheme. */
  readonly digests: readonly AuthValue[];
  /** The same request, sent again without credentials for it. */
  readonly repeats: readonly SeenTransaction[];
  readonly certainty: 'certain' | 'likely' | 'possible';
  /** A sentence on what came after it. */
  readonly after: string;
  readonly severity: 'failure' | 'warning';
}

/** ms: a client without a person answers at once; by then even a retry that got lost has been sent again. */
const PATIENCE = 2_000;
/** ms: until then a REGISTER with another Call-ID may be the answer. */
const OTHER_CALL_ID = 60_000;
/** Programs that look for open doors do not mean to answer. */
const SCANNERS = /friendly-scanner|sipvicious|sipcli|sip-scan|sundayddr|pplsip|vaxsipuseragent|svmap/i;

/** undefined where every challenge of a case has its answer, or where the capture ends too soon to tell. */
export function unansweredChallenge(subject: Case): UnansweredChallenge | undefined {
  for (const leg of subject.legs) {
    const rounds = challengeRounds(leg);
    const round = rounds.find((one) => isUnanswered(one));
    const found = round === undefined ? undefined : describe(subject, leg, round);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isUnanswered(round: ChallengeRound): boolean {
  const { asked, challenges, before, tries, position } = round;
  const { method, request } = asked;
  if (round.isInner || round.isAccepted || request === undefined) return false;
  if (method === 'ACK' || method === 'CANCEL') return false;
  // Any answer will do to see that somebody is there, and to keep a NAT open.
  if (method === 'OPTIONS' || (method === 'NOTIFY' && request.toTag === '')) return false;
  if (SCANNERS.test(request.text('User-Agent'))) return false;
  // Credentials that are refused are another matter, unless only their nonce was too old.
  if (before.some((value) => isFor(value, challenges)) && !challenges.some(isStale)) return false;
  return !tries.slice(position + 1).some((one) => one.request !== undefined && answersAny(one, challenges));
}

function answersAny({ request }: SeenTransaction, challenges: readonly AuthValue[]): boolean {
  return request !== undefined && credentialsIn(request).some((value) => isFor(value, challenges));
}

function isFor(credentials: AuthValue, challenges: readonly AuthValue[]): boolean {
  const realm = credentials.params.get('realm');
  return challenges.some(
    (one) =>
      hasNonceOf(credentials, one) ||
      (one.scheme.toLowerCase() === credentials.scheme.toLowerCase() && realm === one.params.get('realm')),
  );
}

function describe(subject: Case, leg: Conversation, round: ChallengeRound): UnansweredChallenge | undefined {
  const { surroundings } = subject;
  const { asked, response, tries, position, challenges } = round;
  const repeats = tries.slice(position + 1).filter(({ request }) => (request?.number ?? 0) > response.number);
  if (asked.method === 'REGISTER' && isRegisteredElsewhere(subject, round)) return undefined;
  const waited = surroundings.lastTime - response.time;
  const isWhole = leg.steps.length + leg.omitted >= surroundings.messages;
  const shared = {
    round,
    digests: challenges.filter(({ isDigest }) => isDigest),
    repeats,
    severity: gravityOf(asked.request!),
  };
  // A client that was let in before has credentials; what follows lies behind the end of the capture.
  if (repeats.length === 0 && tries.slice(0, position).some(gotPast)) return undefined;
  if (repeats.length > 0) {
    const more = `It sent the ${asked.method} ${timesText(repeats.length)} more, without credentials for it.`;
    return { ...shared, certainty: 'certain', after: more };
  }
  if (waited >= PATIENCE)
    return {
      ...shared,
      certainty: 'likely',
      after: `The capture goes on for ${durationText(waited)} without an answer.`,
    };
  // One conversation alone was cut out of a capture, which ends with it; a capture that goes on may have been cut off.
  if (Number.isNaN(waited) || isWhole)
    return { ...shared, certainty: 'possible', after: 'Nothing follows it: the capture ends there.' };
  return undefined;
}

/** Some clients try again under another Call-ID. */
function isRegisteredElsewhere({ surroundings }: Case, { asked, response }: ChallengeRound): boolean {
  const to = asked.request?.message.toOrFailure;
  if (!(to instanceof NameAddr)) return false;
  return surroundings.registrations
    .of(`${to.uri.user}@${to.uri.host}`)
    .some(
      ({ client, status, responseFrame, time }) =>
        client.address === asked.client.address &&
        status >= 200 &&
        status < 300 &&
        responseFrame > response.frame &&
        !(time - response.time > OTHER_CALL_ID),
    );
}
