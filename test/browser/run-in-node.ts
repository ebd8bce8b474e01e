/** Runs test files with Node's own runner, to know by name which tests they hold and how each ends. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import type { NodeOutcome } from './outcome-reporter.ts';

const repository = join(import.meta.dirname, '..', '..');

/** @param files paths below the repository @returns the outcomes by file */
export async function runInNode(files: readonly string[]): Promise<Map<string, NodeOutcome[]>> {
  const reporter = join(import.meta.dirname, 'outcome-reporter.ts');
  const args = ['--test', '--test-isolation=none', `--test-reporter=${reporter}`, ...files];
  // A runner within a test would report to the one outside.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  const child = spawn(process.execPath, args, { cwd: repository, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = (await text(child.stdout)).split('\n').filter((line) => line.startsWith('{'));
  const outcomes = lines.map((line) => JSON.parse(line) as NodeOutcome);
  assert.ok(outcomes.length > 0, `no test ran in Node: ${files.join(', ')}`);
  return new Map(files.map((file) => [file, outcomes.filter((one) => one.file === join(repository, file))]));
}
