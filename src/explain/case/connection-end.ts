/** Connections that ended while a request over them was waiting for its answer (RFC 3261 17.1.4, 18.4). */

import { type SeenEvent } from '../../capture/index.ts';
import { type Case } from './case.ts';
import { type SeenTransaction } from './seen-transaction.ts';

/** What ended the connection of a request that was still without its final response. */
export function endOf(
  { surroundings }: Case,
  { hop, method, requests, responses, final }: SeenTransaction,
  names: readonly SeenEvent['event'][],
): SeenEvent | undefined {
  if (hop.transport === 'UDP' || method === 'ACK' || requests.length === 0 || final !== undefined) return undefined;
  const last = responses.at(-1) ?? requests[0];
  return surroundings
    .eventsBetween(hop)
    .find(({ event, time, frame }) => names.includes(event) && frame > last.frame && !(time < last.time));
}

/** The same request over another connection, answered. */
export function retryOf(subject: Case, pending: SeenTransaction): SeenTransaction | undefined {
  return subject
    .of(pending.method)
    .find(
      (one) =>
        one !== pending &&
        one.first.number > pending.first.number &&
        one.client.address === pending.client.address &&
        one.responses.length > 0,
    );
}
