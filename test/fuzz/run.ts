/**
 * The fuzz run by hand: `node test/fuzz/run.ts [--captures] [--seconds N | --cases N] [--seed N]`. It prints its seed and the
 * most memory that it had; a failure prints what made it: a text for `checkMessage`, or a capture.
 */

import { parseArgs } from 'node:util';
import { fuzzCaptures } from './captures.ts';
import { fuzz } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    captures: { type: 'boolean' },
    seconds: { type: 'string', default: '60' },
    cases: { type: 'string' },
    seed: { type: 'string' },
  },
});
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const until = Date.now() + Number(values.seconds) * 1000;
const most = values.cases === undefined ? undefined : Number(values.cases);
console.log(`seed ${seed}`);
const run = values.captures === true ? fuzzCaptures : fuzz;
const cases = run(seed, (done) => (most === undefined ? Date.now() < until : done < most));
console.log(`${cases} cases, none failed; ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB at most`);
