import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration, parseDuration, parseSize } from './quantity.ts';

test('durations have a unit and add up', () => {
  const cases: [string, number | undefined][] = [
    ['250ms', 250],
    ['30s', 30_000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['7d', 604_800_000],
    ['0s', 0],
    ['30', undefined],
    ['', undefined],
    ['-1s', undefined],
    ['1 s', undefined],
    ['1y', undefined],
  ];
  for (const [text, ms] of cases) assert.equal(parseDuration(text), ms, text);
});

test('sizes are bytes, or have a decimal or binary unit', () => {
  const cases: [string, number | undefined][] = [
    ['512', 512],
    ['512B', 512],
    ['64KiB', 65_536],
    ['64kB', 64_000],
    ['1.5 MiB', 1_572_864],
    ['2GB', 2_000_000_000],
    ['64K', undefined],
    ['KiB', undefined],
    ['-1', undefined],
  ];
  for (const [text, bytes] of cases) assert.equal(parseSize(text), bytes, text);
});

test('a duration is written so that it reads back', () => {
  const cases: [number, string][] = [
    [0, '0s'],
    [90_000, '1m30s'],
    [86_400_000, '1d'],
    [1250, '1s250ms'],
  ];
  for (const [ms, text] of cases) {
    assert.equal(formatDuration(ms), text);
    assert.equal(parseDuration(text), ms);
  }
});
