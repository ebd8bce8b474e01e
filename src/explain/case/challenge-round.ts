/** Challenges and what the client made of them, in order (RFC 3261 22). */

import { headerId } from '../../catalogue/index.ts';
import { AuthValue, Failure } from '../../message/index.ts';
import { type Conversation } from './conversation.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

/** Where a challenge stands, and where its answer belongs. */
export interface ChallengeFields {
  readonly challenge: 'WWW-Authenticate' | 'Proxy-Authenticate';
  readonly credentials: 'Authorization' | 'Proxy-Authorization';
}

/** The fields of each of the two codes. */
export const fieldsByStatus: Readonly<Record<401 | 407, ChallengeFields>> = {
  401: { challenge: 'WWW-Authenticate', credentials: 'Authorization' },
  407: { challenge: 'Proxy-Authenticate', credentials: 'Proxy-Authorization' },
};

/** A 401 or 407, the request that got it, and the next try of the same request. */
export interface ChallengeRound {
  readonly status: 401 | 407;
  readonly fields: ChallengeFields;
  /** The request that was challenged. */
  readonly asked: SeenTransaction;
  readonly response: Step;
  /** The challenges that can be read, in the order in which they stand. */
  readonly challenges: readonly AuthValue[];
  /** Those in the field of the other code: a proxy that forked brings both (22.3). */
  readonly otherChallenges: readonly AuthValue[];
  /** Credentials that the challenged request carried already, in any of the two fields. */
  readonly before: readonly AuthValue[];
  /** All requests of the same method and client within this conversation, this one included. */
  readonly tries: readonly SeenTransaction[];
  /** Where `asked` stands among `tries`. */
  readonly position: number;
  /** The request that answers it, or else the next of the same method and client; undefined where it was the last. */
  readonly next: SeenTransaction | undefined;
  /** Credentials in it, in the field where they belong. */
  readonly answer: readonly AuthValue[];
  /** Credentials for this challenge in the field of the other code. */
  readonly misplaced: readonly AuthValue[];
  /** Whether a later try got past all challenges. */
  readonly isAccepted: boolean;
  /** A proxy answered the challenge of the next server by itself, so that the client did not see it. */
  readonly isInner: boolean;
}

/** Answers to other requests that were sent at the same time lie between; none is farther behind. */
const ANSWER_REACH = 6;

const none: readonly ChallengeRound[] = [];

/** Whether a request carries credentials of whatever scheme, without reading them (RFC 3261 22.2, 22.3). */
export function hasCredentials({ seen }: Step): boolean {
  return /\n(?:proxy-)?authorization[ \t]*:/i.test(seen.text);
}

/** The challenges of a conversation, each on the first hop that the capture shows. */
export function challengeRounds(conversation: Conversation): readonly ChallengeRound[] {
  return conversation.once(findRounds);
}

function isChallenged({ transactions }: Conversation): boolean {
  for (const { responses } of transactions)
    for (const { status } of responses) if (status === 401 || status === 407) return true;
  return false;
}

function findRounds(conversation: Conversation): readonly ChallengeRound[] {
  if (!isChallenged(conversation)) return none;
  const groups: SeenTransaction[][] = [];
  for (const root of conversation.roots) {
    if (root.request === undefined) continue;
    const group = groups.find(([first]) => isSameAsker(first, root));
    if (group === undefined) groups.push([root]);
    else group.push(root);
  }
  const rounds = groups.flatMap((tries) => roundsOf(tries, false));
  for (const outer of conversation.transactions) if (outer.children.length > 1) rounds.push(...innerRounds(outer));
  return rounds.sort((a, b) => a.response.number - b.response.number);
}

/** Retries of a proxy for a challenge that it answers itself; the branches of a fork are none. */
function innerRounds({ children }: SeenTransaction): ChallengeRound[] {
  return children
    .filter(({ status, request }) => (status === 401 || status === 407) && request !== undefined)
    .flatMap((asked) => {
      const siblings = children.filter((one) => one.request !== undefined && isSameAsker(asked, one));
      return roundsOf(siblings, true).filter(
        (round) =>
          round.asked === asked &&
          round.next !== undefined &&
          !round.before.some((value) => round.challenges.some((challenge) => answers(value, challenge))) &&
          round.answer.some((value) => round.challenges.some((challenge) => answers(value, challenge))),
      );
    });
}

function roundsOf(tries: readonly SeenTransaction[], isInner: boolean): ChallengeRound[] {
  const rounds: ChallengeRound[] = [];
  // From the last to the first: what is behind is known.
  let isAccepted = false;
  for (let position = tries.length - 1; position >= 0; position--) {
    const asked = tries[position];
    const { request, final: response } = asked;
    if (request !== undefined && (response?.status === 401 || response?.status === 407)) {
      const { status } = response;
      const fields = fieldsByStatus[status];
      const other = fieldsByStatus[status === 401 ? 407 : 401];
      const challenges = authValues(response, fields.challenge);
      const next = nextOf(tries, position, response, challenges);
      rounds.push({
        status,
        fields,
        asked,
        response,
        challenges,
        otherChallenges: authValues(response, other.challenge),
        before: credentialsIn(request),
        tries,
        position,
        next,
        answer: next?.request === undefined ? [] : authValues(next.request, fields.credentials),
        misplaced:
          next?.request === undefined
            ? []
            : authValues(next.request, other.credentials).filter((value) =>
                challenges.some((challenge) => answers(value, challenge)),
              ),
        isAccepted,
        isInner,
      });
    }
    isAccepted ||= gotPast(asked);
  }
  return rounds.reverse();
}

/** RFC 3261 8.1.3.5: a retry has the Call-ID, To and From of the request before it. */
function nextOf(
  tries: readonly SeenTransaction[],
  position: number,
  response: Step,
  challenges: readonly AuthValue[],
): SeenTransaction | undefined {
  let next: SeenTransaction | undefined;
  for (let i = position + 1; i < tries.length && i <= position + ANSWER_REACH; i++) {
    const { request } = tries[i];
    if (request === undefined || request.number < response.number) continue;
    next ??= tries[i];
    const isAnswer = credentialsIn(request).some((value) => challenges.some((one) => hasNonceOf(value, one)));
    if (isAnswer) return tries[i];
  }
  return next;
}

/** By the tag; without addresses, and on one host, there is nothing else to tell the two sides by. */
function isSameAsker(a: SeenTransaction, b: SeenTransaction): boolean {
  if (a.method !== b.method || a.client.address !== b.client.address) return false;
  if (a.request?.fromTag === b.request?.fromTag) return true;
  return a.client.address !== '' && a.client.address !== a.server.address;
}

/** Codes that a request may get before or because its credentials are looked at. */
const undecided = new Set([400, 401, 403, 404, 407, 408, 482, 483, 494]);

/** Whether the answer to a request shows that nobody asks it for credentials any more. */
export function gotPast({ responses }: SeenTransaction): boolean {
  return responses.some(({ status }) => status > 100 && !undecided.has(status) && !(status >= 500 && status < 600));
}

/** Whether credentials are for a challenge: its realm and its nonce. */
export function answers(credentials: AuthValue, challenge: AuthValue): boolean {
  return (
    hasNonceOf(credentials, challenge) &&
    challenge.isDigest &&
    credentials.params.get('realm') === challenge.params.get('realm')
  );
}

/** Whether credentials carry the nonce of a challenge. */
export function hasNonceOf(credentials: AuthValue, challenge: AuthValue): boolean {
  const nonce = credentials.params.get('nonce');
  return credentials.isDigest && nonce !== undefined && nonce === challenge.params.get('nonce');
}

/** The values of an authentication header field that can be read. */
export function authValues(step: Step, name: ChallengeFields[keyof ChallengeFields]): AuthValue[] {
  const id = headerId(name);
  const { message } = step;
  const values: AuthValue[] = [];
  for (let line = message.find(id); line >= 0; line = message.find(id, line + 1)) {
    const parsed = message.parseAt(line);
    for (const value of Array.isArray(parsed) ? parsed : [parsed]) if (value instanceof AuthValue) values.push(value);
  }
  return values;
}

/** What is wrong with the first line of credentials that cannot be read; undefined where all can. */
export function unreadableCredentials(step: Step): { readonly field: string; readonly reason: string } | undefined {
  const { message } = step;
  for (const { credentials: field } of Object.values(fieldsByStatus)) {
    const id = headerId(field);
    for (let line = message.find(id); line >= 0; line = message.find(id, line + 1)) {
      const parsed = message.parseAt(line);
      if (parsed instanceof Failure) return { field, reason: parsed.reason };
    }
  }
  return undefined;
}

/** All credentials of a request, of both fields. Those with nonce="" only name the user, as a first REGISTER does in IMS (3GPP TS 24.229). */
export function credentialsIn(step: Step): AuthValue[] {
  return [...authValues(step, 'Authorization'), ...authValues(step, 'Proxy-Authorization')].filter(
    ({ params }) => params.get('nonce') !== '',
  );
}

/** Whether a challenge says that only its nonce was too old (RFC 7616 3.3). */
export function isStale(challenge: AuthValue): boolean {
  return challenge.params.get('stale')?.toLowerCase() === 'true';
}
