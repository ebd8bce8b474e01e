/** The page of search results: empty in the static site, where the script fills it; filled when a server answers. */

import { lookUp } from '../explain/index.ts';
import { html, type Html, joinHtml } from './html.ts';
import { renderDocument } from './layout.ts';
import type { Page, SiteOptions } from './page.ts';
import { comparisonPath, FOLDERS, pathOf, rootOf } from './paths.ts';
import { resultList, searchIn } from './search.ts';
import { searchRecords } from './search-records.ts';

const PATH = 'search/';
const MOST = 40;

/** The page of what is found. @param query what is asked for; '' for the page itself */
export function renderSearch(query: string, options: SiteOptions): Page {
  const asked = query.slice(0, 200).trim();
  const root = rootOf(PATH);
  const main = html`<header class="title">
<h1>Search</h1>
<p class="summary">A number, a phrase, a name, a word, or what you see: <q>486</q>, <q>Not Acceptable Here</q>, <q>CSeq</q>, <q>wrong password</q>.</p>
</header>
<div id="search-results">${asked === '' ? undefined : results(asked, root)}</div>
${
  asked === '' &&
  html`<noscript><p>Without scripts a copy of this site on a plain web server cannot search. The lists hold everything:
<a href="${root}${FOLDERS.code}/">codes</a>, <a href="${root}${FOLDERS.header}/">header fields</a>, <a href="${root}${FOLDERS.word}/">words</a>.</p></noscript>`
}`;
  const title = asked === '' ? 'Search the SIP reference' : `${asked}: search the SIP reference`;
  const description = 'Search SIP response codes, methods, header fields, option tags, causes and words.';
  const crumbs = [{ name: 'SIP reference', path: '' }];
  return renderDocument({ path: PATH, title, description, main, crumbs, query: asked, unlisted: true }, options);
}

/** `302 vs 428`, `UAC or UAS`. */
const TWO = /^(.+?)(?:\s+(?:vs\.?|versus|or|and)\s+|\s*[/,]\s*)(.+)$/i;

/** A way to the comparison, where two things are named. */
function comparisonOf(asked: string, root: string): Html | undefined {
  const [left, right] = (TWO.exec(asked)?.slice(1) ?? []).map((name) => {
    const found = lookUp(name);
    return 'asked' in found ? undefined : found.matches[0];
  });
  if (left === undefined || right === undefined || left === right) return undefined;
  const path = comparisonPath(left, right);
  return html`<p><a href="${root}${path}">${left.title} or ${right.title}</a>, side by side</p>`;
}

function results(asked: string, root: string): Html {
  const found = searchIn(searchRecords(), asked, MOST);
  const comparison = comparisonOf(asked, root);
  if (found.length === 0) return comparison ?? nothing(asked, root);
  const count = found.length === MOST ? `The first ${MOST}` : found.length === 1 ? 'One page' : `${found.length} pages`;
  return html`<p class="note">${count} for <q>${asked}</q></p>${comparison}${resultList(found, root)}`;
}

function nothing(asked: string, root: string): Html {
  const near = nearest(asked, root);
  return html`<p>Nothing here speaks of <q>${asked}</q>.${near !== undefined && html` Did you mean ${near}?`}</p>`;
}

/** Links to what has a similar name. */
export function nearest(asked: string, root: string): Html | undefined {
  const found = lookUp(asked);
  const names = 'asked' in found ? found.suggestions : found.matches.map(({ name }) => name);
  const links = names.flatMap((name) => {
    const one = lookUp(name);
    return 'asked' in one ? [] : [html`<a href="${root}${pathOf(one.matches[0])}">${name}</a>`];
  });
  return links.length === 0 ? undefined : joinHtml(links, ', ');
}
