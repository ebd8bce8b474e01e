/** Debian's Chromium, on an origin whose files are handed to it directly: no server, and nothing is asked of a network. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, test, type TestContext } from 'node:test';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
/** On the loopback a browser has all that it keeps for safe origins. */
const ORIGIN = 'http://localhost/';

export interface InPage<T> {
  /** Of the expression, as JSON. */
  readonly value: T;
  /** What was thrown or rejected and nobody took, and what was asked for and is not there. */
  readonly faults: readonly string[];
}

/** Evaluates an expression in a page of its own, with scripts at their paths. */
export type RunInPage = <T>(scripts: ReadonlyMap<string, string>, expression: string) => Promise<InPage<T>>;

/** Skipped, and counted as skipped, where Chromium is missing; a failure there with SIPWRIGHT_INTEROP=required. */
export function chromiumTest(name: string, run: (t: TestContext, inPage: RunInPage) => Promise<void>): void {
  const why = existsSync(CHROMIUM) ? undefined : `${CHROMIUM} is missing: apt install chromium`;
  if (why === undefined) test(name, (t) => run(t, runInPage));
  else if (process.env.SIPWRIGHT_INTEROP === 'required') test(name, () => assert.fail(why));
  else test(name, { skip: why }, () => {});
}

const runInPage: RunInPage = async <T>(scripts: ReadonlyMap<string, string>, expression: string) => {
  const page = await (await started()).newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  await page.route('**/*', (route) => {
    const path = route.request().url().replace(ORIGIN, '');
    if (path === '') return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>tests</title>' });
    const body = scripts.get(path);
    if (body !== undefined) return route.fulfill({ contentType: 'text/javascript', body });
    faults.push(`asked for ${route.request().url()}`);
    return route.abort();
  });
  await page.goto(ORIGIN);
  const value = await page.evaluate<T>(expression);
  await page.close();
  return { value, faults };
};

let starting: Promise<Browser> | undefined;

const started = () =>
  (starting ??= chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-proxy-server'],
  }));

after(async () => {
  if (starting !== undefined) await (await starting).close();
});
