/**
 * A test against real programs: skipped, and counted as skipped, where one is missing; a failure there with
 * SIPWRIGHT_INTEROP=required. Importing this file moves the tests into a network namespace of their own where permitted.
 */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isInsideNamespace, runInsideNamespace } from '../../bench/own-namespace.ts';

if (!isInsideNamespace()) {
  // This process registers no test of its own: the one inside reports to the runner through the same standard output.
  const code = await runInsideNamespace();
  if (code !== undefined) process.exit(code);
}

/** The Debian package of each program. */
const packages = {
  sipp: 'sip-tester',
  sipsak: 'sipsak',
  baresip: 'baresip-core',
  linphonec: 'linphone-cli',
  npm: 'npm',
};

export type ProgramName = keyof typeof packages;

/** Whether a missing program is a failure, and whether the loads have their full size. */
export const isRequired = process.env.SIPWRIGHT_INTEROP === 'required';

export function interopTest(
  name: string,
  programs: readonly ProgramName[],
  run: (t: TestContext) => Promise<void>,
): void {
  const why = whatIsMissing(programs);
  if (why === undefined) return void test(name, run);
  if (isRequired) test(name, () => assert.fail(why));
  else test(name, { skip: why }, () => {});
}

function whatIsMissing(programs: readonly ProgramName[]): string | undefined {
  // Whose a port is stands there.
  if (!existsSync('/proc/self/net/udp')) return 'the /proc of Linux is missing';
  const missing = programs.find((program) => !isInstalled(program));
  return missing && `${missing} is missing: apt install ${packages[missing]}`;
}

function isInstalled(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}
