/** The final response to a request, as a promise. */

import { Response, SipError } from '../../message/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { type OutgoingRequest, type RequestUser } from './outgoing-request.ts';
import { agentStopped, type Outcome, RequestFailed } from './request-failed.ts';

/** Methods whose requests belong to something else that we keep: a call, or a response of it. */
const PARTS_OF_CALLS: ReadonlySet<string> = new Set(['INVITE', 'ACK', 'CANCEL', 'BYE', 'PRACK']);

/**
 * Sends a request other than INVITE.
 * @param make the request for the user that it is given
 * @param retry see `RequestUser.retry`
 * @returns its final response, whatever its status; rejects with RequestFailed when none came, or with the signal's reason,
 *   or with SipError SIP_METHOD for INVITE, ACK, CANCEL, BYE and PRACK
 */
export function responseTo(
  agent: AgentParts,
  make: (user: RequestUser) => OutgoingRequest,
  signal?: AbortSignal,
  retry?: RequestUser['retry'],
): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onStop = () => {
      request.abandon();
      reject(agentStopped());
    };
    const onAbort = () => {
      agent.waiting.delete(onStop);
      request.abandon();
      reject(signal?.reason as Error);
    };
    const onFinal = (_: OutgoingRequest, outcome: Outcome) => {
      agent.waiting.delete(onStop);
      signal?.removeEventListener('abort', onAbort);
      if (outcome instanceof Response) resolve(outcome);
      else reject(new RequestFailed(request.draft.method, outcome));
    };
    const request = make({ onResponse() {}, onFinal, retry });
    const { method } = request.draft;
    // Their responses are not those of a request that stands for itself.
    if (PARTS_OF_CALLS.has(method))
      throw new SipError('SIP_METHOD', `${method} is part of a call`, { rfc: '3261 13, 17' });
    signal?.addEventListener('abort', onAbort, { once: true });
    agent.waiting.add(onStop);
    agent.stack.turn(() => request.begin());
  });
}
