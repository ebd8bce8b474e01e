/** What the schema found wrong, in words that say the fix. */
import type { z } from 'zod';
import type { ConfigPath, ConfigSource } from './config-source.ts';
import type { ConfigProblem } from './config.ts';

type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys to values',
  null: 'empty',
};

/** @param value the data that the schema was given */
export function problemsOf(issues: readonly Issue[], value: unknown, source: ConfigSource): ConfigProblem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, [], value, source));
}

function problemsOfIssue(issue: Issue, base: ConfigPath, value: unknown, source: ConfigSource): ConfigProblem[] {
  const path = [...base, ...issue.path] as ConfigPath;
  const given = valueAt(value, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => source.problem([...path, key], unknownKey(key, issue.message.split(' ')), 'key'));
    case 'invalid_union': {
      const branch = bestBranch(issue.errors);
      if (branch !== undefined) return branch.flatMap((inner) => problemsOfIssue(inner, path, value, source));
      return [source.problem(path, mustBe(issue.errors.flatMap(expectations), given))];
    }
    default:
      return [source.problem(path, messageOf(issue, given))];
  }
}

function messageOf(issue: Issue, given: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      if (given === undefined) return 'is missing; add it';
      return issue.message.startsWith('Invalid input')
        ? mustBe(expectations([issue]), given)
        : `${issue.message}, not ${kindOf(given)}`;
    case 'invalid_value': {
      const values = issue.values.map(String);
      const meant = nearest(String(given), values);
      return mustBe(values, given) + (meant === undefined ? '' : `; did you mean "${meant}"?`);
    }
    case 'too_small':
      if (issue.origin === 'array') return 'is an empty list; fill it, or remove the key';
      return issue.origin === 'string'
        ? 'is empty; fill it, or remove the key'
        : `is too small; at least ${issue.minimum}`;
    case 'too_big':
      return `is too large; at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

/** Of a value with several forms, the one that was meant: where more than the kind of the value is wrong. */
function bestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const meant = branches.filter((issues) => !issues.every(isOtherKind));
  return meant.length === 1
    ? meant[0]
    : (meant.find((issues) => issues.some((issue) => issue.code === 'custom')) ?? meant[0]);
}

function isOtherKind(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union') return issue.errors.every((branch) => branch.every(isOtherKind));
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

function expectations(issues: readonly Issue[]): string[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'invalid_union') return issue.errors.flatMap(expectations);
    if (issue.code === 'invalid_value') return issue.values.map(String);
    if (issue.code !== 'invalid_type') return [];
    return issue.message.startsWith('Invalid input')
      ? [KINDS[issue.expected] ?? issue.expected]
      : [issue.message.replace(/^must be /, '')];
  });
}

function mustBe(expected: readonly string[], given: unknown): string {
  const words = [...new Set(expected)];
  const last = words.length > 1 ? ` or ${words.pop()!}` : '';
  return `must be ${words.join(', ')}${last}, not ${kindOf(given)}`;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null || value === undefined) return 'empty';
  if (typeof value === 'string') return `the text "${value}"`;
  if (typeof value === 'number') return `the number ${value}`;
  return typeof value === 'boolean' ? String(value) : 'a mapping';
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return `unknown key; ${meant === undefined ? `known here: ${known.join(', ')}` : `did you mean "${meant}"?`}`;
}

/** The word that is at most a third of its letters away. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least && distance <= Math.max(1, Math.floor(candidate.length / 3))) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** Letters to insert, remove or replace (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length];
}

function valueAt(value: unknown, path: ConfigPath): unknown {
  let at: unknown = value;
  for (const step of path)
    at = at === null || typeof at !== 'object' ? undefined : (at as Record<string | number, unknown>)[step];
  return at;
}
