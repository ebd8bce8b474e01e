/** `sipwright/ua` for browsers: its bundle holds nothing of Node and no package, and its tests pass in Chromium, too. */

import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { bundleUa, formatWeight, nodeGlobalsIn, UA_BOUND } from '../../scripts/bundle-ua.ts';
import * as ua from '../../src/ua/index.ts';
import { type BrowserTests, bundleTests, RUNNER_SCRIPT, scriptOf } from './bundle-tests.ts';
import { chromiumTest, type InPage, type RunInPage } from './chromium.ts';
import { runInNode } from './run-in-node.ts';
import { type TestResult } from './shim/node-test.ts';

const repository = join(import.meta.dirname, '..', '..');
const unitTests = globSync('src/ua/**/*.test.ts', { cwd: repository }).sort();
/** A test for each way to end. */
const OUTCOMES = 'test/browser/outcomes.ts';

test('the bundle of the user agent holds nothing of Node and no package, and is below its bound', async (t) => {
  const bundle = await bundleUa();
  t.diagnostic(`sipwright/ua for a browser: ${formatWeight(bundle)}`);
  assert.deepEqual(bundle.foreign, []);
  assert.ok(bundle.brotli > 1000 && bundle.brotli < UA_BOUND, `${bundle.brotli} bytes`);
});

test('what only Node has is seen in a bundle', async () => {
  const { foreign } = await bundleUa('test/browser/outcomes.ts');
  assert.deepEqual(foreign.map((what) => what.replace(/,.*/, '')).sort(), [
    'fast-check',
    'node:assert/strict',
    'node:test',
  ]);
  assert.deepEqual(nodeGlobalsIn('a.process({process:1,Buffer(){}}).Buffer'), []);
  assert.deepEqual(nodeGlobalsIn('typeof process;new Buffer'), ['process', 'Buffer']);
  assert.deepEqual(nodeGlobalsIn('let{process:a}=globalThis;globalThis.Buffer'), ['process', 'Buffer']);
});

chromiumTest('the bundle loads in Chromium and exports there what it exports in Node', async (_, inPage) => {
  const { text } = await bundleUa();
  const load = "import('./ua.js').then((ua) => Object.keys(ua).sort())";
  assert.deepEqual(await inPage(new Map([['ua.js', text]]), load), { value: Object.keys(ua).sort(), faults: [] });
});

chromiumTest('the tests of the user agent pass in Chromium, each that Node runs', async (t, inPage) => {
  const tests = await bundleTests(unitTests);
  for (const { file, why } of tests.leftOut) t.diagnostic(`${file} is left out: it needs ${why}`);
  assert.ok(
    unitTests.some((file) => tests.files.includes(file)),
    'no test of src/ua/ can run in a browser',
  );
  const inNode = await runInNode(tests.files);
  let ran = 0;
  for (const file of tests.files)
    await t.test(file, async (own) => {
      const { value: results, faults } = await runFile(file, tests, inPage);
      for (const result of results) await report(result, own);
      assert.deepEqual(faults, []);
      assert.deepEqual(namesOf(results), namesOf(inNode.get(file)!), 'other tests than in Node');
      ran += results.length;
    });
  t.diagnostic(`${ran} tests of ${tests.files.length} files ran in Chromium`);
});

chromiumTest('a test ends in Chromium as it does in Node, whichever way', async (_, inPage) => {
  const { value: results, faults } = await runFile(OUTCOMES, await bundleTests([OUTCOMES]), inPage);
  const inNode = (await runInNode([OUTCOMES])).get(OUTCOMES)!;
  const ends = (all: readonly Ended[]) => all.map(({ name, outcome }) => `${name}: ${outcome}`);
  assert.deepEqual(ends(results), ends(inNode));
  assert.match(results.find(({ name }) => name === 'fails at once')?.why ?? '', /^AssertionError: 1 is not 2\n/);
  assert.deepEqual(faults, []);
});

chromiumTest('what nobody takes, and what is not there, is a fault of the page', async (_, inPage) => {
  const reject = "void Promise.reject(new Error('left behind'))";
  const { value, faults } = await inPage(new Map(), `${reject}; fetch('./none.js').catch(() => 'refused')`);
  assert.equal(value, 'refused');
  assert.deepEqual(faults.map((fault) => fault.replace(/\n.*/s, '')).sort(), [
    'Error: left behind',
    'asked for http://localhost/none.js',
  ]);
});

type Ended = Pick<TestResult, 'name' | 'outcome'>;

const namesOf = (all: readonly Ended[]) =>
  all.map(({ name, outcome }) => (outcome === 'skipped' ? `${name} (skipped)` : name)).sort();

function runFile(file: string, { scripts }: BrowserTests, inPage: RunInPage): Promise<InPage<TestResult[]>> {
  const run = `import('./${scriptOf(file)}').then(() => import('./${RUNNER_SCRIPT}')).then((it) => it.runTests())`;
  return inPage(new Map(scripts.map(({ path, text }) => [path, text])), run);
}

/** Under its own name, with its own message. */
async function report({ name, outcome, why }: TestResult, t: TestContext): Promise<void> {
  await t.test(name, { skip: outcome === 'skipped' }, () => {
    if (outcome === 'failed') assert.fail(why);
  });
}
