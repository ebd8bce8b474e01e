/** Responses of the server's own that end a request, with what the caller needs to know. */

import { encodeUtf8, type Header, quote, type Request } from '../message/index.ts';
import { type Stack } from '../stack/index.ts';
import { type Flow } from '../transport/index.ts';

/** An INVITE is refused in a transaction of its own, which repeats the answer until the ACK. @param reason Unicode */
export function refuseRequest(
  stack: Stack,
  request: Request,
  flow: Flow,
  status: number,
  reason: string | undefined,
): void {
  // The tag of the 200 that a CANCEL may have got already, and of a 100 (9.2).
  const toTag = stack.tokens.statelessTag(request);
  const said = reason === undefined ? undefined : encodeUtf8(reason);
  stack.startServer(request, flow, {}).respond(status, { reason: said, toTag });
}

/** A user of ours has no contact, or is none: a stranger learns nothing about which users there are, the trace does. */
export function refuseUnreachable(
  stack: Stack,
  request: Request,
  flow: Flow,
  { user, exists, known }: { readonly user: string; readonly exists: boolean; readonly known: boolean },
): void {
  const why = exists ? 'the user has no registered contact' : 'there is no such user';
  stack.trace?.decision(stack.now, request.callId, 'targets', `${user}: ${why}`);
  refuseRequest(stack, request, flow, known && !exists ? 404 : 480, undefined);
}

/** 403, with the rule that was broken. */
export function forbid(stack: Stack, request: Request, flow: Flow, text: string, rfc: string): void {
  const headers: Header[] = [['Warning', `399 sipwright ${quote(`${text} (RFC ${rfc})`)}`]];
  stack.respond(request, flow, 403, { headers });
}
