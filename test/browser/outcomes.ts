/** A test file for the harness itself: a test for each way to end. It is not among those that `npm test` runs by name. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

test('passes', () => assert.equal(1, 1));

test('fails at once', () => assert.equal(1, 2));

test('fails later', async () => {
  await Promise.resolve();
  assert.deepEqual({ a: [1] }, { a: [2] });
});

test('fails after a timer', () =>
  new Promise((_, reject) => setTimeout(() => reject(new Error('not an assertion')), 1)));

test('awaits what is not rejected', () => assert.rejects(Promise.resolve()));

test('fails by a property', () => fc.assert(fc.property(fc.integer(), (n) => assert.ok(n < 100))));

test('fails by a subtest', async (t) => {
  await t.test('passes', () => {});
  await t.test('fails', () => assert.match('a', /b/));
  await t.test('fails by a subtest of its own', (own) => own.test('fails', () => assert.fail()));
});

test('passes with a subtest', async (t) => {
  const ended: string[] = [];
  await t.test('that has an ending', (own) => own.after(() => ended.push('yes')));
  assert.deepEqual(ended, ['yes']);
});

test('fails in its ending', (t) => t.after(() => assert.fail()));

test('is skipped', { skip: 'for this reason' }, () => assert.fail());

test('skips itself', (t) => t.skip());
