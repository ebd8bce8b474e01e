/** The server as a user agent of its own: what a request to the server itself gets (RFC 3261 8.2, 11.2). */

import { headerId, isKnownMethod } from '../catalogue/index.ts';
import { type Header, Parameterised, type Request } from '../message/index.ts';
import { type Stack } from '../stack/index.ts';
import { type Flow } from '../transport/index.ts';

const REQUIRE = headerId('Require');
const CONTENT_ENCODING = headerId('Content-Encoding');
const CONTENT_DISPOSITION = headerId('Content-Disposition');

/** The methods that the server handles, as proxy and registrar. */
const ALLOWED =
  'INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, PRACK, UPDATE, INFO, MESSAGE, SUBSCRIBE, NOTIFY, REFER, PUBLISH';
/** What the server itself answers when it is the target: a keep-alive or a question for its capabilities. */
const OWN_METHODS = 'OPTIONS, REGISTER';
const SUPPORTED = 'path';

const capabilities: readonly Header[] = [
  ['Allow', ALLOWED],
  ['Accept', 'application/sdp'],
  ['Accept-Encoding', 'identity'],
  ['Accept-Language', 'en'],
  ['Supported', SUPPORTED],
];

/** Answers a request whose target is the server itself. All of it without a transaction: repeating the answer costs less than keeping it. */
export function answerAsUserAgent(stack: Stack, request: Request, flow: Flow): void {
  // The order of 8.2: method, required extensions, content
  if (request.method !== 'OPTIONS') {
    if (isKnownMethod(request.method)) stack.respond(request, flow, 405, { headers: [['Allow', OWN_METHODS]] });
    else stack.respond(request, flow, 501, { headers: [['Allow', OWN_METHODS]] });
    return;
  }
  const required = request.has(REQUIRE) ? request.tokens(REQUIRE) : [];
  if (required.length > 0) {
    stack.respond(request, flow, 420, { headers: [['Unsupported', required.join(', ')]] });
    return;
  }
  if (request.bodyEnd > request.bodyStart && !mayIgnoreBody(request)) {
    stack.respond(request, flow, 415, {
      headers: [
        ['Accept', ''],
        ['Accept-Encoding', 'identity'],
      ],
    });
    return;
  }
  stack.respond(request, flow, 200, { headers: capabilities });
}

/** 8.2.3: a body that cannot be read is a reason to refuse unless it says that it may be ignored. A question has no use for one either way. */
function mayIgnoreBody(request: Request): boolean {
  if (request.has(CONTENT_ENCODING)) return false;
  const disposition = request.parse(CONTENT_DISPOSITION);
  return disposition instanceof Parameterised && disposition.params.get('handling')?.toLowerCase() === 'optional';
}
