/** The short soak, and the proof that it can fail: rows of the state machines are deleted, and it has to notice. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mutants } from './deleted-rows.ts';
import { runSeed } from './soak-seed.ts';
import { playSeeds } from './soak-thread.ts';

const SEEDS = 1_000;

test(`${SEEDS} seeds of calls: every transaction ends, every call ends on both sides the same way, nothing is left`, async () => {
  const [{ seed, problems }] = await playSeeds({ seeds: SEEDS });
  assert.deepEqual(problems, [], `seed ${seed}; again with every message: npm run soak -- --seed ${seed}`);
});

test('a seed plays again exactly', async () => {
  const ladder = async (seed: number) => (await runSeed(seed)).ladder.toString();
  for (const seed of [7, 12, 35]) assert.equal(await ladder(seed), await ladder(seed));
  assert.notEqual(await ladder(7), await ladder(8));
});

/**
 * Rows whose loss changes no outcome on this network, but only how soon or how often something is sent, or what nobody
 * here does (peers of RFC 2543, transports that fail while a response is sent). The tables' own tests notice them all.
 */
const QUIET = new Set([
  'INVITE client: Proceeding on transport error',
  'INVITE client: Completed on transport error',
  'non-INVITE client: Trying on 1xx',
  'non-INVITE client: Proceeding on transport error',
  'non-INVITE client: Proceeding on 1xx',
  'INVITE server: Proceeding on transport error',
  'INVITE server: Accepted on request',
  'INVITE server: Accepted on ack',
  'INVITE server: Accepted on transport error',
  'INVITE server: Completed on request',
  'INVITE server: Completed on transport error',
  'non-INVITE server: Trying on timer TryingLate',
  'non-INVITE server: Trying on send 1xx',
  'non-INVITE server: Proceeding on request',
  'non-INVITE server: Proceeding on send 1xx',
  'non-INVITE server: Proceeding on transport error',
  'non-INVITE server: Completed on transport error',
  'dialog: Early on 1xx',
  'dialog: Early on gone',
  'dialog: Confirmed on gone',
]);

test('the soak notices when a row of a state machine is deleted', async () => {
  const names = mutants().map(({ name }) => name);
  for (const name of QUIET) assert.ok(names.includes(name), `${name} is a row`);
  const played = await playSeeds({ seeds: 2 * SEEDS, rows: names.filter((name) => !QUIET.has(name)) });
  const unnoticed = played.filter(({ seed }) => seed === 0);
  assert.deepEqual(
    unnoticed.map(({ row }) => row),
    [],
  );
});
