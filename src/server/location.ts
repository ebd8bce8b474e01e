/** The location service: from an address-of-record to the targets of a request (RFC 3261 16.5). */

import { addressOfRecord, Failure, parseNameAddr, parseUri, unescapeUri, Uri } from '../message/index.ts';
import { type Target } from '../proxy/index.ts';
import { type Binding, type Store } from '../store/index.ts';
import { type Flow } from '../transport/index.ts';

/** The user part as accounts are kept: escapes resolved. */
export function userOf(uri: Uri): string {
  const aor = addressOfRecord(uri);
  return aor.slice(0, aor.lastIndexOf('@'));
}

/** @param now wall clock, ms */
export function locate(store: Store, aor: string, now: number): Target[] {
  const targets: Target[] = [];
  for (const binding of store.bindings(aor, now)) targets.push(bindingTarget(binding));
  return targets;
}

function bindingTarget({ contact, q, path, flow }: Binding): Target {
  const question = contact.indexOf('?');
  const uri = question < 0 ? contact : contact.slice(0, question);
  const route = question < 0 ? path : [...path, ...escapedRoutes(contact.slice(question + 1))];
  // A binding with Path is reached through it; the flow only led to the last proxy.
  if (flow === undefined || route.length > 0) return { uri, q, path: route, flow: undefined };
  return { uri, q, path: route, ...flowOf(uri, flow as Flow) };
}

/** The Route that a contact asks for in its headers (RFC 4475 3.3.14); no other header of it may be forwarded (19.1.5). */
function escapedRoutes(headers: string): string[] {
  const routes: string[] = [];
  for (const header of headers.split('&')) {
    const equals = header.indexOf('=');
    if (equals < 0 || header.slice(0, equals).toLowerCase() !== 'route') continue;
    const value = unescapeUri(header.slice(equals + 1));
    const address = parseNameAddr(value, 0, value.length);
    if (!(address instanceof Failure) && address.end === value.length && address.uri.isSip) routes.push(value);
  }
  return routes;
}

/**
 * The way to a contact. One that names the very address that it registered from is behind no NAT, so it is reached
 * where it says (RFC 3261 10.2.1); any other is reached by the flow it registered by, since its address means nothing here.
 */
function flowOf(contact: string, flow: Flow): Pick<Target, 'flow' | 'pinned'> {
  const uri = parseUri(contact);
  if (!(uri instanceof Uri) || uri.host !== flow.remoteAddress) return { flow, pinned: true };
  const port = uri.port === 0 ? 5060 : uri.port;
  // The connection is there: a new one to the phone's listener might not come about.
  if (flow.transport !== 'UDP') return { flow, pinned: port !== flow.remotePort };
  const transport = uri.params.get('transport');
  if (transport !== undefined && transport.toLowerCase() !== 'udp') return { flow: undefined };
  return { flow: { ...flow, remotePort: port } };
}
