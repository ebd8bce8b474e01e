import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startHttp } from './http.ts';
import { answerReference } from './reference-pages.ts';

const http = await startHttp(
  { address: '127.0.0.1', port: 0, token: 'hush' },
  {
    ready: () => true,
    health: () => ({ ok: true, reason: '' }),
    metrics: async () => ({ text: '', contentType: 'text/plain' }),
  },
);
after(() => http.close());

const origin = `http://127.0.0.1:${http.port}`;
const get = (path: string, init?: RequestInit) => fetch(`${origin}${path}`, { redirect: 'manual', ...init });
/** Where a redirect leads, from the root of the server. */
async function leadsTo(path: string) {
  const { status, headers } = await get(path);
  return [status, new URL(headers.get('location') ?? '', `${origin}${path}`).href.slice(origin.length)];
}

test('the reference is there without a token, with what a browser needs to trust it', async () => {
  const response = await get('/reference/codes/401/');
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.equal(response.headers.get('cache-control'), 'public, max-age=60');
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.doesNotMatch(policy, /unsafe|\*/);
  const text = await response.text();
  assert.match(text, /<b class="number">401<\/b> Unauthorized/);
  assert.match(text, /href="\.\.\/\.\.\/assets\/site\.css"/);
  assert.doesNotMatch(text, /127\.0\.0\.1:/, 'it does not know where it is published');
});

test('style, search records and the home page have their types', async () => {
  const typeOf = async (path: string) => (await get(path)).headers.get('content-type');
  assert.equal(await typeOf('/reference/'), 'text/html; charset=utf-8');
  assert.equal(await typeOf('/reference/assets/site.css'), 'text/css; charset=utf-8');
  assert.equal(await typeOf('/reference/search.json'), 'application/json; charset=utf-8');
});

test('HEAD has the headers alone, and other methods are refused', async () => {
  const head = await get('/reference/', { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), '');
  assert.equal((await get('/reference/', { method: 'POST' })).status, 405);
});

test('an address without its last slash leads to the page', async () => {
  assert.deepEqual(await leadsTo('/reference'), [308, '/reference/']);
  assert.deepEqual(await leadsTo('/reference/codes'), [308, '/reference/codes/']);
  assert.deepEqual(await leadsTo('/reference/codes/603plus'), [308, '/reference/codes/603plus/']);
});

test('the form of the comparison leads to the page of the pair, the smaller number first', async () => {
  assert.deepEqual(await leadsTo('/reference/compare/?a=480&b=486'), [303, '/reference/compare/480-486/']);
  assert.deepEqual(await leadsTo('/reference/compare/?a=Busy+Here&b=404'), [303, '/reference/compare/404-486/']);
  assert.deepEqual(await leadsTo('/reference/compare/486-480/'), [308, '/reference/compare/480-486/']);
  assert.equal((await get('/reference/compare/480-483/')).status, 200, 'also of a pair without a written hint');
  const methods = await get('/reference/compare/?a=INFO&b=MESSAGE');
  assert.equal(methods.status, 200);
  assert.match(await methods.text(), /<h1>INFO <span class="or">or<\/span> MESSAGE<\/h1>/);
  assert.match(await (await get('/reference/compare/?a=480&b=Bussy')).text(), /called <q>Bussy<\/q>/);
});

test('the search answers without a script', async () => {
  const text = await (await get('/reference/search/?q=busy+here')).text();
  assert.match(text, /class="found"><li><a href="\.\.\/codes\/486\/">486 Busy Here<\/a>/);
  assert.match(text, /name="q" id="q" value="busy here"/);
  const two = await (await get('/reference/search/?q=302+vs+428')).text();
  assert.match(two, /<a href="\.\.\/compare\/302-428\/">302 Moved Temporarily or 428 Use Identity Header<\/a>/);
  const nasty = await (await get(`/reference/search/?q=${encodeURIComponent('"><script>alert(1)</script>')}`)).text();
  assert.doesNotMatch(nasty, /<script>alert/);
});

test('what is not there is a 404 page with a way on', async () => {
  const { status, headers, text } = await answerReference('/reference/codes/4O1/');
  assert.equal(status, 404);
  assert.equal(headers['Cache-Control'], 'no-store');
  assert.match(text, /href="\.\.\/\.\.\/codes\//);
  for (const path of ['404.html', 'codes/999/', 'assets/', 'a//b', '%2e%2e/', '<script>alert(1)</script>']) {
    const answer = await answerReference(`/reference/${path}`);
    assert.equal(answer.status, 404, path);
    assert.doesNotMatch(answer.text, /<script>alert/);
  }
  assert.equal((await get('/references/')).status, 404);
});

test("the built site's scripts are served from their folder, and nothing from outside it", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sipwright-reference-'));
  t.after(() => rm(folder, { recursive: true }));
  const assets = pathToFileURL(`${folder}/assets/`);
  const page = async () => (await answerReference('/reference/about/', assets)).text;
  assert.doesNotMatch(await page(), /site\.js/, 'not built');
  assert.equal((await answerReference('/reference/assets/site.js', assets)).status, 404);

  const built = pathToFileURL(`${folder}/`);
  await writeFile(join(folder, 'site.js'), 'let built;');
  const script = await answerReference('/reference/assets/site.js?1', built);
  assert.deepEqual(
    [script.status, script.text, script.contentType],
    [200, 'let built;', 'text/javascript; charset=utf-8'],
  );
  assert.match(
    (await answerReference('/reference/about/', built)).text,
    /<script type="module" src="\.\.\/assets\/site\.js">/,
  );
  for (const name of ['../site.js', '..%2fsite.js', '%2e%2e/site.js', '/etc/x.js', '.hidden.js', 'site.js/../site.js'])
    assert.equal((await answerReference(`/reference/assets/${name}`, assets)).status, 404, name);
});
