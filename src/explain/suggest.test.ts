import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { distance, nearest } from './suggest.ts';

test('a letter missed, doubled, wrong or swapped with its neighbour counts one', () => {
  for (const other of ['invte', 'invitee', 'invote', 'ivnite']) assert.equal(distance('invite', other, 3), 1, other);
  assert.equal(distance('invite', 'invite', 3), 0);
  assert.equal(distance('bye', 'cancel', 3), 4, 'further away than the limit is limit + 1');
});

test('a distance is the same both ways, and none only between equals', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
      assert.equal(distance(a, b, 8), distance(b, a, 8));
      assert.equal(distance(a, b, 8) === 0, a === b);
    }),
  );
});

test('what begins like the question comes before typos, the nearest first', () => {
  assert.deepEqual(nearest('proxy', ['Proxy-Require', 'prosy', 'Via'], 5), ['Proxy-Require', 'prosy']);
  assert.deepEqual(nearest('vya', ['Via', 'Vary', 'To'], 5), ['Via']);
});
