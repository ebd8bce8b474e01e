/** Who has moved for good: for how long that is believed, and of how many (RFC 3261 21.3.2). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MovedTargets } from './moved-targets.ts';

test('a move holds until it expires, and for good where nothing is said', () => {
  const moved = new MovedTargets();
  moved.note('sip:a@x', { to: 'sip:b@x', expires: 60 }, 1_000);
  moved.note('sip:c@x', { to: 'sip:d@x', expires: undefined }, 1_000);
  assert.deepEqual([moved.resolve('sip:a@x', 60_999), moved.resolve('sip:c@x', 1e12)], ['sip:b@x', 'sip:d@x']);
  assert.deepEqual([moved.resolve('sip:a@x', 61_000), moved.resolve('sip:other@x', 1_000)], ['sip:a@x', 'sip:other@x']);
});

test('who moves again, or back, is believed the last time', () => {
  const moved = new MovedTargets();
  moved.note('sip:a@x', { to: 'sip:b@x', expires: undefined }, 0);
  moved.note('sip:a@x', { to: 'sip:c@x', expires: undefined }, 0);
  assert.equal(moved.resolve('sip:a@x', 0), 'sip:c@x');
  moved.note('sip:a@x', { to: 'sip:d@x', expires: 0 }, 0);
  assert.equal(moved.resolve('sip:a@x', 0), 'sip:a@x');
});

test('two that have moved to each other are no loop', () => {
  const moved = new MovedTargets();
  moved.note('sip:a@x', { to: 'sip:b@x', expires: undefined }, 0);
  moved.note('sip:b@x', { to: 'sip:a@x', expires: undefined }, 0);
  assert.deepEqual([moved.resolve('sip:a@x', 0), moved.resolve('sip:b@x', 0)], ['sip:b@x', 'sip:a@x']);
});

test('of 10,000 moves the last 256 are remembered', () => {
  const moved = new MovedTargets();
  for (let i = 0; i < 10_000; i++) moved.note(`sip:${i}@x`, { to: 'sip:new@x', expires: undefined }, 0);
  const known = Array.from({ length: 10_000 }, (_, i) => moved.resolve(`sip:${i}@x`, 0)).filter(
    (to) => to === 'sip:new@x',
  );
  assert.equal(known.length, 256);
  assert.equal(moved.resolve('sip:9999@x', 0), 'sip:new@x');
});
