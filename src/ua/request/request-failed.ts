/** Why a request of ours did not succeed, as what a promise is rejected with. */

import { decodeUtf8, Response, SipError } from '../../message/index.ts';

/** Why there is no final response (RFC 3261 8.1.3.1). */
export interface NoResponse {
  /** What it counts as: 408 for silence, 503 where the request could not be sent. */
  readonly status: 408 | 503;
  readonly reason: string;
}

/** What a request of ours meets in the end: a final response, or none (RFC 3261 8.1.3). */
export type Outcome = Response | NoResponse;

/**
 * That a request of ours did not succeed (RFC 3261 8.1.3), by its code:
 * `SIP_REFUSED`: a final response of 300 or above; `SIP_NO_RESPONSE`: none came; `SIP_NO_BINDING`: a 200 to REGISTER without
 * what it asked for. `status` is what it is, or counts as.
 */
export class RequestFailed extends SipError {
  override readonly status: number;
  /** The final response; undefined where none came. */
  readonly response: Response | undefined;

  /** @param flaw what is missing in a 2xx; '' where the status says it all */
  constructor(method: string, outcome: Outcome, flaw = '') {
    const isResponse = outcome instanceof Response;
    const reason = isResponse ? decodeUtf8(outcome.reason) : outcome.reason;
    const code = flaw === '' ? 'SIP_REFUSED' : 'SIP_NO_BINDING';
    super(isResponse ? code : 'SIP_NO_RESPONSE', `${method}: ${outcome.status} ${reason}${flaw && `, but ${flaw}`}`);
    this.name = 'RequestFailed';
    this.status = outcome.status;
    this.response = isResponse ? outcome : undefined;
  }
}

/** What is asked of a user agent that was closed or stopped, or was still waited for then. */
export function agentStopped(): SipError {
  return new SipError('SIP_STOPPED', 'the user agent was stopped');
}

/** What is asked of a call that is over. @param cause what ended it on our side; left out where nothing failed here */
export function callEnded(cause?: Error): SipError {
  return new SipError('SIP_CALL_ENDED', 'the call is over', { rfc: '3261 15', cause });
}
