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
  permitted ??= attempts.find(
    (flags) => spawnSync('unshare', [...flags, 'ip', 'link', 'set', 'lo', 'up']).status === 0,
  );
  return permitted;
}

/** Why nothing can be recorded on this machine; undefined where it can. */
export function whyNotHere(programs: readonly string[]): string | undefined {
  for (const name of ['unshare', 'ip', 'dumpcap', ...programs])
    if (spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0) return `${name} is not installed`;
  return unshareFlags() === undefined ? 'no network namespace is permitted' : undefined;
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
