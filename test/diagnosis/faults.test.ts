/** The fault bench as a test: each fault is found as the root cause, and nothing above a note in what is healthy. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isRequired } from '../interop/interop-test.ts';
import { type Fault, type Healthy } from './fault.ts';
import { healthy } from './healthy/index.ts';
import { heldOutFaults } from './held-out/index.ts';
import { knownFaults } from './known/index.ts';
import { missing } from './namespace.ts';
import { sayOf } from './try-fault.ts';

/** Recordings at a time: most of them wait for a timer of somebody's. */
const AT_ONCE = 2;

const programs = { sipp: 'sipp', baresip: 'baresip', linphone: 'linphonec', kamailio: 'kamailio' } as const;

/** Why this cannot be recorded here: a reason to skip it, or, where the programs are required, to fail. */
function obstacle({ maker }: Pick<Fault | Healthy, 'maker'>) {
  return maker === 'simulation' ? undefined : missing([programs[maker], 'sipp']);
}

function entry(one: Fault | Healthy, name: string, check: () => Promise<void>): void {
  const why = obstacle(one);
  if (why === undefined) it(name, { timeout: 120_000 }, check);
  else if (why.kind === 'program' && isRequired) it(name, () => assert.fail(why.reason));
  else it(name, { skip: why.reason }, () => {});
}

describe('faults', { concurrency: AT_ONCE }, () => {
  for (const fault of [...knownFaults, ...heldOutFaults])
    entry(fault, `${fault.maker}: ${fault.name}: ${fault.expected}`, async () => {
      const said = await sayOf(fault);
      assert.equal(said[0]?.id, fault.expected, JSON.stringify(said, undefined, 2));
    });
});

describe('healthy calls', { concurrency: AT_ONCE }, () => {
  for (const one of healthy)
    entry(one, `${one.maker}: ${one.name}`, async () => {
      const loud = (await sayOf(one)).filter(({ severity }) => severity !== 'note');
      assert.deepEqual(loud, []);
    });
});
