/** The location service: from an address-of-record to the targets of a request (RFC 3261 16.5). */

import { type Binding, type Store } from '../store/index.ts';
import { type Flow } from '../transport/index.ts';
import { type Target } from '../proxy/index.ts';

/** @param now wall clock, ms */
export function locate(store: Store, aor: string, now: number): Target[] {
  const targets: Target[] = [];
  for (const binding of store.bindings(aor, now)) targets.push(bindingTarget(binding));
  return targets;
}

function bindingTarget({ contact, q, path, flow }: Binding): Target {
  // A binding with Path is reached through it; the flow then only led to the last proxy.
  return { uri: contact, q, path, flow: path.length === 0 ? (flow as Flow | undefined) : undefined };
}
