/** The lists: every thing of a kind with the sentence that sums it up. */

import { headerFields } from '../catalogue/index.ts';
import { type Explanation, type Kind, kinds } from '../explain/index.ts';
import { codeGroups } from './home.ts';
import { each, html, type Html } from './html.ts';
import { colourClass, KIND_PLURAL } from './kind-names.ts';
import { renderDocument } from './layout.ts';
import type { Page, SiteOptions } from './page.ts';
import { entriesOf, FOLDERS, pathOf, rootOf } from './paths.ts';
import { breadcrumbData } from './structured-data.ts';

interface ListText {
  readonly title: string;
  readonly lede: string;
}

const TEXTS: Readonly<Record<Kind, ListText>> = {
  code: {
    title: 'All SIP response codes',
    lede: 'Every code in the registry of IANA, and those of older specifications, programs and networks that are met all the same. The first digit is the class.',
  },
  method: {
    title: 'SIP methods: INVITE, REGISTER and the others',
    lede: 'The first word of a request says what is asked for. Six come from RFC 3261, the others from its extensions.',
  },
  header: {
    title: 'SIP header fields',
    lede: 'Each line of a message between the first line and the body, with its short form where it has one.',
  },
  'option tag': {
    title: 'SIP option tags in Supported and Require',
    lede: 'Names of extensions. Supported says what one can do, Require what the other side must be able to do, Unsupported what a 420 is about.',
  },
  warning: {
    title: 'SIP Warning codes',
    lede: 'The three digits at the start of a Warning header field. They say more than the response code does: mostly which part of a session description was refused.',
  },
  cause: {
    title: 'Q.850 causes and their SIP codes',
    lede: 'Why the telephone network ended or refused a call. In SIP they stand in the Reason header field, and gateways turn each into a response code.',
  },
  word: {
    title: 'SIP words explained: a glossary',
    lede: 'What people who work with SIP say, told to somebody who has just begun.',
  },
};

export function renderList(kind: Kind, options: SiteOptions): Page {
  const path = `${FOLDERS[kind]}/`;
  const root = rootOf(path);
  const { title, lede } = TEXTS[kind];
  const main = html`<header class="title">
<h1>${KIND_PLURAL[kind]}</h1>
<p class="summary">${lede}</p>
</header>
${kind === 'code' ? codeList(root) : kind === 'cause' || kind === 'warning' || kind === 'method' ? rows(entriesOf(kind), root) : byLetter(kind, root)}`;
  const crumbs = [{ name: 'SIP reference', path: '' }];
  const terms = entriesOf(kind).map(({ name, summary }) => ({ '@type': 'DefinedTerm', name, description: summary }));
  const data = [breadcrumbData(crumbs, KIND_PLURAL[kind], options)];
  if (kind === 'word')
    data.push({ '@context': 'https://schema.org', '@type': 'DefinedTermSet', name: title, hasDefinedTerm: terms });
  return renderDocument({ path, title, description: lede, main, part: kind, crumbs, data }, options);
}

export const listKind = (path: string): Kind | undefined => kinds.find((kind) => `${FOLDERS[kind]}/` === path);

function codeList(root: string): Html {
  const groups = codeGroups();
  const jump = each(groups, ({ id, name, colour }) => html`<li><a class="${colour}" href="#${id}">${name}</a></li>`);
  return html`<nav class="jumps" aria-label="Classes"><ul>${jump}</ul></nav>
${each(
  groups,
  ({
    id,
    name,
    tells,
    colour,
    codes,
  }) => html`<section class="${colour}" aria-labelledby="${id}"><h2 id="${id}">${name}</h2>
<p>${tells}</p>
${rows(codes, root)}</section>`,
)}`;
}

function byLetter(kind: Kind, root: string): Html {
  const groups = new Map<string, Explanation[]>();
  for (const entry of [...entriesOf(kind)].sort((a, b) => compareText(a.name, b.name))) {
    const letter = /^[a-z]/i.test(entry.name) ? entry.name[0].toUpperCase() : '0-9';
    const group = groups.get(letter);
    if (group === undefined) groups.set(letter, [entry]);
    else group.push(entry);
  }
  const letters = [...groups].map(([letter, group]) => ({ letter, id: `letter-${letter.toLowerCase()}`, group }));
  const jump = each(letters, ({ letter, id }) => html`<li><a href="#${id}">${letter}</a></li>`);
  return html`<nav class="jumps letters" aria-label="Letters"><ul>${jump}</ul></nav>
${each(
  letters,
  ({ letter, id, group }) => html`<section class="letter" aria-labelledby="${id}"><h2 id="${id}">${letter}</h2>
${rows(group, root)}</section>`,
)}`;
}

function compareText(a: string, b: string): number {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  return one < other ? -1 : one > other ? 1 : 0;
}

function rows(entries: readonly Explanation[], root: string): Html {
  const items = each(
    entries,
    (entry) => html`<li class="${colourClass(entry)}"><a href="${root}${pathOf(entry)}">${label(entry)}</a>
<span>${entry.summary}</span></li>`,
  );
  return html`<ul class="index">${items}</ul>`;
}

const compactForms = new Map<string, string>(headerFields.map(({ name, compact }) => [name, compact]));

function label({ kind, name, title }: Explanation): Html {
  if (kind === 'code') return html`<b>${name}</b> ${title.slice(name.length + 1)}`;
  if (kind === 'cause' || kind === 'warning')
    return html`<b>${name}</b> ${title.replace(/^\w+ \d+ | \(Q\.850\)$/g, '')}`;
  const compact = kind === 'header' ? compactForms.get(name) : undefined;
  return compact === undefined || compact === '' ? html`${name}` : html`${name} <small>${compact}</small>`;
}
