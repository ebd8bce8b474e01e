import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entries, kinds } from '../explain/index.ts';
import { hints } from '../reference/index.ts';
import { pathOf, renderPage, sitePaths } from './index.ts';
import { FOLDERS } from './paths.ts';

const options = { scripts: true };
const pages = new Map(sitePaths().map((path) => [path, renderPage(path, options)]));
const documents = [...pages].filter(([path]) => path === '' || path.endsWith('/') || path.endsWith('.html'));
const textOf = (path: string) => pages.get(path)?.text ?? '';

const unescape = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => unescape(match[1]));
const contentOf = (text: string, pattern: RegExp) => all(text, pattern)[0] ?? '';
const sizeOf = (text: string) => Buffer.byteLength(text);

test('every path of the site has a page, once', () => {
  assert.equal(new Set(sitePaths()).size, sitePaths().length);
  for (const [path, page] of pages) {
    assert.equal(page?.path, path);
    assert.match(page?.type ?? '', /^(?:text|application)\/(?:html|css|xml|json|plain); charset=utf-8$/);
    assert.ok((page?.text ?? '').length > 20, path);
  }
  for (const path of ['codes/999/', 'codes', 'compare/401-401/', 'compare/401-999/', 'headers/', '__proto__/', '../'])
    assert.equal(renderPage(path, options) === undefined, path !== 'headers/', path);
});

test('everything that the reference tells of has a page, and stands in its list', () => {
  for (const entry of entries) {
    const path = pathOf(entry);
    assert.match(path, /^[a-z-]+\/[a-z0-9-]+\/$/);
    assert.ok(pages.has(path), path);
    assert.match(textOf(`${FOLDERS[entry.kind]}/`), new RegExp(`href="\\.\\./${path}"`));
  }
  assert.ok(entries.length > 400);
  assert.deepEqual(
    kinds.filter((kind) => !pages.has(`${FOLDERS[kind]}/`)),
    [],
  );
});

test('every pair with a written hint has a page that holds it', () => {
  for (const { pair, hint } of hints) {
    const path = `compare/${pair.join('-').replaceAll('+', 'plus')}/`;
    assert.ok(pages.has(path), path);
    const plain = unescape(textOf(path).replaceAll(/<[^>]+>/g, ''));
    assert.ok(plain.includes(hint), path);
    assert.match(textOf('compare/'), new RegExp(`href="\\.\\./${path}"`));
  }
});

test('a page of a code holds what there is to say', () => {
  const plain = unescape(textOf('codes/401/').replaceAll(/<[^>]+>/g, ''));
  const entry = entries.find(({ kind, name }) => kind === 'code' && name === '401');
  assert.ok(entry !== undefined);
  const { summary, description, seen, fix, send = '', http = '', confusedWith, facts } = entry;
  const told = [summary, description, ...seen, ...Object.values(fix).flat(), send, http];
  for (const text of [...told, ...confusedWith.map(({ difference }) => difference), ...facts.map(({ value }) => value)])
    assert.ok(plain.includes(text), text);
  assert.match(textOf('codes/401/'), /rel="prev"[^>]+href="\.\.\/\.\.\/codes\/400\/".+rel="next"[^>]+402/);
});

/** What a link leads to: a path of the site, and the id there. */
function resolve(from: string, href: string): { path: string; id: string } {
  const url = new URL(href, `http://site/${from}`);
  return { path: url.pathname.slice(1), id: url.hash.slice(1) };
}

test('every link within the site leads to a page, and to what it names there', () => {
  const ids = new Map(documents.map(([path, page]) => [path, new Set(all(page?.text ?? '', / id="([^"]+)"/g))]));
  const broken: string[] = [];
  for (const [from, page] of documents) {
    for (const href of new Set(all(page?.text ?? '', / (?:href|action|src)="([^"]*)"/g))) {
      if (/^(?:https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d+|data:image\/svg\+xml,)/.test(href)) continue;
      const { path, id } = resolve(from, href);
      const known = pages.has(path) || path === 'assets/site.js';
      if (!known || (id !== '' && ids.get(path)?.has(id) !== true)) broken.push(`${from}: ${href}`);
    }
  }
  assert.deepEqual(broken, []);
});

test('no page asks another host for anything, nor has a script or a style of its own', () => {
  for (const [path, page] of documents) {
    const text = page?.text ?? '';
    for (const tag of text.match(/<(?:script|link|img|iframe|source|object|embed)\b[^>]*>/g) ?? [])
      assert.match(
        tag,
        /(?:src|href)="(?:(?:\.\.?\/)+assets\/(?:site\.(?:js|css)|diagnosis\.css)|data:image\/svg\+xml,[^"]+)"|type="application\/ld\+json"/,
        path,
      );
    assert.doesNotMatch(text, / style="| on[a-z]+="|<style/, path);
  }
  assert.doesNotMatch(textOf('assets/site.css'), /url\(|@import/);
  assert.doesNotMatch(renderPage('', { scripts: false })?.text ?? '', /site\.js/);
});

test('a page weighs below 100 kB with the style sheet, which weighs about 10', () => {
  const style = sizeOf(textOf('assets/site.css'));
  assert.ok(style < 14_000, `${style}`);
  for (const [path, page] of documents) assert.ok(sizeOf(page?.text ?? '') + style < 100_000, path);
});

test('titles and descriptions are those of one page alone, and of a length that is shown', () => {
  const titles = new Map<string, string>();
  const descriptions = new Map<string, string>();
  for (const [path, page] of documents) {
    const title = contentOf(page?.text ?? '', /<title>([^<]+)<\/title>/g);
    const description = contentOf(page?.text ?? '', /<meta name="description" content="([^"]+)">/g);
    assert.ok(title.length > 8 && title.length <= 110, `${path}: ${title}`);
    assert.ok(description.length > 20 && description.length <= 260, `${path}: ${description}`);
    assert.equal(titles.get(title), undefined, title);
    assert.equal(descriptions.get(description), undefined, description);
    titles.set(title, path);
    descriptions.set(description, path);
  }
});

test('headings are in order, ids are unique, and what is referred to is there', () => {
  for (const [path, page] of documents) {
    const text = page?.text ?? '';
    const levels = all(text, /<h([1-6])[ >]/g).map(Number);
    assert.equal(levels.filter((level) => level === 1).length, 1, path);
    levels.forEach((level, i) => assert.ok(level <= (levels[i - 1] ?? 0) + 1, `${path}: heading ${i + 1}`));
    const ids = all(text, / id="([^"]+)"/g);
    assert.equal(new Set(ids).size, ids.length, path);
    for (const id of all(text, / aria-(?:labelledby|describedby)="([^"]+)"/g))
      assert.ok(ids.includes(id), `${path}: ${id}`);
    for (const [tag, count] of [
      ['main', 1],
      ['footer', 1],
      ['body', 1],
    ] as const)
      assert.equal(text.split(`<${tag}`).length - 1, count, path);
  }
});

test('elements are closed in the order in which they were opened', () => {
  const empty = new Set(['meta', 'link', 'input', 'br']);
  for (const [path, page] of documents) {
    const open: string[] = [];
    for (const [, close, name, rest] of (page?.text ?? '').matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>/g)) {
      if (close !== '') assert.equal(open.pop(), name, path);
      else if (!empty.has(name) && !rest.endsWith('/')) open.push(name);
    }
    assert.deepEqual(open, [], path);
  }
});

test('structured data is JSON that names what the page is about', () => {
  for (const [path, page] of documents) {
    const blocks = [...(page?.text ?? '').matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)];
    for (const [, block] of blocks) {
      const data = JSON.parse(block) as { '@context': string; '@type': string };
      assert.equal(data['@context'], 'https://schema.org', path);
    }
  }
  assert.match(textOf('codes/401/'), /"@type":"FAQPage".+"What does SIP 401 Unauthorized mean\?"/);
  assert.match(textOf('words/nonce/'), /"@type":"DefinedTerm","name":"nonce"/);
});

test('where the origin is known, pages name their address, and the sitemap holds them all', () => {
  const published = { scripts: true, origin: 'https://example.org/sip/' };
  const sitemap = renderPage('sitemap.xml', published)?.text ?? '';
  const listed = new Set(all(sitemap, /<loc>([^<]+)<\/loc>/g));
  const expected = documents.map(([path]) => path).filter((path) => path !== '404.html' && path !== 'search/');
  assert.deepEqual(listed, new Set(expected.map((path) => `https://example.org/sip/${path}`)));
  assert.match(renderPage('robots.txt', published)?.text ?? '', /Sitemap: https:\/\/example\.org\/sip\/sitemap\.xml/);
  assert.match(
    renderPage('codes/401/', published)?.text ?? '',
    /<link rel="canonical" href="https:\/\/example\.org\/sip\/codes\/401\/">/,
  );
  assert.match(renderPage('404.html', published)?.text ?? '', /href="https:\/\/example\.org\/sip\/codes\/"/);
  for (const [path, page] of documents) assert.doesNotMatch(page?.text ?? '', /rel="canonical"|og:url/, path);
});
