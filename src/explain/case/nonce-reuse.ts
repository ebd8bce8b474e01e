/** Nonces that are used again without their count being raised (RFC 7616 3.4). */

import {
  authValues,
  challengeRounds,
  credentialsIn,
  fieldsByStatus,
  gotPast,
  hasCredentials,
} from './challenge-round.ts';
import { type Conversation } from './conversation.ts';
import { type NonceBook, nonceCountOf, nonceKeyOf, type NonceUse } from './nonce-book.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

/** A count that was used before, or a lower one, and the refusal that it got. */
export interface NonceReuse {
  readonly realm: string;
  /** The request that used the count first, or a higher one. */
  readonly first: Pick<NonceUse, 'method' | 'frame' | 'count'> & { readonly step?: Step };
  readonly again: SeenTransaction;
  readonly count: number;
  readonly refusal: Step;
  /** Whether a later request of the kind got past the challenge all the same. */
  readonly isOvercome: boolean;
}

/** Those of a conversation that were refused, in order. ACK and CANCEL repeat the credentials of their INVITE (RFC 3261 22.1). */
export function nonceReuses(conversation: Conversation, book: NonceBook): NonceReuse[] {
  // What was refused with credentials was challenged again, or got 400 or 403.
  const isRefused = ({ status, request }: SeenTransaction) =>
    (status === 401 || status === 407) && request !== undefined && hasCredentials(request);
  if (!conversation.transactions.some(isRefused) && !isRefusedOtherwise(conversation)) return [];
  const rounds = challengeRounds(conversation);
  if (rounds.length === 0 || (rounds.every(({ before }) => before.length === 0) && !isRefusedOtherwise(conversation)))
    return [];
  const found: NonceReuse[] = [];
  const highest = new Map<string, { readonly step: Step; readonly count: number }>();
  const { roots } = conversation;
  for (const [position, again] of roots.entries()) {
    const { request } = again;
    if (request === undefined || again.method === 'ACK' || again.method === 'CANCEL') continue;
    for (const value of credentialsIn(request)) {
      const count = nonceCountOf(value);
      if (Number.isNaN(count)) continue;
      const realm = value.params.get('realm') ?? '';
      const key = nonceKeyOf(value);
      const before = highest.get(key);
      // The same request on another hop, or on the other side of a NAT.
      if (before?.step.sequence === request.sequence && before.step.method === request.method) continue;
      const refusal = refusalFor(again, realm);
      if (refusal === undefined) {
        if (before === undefined || count > before.count) highest.set(key, { step: request, count });
        continue;
      }
      // Where the first use was refused already, it is not the count that is wrong.
      const first = [
        before === undefined ? undefined : { ...before, method: before.step.method, frame: before.step.frame },
        // A 403 to it is about something else.
        refusal.status === 403 || refusal.status === 400 ? undefined : book.usedBefore(value, request),
      ].find((use) => use !== undefined && count <= use.count);
      if (first === undefined) continue;
      const later = roots
        .slice(position + 1)
        .filter(({ method, client }) => method === again.method && client.address === again.client.address);
      found.push({ realm, first, again, count, refusal, isOvercome: later.some(gotPast) });
    }
  }
  return found;
}

function isRefusedOtherwise(conversation: Conversation): boolean {
  return conversation.hasStatus(400) || conversation.hasStatus(403);
}

/** The refusal of credentials for a realm; a challenge of another one is about others. */
function refusalFor({ final }: SeenTransaction, realm: string): Step | undefined {
  const status = final?.status ?? 0;
  if (status === 400 || status === 403) return final;
  if (final === undefined || (status !== 401 && status !== 407)) return undefined;
  const challenges = authValues(final, fieldsByStatus[status].challenge);
  return challenges.some(({ params }) => params.get('realm') === realm) ? final : undefined;
}
