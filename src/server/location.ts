/** The location service: from an address-of-record to the targets of a request (RFC 3261 16.5). */

import { parseUri, Uri } from '../message/index.ts';
import { type Target } from '../proxy/index.ts';
import { type Binding, type Store } from '../store/index.ts';
import { type Flow } from '../transport/index.ts';

/** @param now wall clock, ms */
export function locate(store: Store, aor: string, now: number): Target[] {
  const targets: Target[] = [];
  for (const binding of store.bindings(aor, now)) targets.push(bindingTarget(binding));
  return targets;
}

function bindingTarget({ contact, q, path, flow }: Binding): Target {
  // A binding with Path is reached through it; the flow only led to the last proxy.
  return { uri: contact, q, path, flow: path.length > 0 ? undefined : flowOf(contact, flow as Flow | undefined) };
}

/**
 * The way to a contact. One that names the very address that it registered from is behind no NAT, so it is reached
 * where it says (RFC 3261 10.2.1); any other is reached by the flow it registered by, since its address means nothing here.
 */
function flowOf(contact: string, flow: Flow | undefined): Flow | undefined {
  if (flow === undefined || flow.transport !== 'UDP') return flow;
  const uri = parseUri(contact);
  if (!(uri instanceof Uri) || uri.host !== flow.remoteAddress) return flow;
  const transport = uri.params.get('transport');
  if (transport !== undefined && transport.toLowerCase() !== 'udp') return undefined;
  return { ...flow, remotePort: uri.port === 0 ? 5060 : uri.port };
}
