/** The reference site in a browser: search, comparison, notes on examples, accessibility, and all of it without a script, too. */

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { writeCapture } from '../../bench/diagnose/write-capture.ts';
import { FIRST_PAGE_AIM } from '../../scripts/build-site.ts';
import { browserTest } from './browser-test.ts';

/** One of each kind of page. */
const SAMPLE = [
  '',
  'codes/',
  'codes/401/',
  'methods/invite/',
  'headers/via/',
  'option-tags/100rel/',
  'causes/17/',
  'words/',
  'words/nonce/',
  'compare/',
  'compare/401-407/',
  'search/',
  'diagnose/',
  'findings/',
  'findings/wrong-password/',
  'about/',
  '404.html',
];
/** What a script shows. */
const MADE_BY_SCRIPT: readonly (readonly [path: string, shown: string])[] = [
  ['search/?q=busy', '#search-results .found'],
  ['compare/?a=182&b=513', '#comparison h1'],
];
const PHONE = { width: 375, height: 740 };
const DESK = { width: 1200, height: 800 };

/** What axe finds, as lines; every rule of WCAG 2 A and AA and of good practice is asked. */
async function violations(page: Page): Promise<string[]> {
  if (await page.evaluate<boolean>('typeof axe === "undefined"')) await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate<AxeResults>('axe.run()');
  const elements = found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${target.join(' ')}: ${html}`),
  );
  return elements.map((line) => `${line} on ${page.url()}`);
}

/** Both at once, so that each page is loaded once: light at a desk, dark on a phone. */
async function violationsInBothLights(page: Page): Promise<string[]> {
  await page.setViewportSize(DESK);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const light = await violations(page);
  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  return [...light, ...(await violations(page)), ...(await overflows(page))];
}

/** Nothing makes a phone scroll sideways. */
async function overflows(page: Page): Promise<string[]> {
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  return width > PHONE.width ? [`${width} pixels wide: ${page.url()}`] : [];
}

browserTest(
  'pages open without a fault, and axe-core has nothing to say, in light and dark, wide and narrow',
  async (visit) => {
    for (const path of SAMPLE) {
      await visit.open(path);
      assert.notEqual(await visit.page.locator('h1').textContent(), '');
      assert.deepEqual(await violationsInBothLights(visit.page), []);
    }
  },
);

browserTest('what a script shows has no fault either', async ({ page, open }) => {
  for (const [path, shown] of MADE_BY_SCRIPT) {
    await open(path);
    await page.locator(shown).waitFor();
    assert.deepEqual(await violationsInBothLights(page), []);
  }
});

/** The addresses of its links, without the places within pages. */
async function linksIn(page: Page, selector: string): Promise<string[]> {
  const script = `[...document.querySelectorAll('${selector} a')].map((link) => link.href.replace(/#.*/, ''))`;
  return [...new Set(await page.evaluate<string[]>(script))];
}

browserTest('every link of the home page leads to a page', async ({ page, root, open }) => {
  await open('');
  const links = await linksIn(page, 'body');
  assert.ok(links.length > 100);
  for (const link of links) {
    assert.ok(link.startsWith(root), link);
    const { status } = await fetch(link);
    assert.equal(status, 200, link);
  }
});

browserTest(
  'the first page is below its bound as it is sent, and asks for nothing but its style and script',
  async ({ page, root, requests }) => {
    let bytes = 0;
    page.on('requestfinished', async (request) => {
      const { responseBodySize, responseHeadersSize } = await request.sizes();
      bytes += responseBodySize + responseHeadersSize;
    });
    await page.goto(root, { waitUntil: 'networkidle' });
    const paths = requests.filter((url) => !url.startsWith('data:')).map((url) => url.replace(root, ''));
    assert.deepEqual(paths.sort(), ['', 'assets/site.css', 'assets/site.js']);
    assert.ok(bytes > 10_000 && bytes < FIRST_PAGE_AIM, `${bytes} bytes`);
  },
);

const field = (page: Page) => page.getByRole('combobox', { name: 'Search the reference' });
const options = (page: Page) => page.getByRole('option');

/** Each as one types it, and where Enter leads. */
const SEARCHES = [
  ['busy', 'codes/486/'],
  ['Busy Here', 'codes/486/'],
  ['unautorized', 'codes/401/'],
  ['unautor', 'codes/401/'],
  ['302', 'codes/302/'],
  ['what is a nonce', 'words/nonce/'],
  ['record route', 'headers/record-route/'],
  ['302 vs 428', 'compare/302-428/'],
] as const;

browserTest(
  'search while one types: Enter opens the best, also after a slip or before the end of the word',
  async ({ page, root, open }) => {
    for (const [typed, path] of SEARCHES) {
      await open('words/realm/');
      await field(page).pressSequentially(typed);
      await page.locator('[role=option][aria-selected=true]').waitFor();
      await field(page).press('Enter');
      await page.waitForURL(root + path);
      assert.equal(await page.locator('h1').count(), 1, typed);
    }
  },
);

browserTest(
  'search by keys alone: / begins, arrows choose, Escape ends; the list says so to a screen reader',
  async ({ page, root, open, requests }) => {
    await open('codes/486/');
    assert.equal(requests.filter((url) => url.endsWith('search.json')).length, 0);
    await page.keyboard.press('/');
    assert.equal(await page.evaluate<string>('document.activeElement.id'), 'q');
    await page.keyboard.type('40');
    await options(page).first().waitFor();
    const selected = () => page.locator('[role=option][aria-selected=true]').getAttribute('id');
    const named = () => field(page).getAttribute('aria-activedescendant');
    const first = await selected();
    assert.equal(await named(), first);
    assert.equal(await field(page).getAttribute('aria-expanded'), 'true');
    assert.deepEqual(await violationsInBothLights(page), []);
    await page.keyboard.press('ArrowDown');
    assert.notEqual(await selected(), first);
    assert.equal(await named(), await selected());
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    assert.equal(await selected(), await options(page).last().getAttribute('id'), 'the last follows the first');
    await page.keyboard.press('Escape');
    assert.equal(await options(page).count(), 0);
    assert.equal(await field(page).getAttribute('aria-expanded'), 'false');
    assert.equal(await field(page).inputValue(), '40');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const link = await page.locator('[role=option][aria-selected=true]').getAttribute('href');
    await page.keyboard.press('Enter');
    await page.waitForURL(new URL(link ?? '', `${root}codes/486/`).href);
    assert.equal(requests.filter((url) => url.endsWith('search.json')).length, 1);
  },
);

browserTest(
  'a result can be tapped',
  async ({ page, root, open }) => {
    await open('');
    await field(page).fill('CSeq');
    await options(page).filter({ hasText: 'CSeq' }).first().tap();
    await page.waitForURL(`${root}headers/cseq/`);
  },
  { hasTouch: true, viewport: PHONE },
);

browserTest('the page of the search lists what fits, and says when nothing does', async ({ page, root, open }) => {
  await open('');
  await field(page).fill('busy');
  await options(page).last().click();
  await page.waitForURL(`${root}search/?q=busy`);
  await page.locator('.found a', { hasText: '486 Busy Here' }).waitFor();
  assert.equal(await field(page).inputValue(), 'busy');
  await open('search/?q=qqqqzzzz');
  await page.getByText('Nothing here speaks of').waitFor();
});

browserTest(
  'a pair without a page of its own is made at its own address',
  async ({ page, root, folder, place, open }) => {
    assert.ok(!existsSync(join(folder, 'compare/182-513/index.html')), 'a pair for which nobody asks');
    await open('compare/');
    await page.getByLabel('The one').fill('182 Queued');
    await page.getByLabel('The other').fill('513');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.locator('#comparison table').waitFor();
    assert.equal(place(), 'compare/?a=182&b=513');
    assert.match(await page.title(), /182 or 513/);
    assert.match((await page.locator('h1').textContent()) ?? '', /182 Queued or 513 Message Too Large/);
    for (const link of await linksIn(page, '#comparison'))
      if (link.startsWith(root)) assert.equal((await fetch(link)).status, 200, link);
  },
);

browserTest(
  'a pair with a page of its own is shown there, also when named the other way round',
  async ({ page, root, open }) => {
    await open('compare/?a=407&b=401');
    await page.waitForURL(`${root}compare/401-407/`);
  },
);

browserTest(
  'other things than codes can be compared; a slip gets a suggestion that mends it',
  async ({ page, root, open }) => {
    await open('compare/?a=nonse&b=realm');
    await page.locator('#comparison').getByRole('link', { name: 'nonce', exact: true }).click();
    await page.waitForURL(`${root}compare/?a=nonce&b=realm`);
    await page.locator('#comparison h1', { hasText: 'nonce' }).waitFor();
    await open('compare/?a=401&b=401%20Unauthorized');
    await page.getByText('Name two.').waitFor();
  },
);

browserTest('a name that holds HTML is shown as text', async ({ page, open }) => {
  const name = '<img src=x onerror=alert(1)>';
  await open(`compare/?a=${encodeURIComponent(name)}&b=401`);
  await page.locator('#comparison').getByText(name).waitFor();
  await open(`search/?q=${encodeURIComponent(name)}`);
  await page.locator('#search-results').getByText(name).waitFor();
  assert.equal(await page.locator('main img').count(), 0);
});

const part = (page: Page) => page.getByRole('button', { name: 'WWW-Authenticate', exact: true });
const note = (page: Page) => page.locator('.x', { has: part(page) }).locator('.tip');

browserTest('notes on an example open by keyboard and by pointer, and Escape closes them', async ({ page, open }) => {
  await open('codes/401/');
  assert.equal(await note(page).isVisible(), false);
  await part(page).focus();
  await note(page).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press('Escape');
  await note(page).waitFor({ state: 'hidden' });
  await page.keyboard.press('Enter');
  await note(page).waitFor();
  await page.keyboard.press('Space');
  await note(page).waitFor({ state: 'hidden' });
  await part(page).blur();
  await part(page).hover();
  await note(page).waitFor();
  await page.keyboard.press('Escape');
  await note(page).waitFor({ state: 'hidden' });
  await page.locator('h1').hover();
  await part(page).hover();
  await note(page).waitFor();
  // It stays while one goes to what it says.
  await note(page).hover();
  assert.equal(await note(page).isVisible(), true);
});

browserTest(
  'notes on an example open by a tap and close by the next, on the part or elsewhere',
  async ({ page, open }) => {
    await open('codes/401/');
    await part(page).tap();
    await note(page).waitFor();
    const box = await note(page).boundingBox();
    assert.ok(box !== null && box.x >= 0 && box.x + box.width <= PHONE.width, 'all of it is on the screen');
    await part(page).tap();
    await note(page).waitFor({ state: 'hidden' });
    await part(page).tap();
    await note(page).waitFor();
    await page.locator('#example').tap();
    await note(page).waitFor({ state: 'hidden' });
  },
  { hasTouch: true, isMobile: true, viewport: PHONE },
);

browserTest(
  'without a script pages can be read, links followed, and notes read',
  async ({ page, root, open }) => {
    await open('');
    await page.getByRole('link', { name: '401 Unauthorized' }).first().click();
    await page.waitForURL(`${root}codes/401/`);
    await page.getByRole('heading', { name: 'How to fix it' }).waitFor();
    await part(page).focus();
    await note(page).waitFor();
    await open('compare/401-407/');
    await page.getByRole('heading', { name: 'Key differences' }).waitFor();
    await open('search/');
    await page.locator('noscript').getByRole('link', { name: 'codes' }).click();
    await page.waitForURL(`${root}codes/`);
  },
  { javaScriptEnabled: false },
);

/** An INVITE that is refused, as text; a peer's name that would be a script if it were not escaped. */
const PASTED = ['INVITE sip:bob@example.com SIP/2.0', 'SIP/2.0 486 Busy Here']
  .map(
    (start) =>
      `${start}\r\nVia: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1\r\nFrom: "<img src=x onerror=alert(1)>" <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>${start.startsWith('SIP') ? ';tag=2' : ''}\r\nCall-ID: pasted@192.0.2.10\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n`,
  )
  .join('');

browserTest(
  'a message that is pasted is diagnosed in the browser: the verdict, the ladder, the message on a click',
  async ({ page, open, requests }) => {
    await open('diagnose/');
    await page.locator('#pasted').fill(PASTED);
    await page.getByRole('button', { name: 'Diagnose' }).click();
    await page.locator('#diagnosis .finding').first().waitFor();
    assert.match((await page.locator('#diagnosis h1').textContent()) ?? '', /busy/i);
    assert.equal(await page.locator('#diagnosis img').count(), 0);
    await page.locator('#diagnosis .ladder a').first().click();
    assert.match(
      (await page.locator('#diagnosis .text:target pre').textContent()) ?? '',
      /^INVITE sip:bob@example\.com SIP\/2\.0\n/,
    );
    assert.deepEqual(await violationsInBothLights(page), []);
    assert.ok(requests.every((url) => !url.includes('pasted')));
  },
);

browserTest(
  'a capture that is dropped is diagnosed, and nothing of it leaves the browser',
  async ({ page, open, requests }) => {
    const base64 = readFileSync(await bigCapture(500)).toString('base64');
    await open('diagnose/');
    const before = requests.length;
    const dataTransfer = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob('${base64}'), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], 'calls.pcap'));
      return transfer;
    })()`);
    await page.dispatchEvent('main', 'drop', { dataTransfer });
    await page.locator('#diagnosis .case').first().waitFor();
    assert.match(
      (await page.locator('#diagnosis .summary').textContent()) ?? '',
      /^5\d\d SIP messages in \d+ conversations/,
    );
    assert.deepEqual(
      requests.slice(before).map((url) => url.replace(/^.*\/assets\//, '')),
      ['diagnose-worker.js'],
    );
  },
);

browserTest('a capture of 50 MB is diagnosed in the browser', async ({ page, open }) => {
  const path = await bigCapture(110_000);
  assert.ok(statSync(path).size > 50_000_000);
  await open('diagnose/');
  await page.locator('#capture').setInputFiles(path);
  await page.locator('#diagnosis .case').first().waitFor({ timeout: 120_000 });
  assert.match((await page.locator('#diagnosis .summary').textContent()) ?? '', /^1\d\d[,.]?\d{3} SIP messages/);
});

const captures = mkdtempSync(join(tmpdir(), 'sipwright-captures-'));
after(() => rmSync(captures, { recursive: true, force: true }));

/** A capture of calls and registrations of at least so many messages. */
async function bigCapture(messages: number): Promise<string> {
  const path = join(captures, `${messages}.pcap`);
  await writeCapture(path, messages);
  return path;
}
