/** What every page has around its text: head, header with the search field, and footer. */

import { type Kind, kinds } from '../explain/index.ts';
import { each, html, type Html, jsonScript } from './html.ts';
import { KIND_PLURAL } from './kind-names.ts';
import { absolute, HTML_TYPE, type Page, type SiteOptions } from './page.ts';
import { FOLDERS, rootOf } from './paths.ts';

export interface Document {
  readonly path: string;
  /** Of the window and of a search engine's result. */
  readonly title: string;
  readonly description: string;
  readonly main: Html;
  /** Which part of the site it belongs to. */
  readonly part?: Kind | 'compare' | 'diagnose' | 'about';
  /** From the home page down to what is above this page. */
  readonly crumbs?: readonly Crumb[];
  /** JSON-LD. */
  readonly data?: readonly object[];
  /** What was searched for, to stand in the field. */
  readonly query?: string;
  /** Style sheets of assets/ beside that of the site. */
  readonly styles?: readonly string[];
  /** Not for search engines. */
  readonly unlisted?: boolean;
  /** Where the site begins, when that does not follow from the path. */
  readonly root?: string;
}

export interface Crumb {
  readonly name: string;
  readonly path: string;
}

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='7' " +
  "fill='%230b4f8a'/%3E%3Cpath d='M6 11h17m-5-5 5 5-5 5M26 21H9m5-5-5 5 5 5' fill='none' stroke='%23fff' stroke-width='2.6'/%3E%3C/svg%3E";

/** In the header; everything is in the footer. */
const IN_HEADER: readonly Kind[] = ['code', 'method', 'header', 'word'];
const SHORT: Readonly<Partial<Record<Kind, string>>> = { code: 'Codes', header: 'Headers' };

export function renderDocument(document: Document, options: SiteOptions): Page {
  const { path, main, crumbs = [], root = rootOf(path) } = document;
  const text = html`<!doctype html>
<html lang="en" data-root="${root}">
${head(document, root, options)}
<body>
<a class="skip" href="#main">Skip to the text</a>
${header(document, root)}
${crumbs.length > 0 && breadcrumbs(crumbs, root)}
<main id="main" tabindex="-1">
${main}
</main>
${footer(root)}
</body>
</html>
`;
  return { path, type: HTML_TYPE, text: text.text };
}

function head(
  { path, title, description, data = [], unlisted, styles = [] }: Document,
  root: string,
  options: SiteOptions,
): Html {
  const url = unlisted === true ? undefined : absolute(path, options);
  return html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="description" content="${description}">
<meta name="color-scheme" content="light dark">
${unlisted === true && html`<meta name="robots" content="noindex">`}
${url !== undefined && html`<link rel="canonical" href="${url}">\n<meta property="og:url" content="${url}">`}
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:type" content="${path === '' ? 'website' : 'article'}">
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${root}assets/site.css">
${styles.map((name) => html`<link rel="stylesheet" href="${root}assets/${name}">`)}
${options.scripts && html`<script type="module" src="${root}assets/site.js"></script>`}
${each(data, jsonScript)}
</head>`;
}

function header({ part, query = '' }: Document, root: string): Html {
  const link = (name: string, folder: string, here: boolean) =>
    html`<a href="${root}${folder}/"${here && html` aria-current="true"`}>${name}</a>`;
  return html`<header class="top"><div class="bar">
<a class="brand" href="${root}">Sipwright <span>SIP reference</span></a>
<nav aria-label="Reference">${each(IN_HEADER, (kind) =>
    link(SHORT[kind] ?? KIND_PLURAL[kind], FOLDERS[kind], part === kind),
  )}${link('Compare', 'compare', part === 'compare')}${link('Diagnose', 'diagnose', part === 'diagnose')}</nav>
<form role="search" action="${root}search/" method="get">
<input type="search" name="q" id="q" value="${query}" placeholder="401, Busy Here, Via, nonce&#8230;" autocomplete="off" autocapitalize="off" spellcheck="false" aria-label="Search the reference">
<button type="submit" aria-label="Search"><svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="M13 13l5 5M8.5 2a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z" fill="none" stroke="currentColor" stroke-width="2"/></svg></button>
<div id="results"></div>
</form>
</div></header>`;
}

function breadcrumbs(crumbs: readonly Crumb[], root: string): Html {
  const items = each(crumbs, ({ name, path }) => html`<li><a href="${root}${path}">${name}</a></li>`);
  return html`<nav class="crumbs" aria-label="Where you are"><ol>${items}</ol></nav>`;
}

function footer(root: string): Html {
  const lists = each(kinds, (kind) => html`<li><a href="${root}${FOLDERS[kind]}/">${KIND_PLURAL[kind]}</a></li>`);
  return html`<footer><div class="bar">
<nav aria-label="Everything"><ul>${lists}
<li><a href="${root}compare/">Compare two</a></li><li><a href="${root}diagnose/">Diagnose a capture</a></li><li><a href="${root}findings/">Findings</a></li><li><a href="${root}search/">Search</a></li><li><a href="${root}about/">About</a></li></ul></nav>
<p>Made from the tables that the Sipwright server runs on. No tracker, no cookie, no request to anybody else.</p>
</div></footer>`;
}
