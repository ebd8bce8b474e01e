/**
 * The long run of the simulated network: `npm run soak -- --seeds 1000`. A seed that fails is printed, and `--seed N` plays
 * it again with every message; `--deleted-rows` shows which rows of the state machines the soak would miss.
 */

import { parseArgs } from 'node:util';
import { mutants } from './sim/deleted-rows.ts';
import { runSeed } from './sim/soak-seed.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    'deleted-rows': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const usage = `npm run soak -- [--seeds N] [--from N]   runs N seeds, 1000 when left out
npm run soak -- --seed N                 plays one seed again, with its message ladder
npm run soak -- --deleted-rows           deletes each row of the state machines in turn`;

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  console.error(`a whole number was expected in place of ${text}\n${usage}`);
  process.exit(2);
}

function runMany(from: number, count: number): boolean {
  const failed: number[] = [];
  let calls = 0;
  let messages = 0;
  for (let seed = from; seed < from + count; seed++) {
    const report = runSeed(seed);
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

function runOne(seed: number): boolean {
  const { problems, ladder, calls } = runSeed(seed);
  console.log(ladder.toString());
  console.log(
    problems.length === 0 ? `seed ${seed}: ${calls} calls, all well` : `seed ${seed}:\n  ${problems.join('\n  ')}`,
  );
  return problems.length === 0;
}

function runDeletedRows(seeds: number): void {
  let noticed = 0;
  const all = mutants();
  for (const { name, machines, dialogMachine } of all) {
    let found = '';
    for (let seed = 1; seed <= seeds && found === ''; seed++) {
      const [problem] = runSeed(seed, machines, dialogMachine).problems;
      if (problem !== undefined) found = `seed ${seed}: ${problem.split('\n')[0]}`;
    }
    if (found !== '') noticed++;
    console.log(`${name}\n  ${found === '' ? 'NOT NOTICED' : found}`);
  }
  console.log(`${noticed} of ${all.length} deleted rows are noticed within ${seeds} seeds`);
}

const seeds = wholeNumber(values.seeds);
if (values.help) console.log(usage);
else if (values['deleted-rows']) runDeletedRows(seeds);
else if (!(values.seed === undefined ? runMany(wholeNumber(values.from), seeds) : runOne(wholeNumber(values.seed))))
  process.exitCode = 1;
