/** What fits the letters that were typed so far: as the site searches everywhere, with slips of the finger forgiven. */

import { nearest } from '../../explain/index.ts';
import { searchIn, type SearchRecord } from '../search.ts';

/** A shorter word is too near to too many others. */
const SHORTEST_SLIP = 4;
const LONGEST = 200;
/** `302 vs 428`, `480/486`, `401 407`. */
const TWO_CODES = /^(?:sip )?([1-7]\d\d\+?)(?: ?[/,|-] ?| (?:(?:vs\.?|versus|or|and|to) )?)(?:sip )?([1-7]\d\d\+?)$/;

export class RecordFinder {
  readonly #records: readonly SearchRecord[];
  readonly #vocabulary: ReadonlySet<string>;

  constructor(records: readonly SearchRecord[]) {
    this.#records = records;
    this.#vocabulary = new Set(records.flatMap(({ t, w }) => wordsIn(`${t} ${w}`)));
  }

  /** @returns at most `limit`, the best first; before the two codes that `302 vs 428` names comes their comparison */
  find(query: string, limit: number): SearchRecord[] {
    const asked = query.slice(0, LONGEST);
    const found = searchIn(this.#records, this.#corrected(asked), limit);
    const comparison = this.#comparison(asked);
    return comparison === undefined ? found : [comparison, ...found].slice(0, limit);
  }

  /** With the nearest word in place of each that nothing has. */
  #corrected(query: string): string {
    return query.replace(/[a-z][a-z0-9-]*/gi, (word) => {
      if (word.length < SHORTEST_SLIP || searchIn(this.#records, word, 1).length > 0) return word;
      // Perhaps it is not yet typed to its end.
      return nearest(word, this.#vocabulary, 1)[0] ?? nearest(word, this.#beginnings(word.length), 1)[0] ?? word;
    });
  }

  #beginnings(length: number): Set<string> {
    const beginnings = new Set<string>();
    for (const word of this.#vocabulary) {
      if (word.length > length) beginnings.add(word.slice(0, length)).add(word.slice(0, length + 1));
    }
    return beginnings;
  }

  #comparison(query: string): SearchRecord | undefined {
    const [, a, b] = TWO_CODES.exec(query.trim().toLowerCase().replace(/\s+/g, ' ')) ?? [];
    if (a === undefined || a === b) return undefined;
    const [one, other] = [this.#titleOf(a), this.#titleOf(b)];
    if (one === undefined || other === undefined) return undefined;
    const summary = `${one} and ${other}: how they differ, and which is right.`;
    return {
      t: `${a} or ${b}`,
      p: `compare/?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}`,
      s: summary,
      k: 'Side by side',
      w: '',
    };
  }

  #titleOf(code: string): string | undefined {
    return this.#records.find(({ t, p }) => p.startsWith('codes/') && t.startsWith(`${code} `))?.t;
  }
}

const wordsIn = (text: string) => text.toLowerCase().match(/[a-z][a-z0-9]*(?:-[a-z0-9]+)*/g) ?? [];
