/** Requests outside a dialog, before they have an address (RFC 3261 8.1.1). */

import { encodeUtf8, Failure, type Header, parseNameAddr, parseUri, SipError } from '../../message/index.ts';
import { type Flow } from '../../transport/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { type WireBody } from './body.ts';
import { type RequestDraft } from './outgoing-request.ts';

/** Who sends it to whom, where that is not the identity to the Request-URI. */
export interface Parties {
  readonly from?: string;
  readonly to?: string;
}

/** An address in angle brackets, on the wire. @throws SipError SIP_IDENTITY for what is none */
export function addressLine(text: string): string {
  const wire = encodeUtf8(text);
  if (parseNameAddr(wire, 0, wire.length) instanceof Failure)
    throw new SipError('SIP_IDENTITY', `no SIP address: ${text}`, { rfc: '3261 20.10' });
  return wire.includes('<') ? wire : `<${wire}>`;
}

/**
 * @param target the Request-URI
 * @param contact whether the peer is told where we are
 * @throws SipError SIP_URI_INVALID, SIP_IDENTITY
 */
export function draftRequest(
  agent: AgentParts,
  method: string,
  target: string,
  options: Parties & {
    readonly headers?: readonly Header[];
    readonly body: WireBody;
    readonly contact: boolean;
    readonly callId?: string;
    readonly routes?: readonly string[];
    readonly flow?: Flow;
    readonly maxForwards?: number;
  },
): RequestDraft & { readonly callId: string; readonly localTag: string } {
  const uri = parseUri(target);
  if (uri instanceof Failure || !uri.isSip)
    throw new SipError('SIP_URI_INVALID', `no SIP URI: ${target}`, { rfc: '3261 19.1' });
  const { identity, stack } = agent;
  const { from, to, headers = [], body, contact, flow, callId = stack.tokens.callId() } = options;
  const { routes = agent.routes, maxForwards = 70 } = options;
  const sender = from === undefined ? identity : addressLine(from);
  const localTag = stack.tokens.tag();
  let sequence = 0;
  return {
    method,
    callId,
    localTag,
    uri: target,
    nextHop: routes.length > 0 ? routeTarget(routes[0]) : target,
    headers: [
      ...routes.map((route): Header => ['Route', route]),
      ['Max-Forwards', String(maxForwards)],
      ['From', `${sender};tag=${localTag}`],
      ['To', to === undefined ? `<${target}>` : addressLine(to)],
      ['Call-ID', callId],
      ...agent.product,
      ...headers,
    ],
    ...body,
    contact,
    flow,
    nextSequence: () => ++sequence,
  };
}

function routeTarget(route: string): string {
  return route.slice(route.indexOf('<') + 1, route.indexOf('>'));
}
