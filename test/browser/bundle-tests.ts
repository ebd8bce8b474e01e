/** Test files as scripts for a browser; those that need Node are told apart by what they import once they are bundled. */

import { type BrowserBundle, type BrowserScript, bundleForBrowser } from '../../scripts/bundle-for-browser.ts';

const RUNNER = 'test/browser/shim/node-test.ts';
const ASSERT = 'test/browser/shim/assert.ts';
/** The path of the script that exports `runTests`. */
export const RUNNER_SCRIPT = 'node-test.js';

export interface BrowserTests {
  readonly scripts: readonly BrowserScript[];
  /** The paths below the repository of the test files that a browser can run. */
  readonly files: readonly string[];
  /** The others, and what they need, in words. */
  readonly leftOut: readonly { readonly file: string; readonly why: string }[];
}

/** The script of a test file. */
export const scriptOf = (file: string) => file.replace(/\.ts$/, '.js');

/** @param files paths below the repository */
export async function bundleTests(files: readonly string[]): Promise<BrowserTests> {
  const sources = [[RUNNER_SCRIPT, RUNNER], ...files.map((file) => [scriptOf(file), file])];
  const bundle = await bundleForBrowser({
    entries: Object.fromEntries(sources.map(([script, source]) => [script.replace(/\.js$/, ''), source])),
    minify: false,
    standIns: { 'node:test': RUNNER, 'node:assert/strict': ASSERT, 'node:assert': ASSERT },
    packages: ['fast-check'],
  });
  const needs = files.map((file) => ({ file, why: whatNeeds(scriptOf(file), bundle) }));
  return {
    scripts: bundle.scripts,
    files: needs.filter(({ why }) => why === '').map(({ file }) => file),
    leftOut: needs.filter(({ why }) => why !== ''),
  };
}

/** What a browser does not have of all that a script loads, with who asks for it; empty for a script that runs there. */
function whatNeeds(path: string, { scripts, outside }: BrowserBundle): string {
  const loaded = new Set<string>([path]);
  const missing = new Set<string>();
  const modules = new Set<string>();
  // A set that grows while it is walked is walked to its end.
  for (const each of loaded) {
    const script = scripts.find((one) => one.path === each);
    if (script === undefined) missing.add(each);
    for (const name of script?.imports ?? []) loaded.add(name);
    for (const module of script?.modules ?? []) modules.add(module);
  }
  const words = [...missing].sort().map((name) => {
    const importer = outside.get(name)?.find((each) => modules.has(each));
    return importer === undefined ? name : `${name} for ${importer}`;
  });
  return words.length > 3 ? `${words.slice(0, 3).join(', ')} and ${words.length - 3} more` : words.join(', ');
}
