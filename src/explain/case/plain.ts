/** Cases in which nothing went wrong on the surface: most of a capture, and most rules have nothing to ask of them. */

import { type Case } from './case.ts';
import { type Conversation } from './conversation.ts';
import { type SeenTransaction } from './seen-transaction.ts';

/**
 * Whether each request was seen, answered and accepted at once, at most after one challenge; nothing came twice, nothing broke
 * a rule by itself or in its transaction (RFC 3261 17), and nothing befell the ways that it took.
 */
export function isPlain(subject: Case): boolean {
  return subject.legs.every(isSmooth) && subject.events.length === 0;
}

function isSmooth({ flaws, omitted, copies, steps, transactions }: Conversation): boolean {
  if (flaws !== 0 || omitted > 0 || copies > 0) return false;
  // The ACK for a refusal is sent by the machine of the INVITE, and has no row of its own.
  for (const { repeats, sent, received } of steps)
    if (repeats !== undefined || (sent !== undefined && sent.row === undefined) || received?.row === undefined)
      return false;
  for (const transaction of transactions) {
    const { method, request, cancel, status } = transaction;
    if (request === undefined || cancel !== undefined) return false;
    if (method === 'ACK' || (status >= 200 && status < 300)) continue;
    const isAsked = status === 401 || status === 407;
    if (!isAsked || !transactions.some((one) => isAnswerTo(one, transaction))) return false;
  }
  return true;
}

/** The same request again, with the next CSeq number as credentials need it (RFC 3261 22.2), and then accepted. */
function isAnswerTo({ method, sequence, hop, status }: SeenTransaction, challenged: SeenTransaction): boolean {
  return (
    method === challenged.method &&
    sequence === challenged.sequence + 1 &&
    hop === challenged.hop &&
    status >= 200 &&
    status < 300
  );
}
