/** Two things side by side: the text of a comparison's page, also made in the browser for pairs that have none. */

import type { Comparison, Explanation } from '../explain/index.ts';
import { each, html, type Html } from './html.ts';
import { colourClass } from './kind-names.ts';
import { pathOf } from './paths.ts';
import { Prose } from './prose.ts';
import { factList, factValue, fixes } from './sections.ts';

/**
 * A comparison as a person reads it in a browser.
 * @param root from where it is shown to the root of the site
 * @returns HTML for the inside of a page's main element
 */
export const renderComparison = (comparison: Comparison, root: string): string => comparisonHtml(comparison, root).text;

export function comparisonHtml(comparison: Comparison, root: string): Html {
  const { left, right, relation, hint, same } = comparison;
  const prose = new Prose(root, left, right);
  const both = <T>(of: (entry: Explanation) => T) => [of(left), of(right)] as const;
  const [leftSeen, rightSeen] = both(({ seen, pitfalls }) => [...seen, ...pitfalls]);
  const sideBySide = (of: (entry: Explanation, text: Prose) => Html) =>
    pair(comparison, (entry) => of(entry, prose.section()));
  return html`<article class="comparison">
<header class="title">
<p class="eyebrow">Side by side</p>
<h1>${nameInHeading(left)} <span class="or">or</span> ${nameInHeading(right)}</h1>
<p class="summary">${relation}</p>
</header>
${hint !== undefined && html`<p class="hint"><strong>How to tell them apart.</strong> ${prose.section().text(hint)}</p>`}
<section aria-labelledby="meaning"><h2 id="meaning">What each means</h2>
${sideBySide((entry, text) => html`<p><strong>${entry.summary}</strong></p><p>${text.text(entry.description)}</p>`)}
</section>
<section aria-labelledby="differences"><h2 id="differences">Key differences</h2>
${differences(comparison, prose)}
</section>
${
  leftSeen.length + rightSeen.length > 0 &&
  html`<section aria-labelledby="seen"><h2 id="seen">When you see each</h2>
${sideBySide((entry, text) => text.list([...entry.seen, ...entry.pitfalls]))}
</section>`
}
${
  both(({ fix }) => Object.keys(fix).length).some((count) => count > 0) &&
  html`<section aria-labelledby="fix"><h2 id="fix">How to fix each</h2>
${sideBySide((entry, text) => fixes(entry, text, 4))}
</section>`
}
${
  left.send !== undefined &&
  right.send !== undefined &&
  html`<section aria-labelledby="send"><h2 id="send">Which to use when you write the server</h2>
${sideBySide((entry, text) => html`<p>${text.text(entry.send ?? '')}</p>`)}
</section>`
}
${
  same.length > 0 &&
  html`<section aria-labelledby="same"><h2 id="same">The same for both</h2>
${factList(same, prose)}
</section>`
}
</article>`;
}

/** A code's number in its colour. */
function nameInHeading({ kind, name, title }: Explanation): Html {
  if (kind !== 'code') return html`${title}`;
  return html`<span class="${colourClass({ kind, name })}"><b class="number">${name}</b> ${title.slice(name.length + 1)}</span>`;
}

/** Two columns, each under its name; one below the other on a phone. */
function pair({ left, right }: Comparison, of: (entry: Explanation) => Html): Html {
  const column = (entry: Explanation) => html`<div class="${colourClass(entry)}"><h3>${entry.title}</h3>
${of(entry)}</div>`;
  return html`<div class="pair">${column(left)}${column(right)}</div>`;
}

/** Roles are written out, since the table is laid out otherwise on a phone and would lose them there. */
function differences({ left, right, differences: rows }: Comparison, prose: Prose): Html {
  const name = (entry: Explanation) =>
    html`<th role="columnheader" scope="col" class="${colourClass(entry)}"><a href="${prose.root}${pathOf(entry)}">${entry.name}</a></th>`;
  const cell = (label: string, value: string) =>
    html`<td role="cell">${value === '' ? html`<span class="none">none</span>` : factValue({ label, value }, prose)}</td>`;
  const body = each(
    rows,
    (row) =>
      html`<tr role="row"><th role="rowheader" scope="row">${row.label}</th>${cell(row.label, row.left)}${cell(row.label, row.right)}</tr>`,
  );
  return html`<div class="scroll"><table role="table" class="differences">
<thead role="rowgroup"><tr role="row"><td role="cell"></td>${name(left)}${name(right)}</tr></thead>
<tbody role="rowgroup">${body}</tbody></table></div>`;
}
