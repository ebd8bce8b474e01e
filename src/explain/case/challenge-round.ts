/** Challenges and what the client made of them, in order (RFC 3261 22). */

import { headerId } from '../../catalogue/index.ts';
import { AuthValue } from '../../message/index.ts';
import { type Conversation } from './conversation.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

/** Where a challenge stands, and where its answer belongs. */
export interface ChallengeFields {
  readonly challenge: 'WWW-Authenticate' | 'Proxy-Authenticate';
  readonly credentials: 'Authorization' | 'Proxy-Authorization';
}

const byStatus: Readonly<Record<number, ChallengeFields>> = {
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
  /** Credentials that the challenged request carried already, in any of the two fields. */
  readonly before: readonly AuthValue[];
  /** The next request of the same method and client, within this conversation. */
  readonly next: SeenTransaction | undefined;
  /** Credentials in it, in the field where they belong. */
  readonly answer: readonly AuthValue[];
}

/** The challenges of a conversation on the first hop that the capture shows. */
export function challengeRounds(conversation: Conversation): ChallengeRound[] {
  const rounds: ChallengeRound[] = [];
  const { roots } = conversation;
  for (const [position, asked] of roots.entries()) {
    const { request, final: response } = asked;
    const fields = byStatus[response?.status ?? 0];
    if (request === undefined || response === undefined || fields === undefined) continue;
    const next = roots
      .slice(position + 1)
      .find((one) => one.method === asked.method && one.client.address === asked.client.address);
    rounds.push({
      status: response.status as 401 | 407,
      fields,
      asked,
      response,
      challenges: authValues(response, fields.challenge),
      before: credentialsIn(request),
      next,
      answer: next?.request === undefined ? [] : authValues(next.request, fields.credentials),
    });
  }
  return rounds;
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

/** All credentials of a request, of both fields. */
export function credentialsIn(step: Step): AuthValue[] {
  return [...authValues(step, 'Authorization'), ...authValues(step, 'Proxy-Authorization')];
}

/** Whether a challenge says that only its nonce was too old (RFC 7616 3.3). */
export function isStale(challenge: AuthValue): boolean {
  return challenge.params.get('stale')?.toLowerCase() === 'true';
}
