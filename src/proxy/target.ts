/** Where a request may go: the members of a target set (RFC 3261 16.5). */

import { detach } from '../message/index.ts';
import { type Flow } from '../transport/index.ts';

/** One place to send a request to: a branch is made of it. */
export interface Target {
  /** The Request-URI of the branch. */
  readonly uri: string;
  /** Thousandths; higher is tried first (16.6). */
  readonly q: number;
  /** Route values to go through first: the binding's Path (RFC 3327). */
  readonly path: readonly string[];
  /** The flow that the binding was registered by: the way back through a NAT. */
  readonly flow: Flow | undefined;
  /** Whether the flow is the only way, so that the dialog's later requests need it too. */
  readonly pinned?: boolean;
}

/** A target that is found by its URI alone. It outlives the message that names it. */
export function uriTarget(uri: string): Target {
  return { uri: detach(uri), q: 1000, path: [], flow: undefined };
}

/** All at once; one after the other by falling `q`; or those of one `q` at once, the groups one after the other (16.6). */
export type Forking = 'parallel' | 'serial' | 'by-q';

/** Targets in the order in which they are tried. */
export function targetGroups(targets: readonly Target[], forking: Forking): Target[][] {
  if (forking === 'parallel' || targets.length < 2) return targets.length === 0 ? [] : [[...targets]];
  const sorted = [...targets].sort((a, b) => b.q - a.q);
  if (forking === 'serial') return sorted.map((target) => [target]);
  const groups = new Map<number, Target[]>();
  for (const target of sorted) {
    const group = groups.get(target.q);
    if (group === undefined) groups.set(target.q, [target]);
    else group.push(target);
  }
  return [...groups.values()];
}
