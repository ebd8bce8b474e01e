/** Prose with its names as links: the first mention of each thing in a section, never the thing that the page is about. */

import { type Explanation, lookUp } from '../explain/index.ts';
import { each, html, type Html, joinHtml } from './html.ts';
import { mentions } from './names-in-prose.ts';
import { entriesOf, pathOf } from './paths.ts';

const headers = new Map(entriesOf('header').map((entry) => [entry.name, entry]));

export class Prose {
  readonly root: string;
  readonly #subjects: readonly Explanation[];
  readonly #linked = new Set<string>();

  /** @param subjects what the page is about */
  constructor(root: string, ...subjects: readonly Explanation[]) {
    this.root = root;
    this.#subjects = subjects;
  }

  /** The same page, of which nothing has been linked yet. */
  section(): Prose {
    return new Prose(this.root, ...this.#subjects);
  }

  /** A text, as the content of an element. */
  text(text: string): Html {
    return this.#links(text, true);
  }

  /** A list of facts: every name in it is a link. */
  fact(text: string): Html {
    return this.#links(text, false);
  }

  /** Names of header fields and nothing else: `Contact, Expires`. */
  names(text: string): Html {
    const pieces = text.split(/(, | or )/).map((piece) => {
      const entry = headers.get(piece);
      return entry === undefined ? html`${piece}` : html`<a href="${this.root}${pathOf(entry)}">${piece}</a>`;
    });
    return joinHtml(pieces, '');
  }

  list(items: readonly string[], ordered = false): Html {
    const lines = each(items, (item) => html`<li>${this.text(item)}</li>`);
    return ordered ? html`<ol>${lines}</ol>` : html`<ul>${lines}</ul>`;
  }

  #links(text: string, firstOnly: boolean): Html {
    const pieces: Html[] = [];
    let done = 0;
    for (const mention of mentions(text, this.#subjects[0]?.kind)) {
      const { at, target } = mention;
      const href = typeof target === 'string' ? target : this.root + pathOf(target);
      if (typeof target !== 'string' && this.#subjects.includes(target)) continue;
      if (firstOnly && this.#linked.has(href)) continue;
      this.#linked.add(href);
      pieces.push(html`${text.slice(done, at)}<a href="${href}">${mention.text}</a>`);
      done = at + mention.text.length;
    }
    return joinHtml([...pieces, html`${text.slice(done)}`], '');
  }
}

/** What a name in `confusedWith` or `see` stands for: of the same kind as what names it, if there is one. */
export function named(name: string, by: Explanation): Explanation | undefined {
  const found = lookUp(name);
  if ('asked' in found) return undefined;
  return found.matches.find(({ kind }) => kind === by.kind) ?? found.matches[0];
}
