/** The page of two codes, and the page on which any two are chosen. */

import { compare, compareEntries, type Comparison, entries, isNotFound } from '../explain/index.ts';
import { comparisonHtml } from './comparison.ts';
import { pairLink } from './home.ts';
import { each, html, type Html } from './html.ts';
import { type Crumb, renderDocument } from './layout.ts';
import type { Page, SiteOptions } from './page.ts';
import { type Pair, pairPath, rootOf, writtenPairs } from './paths.ts';
import { breadcrumbData, comparisonData } from './structured-data.ts';

const CHOOSER = 'compare/';
const crumbs: readonly Crumb[] = [
  { name: 'SIP reference', path: '' },
  { name: 'Compare', path: CHOOSER },
];

export function renderPair([left, right]: Pair, options: SiteOptions): Page {
  const path = pairPath(left, right);
  const comparison = compareEntries(left, right);
  const data = [breadcrumbData(crumbs, `${left.name} or ${right.name}`, options), ...comparisonData(comparison)];
  return renderDocument(
    { path, ...headOf(comparison), main: comparisonHtml(comparison, rootOf(path)), part: 'compare', crumbs, data },
    options,
  );
}

function headOf({ left, right }: Comparison): { title: string; description: string } {
  const [one, other] = left.kind === 'code' ? [left.title, right.title] : [left.name, right.name];
  return {
    title: `SIP ${left.name} or ${right.name}: the difference, and which is right`,
    description: `${one} and ${other} side by side: what each means, when you see it, how to fix it, and which a server should send.`,
  };
}

export const renderChooser = (options: SiteOptions): Page => chooser(options, '', '', undefined);

/** What is asked for at compare/?a=480&b=486: the address of the page of two codes, or a page for what has none. */
export function answerComparison(a: string, b: string, options: SiteOptions): Page | { readonly location: string } {
  const [one, other] = [a, b].map((name) => name.trim().slice(0, 200));
  if (one === '' || other === '') return chooser(options, one, other, undefined);
  const comparison = compare(one, other);
  if (isNotFound(comparison)) return chooser(options, one, other, notFound(comparison.asked, comparison.suggestions));
  const { left, right } = comparison;
  if (left === right) return chooser(options, one, other, html`<p>Both are ${left.title}. Name two.</p>`);
  if (left.kind === 'code' && right.kind === 'code') return { location: pairPath(left, right) };
  const main = comparisonHtml(comparison, rootOf(CHOOSER));
  return renderDocument(
    { path: CHOOSER, ...headOf(comparison), main, part: 'compare', crumbs, unlisted: true },
    options,
  );
}

function notFound(asked: string, suggestions: readonly string[]): Html {
  const near = suggestions.length === 0 ? '' : ` Near it: ${suggestions.join(', ')}.`;
  return html`<p>Nothing here is called <q>${asked}</q>.${near}</p>`;
}

function chooser(options: SiteOptions, a: string, b: string, message: Html | undefined): Page {
  const root = rootOf(CHOOSER);
  const field = (id: 'a' | 'b', label: string, value: string, example: string) =>
    html`<p><label for="${id}">${label}</label> <input id="${id}" name="${id}" list="names" value="${value}" placeholder="${example}" required autocomplete="off" autocapitalize="off" spellcheck="false"></p>`;
  const names = entries.filter(({ kind }) => kind === 'code');
  const main = html`<header class="title">
<h1>Compare two</h1>
<p class="summary">What each says, when each is seen, how each is mended, and where they differ: any two codes, methods or header fields.</p>
</header>
<form class="chooser" action="${root}${CHOOSER}" method="get">
${field('a', 'The one', a, '480')}${field('b', 'The other', b, '486')}
<p><button type="submit">Compare</button></p>
<datalist id="names">${each(names, ({ name, title }) => html`<option value="${name}">${title}</option>`)}</datalist>
</form>
<div id="comparison" aria-live="polite">${message}</div>
<section aria-labelledby="pairs" class="all-pairs"><h2 id="pairs">Pairs that are confused</h2>
<p>Each with what tells the two apart.</p>
<ul class="chips pairs">${each(writtenPairs, (pair) => pairLink(pair, root))}</ul>
</section>`;
  const title = 'Compare any two SIP response codes';
  const description =
    'Two SIP response codes side by side: meaning, causes, fixes and key differences. Pages for the pairs that are confused most, and any other pair on request.';
  const data = [breadcrumbData(crumbs.slice(0, 1), 'Compare', options)];
  return renderDocument(
    { path: CHOOSER, title, description, main, part: 'compare', crumbs: crumbs.slice(0, 1), data },
    options,
  );
}
