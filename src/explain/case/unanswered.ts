/** Requests that got no response at all although there was time for one, or whose packets could not be delivered (RFC 3261 17.1, 18.4). */

import { samePlace } from './address.ts';
import { type Case } from './case.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { gotNothing, silences } from './silence.ts';

/** Whether nothing came back; at the end of a capture the answer may lie behind it. ACK has none. */
export function isUnanswered(transaction: SeenTransaction, subject: Case): boolean {
  if (!gotNothing(transaction)) return false;
  if (silences(subject).some(({ asked }) => asked === transaction)) return true;
  const [{ time }] = transaction.requests;
  return subject.surroundings
    .eventsBetween(transaction.hop)
    .some((one) => one.event === 'unreachable' && samePlace(one.hop.source, transaction.client) && one.time >= time);
}
