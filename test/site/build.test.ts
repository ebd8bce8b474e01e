/** `npm run site`: every page and script is made, every link leads somewhere, and what it weighs keeps to its bounds. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { after, before, test } from 'node:test';
import {
  bundleExplain,
  bundleScripts,
  EXPLAIN_BOUND,
  FIRST_PAGE_AIM,
  renderPages,
  weigh,
} from '../../scripts/build-site.ts';
import type * as Explain from '../../src/explain/index.ts';
import { sitePaths } from '../../src/site/index.ts';

const root = join(import.meta.dirname, '..', '..');

/** Of somebody else. */
const NOT_OURS = 'index.js';

let folder: string;
let printed: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sipwright-site-'));
  mkdirSync(join(folder, 'codes', '999'), { recursive: true });
  writeFileSync(join(folder, 'codes', '999', 'index.html'), 'a page of an earlier build');
  writeFileSync(join(folder, NOT_OURS), 'export {};');
  const args = [join(root, 'scripts', 'build-site.ts'), '--out', folder];
  const env = { ...process.env, SITE_ORIGIN: '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env });
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  printed = stdout;
});

after(() => rmSync(folder, { recursive: true, force: true }));

function filesIn(path: string): string[] {
  const all = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return all.filter((name) => statSync(join(path, name)).isFile()).map((name) => name.replaceAll('\\', '/'));
}

const read = (path: string) => readFileSync(join(folder, path), 'utf8');

test('every path has its file beside the three scripts; an earlier build is gone, and what is not ours is left alone', () => {
  const pages = sitePaths().map((path) => (path === '' || path.endsWith('/') ? `${path}index.html` : path));
  assert.deepEqual(
    filesIn(folder).sort(),
    [...pages, 'assets/site.js', 'assets/compare.js', 'assets/diagnose-worker.js', NOT_OURS].sort(),
  );
  for (const name of ['index.html', 'codes/401/index.html', 'headers/via/index.html', 'words/nonce/index.html'])
    assert.ok(pages.includes(name), name);
  for (const name of filesIn(folder)) assert.notEqual(read(name).trim(), '', name);
});

test('a second build gives the same scripts, byte for byte', async () => {
  for (const { path, text } of await bundleScripts()) assert.equal(text, read(path), path);
});

test('the build says what things weigh', () => {
  assert.match(printed, /first page.* \d+\.\d +\d+\.\d +\d+\.\d +aim: below 100 compressed\n/);
  for (const name of ['assets/site.js', 'assets/compare.js', 'search.json', 'sipwright/explain'])
    assert.match(printed, new RegExp(`^${name}.* \\d+\\.\\d +\\d+\\.\\d +\\d+\\.\\d`, 'm'));
});

test('the origin stands in canonical addresses and in the sitemap, and nowhere when it is not given', () => {
  const origin = 'https://sip.example.org/reference';
  const pages = new Map(renderPages(`${origin}/`).map(({ path, text }) => [path, text]));
  assert.match(pages.get('codes/401/index.html') ?? '', new RegExp(`rel="canonical" href="${origin}/codes/401/"`));
  assert.match(pages.get('sitemap.xml') ?? '', new RegExp(`<loc>${origin}/codes/401/</loc>`));
  assert.doesNotMatch(read('codes/401/index.html'), /rel="canonical"/);
  assert.doesNotMatch(read('sitemap.xml'), /<loc>/);
});

/** Each link and each thing that a page loads, as it is written. */
function* addressesIn(html: string): Generator<string> {
  const code = html.replace(/<script type="application\/ld\+json">.*?<\/script>/gs, '');
  for (const [, address] of code.matchAll(/\s(?:href|src|action)="([^"]*)"/g)) yield address.replaceAll('&amp;', '&');
}

test('every link within the site leads to a page that is there, and to a place that is on it', () => {
  const ids = new Map<string, Set<string>>();
  const idsOf = (path: string) => {
    const known = ids.get(path) ?? new Set([...read(path).matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id));
    ids.set(path, known);
    return known;
  };
  const files = new Set(filesIn(folder));
  const broken: string[] = [];
  for (const page of [...files].filter((name) => name.endsWith('.html'))) {
    for (const address of addressesIn(read(page))) {
      if (/^(?:https:\/\/www\.rfc-editor\.org\/|data:)/.test(address)) continue;
      const [path, fragment] = address.replace(/\?[^#]*/, '').split('#');
      const target = path === '' ? page : posix.join(posix.dirname(page), path.replace(/(^|\/)$/, '$1index.html'));
      const isThere = files.has(target) && (fragment === undefined || idsOf(target).has(fragment));
      if (!isThere || address.startsWith('/')) broken.push(`${page}: ${address}`);
    }
  }
  assert.deepEqual([...new Set(broken)], []);
});

test('no two pages share a title or a description, and no page uses an id twice', () => {
  const seen = new Map<string, string>();
  for (const page of filesIn(folder).filter((name) => name.endsWith('.html'))) {
    const html = read(page);
    for (const pattern of [/<title>(.*?)<\/title>/s, /<meta name="description" content="(.*?)">/s]) {
      const text = pattern.exec(html)?.[1] ?? '';
      assert.notEqual(text, '', page);
      assert.equal(seen.get(text), undefined, `${page} is called as another: ${text}`);
      seen.set(text, page);
    }
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, page);
  }
});

test('the home page with all that it loads keeps to its bound without compression', () => {
  const loaded = ['index.html', 'assets/site.css', 'assets/site.js'].map((path) => ({ path, text: read(path) }));
  assert.ok(weigh(...loaded).raw < FIRST_PAGE_AIM, `${weigh(...loaded).raw} bytes`);
});

test('search.json is below 60 kB compressed', () => {
  const { gzip } = weigh({ path: 'search.json', text: read('search.json') });
  assert.ok(gzip < 60_000, `${gzip} bytes`);
});

test('sipwright/explain is one file, made of our own sources without Node, which explains and compares', async () => {
  const { text, modules } = await bundleExplain();
  assert.ok(modules.length > 50);
  // A module of Node, or what a bundler puts in its place, would be from elsewhere.
  assert.deepEqual(
    modules.filter((path) => !/^(?:src|scripts)\//.test(path.replaceAll('\\', '/'))),
    [],
  );
  const url = `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`;
  const { explain, compare } = (await import(url)) as typeof Explain;
  assert.deepEqual(Object.entries(explain('nonce')), Object.entries(explain('what is a nonce?')));
  assert.match(JSON.stringify(explain('401')), /"title":"401 Unauthorized"/);
  assert.match(JSON.stringify(compare('302', '428')), /"differences":\[\{/);
});

test('sipwright/explain with all texts keeps to its bound, compressed', async () => {
  const { brotli } = weigh(await bundleExplain());
  assert.ok(brotli < EXPLAIN_BOUND, `${brotli} bytes of Brotli, not below ${EXPLAIN_BOUND}`);
});
