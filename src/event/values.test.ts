/** Words, numbers and instants of event bodies. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SipError } from '../message/index.ts';
import {
  checkWhole,
  checkWord,
  formatInstant,
  formatQ,
  parseInstant,
  parseQ,
  parseWhole,
  parseWord,
} from './values.ts';

const misuse = (error: unknown) => error instanceof SipError && error.code === 'SIP_EVENT_BODY';

test('words are taken in any case and between blanks, and written from the list alone', () => {
  assert.equal(parseWord(' Early\n', ['early', 'late']), 'early');
  assert.equal(parseWord('earl', ['early', 'late']), undefined);
  assert.equal(parseWord(undefined, ['early']), undefined);
  assert.throws(() => checkWord('Early', ['early'], '4235 4.1'), misuse);
});

test('whole numbers', () => {
  assert.deepEqual(
    ['0', ' 00012 ', '9007199254740991', '9007199254740992', '1.0', '-1', '+1', '1e3', '', 'x'].map(parseWhole),
    [0, 12, 9007199254740991, undefined, undefined, undefined, undefined, undefined, undefined, undefined],
  );
  for (const wrong of [-1, 0.5, NaN, Infinity, 2 ** 53]) assert.throws(() => checkWhole(wrong, '4235 4.1'), misuse);
});

test('qvalues (RFC 3261 25.1)', () => {
  assert.deepEqual(['0', '1', '0.8', '1.000', '.5', '0.', '0.12345', '1.1', '-1.000', '2', '', '1.'].map(parseQ), [
    0,
    1,
    0.8,
    1,
    0.5,
    0,
    0.123,
    undefined,
    undefined,
    undefined,
    undefined,
    1,
  ]);
  assert.equal(formatQ(0.1 + 0.2, '3680 5.1'), '0.3');
  for (const wrong of [-0.1, 1.001, NaN]) assert.throws(() => formatQ(wrong, '3680 5.1'), misuse);
  fc.assert(fc.property(fc.nat({ max: 1000 }), (n) => assert.equal(parseQ(formatQ(n / 1000, '3680 5.1')), n / 1000)));
});

test('instants (RFC 3339)', () => {
  const at = Date.UTC(2001, 9, 27, 16, 49, 29);
  const same = ['2001-10-27T16:49:29Z', '2001-10-27t16:49:29', '2001-10-27T18:49:29+02:00', ' 2001-10-27T16:49:29.0Z '];
  for (const text of same) assert.equal(parseInstant(text), at, text);
  assert.equal(parseInstant('2001-10-27T16:49:29.1239999Z'), at + 123);
  for (const wrong of [
    '',
    '2001-10-27',
    '2001-13-27T16:49:29Z',
    '2001-10-27T25:49:29Z',
    'x2001-10-27T16:49:29Z',
    undefined,
  ])
    assert.equal(parseInstant(wrong), undefined, wrong);
  for (const wrong of [NaN, 9e15, Date.UTC(10000, 0)]) assert.throws(() => formatInstant(wrong, '3863 4.1.7'), misuse);
  fc.assert(
    fc.property(
      fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
      (date) => assert.equal(parseInstant(formatInstant(date.getTime(), '3863 4.1.7')), date.getTime()),
    ),
  );
});
