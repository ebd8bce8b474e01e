/** A comparison made in the browser. It holds every text of the reference, so it is a file of its own, loaded where it is needed. */

import { compare, isNotFound, type NotFound } from '../../explain/index.ts';
import { renderComparison } from '../comparison.ts';
import { hasWrittenPage, pairPath } from '../paths.ts';

export interface Made {
  /** As the reference writes them. */
  readonly names: readonly [a: string, b: string];
  readonly title: string;
  /** Undefined where both are one thing. */
  readonly html?: string;
  /** Where the pair has a page of its own. */
  readonly page?: string;
}

export type Missing = NotFound;

export function comparisonOf(a: string, b: string, root: string): Made | Missing {
  const comparison = compare(a, b);
  if (isNotFound(comparison)) return comparison;
  const { left, right } = comparison;
  const names = [left.name, right.name] as const;
  if (left === right) return { names, title: left.title };
  const isWritten = left.kind === 'code' && right.kind === 'code' && hasWrittenPage(left, right);
  if (isWritten) return { names, title: '', page: pairPath(left, right) };
  return { names, title: `${left.title} or ${right.title}`, html: renderComparison(comparison, root) };
}
