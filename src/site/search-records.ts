/** What can be searched: one short record for each thing, made once and sent to the browser as search.json. */

import { headerFields } from '../catalogue/index.ts';
import { allCodes, entries, type Explanation } from '../explain/index.ts';
import { KIND_SINGULAR } from './kind-names.ts';
import { pathOf } from './paths.ts';
import type { SearchRecord } from './search.ts';

/** Too frequent to find anything by. */
const STOP_WORDS = new Set(
  (
    'a about after again all also an and another any are as at be because been before behind both but by can cannot come comes do does each ' +
    'for from gets gives goes had has have header her him his how if in into is it its itself later less like makes many may mean means more ' +
    'most mostly must name never new next no nor not nothing of off often on once one only or other others out over own request response same ' +
    'say says see send sends sent server she should since so some such take takes than that the their them then there these they this those though ' +
    'time to too two under until up upon use used uses very was way were what when where whether which while who whose why will with within ' +
    'without would yet you your'
  ).split(' '),
);

const compactForms = new Map<string, string>(headerFields.map(({ name, compact }) => [name, compact]));
const formerPhrases = new Map(allCodes.map(({ name, formerPhrases: phrases }) => [name, phrases.join(' ')]));

let made: readonly SearchRecord[] | undefined;

/** The records of all things, in the order of the reference; made at the first call and kept. */
export function searchRecords(): readonly SearchRecord[] {
  made ??= entries.map((entry) => ({
    t: entry.title,
    p: pathOf(entry),
    s: entry.summary,
    k: KIND_SINGULAR[entry.kind],
    w: furtherWords(entry),
  }));
  return made;
}

/** Other names; and of codes what is seen, since people search for that (`wrong password`), what is said most often first. */
function furtherWords(entry: Explanation): string {
  const { kind, name, seen, fix, facts, description } = entry;
  if (kind === 'header') return compactForms.get(name) ?? '';
  if (kind === 'word') return facts.find(({ label }) => label === 'also')?.value ?? '';
  if (kind !== 'code') return '';
  const known = new Set(wordsOf(`${entry.title} ${entry.summary}`));
  const counts = new Map<string, number>();
  for (const word of wordsOf(`${formerPhrases.get(name) ?? ''} ${description} ${seen.join(' ')}`))
    if (word.length > 2 && !/^\d/.test(word) && !STOP_WORDS.has(word) && !known.has(word)) counts.set(word, 1);
  for (const word of wordsOf([description, ...seen, ...Object.values(fix).flat()].join(' '))) {
    const count = counts.get(word);
    if (count !== undefined) counts.set(word, count + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([word]) => word).join(' ');
}

const wordsOf = (text: string) => text.toLowerCase().match(/[a-z0-9]+(?:[-'.][a-z0-9]+)*/g) ?? [];
