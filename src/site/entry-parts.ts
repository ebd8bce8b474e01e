/** Which parts the page of a thing has, in their order, by its kind. */

import type { Explanation, Kind } from '../explain/index.ts';
import { each, html, type Html } from './html.ts';
import { exampleLines, exampleMessage, isExplained } from './example-message.ts';
import type { Prose } from './prose.ts';
import { confusions, fixes, type Section, seeAlso } from './sections.ts';

const SEEN: Readonly<Partial<Record<Kind, string>>> = {
  code: 'When you see it',
  method: 'When you see it, and what goes wrong',
};
const HOW_TO_READ = html`<p class="note">Point at an underlined part, tap it or tab to it, to read what it says.</p>`;

/** All but the meaning and the facts, which stand first. */
export function partsOf(entry: Explanation, prose: Prose): Section[] {
  const sections: Section[] = [];
  const add = (id: string, heading: string, there: boolean, body: (prose: Prose) => Html) => {
    if (there) sections.push({ id, heading, body: body(prose.section()) });
  };
  const { kind, seen, pitfalls, fix, send, example, parts, confusedWith, http, see } = entry;
  const lines = kind === 'header' || kind === 'word';
  const showExample = () => {
    if (example === undefined) return;
    const heading = kind === 'word' ? 'Where you meet it' : 'What it looks like';
    add('example', heading, true, ({ root }) => {
      const shown = lines ? exampleLines(entry, root) : exampleMessage(entry, root);
      return html`${isExplained(shown) && HOW_TO_READ}${shown}${partList(parts)}`;
    });
  };
  if (lines) showExample();
  add('seen', SEEN[kind] ?? 'When you see it', seen.length > 0, (text) => text.list(seen));
  add('pitfalls', 'What goes wrong with it', pitfalls.length > 0, (text) => text.list(pitfalls));
  add('fix', 'How to fix it', Object.keys(fix).length > 0, (text) => fixes(entry, text));
  add('send', 'If you write the server', send !== undefined, (text) => html`<p>${text.text(send ?? '')}</p>`);
  if (!lines) showExample();
  add('confused', 'Not to be confused with', confusedWith.length > 0, (text) => confusions(entry, text));
  add('http', 'In HTTP', http !== undefined, () => html`<p>${http}</p>`);
  add('see', 'Read next', see.length > 0, ({ root }) => seeAlso(entry, root));
  return sections;
}

function partList(parts: Explanation['parts']): Html | undefined {
  if (parts.length === 0) return undefined;
  const rows = each(parts, ([piece, meaning]) => html`<div><dt><code>${piece}</code></dt><dd>${meaning}</dd></div>`);
  return html`<dl class="pieces">${rows}</dl>`;
}
