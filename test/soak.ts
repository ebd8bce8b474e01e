/**
 * The long run of the simulated network: `npm run soak -- --seeds 1000`. A seed that fails is printed, and `--seed N` plays
 * it again with every message; `--deleted-rows` shows which rows of the state machines the soak would miss; `--calls 100000`
 * makes so many calls and looks for what they leave behind.
 */

import { parseArgs } from 'node:util';
import { hasGrown, manyCalls } from './sim/many-calls.ts';
import { mutants } from './sim/deleted-rows.ts';
import { runSeed } from './sim/soak-seed.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    'deleted-rows': { type: 'boolean', default: false },
    calls: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const usage = `npm run soak -- [--seeds N] [--from N]   runs N seeds, 1000 when left out
npm run soak -- --seed N                 plays one seed again, with its message ladder
npm run soak -- --deleted-rows           deletes each row of the state machines in turn
npm run soak -- --calls N                makes N calls at once and in turn, and looks for what they leave behind`;

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  console.error(`a whole number was expected in place of ${text}\n${usage}`);
  process.exit(2);
}

async function runMany(from: number, count: number): Promise<boolean> {
  const failed: number[] = [];
  let calls = 0;
  let messages = 0;
  for (let seed = from; seed < from + count; seed++) {
    const report = await runSeed(seed);
    calls += report.calls;
    messages += report.messages;
    if (report.problems.length === 0) continue;
    failed.push(seed);
    console.log(`seed ${seed}:\n  ${report.problems.join('\n  ')}`);
  }
  console.log(
    `${count} seeds, ${calls} calls, ${messages} messages: ${failed.length === 0 ? 'all well' : `${failed.length} seeds failed`}`,
  );
  if (failed.length > 0) console.log(`again with every message: npm run soak -- --seed ${failed[0]}`);
  return failed.length === 0;
}

async function runOne(seed: number): Promise<boolean> {
  const { problems, ladder, calls } = await runSeed(seed);
  console.log(ladder.toString());
  console.log(
    problems.length === 0 ? `seed ${seed}: ${calls} calls, all well` : `seed ${seed}:\n  ${problems.join('\n  ')}`,
  );
  return problems.length === 0;
}

async function runDeletedRows(seeds: number): Promise<void> {
  let noticed = 0;
  const all = mutants();
  for (const { name, machines, dialogMachine } of all) {
    let found = '';
    for (let seed = 1; seed <= seeds && found === ''; seed++) {
      const [problem] = (await runSeed(seed, machines, dialogMachine)).problems;
      if (problem !== undefined) found = `seed ${seed}: ${problem.split('\n')[0]}`;
    }
    if (found !== '') noticed++;
    console.log(`${name}\n  ${found === '' ? 'NOT NOTICED' : found}`);
  }
  console.log(`${noticed} of ${all.length} deleted rows are noticed within ${seeds} seeds`);
}

async function runCalls(count: number): Promise<boolean> {
  const begun = performance.now();
  const made = await manyCalls(count);
  const { messages, ends, left, held, heap } = made;
  const grown = Math.round((2 * (heap[1] - heap[0])) / count);
  for (const [end, times] of Object.entries(ends)) console.log(`${String(times).padStart(9)}  ${end}`);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const [half, whole] = heap.map((bytes) => `${(bytes / 2 ** 20).toFixed(2)} MiB`);
  console.log(
    `${count} calls, ${messages} messages in ${seconds} s; left over: ${left.join(', ') || 'nothing'}; calls still held: ${held}\n` +
      `heap ${half} after half of them, ${whole} after all: ${grown} bytes a call`,
  );
  return left.length === 0 && held === 0 && !hasGrown(made);
}

async function runSeeds(): Promise<boolean> {
  const { seed, from } = values;
  return seed === undefined ? runMany(wholeNumber(from), seeds) : runOne(wholeNumber(seed));
}

const seeds = wholeNumber(values.seeds);
if (values.help) console.log(usage);
else if (values['deleted-rows']) await runDeletedRows(seeds);
else if (!(await (values.calls === undefined ? runSeeds() : runCalls(wholeNumber(values.calls))))) process.exitCode = 1;
