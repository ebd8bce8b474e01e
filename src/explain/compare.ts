/** Holds two things side by side: what each is, how they differ by their facts, and which to use when. */

import { classNames } from '../catalogue/index.ts';
import { hints } from '../reference/index.ts';
import type { Explanation } from './entry.ts';
import { lookUp, type NotFound } from './look-up.ts';

/** A fact in which the two differ; '' where one of them has nothing to say. */
export interface Difference {
  readonly label: string;
  readonly left: string;
  readonly right: string;
}

/** Two things side by side, as data: `comparisonMarkdown` writes it out. */
export interface Comparison {
  readonly left: Explanation;
  readonly right: Explanation;
  /** What they have in common by kind and class, or that they have nothing, in a sentence. */
  readonly relation: string;
  readonly differences: readonly Difference[];
  /** Facts that hold for both. */
  readonly same: readonly { readonly label: string; readonly value: string }[];
  /** How people tell the two apart; written for the pairs that are confused. */
  readonly hint?: string;
}

/** Compares any two things that `explain` knows. @returns NotFound for the first of the two that is not there */
export function compare(a: string | number, b: string | number): Comparison | NotFound {
  const first = lookUp(a);
  if ('asked' in first) return first;
  const second = lookUp(b);
  if ('asked' in second) return second;
  // Of several things with one name, two of a kind.
  const left =
    first.matches.find(({ kind }) => second.matches.some((other) => other.kind === kind)) ?? first.matches[0];
  const right = second.matches.find(({ kind }) => kind === left.kind) ?? second.matches[0];
  return compareEntries(left, right);
}

/** As `compare`, for two that were looked up already. */
export function compareEntries(left: Explanation, right: Explanation): Comparison {
  const differences: Difference[] = [];
  const same: { label: string; value: string }[] = [];
  const labels = new Set([...left.facts, ...right.facts].map(({ label }) => label));
  for (const label of labels) {
    const of = (entry: Explanation) => entry.facts.find((fact) => fact.label === label)?.value ?? '';
    const [one, other] = [of(left), of(right)];
    if (one === other) same.push({ label, value: one });
    else differences.push({ label, left: one, right: other });
  }
  return { left, right, relation: relationOf(left, right), differences, same, hint: hintFor(left, right) };
}

function relationOf(left: Explanation, right: Explanation): string {
  if (left.kind !== right.kind) return `${kindOf(left)} and ${kindOf(right)}: two different kinds of thing.`;
  if (left.name === right.name) return 'The same thing.';
  if (left.kind !== 'code') return `Both are ${NOUNS[left.kind][1]}.`;
  const [one, other] = [classOf(left), classOf(right)];
  return one === other
    ? `Both are ${one} responses.`
    : `${left.name} is ${withArticle(one)} response, ${right.name} ${withArticle(other)} response.`;
}

const NOUNS: Readonly<Record<Explanation['kind'], readonly [one: string, several: string]>> = {
  code: ['response code', 'response codes'],
  method: ['method', 'methods'],
  header: ['header field', 'header fields'],
  'option tag': ['option tag', 'option tags'],
  warning: ['Warning code', 'Warning codes'],
  cause: ['cause of the telephone network', 'causes of the telephone network'],
  word: ['word of the field', 'words of the field'],
};

const kindOf = ({ kind, name }: Explanation) => `${name} is ${withArticle(NOUNS[kind][0])}`;
const classOf = ({ name }: Explanation) => classNames[Number(name[0]) as keyof typeof classNames];
const withArticle = (text: string) => `${/^[aeiou]/i.test(text) ? 'an' : 'a'} ${text}`;

const byPair = new Map(hints.map(({ pair, hint }) => [pair.join(' '), hint]));

function hintFor(left: Explanation, right: Explanation): string | undefined {
  if (left.kind !== 'code' || right.kind !== 'code') return undefined;
  const written = byPair.get(`${left.name} ${right.name}`) ?? byPair.get(`${right.name} ${left.name}`);
  if (written !== undefined) return written;
  const said =
    left.confusedWith.find((confusion) => confusion.with === right.name) ??
    right.confusedWith.find((confusion) => confusion.with === left.name);
  return said?.difference;
}
