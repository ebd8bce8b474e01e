/** Tells the call table what the server transactions see of calls: begun by INVITE, refused, or ended by BYE. */

import { reasonPhrase } from '../catalogue/index.ts';
import { type Request } from '../message/index.ts';
import { type CallTable } from '../trace/index.ts';

/** An INVITE outside a dialog begins a call. @param now monotonic ms */
export function noteRequest(calls: CallTable, request: Request, now: number): void {
  if (request.method === 'INVITE' && request.to.tag === '')
    calls.begin(request.callId, now, request.from.uri.text, request.to.uri.text);
}

/** A response of ours: what fails a call outside its dialog fails it for good; a BYE that is answered ends it. */
export function noteResponse(calls: CallTable, request: Request, status: number, now: number): void {
  const { method } = request;
  if (method === 'INVITE') {
    if (request.to.tag !== '') return;
    if (status < 300) calls.progress(request.callId, status);
    // A caller who gives up, a redirection and a question for the password are no failures.
    else if (status >= 400 && status !== 407 && status !== 401 && status !== 487)
      calls.failed(request.callId, now, status, reasonPhrase(status));
    else calls.ended(request.callId);
  } else if (method === 'BYE' && status >= 200) calls.ended(request.callId);
  else if (method === 'REGISTER' && status >= 400) calls.failed(request.callId, now, status, reasonPhrase(status));
}
