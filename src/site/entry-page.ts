/** The page of one thing: a code, a method, a header field, a word. */

import type { Explanation, Kind } from '../explain/index.ts';
import { html, type Html } from './html.ts';
import { CODE_CLASSES, classDigit, colourClass, KIND_PLURAL, KIND_SINGULAR } from './kind-names.ts';
import { type Crumb, renderDocument } from './layout.ts';
import type { Page, SiteOptions } from './page.ts';
import { entriesOf, FOLDERS, pathOf, rootOf } from './paths.ts';
import { Prose } from './prose.ts';
import { partsOf } from './entry-parts.ts';
import { factList, jumps, renderSection } from './sections.ts';
import { breadcrumbData, entryData } from './structured-data.ts';

export function renderEntry(entry: Explanation, options: SiteOptions): Page {
  const path = pathOf(entry);
  const root = rootOf(path);
  const prose = new Prose(root, entry);
  const meaning = {
    id: 'meaning',
    heading: 'What it means',
    body: html`<p>${prose.section().text(entry.description)}</p>`,
  };
  const sections = partsOf(entry, prose);
  const crumbs: Crumb[] = [
    { name: 'SIP reference', path: '' },
    { name: KIND_PLURAL[entry.kind], path: `${FOLDERS[entry.kind]}/` },
  ];
  const main = html`<article class="entry ${colourClass(entry)}">
<header class="title">
<p class="eyebrow">${eyebrow(entry)}</p>
${heading(entry)}
<p class="summary">${entry.summary}</p>
${jumps([meaning, ...sections])}
</header>
${renderSection(meaning)}
<aside aria-labelledby="facts"><h2 id="facts">Facts</h2>
${factList(entry.facts, prose)}
</aside>
<div class="rest">
${sections.map(renderSection)}
</div>
</article>
${neighbours(entry, root)}`;
  const { title, description } = inSearchResults(entry);
  const data = [breadcrumbData(crumbs, entry.title, options), ...entryData(entry, options)];
  return renderDocument({ path, title, description, main, part: entry.kind, crumbs, data }, options);
}

function eyebrow(entry: Explanation): string {
  if (entry.kind !== 'code') return KIND_SINGULAR[entry.kind];
  const digit = classDigit(entry);
  const status = entry.facts.find(({ label }) => label === 'status')?.value ?? '';
  return `${digit}xx ${CODE_CLASSES[digit - 1].name}, ${status}`;
}

/** Numbers are large, with what they are called beside them. */
function heading({ kind, name, title }: Explanation): Html {
  if (kind === 'code') return html`<h1><b class="number">${name}</b> ${title.slice(name.length + 1)}</h1>`;
  const numbered = /^(?:Warning|Cause) \d+ (.*?)(?: \(Q\.850\))?$/.exec(title);
  if (numbered !== null) return html`<h1><b class="number">${name}</b> ${numbered[1]}</h1>`;
  return html`<h1>${name}</h1>`;
}

const TITLES: Readonly<Record<Kind, (entry: Explanation) => string>> = {
  code: ({ title }) => `SIP ${title}: what it means and how to fix it`,
  method: ({ name }) => `SIP ${name}: what the method does and what goes wrong`,
  header: ({ name }) => `${name}: the SIP header field, part by part`,
  'option tag': ({ name }) => `${name}: SIP option tag`,
  warning: ({ title }) => `SIP ${title}`,
  cause: ({ title }) => `${title} in SIP`,
  word: ({ name }) => `What is ${name}? SIP glossary`,
};

/** Each its own title and description: many summaries would do for a neighbour, too, without the name. */
function inSearchResults(entry: Explanation): { title: string; description: string } {
  return { title: TITLES[entry.kind](entry), description: `${entry.title}: ${entry.summary}` };
}

function neighbours(entry: Explanation, root: string): Html {
  const all = entriesOf(entry.kind);
  const at = all.indexOf(entry);
  const link = (other: Explanation | undefined, rel: 'prev' | 'next', what: string) =>
    other !== undefined &&
    html`<a rel="${rel}" class="${colourClass(other)}" href="${root}${pathOf(other)}"><small>${what}</small> ${other.title}</a>`;
  return html`<nav class="neighbours" aria-label="Before and after">${link(all[at - 1], 'prev', 'Before')}${link(all[at + 1], 'next', 'After')}</nav>`;
}
