/** Who mends it, in words. */

import type { Person } from '../reference/index.ts';
import type { Explanation } from './entry.ts';

/** What one person can do about it: who, in words, and the steps in order. */
export interface FixStep {
  readonly person: string;
  readonly steps: readonly string[];
}

/** In the order in which one asks: the phone at hand, then the server, then whoever is behind it. */
const people: readonly (readonly [Person, string])[] = [
  ['phone', 'With the phone'],
  ['operator', 'With the server'],
  ['provider', 'With the trunk or the provider'],
];

/** Who mends what an explanation is about, in the order in which one asks; empty where nothing is broken. */
export function fixesOf({ fix }: Explanation): FixStep[] {
  return people.flatMap(([person, name]) => {
    const steps = fix[person] ?? [];
    return steps.length === 0 ? [] : [{ person: name, steps }];
  });
}
