/** The parts that the pages of things have in common, each with its heading; '' of what a thing has nothing to say about. */

import { type Explanation, type Fact, type FixStep, fixesOf } from '../explain/index.ts';
import { each, html, type Html, joinHtml } from './html.ts';
import { comparisonPath, pathOf } from './paths.ts';
import { named, Prose } from './prose.ts';

/** A part of a page: where a link within the page leads, its heading, and what stands below. */
export interface Section {
  readonly id: string;
  readonly heading: string;
  readonly body: Html;
}

export const renderSection = ({ id, heading, body }: Section) => html`<section aria-labelledby="${id}">
<h2 id="${id}">${heading}</h2>
${body}
</section>`;

/** Links to the parts of a page, for a page that has several. */
export function jumps(sections: readonly Section[]): Html | undefined {
  if (sections.length < 4) return undefined;
  const items = each(sections, ({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`);
  return html`<nav class="jumps" aria-label="On this page"><ul>${items}</ul></nav>`;
}

export function factList(facts: Explanation['facts'], prose: Prose): Html {
  const rows = each(facts, (fact) => html`<div><dt>${fact.label}</dt><dd>${factValue(fact, prose)}</dd></div>`);
  return html`<dl class="facts">${rows}</dl>`;
}

export function factValue({ label, value }: Fact, prose: Prose): Html {
  // A number of HTTP is none of SIP.
  if (label === 'cousin in HTTP') return html`${value}`;
  return label === 'must carry' || label === 'may carry' ? prose.names(value) : prose.fact(value);
}

/** @param level of the headings of the persons */
export function fixes(entry: Explanation, prose: Prose, level: 3 | 4 = 3): Html {
  const block = ({ person, steps }: FixStep) => {
    const heading = level === 3 ? html`<h3>${person}</h3>` : html`<h4>${person}</h4>`;
    return html`<div class="person">${heading}${prose.list(steps, steps.length > 1)}</div>`;
  };
  return html`<div class="persons">${each(fixesOf(entry), block)}</div>`;
}

/** What it is taken for, each with the way to a comparison. */
export function confusions(entry: Explanation, prose: Prose): Html {
  const rows = each(entry.confusedWith, ({ with: name, difference }) => {
    const other = named(name, entry);
    if (other === undefined) return html`<div><dt>${name}</dt><dd>${prose.section().text(difference)}</dd></div>`;
    const text = new Prose(prose.root, entry, other).text(difference);
    const link = html`<a href="${prose.root}${pathOf(other)}">${other.title}</a>`;
    return html`<div><dt>${link}</dt><dd>${text} ${compareLink(entry, other, prose.root)}</dd></div>`;
  });
  return html`<dl class="confused">${rows}</dl>`;
}

function compareLink(entry: Explanation, other: Explanation, root: string): Html | undefined {
  if (entry.kind !== other.kind || entry.name === other.name) return undefined;
  const text = `Compare ${entry.name} and ${other.name}`;
  return html`<a class="compare" href="${root}${comparisonPath(entry, other)}">${text}</a>`;
}

export function seeAlso(entry: Explanation, root: string): Html {
  const links = entry.see.map((name) => {
    const other = named(name, entry);
    return other === undefined ? html`${name}` : html`<a href="${root}${pathOf(other)}">${other.title}</a>`;
  });
  return html`<p class="see">${joinHtml(links, ', ')}</p>`;
}
