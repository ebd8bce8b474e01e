/** A network namespace of the benchmark's own: nobody else's traffic, and ports that nobody else holds. */

import { spawn, spawnSync } from 'node:child_process';

const INSIDE = 'SIPWRIGHT_BENCH_NAMESPACE';
/** With privileges of the machine, or of a user namespace where those are granted. */
const attempts = [['-n'], ['-r', '-n']];

/** Whether this process runs in a namespace of its own. */
export function isInsideNamespace(): boolean {
  return process.env[INSIDE] !== undefined;
}

/**
 * Runs this program again inside a namespace whose only interface is loopback.
 * @returns its exit code; undefined where the machine does not permit a namespace
 */
export async function runInsideNamespace(): Promise<number | undefined> {
  const permitted = attempts.find(
    (flags) => spawnSync('unshare', [...flags, 'ip', 'link', 'set', 'lo', 'up']).status === 0,
  );
  if (permitted === undefined) return undefined;
  const child = spawn(
    'unshare',
    [
      ...permitted,
      'sh',
      '-c',
      'ip link set lo up && exec "$0" "$@"',
      process.execPath,
      ...process.execArgv,
      ...process.argv.slice(1),
    ],
    { stdio: 'inherit', env: { ...process.env, [INSIDE]: '1' } },
  );
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGINT', pass);
  process.on('SIGTERM', pass);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
