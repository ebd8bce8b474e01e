import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidArgumentError } from 'commander';
import { duration, durationMs, port } from './option-values.ts';

test('times are written with their unit, or in seconds', () => {
  for (const [text, ms] of [
    ['10', 10_000],
    ['1.5', 1_500],
    ['10s', 10_000],
    ['500ms', 500],
    ['1m30s', 90_000],
    ['1h', 3_600_000],
    ['0', 0],
  ] as const)
    assert.equal(duration(text), ms, text);
  for (const text of ['', 's', '-1', '1 s', '1d', 'soon', '1s2', '9999999h', '1e3'])
    assert.equal(durationMs(text), undefined, text);
  assert.throws(() => duration('soon'), InvalidArgumentError);
});

test('ports end at 65535', () => {
  assert.equal(port('65535'), 65_535);
  for (const text of ['65536', '-1', 'sip']) assert.throws(() => port(text), InvalidArgumentError);
});
