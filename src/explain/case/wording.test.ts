import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capital, countText, durationText, listText, timed, timesText } from './wording.ts';

test('durations are as exact as a person wants them', () => {
  const texts: readonly (readonly [number, string])[] = [
    [0, '0 ms'],
    [350.4, '350 ms'],
    [999.6, '1 s'],
    [4_230, '4.2 s'],
    [9_960, '10 s'],
    [35_400, '35 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [125_000, '2 min 5 s'],
  ];
  for (const [ms, text] of texts) assert.equal(durationText(ms), text);
});

test('a time that is not known is not told', () => {
  for (const ms of [Number.NaN, -1]) {
    assert.equal(durationText(ms), '');
    assert.equal(timed(ms, ' after '), '');
  }
  assert.equal(timed(2_000, ' after ', ' of ringing'), ' after 2 s of ringing');
});

test('counts and lists', () => {
  assert.deepEqual([1, 2, 3].map(timesText), ['once', 'twice', '3 times']);
  assert.equal(countText(1, 'branch', 'branches'), '1 branch');
  assert.equal(countText(2, 'branch', 'branches'), '2 branches');
  assert.deepEqual(
    [[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((items) => listText(items)),
    ['', 'a', 'a and b', 'a, b and c'],
  );
  assert.equal(listText(['a', 'b'], 'or'), 'a or b');
  assert.equal(capital('the proxy'), 'The proxy');
  assert.equal(capital(''), '');
});
