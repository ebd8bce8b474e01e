/**
 * The fuzz run by hand: `node test/fuzz/run.ts [--seconds N] [--seed N]`. It prints its seed; a failure prints the text
 * that made it, with which `checkMessage` can be called again.
 */

import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } } });
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const until = Date.now() + Number(values.seconds) * 1000;
console.log(`seed ${seed}`);
const cases = fuzz(seed, () => Date.now() < until);
console.log(`${cases} cases, none failed`);
