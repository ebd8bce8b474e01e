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
  /** Microseconds from one sample to the next. */
  readonly timeDeltas: readonly number[];
}

/** The start of a program is another matter, µs. */
const startUp = 5_000_000;

const repository = resolve(import.meta.dirname, '..');

/**
 * @param folder of `--cpu-prof-dir`, with one file for each thread
 * @param lines how many functions to name
 * @returns for each thread, the functions that took most themselves, of the time in which it did not wait
 */
export function summariseProfiles(folder: string, lines: number): string {
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  return files.map((name) => summarise(JSON.parse(readFileSync(join(folder, name), 'utf8')), lines)).join('\n\n');
}

function summarise(profile: CpuProfile, lines: number): string {
  const own = new Map<string, number>();
  const titles = new Map(profile.nodes.map(({ id, callFrame }) => [id, titleOf(callFrame)]));
  let busy = 0;
  let at = 0;
  profile.samples.forEach((id, sample) => {
    const took = profile.timeDeltas[sample];
    at += took;
    const title = titles.get(id) as string;
    if (at < startUp || title === '(idle)') return;
    busy += took;
    own.set(title, (own.get(title) ?? 0) + took);
  });
  const sorted = [...own].toSorted(([, a], [, b]) => b - a).slice(0, lines);
  return [
    `busy for ${(busy / 1e6).toFixed(2)} s of ${((at - startUp) / 1e6).toFixed(0)} s:`,
    ...sorted.map(([title, time]) => `${((time / busy) * 100).toFixed(1).padStart(5)} %  ${title}`),
  ].join('\n');
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
