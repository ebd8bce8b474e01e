/** The home page: every code at a glance, and the way to everything else. */

import { allCodes, type Explanation, type Kind } from '../explain/index.ts';
import { each, html, type Html } from './html.ts';
import { CODE_CLASSES, classDigit, colourClass, KIND_PLURAL } from './kind-names.ts';
import { renderDocument } from './layout.ts';
import type { Page, SiteOptions } from './page.ts';
import { entriesOf, FOLDERS, type Pair, pairPath, pathOf, rootOf, writtenPairs } from './paths.ts';

/** What the codes are grouped by: their class, and at the end those that are in no registry. */
export interface CodeGroup {
  readonly id: string;
  readonly name: string;
  readonly tells: string;
  readonly colour: string;
  readonly codes: readonly Explanation[];
}

const registered = new Set(
  allCodes.filter(({ status }) => status === 'registered' || status === 'obsolete').map(({ name }) => name),
);

export function codeGroups(): CodeGroup[] {
  const codes = entriesOf('code');
  const groups: CodeGroup[] = CODE_CLASSES.map(({ digit, name, tells }) => ({
    id: `class-${digit}`,
    name: `${digit}xx ${name}`,
    tells,
    colour: `c${digit}`,
    codes: codes.filter((code) => classDigit(code) === digit && registered.has(code.name)),
  }));
  groups.push({
    id: 'unregistered',
    name: 'In no registry',
    tells: 'Of older specifications, of programs and of networks; met all the same.',
    colour: 'c7',
    codes: codes.filter(({ name }) => !registered.has(name)),
  });
  return groups.filter((group) => group.codes.length > 0);
}

/** The pairs that people ask for most, by what they look up. */
const WANTED = '401/407 403/404 404/480 480/486 486/600 486/603 408/504 500/503 301/302 180/183 488/606 302/428';
/** Where a beginner begins. */
const FIRST_HEADERS = [
  'Via',
  'From',
  'To',
  'Call-ID',
  'CSeq',
  'Contact',
  'Record-Route',
  'Authorization',
  'WWW-Authenticate',
];
const FIRST_WORDS = [
  'nonce',
  'realm',
  'branch',
  'B2BUA',
  'UAC',
  'dialog',
  'registration',
  'NAT',
  'one-way audio',
  'STIR/SHAKEN',
];

export function renderHome(options: SiteOptions): Page {
  const root = rootOf('');
  const main = html`<header class="title home">
<h1>What SIP says, and what to do about it</h1>
<p class="summary">Every response code, method, header field and word of SIP: what it means, when you meet it, how to mend it.
Written for the person with the problem, and held against the RFCs.</p>
<p class="try">Try ${each(EXAMPLES, ([name, path]) => html`<a href="${root}${path}">${name}</a> `)}</p>
</header>
<section aria-labelledby="codes"><h2 id="codes">Response codes</h2>
${codeGroups().map((group) => classBlock(group, root))}
</section>
<section aria-labelledby="pairs"><h2 id="pairs">Two that are confused</h2>
<ul class="chips pairs">${each(wantedPairs(), (pair) => pairLink(pair, root))}</ul>
<p><a href="${root}compare/">All pairs, or any two of your own</a></p>
</section>
<div class="tiles">
${tile('method', entriesOf('method'), root)}
${tile('header', namedFirst('header', FIRST_HEADERS), root)}
${tile('word', namedFirst('word', FIRST_WORDS), root)}
${OTHERS.map((kind) => tile(kind, [], root))}
</div>`;
  const title = 'SIP response codes, headers and words explained';
  const description =
    'What each SIP response code, method, header field and word means, when you meet it, how to fix it, and how any two codes differ. Held against the RFCs.';
  const name = 'Sipwright SIP reference';
  const data = [{ '@context': 'https://schema.org', '@type': 'WebSite', name, description, url: options.origin }];
  return renderDocument({ path: '', title, description, main, data }, options);
}

const EXAMPLES: readonly (readonly [name: string, path: string])[] = [
  ['401 Unauthorized', 'codes/401/'],
  ['what is a nonce', 'words/nonce/'],
  ['403 or 404', 'compare/403-404/'],
  ['Via', 'headers/via/'],
];

const OTHERS: readonly Kind[] = ['option tag', 'warning', 'cause'];
const TILE_TELLS: Readonly<Partial<Record<Kind, string>>> = {
  'option tag': 'What Supported and Require list: 100rel, timer, replaces and the others.',
  warning: 'The numbers of the Warning header field, mostly beside a 488.',
  cause: 'What the telephone network said, in the Reason header field or from a gateway.',
};

function classBlock({ name, tells, colour, codes }: CodeGroup, root: string): Html {
  const items = each(codes, (code) => {
    const phrase = code.title.slice(code.name.length + 1);
    return html`<li><a class="${colourClass(code)}" href="${root}${pathOf(code)}"><b>${code.name}</b> ${phrase}</a></li>`;
  });
  return html`<div class="class ${colour}"><div><h3>${name}</h3><p>${tells}</p></div><ul class="codes">${items}</ul></div>`;
}

export function pairLink([left, right]: Pair, root: string): Html {
  return html`<li><a href="${root}${pairPath(left, right)}"><b class="${colourClass(left)}">${left.name}</b> or <b class="${colourClass(right)}">${right.name}</b></a></li>`;
}

/** Those of the wanted that have a page; before there are any, none. */
function wantedPairs(): readonly Pair[] {
  const wanted = WANTED.split(' ');
  return writtenPairs.filter(([left, right]) => wanted.includes(`${left.name}/${right.name}`));
}

const namedFirst = (kind: Kind, names: readonly string[]) => entriesOf(kind).filter(({ name }) => names.includes(name));

function tile(kind: Kind, shown: readonly Explanation[], root: string): Html {
  const all = entriesOf(kind);
  const list = `${root}${FOLDERS[kind]}/`;
  const id = `tile-${FOLDERS[kind]}`;
  const links = each(shown, (entry) => html`<li><a href="${root}${pathOf(entry)}">${entry.name}</a></li>`);
  return html`<section class="tile" aria-labelledby="${id}"><h2 id="${id}"><a href="${list}">${KIND_PLURAL[kind]}</a> <small>${all.length}</small></h2>
${TILE_TELLS[kind] !== undefined && html`<p>${TILE_TELLS[kind] ?? ''}</p>`}
${shown.length > 0 && html`<ul class="chips">${links}</ul>`}
</section>`;
}
