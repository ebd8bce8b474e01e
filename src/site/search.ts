/** Finds records for what somebody types; knows no texts, so that a browser can load it with search.json alone. */

import { each, html, type Html } from './html.ts';

/** Short names, since there are hundreds. */
export interface SearchRecord {
  /** The title. */
  readonly t: string;
  /** The path below the root of the site. */
  readonly p: string;
  /** The summary. */
  readonly s: string;
  /** The kind, for a person. */
  readonly k: string;
  /** Further words to find it by: names with commas between them, or words with blanks. */
  readonly w: string;
}

/** What people write around the thing that they mean. */
const FILLERS = new Set(
  (
    'a an and code codes does error explain for header how in is me mean meaning means of or sip status tell that the to ' +
    'vs versus what when why'
  ).split(' '),
);
const LONGEST = 200;
const MOST_TOKENS = 8;

const fold = (text: string) => text.toLowerCase().replaceAll('’', "'");
const tokensOf = (text: string) => fold(text).match(/[a-z0-9]+\+?(?:[-.'][a-z0-9]+)*/g) ?? [];

/** The records that match what somebody typed, the best first. @param limit the most that are wanted */
export function searchIn(records: readonly SearchRecord[], query: string, limit: number): SearchRecord[] {
  const asked = fold(query.slice(0, LONGEST)).trim();
  const tokens = tokensOf(asked).slice(0, MOST_TOKENS);
  const wanted = tokens.filter((token) => !FILLERS.has(token));
  const sought = wanted.length > 0 ? wanted : tokens;
  // Where nothing has all the words, what has most of them.
  for (let needed = sought.length; needed > 0; needed--) {
    const found = rank(records, (record) => scoreOf(record, asked, sought, needed));
    if (found.length > 0) return found.slice(0, limit);
  }
  return [];
}

function rank(records: readonly SearchRecord[], score: (record: SearchRecord) => number): SearchRecord[] {
  const scored = records.map((record) => ({ record, score: score(record) })).filter((hit) => hit.score > 0);
  // The sort is stable: equals stay in the order of the records, codes first.
  return scored.sort((a, b) => b.score - a.score).map(({ record }) => record);
}

function scoreOf({ t, p, s, w }: SearchRecord, asked: string, tokens: readonly string[], needed: number): number {
  const [title, summary, words] = [fold(t), fold(s), fold(w)];
  let hits = 0;
  let score = 0;
  for (const token of tokens) {
    const inTitle = closeness(title, token) * 10;
    const points = inTitle > 0 ? inTitle : Math.max(inWords(words, token), closeness(summary, token) * 4);
    if (points > 0) hits++;
    score += points;
  }
  return hits < needed ? 0 : score + nameScore(title, p, words, asked, tokens.join(' '));
}

/** Of the further words the first matter most. */
function inWords(words: string, token: string): number {
  const close = closeness(words, token);
  return close === 0 ? 0 : close * 3 - (2 * words.indexOf(token)) / words.length;
}

/** For what is called so, as a whole. */
function nameScore(title: string, path: string, words: string, asked: string, phrase: string): number {
  const slug = path.slice(path.indexOf('/') + 1, -1);
  if (title === asked || title === phrase || slug === phrase.replaceAll(' ', '-')) return 100;
  if (words.split(', ').includes(phrase)) return 80;
  return title.startsWith(phrase) ? 40 : 0;
}

/** 2 where it is a whole word, 1 where a word begins with it, 0.5 within a word where that is no accident. */
function closeness(text: string, token: string): number {
  let best = 0;
  for (let at = text.indexOf(token); at !== -1; at = text.indexOf(token, at + 1)) {
    const begins = at === 0 || !/[a-z0-9]/.test(text[at - 1]);
    const ends = at + token.length === text.length || !/[a-z0-9]/.test(text[at + token.length]);
    if (begins && ends) return 2;
    best = Math.max(best, begins ? 1 : token.length > 3 ? 0.5 : 0);
  }
  return best;
}

/** As a list of links; `root` leads from where it is shown to the root of the site. */
export function resultList(records: readonly SearchRecord[], root: string): Html {
  const items = each(
    records,
    ({ t, p, s, k }) => html`<li><a href="${root}${p}">${t}</a> <small>${k}</small><span>${s}</span></li>`,
  );
  return html`<ul class="found">${items}</ul>`;
}
