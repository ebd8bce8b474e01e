import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchNumbers } from './phone-number.ts';

for (const [a, b, match] of [
  ['12155550112', '12155550112', 'same'],
  ['12155550112', '2155550112', 'form'],
  ['493012345678', '03012345678', 'form'],
  ['0049301234567', '49301234567', 'form'],
  ['12155550112', '12155550113', 'other'],
  ['12155550112', '112', 'other'],
  ['112', '112', 'same'],
] as const)
  test(`${a} and ${b}: ${match}`, () => {
    assert.equal(matchNumbers(a, b), match);
    assert.equal(matchNumbers(b, a), match);
  });
