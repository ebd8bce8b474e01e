/**
 * A test that looks at the built site in Debian's Chromium: skipped, and counted as skipped, where that is missing; a failure
 * there with SIPWRIGHT_INTEROP=required. Whatever a test looks at, nothing may be asked of another host, and nothing may fail.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { isRequired } from '../interop/interop-test.ts';
import { serveSite, type SiteServer } from './site-server.ts';

const CHROMIUM = '/usr/bin/chromium';
/** Of one action in the browser, ms. */
const PATIENCE_MS = 15_000;

const repository = join(import.meta.dirname, '..', '..');

export interface Visit {
  readonly page: Page;
  /** The address of the home page. */
  readonly root: string;
  /** The folder that is served. */
  readonly folder: string;
  /** Every request so far, in its order. */
  readonly requests: readonly string[];
  /** Opens a path of the site. */
  readonly open: (path: string) => Promise<void>;
  /** Where the browser is, below the root of the site. */
  readonly place: () => string;
}

export function browserTest(
  name: string,
  run: (visit: Visit) => Promise<void>,
  options: BrowserContextOptions = {},
): void {
  const why = existsSync(CHROMIUM) ? undefined : `${CHROMIUM} is missing: apt install chromium`;
  if (why === undefined) test(name, () => look(run, options));
  else if (isRequired) test(name, () => assert.fail(why));
  else test(name, { skip: why }, () => {});
}

async function look(run: (visit: Visit) => Promise<void>, options: BrowserContextOptions): Promise<void> {
  const { browser, server, folder } = await started();
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...options });
  try {
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const requests: string[] = [];
    const faults: string[] = [];
    page.on('request', (request) => {
      requests.push(request.url());
      if (!request.url().startsWith(server.root) && !request.url().startsWith('data:')) faults.push(request.url());
    });
    page.on('response', (response) => {
      if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
    });
    await run({
      page,
      root: server.root,
      folder,
      requests,
      open: async (path) => void (await page.goto(server.root + path)),
      place: () => page.url().replace(server.root, ''),
    });
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

interface Started {
  readonly browser: Browser;
  readonly server: SiteServer;
  readonly folder: string;
}

let starting: Promise<Started> | undefined;

const started = () => (starting ??= start());

async function start(): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'sipwright-site-'));
  const args = [join(repository, 'scripts', 'build-site.ts'), '--out', folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: repository, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-proxy-server'],
  });
  return { browser, server: await serveSite(folder), folder };
}

after(async () => {
  if (starting === undefined) return;
  const { browser, server, folder } = await starting;
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
