/** The site's own search.json, fetched when somebody first wants to search. */

import type { SearchRecord } from '../search.ts';
import { root } from './element.ts';
import { RecordFinder } from './find-records.ts';

let loading: Promise<RecordFinder> | undefined;

/** Fetched once, and again only after a failure. */
export function loadFinder(): Promise<RecordFinder> {
  loading ??= fetchFinder().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function fetchFinder(): Promise<RecordFinder> {
  const response = await fetch(new URL(`${root}search.json`, document.baseURI));
  if (!response.ok) throw new Error(`search.json: ${response.status}`);
  return new RecordFinder((await response.json()) as readonly SearchRecord[]);
}
