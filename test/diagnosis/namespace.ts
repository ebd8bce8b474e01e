/**
 * A network namespace for one recording: addresses of our choice on its loopback, so that real programs stand on public and
 * private networks without leaving the machine, and several recordings run side by side on the same ports.
 */

import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** As root, or in a user namespace where that is permitted. */
const attempts = [['-n'], ['-r', '-n']];

let permitted: readonly string[] | undefined;

/** How `unshare` may be called here; undefined where no namespace is permitted. */
function unshareFlags(): readonly string[] | undefined {
  permitted ??= attempts.find((flags) => {
    const tried = spawnSync('unshare', [...flags, 'sh', '-c', 'ip link set lo up && dumpcap -D'], { encoding: 'utf8' });
    return tried.status === 0 && /\blo\b/.test(tried.stdout);
  });
  return permitted;
}

/** Why nothing can be recorded on this machine: a program is not installed, or the machine does not permit it. */
export interface Obstacle {
  readonly kind: 'program' | 'permission';
  readonly reason: string;
}

const known = new Map<string, boolean>();

function isInstalled(name: string): boolean {
  let there = known.get(name);
  if (there === undefined) {
    there = spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
    known.set(name, there);
  }
  return there;
}

/** @param programs that a recording needs beside those of the stage; undefined where it can be made */
export function missing(programs: readonly string[]): Obstacle | undefined {
  for (const name of ['unshare', 'ip', 'dumpcap', ...programs])
    if (!isInstalled(name)) return { kind: 'program', reason: `${name} is not installed` };
  return unshareFlags() === undefined
    ? { kind: 'permission', reason: 'this machine permits no capture in a network namespace' }
    : undefined;
}

/** Makes one recording in a namespace of its own. @param of `module#name`, as record.ts takes it @returns the capture */
export async function recordInNamespace(of: string, folder: string): Promise<string> {
  const flags = unshareFlags();
  if (flags === undefined) throw new Error('no network namespace is permitted');
  const child = spawn(
    'unshare',
    [...flags, '--fork', '--kill-child', process.execPath, join(import.meta.dirname, 'record.ts'), of, folder],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${of} could not be recorded:\n${said}`);
  return join(folder, 'capture.pcapng');
}
