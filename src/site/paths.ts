/** Where each thing has its page, and which pages there are. */

import { entries, type Explanation, type Kind, kinds } from '../explain/index.ts';
import { hints } from '../reference/index.ts';
import { findingPaths } from './finding-paths.ts';

/** The folder of each kind; its list is the folder's own page. */
export const FOLDERS: Readonly<Record<Kind, string>> = {
  code: 'codes',
  method: 'methods',
  header: 'headers',
  'option tag': 'option-tags',
  warning: 'warnings',
  cause: 'causes',
  word: 'words',
};

/** The last part of its address: `401`, `603plus`, `via`, `stir-shaken`. */
export function slug({ name }: Pick<Explanation, 'name'>): string {
  return name
    .toLowerCase()
    .replaceAll('+', 'plus')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** The path of a thing's page below the root of the site, with a slash at its end. */
export const pathOf = (entry: Pick<Explanation, 'kind' | 'name'>) => `${FOLDERS[entry.kind]}/${slug(entry)}/`;

export const entriesOf = (kind: Kind): readonly Explanation[] => entries.filter((entry) => entry.kind === kind);

const byPath = new Map(entries.map((entry) => [pathOf(entry), entry]));
const place = new Map(entries.map((entry, i) => [entry, i]));

export const entryAt = (path: string): Explanation | undefined => byPath.get(path);

const codeNamed = (name: string) => byPath.get(`codes/${slug({ name })}/`);

export type Pair = readonly [left: Explanation, right: Explanation];

/** The pairs of codes that have a written hint, and so a page of their own. */
export const writtenPairs: readonly Pair[] = hints.flatMap(({ pair }) => {
  const [left, right] = pair.map(codeNamed);
  return left === undefined || right === undefined ? [] : [[left, right] as const];
});

/** The address of a comparison of two codes, whichever is named first. */
export function pairPath(a: Explanation, b: Explanation): string {
  const [left, right] = inOrder(a, b);
  return `compare/${slug(left)}-${slug(right)}/`;
}

/** Where any two are compared: on a page of their own, or on the page that is told what to compare. */
export function comparisonPath(a: Explanation, b: Explanation): string {
  if (a.kind === 'code' && b.kind === 'code' && hasWrittenPage(a, b)) return pairPath(a, b);
  return `compare/?a=${encodeURIComponent(a.name)}&b=${encodeURIComponent(b.name)}`;
}

/** By number; a number that a network uses in a way of its own comes after the number itself. */
function inOrder(a: Explanation, b: Explanation): Pair {
  const [one, other] = [Number.parseInt(a.name, 10), Number.parseInt(b.name, 10)];
  const swap = one === other ? (place.get(a) ?? 0) > (place.get(b) ?? 0) : one > other;
  return swap ? [b, a] : [a, b];
}

const writtenPaths = new Set(writtenPairs.map(([left, right]) => pairPath(left, right)));

export const hasWrittenPage = (a: Explanation, b: Explanation) => writtenPaths.has(pairPath(a, b));

/** The two codes that a path such as `compare/480-486/` names, in order; undefined unless there are two. */
export function pairAt(path: string): Pair | undefined {
  const match = /^compare\/([0-9a-z]+)-([0-9a-z]+)\/$/.exec(path);
  if (match === null) return undefined;
  const [left, right] = [byPath.get(`codes/${match[1]}/`), byPath.get(`codes/${match[2]}/`)];
  return left === undefined || right === undefined || left === right ? undefined : inOrder(left, right);
}

/** Of documents for people, which search engines may list. */
export function documentPaths(): string[] {
  const lists = kinds.map((kind) => `${FOLDERS[kind]}/`);
  return ['', ...lists, ...byPath.keys(), 'compare/', ...writtenPaths, 'diagnose/', ...findingPaths(), 'about/'];
}

/** Every address of the static site. */
export function sitePaths(): string[] {
  return [
    ...documentPaths(),
    'search/',
    '404.html',
    'sitemap.xml',
    'robots.txt',
    'search.json',
    'assets/site.css',
    'assets/diagnosis.css',
  ];
}

/** From a page back to the root: `../../` on codes/401/. */
export const rootOf = (path: string) => '../'.repeat(path.split('/').length - 1) || './';
