/** What a program spent its time on: the sum over V8 CPU profiles, by function. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const repository = resolve(import.meta.dirname, '..');

/**
 * @param folder of `--cpu-prof-dir`, with one file for each thread
 * @param lines how many functions to name
 * @returns a table of the functions that took most themselves, of the time in which the program did not wait
 */
export function summariseProfiles(folder: string, lines: number): string {
  const own = new Map<string, number>();
  let busy = 0;
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.cpuprofile')) continue;
    const profile = JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile;
    const titles = new Map(profile.nodes.map(({ id, callFrame }) => [id, titleOf(callFrame)]));
    profile.samples.forEach((id, at) => {
      const title = titles.get(id) as string;
      if (title === '(idle)') return;
      busy += profile.timeDeltas[at];
      own.set(title, (own.get(title) ?? 0) + profile.timeDeltas[at]);
    });
  }
  const sorted = [...own].toSorted(([, a], [, b]) => b - a).slice(0, lines);
  return sorted.map(([title, time]) => `${((time / busy) * 100).toFixed(1).padStart(5)} %  ${title}`).join('\n');
}

function titleOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const place = url.startsWith('file:') ? relative(repository, fileURLToPath(url)) : url;
  return `${name}  ${place}:${lineNumber + 1}`;
}

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(`${summariseProfiles(process.argv[2], Number(process.argv[3] ?? 40))}\n`);
}
