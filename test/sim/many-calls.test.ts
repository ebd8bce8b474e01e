/** Ten thousand calls leave nothing behind; for more: npm run soak -- --calls 100000. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasGrown, manyCalls } from './many-calls.ts';

const CALLS = 10_000;

test(`${CALLS} calls leave no dialog, transaction, timer or live call behind, and no memory in use`, async () => {
  const made = await manyCalls(CALLS);
  const { calls, ends, left, held, heap } = made;
  assert.deepEqual({ left, held }, { left: [], held: 0 });
  assert.ok(!hasGrown(made), `the heap has grown: ${heap.join(', ')}`);
  // They were calls of all kinds.
  assert.equal(
    Object.values(ends).reduce((sum, times) => sum + times),
    calls,
  );
  for (const end of ['bye 200', 'refused 486', 'cancelled 487', 'refused 480'])
    assert.ok(ends[end] > calls / 100, `${end}: ${JSON.stringify(ends)}`);
});
