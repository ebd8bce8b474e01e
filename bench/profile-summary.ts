/** What a program spent its time on: the sum over V8 CPU profiles, by function. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly children?: readonly number[];
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds from one sample to the next. */
  readonly timeDeltas: readonly number[];
}

/** Start and compilation are another matter, µs. */
const startUp = 15_000_000;

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

function summarise({ nodes, samples, timeDeltas }: CpuProfile, lines: number): string {
  const titles = new Map(nodes.map(({ id, callFrame }) => [id, titleOf(callFrame)]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const own = new Map<string, number>();
  const whole = new Map<string, number>();
  const add = (sums: Map<string, number>, title: string, took: number) =>
    sums.set(title, (sums.get(title) ?? 0) + took);
  let busy = 0;
  let at = 0;
  samples.forEach((id, sample) => {
    const took = timeDeltas[sample];
    at += took;
    const title = titles.get(id) as string;
    if (at < startUp || title === '(idle)') return;
    busy += took;
    add(own, title, took);
    const stack = new Set<string>();
    for (let node: number | undefined = id; node !== undefined; node = parents.get(node))
      stack.add(titles.get(node) as string);
    for (const each of stack) add(whole, each, took);
  });
  const percent = (time: number) => ((time / busy) * 100).toFixed(1).padStart(5);
  const sorted = [...whole].toSorted(([, a], [, b]) => b - a).slice(0, lines);
  const ofOwn = [...own].toSorted(([, a], [, b]) => b - a).slice(0, lines);
  return [
    `busy for ${(busy / 1e6).toFixed(2)} s of ${((at - startUp) / 1e6).toFixed(0)} s`,
    'itself  with what it calls',
    ...ofOwn.map(([title, time]) => `${percent(time)} % ${percent(whole.get(title) as number)} %  ${title}`),
    'with what it calls',
    ...sorted.map(([title, time]) => `${percent(time)} %  ${title}`),
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
