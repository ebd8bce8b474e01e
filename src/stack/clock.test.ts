/** The clock of this machine, where the platform's timers are short of what is asked. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from './clock.ts';

test('what is far off is not called at once, and can be taken back', async () => {
  const fired: string[] = [];
  const cancel = systemClock.after(2 ** 31 + 1_000, () => fired.push('far'));
  await new Promise<void>((resolve) => systemClock.after(20, resolve));
  cancel();
  assert.deepEqual(fired, []);
});
