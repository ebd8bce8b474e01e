/** The redirect server: a target set as a final response, for the caller to try itself (RFC 3261 8.3, 21.3). */

import { encodeUtf8, Failure, type Header, parseNameAddr, parseUri, type Request, sameUri } from '../message/index.ts';
import { formatContact } from '../routing/index.ts';
import { type ServerTransaction, type ServerUser, type Stack } from '../stack/index.ts';
import { type Binding } from '../store/index.ts';
import { type Flow } from '../transport/index.ts';

/** CANCEL, ACK and retransmissions are the transaction's affair: it was answered before any of them could come. */
const NO_USER: ServerUser = {};

/** What the caller is told: the code, and where to go instead. */
export interface Redirection {
  readonly code: 300 | 301 | 302 | 305 | 380;
  /** Contact values with their `q` and `expires`, as a person writes them, or the bindings of an address-of-record. */
  readonly contacts: readonly string[] | readonly Binding[];
  /** The answer where no contact is left; 404 when left out (8.3). */
  readonly otherwise?: 404 | 410 | 480;
  /** The alternative services that a 380 describes (21.3.5); wire form. */
  readonly body?: string;
  readonly contentType?: string;
}

/**
 * Answers with the contacts that lead anywhere else. The Request-URI itself is never among them (8.3), nor a contact
 * that is malformed, nor, for 305, one that names no SIP proxy (21.3.4).
 */
export function redirect(request: Request, flow: Flow, stack: Stack, redirection: Redirection): ServerTransaction {
  const { code, contacts, body, contentType } = redirection;
  const headers: Header[] = [];
  for (const contact of contacts) {
    if (!leadsElsewhere(contact, request, code)) continue;
    const value = typeof contact === 'string' ? encodeUtf8(contact) : bindingValue(contact, stack.clock.wall());
    headers.push(['Contact', value]);
  }
  const server = stack.startServer(request, flow, NO_USER);
  const status = headers.length > 0 ? code : (redirection.otherwise ?? 404);
  stack.trace?.decision(stack.now, request.callId, 'redirection', `${status}, ${headers.length} contacts`);
  if (status !== code) server.respond(status);
  else server.respond(code, { headers, body, contentType });
  return server;
}

/** `expires` tells how long the contact may be used (8.3). */
function bindingValue({ contact, q, expiresAt, params }: Binding, now: number): string {
  return formatContact(contact, q, Math.max(0, Math.ceil((expiresAt - now) / 1000)), params);
}

function leadsElsewhere(contact: string | Binding, request: Request, code: number): boolean {
  let uri: ReturnType<typeof parseUri>;
  if (typeof contact === 'string') {
    const address = parseNameAddr(contact, 0, contact.length);
    if (address instanceof Failure || address.end < contact.length) return false;
    uri = address.uri;
  } else uri = parseUri(contact.contact);
  return !(uri instanceof Failure) && (code !== 305 || uri.isSip) && !sameUri(uri, request.uri);
}
