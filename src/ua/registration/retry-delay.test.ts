import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { retryDelay } from './retry-delay.ts';

const drawing = (bits: number) => ({ bits32: () => bits });

test('the wait is between half and all of a bound that doubles from 30 s, or from 90 s, to half an hour (RFC 5626 4.5)', () => {
  const bounds = (alone: boolean) =>
    [1, 2, 3, 4, 5, 6, 7, 100].map((failures) => [
      retryDelay(drawing(0), failures, alone),
      Math.round(retryDelay(drawing(2 ** 32 - 1), failures, alone)),
    ]);
  const until = (most: number[]) => most.map((bound) => [bound / 2, bound]);
  assert.deepEqual(bounds(true), until([60, 120, 240, 480, 960, 1800, 1800, 1800]));
  assert.deepEqual(bounds(false), until([180, 360, 720, 1440, 1800, 1800, 1800, 1800]));
});

test('Retry-After makes the wait longer, never shorter, and never longer than a day (RFC 3261 20.33)', () => {
  fc.assert(
    fc.property(
      fc.nat(2 ** 32 - 1),
      fc.integer({ min: 1, max: 1000 }),
      fc.nat(2 ** 32 - 1),
      (bits, failures, asked) => {
        const free = retryDelay(drawing(bits), failures, true);
        assert.equal(retryDelay(drawing(bits), failures, true, asked), Math.max(free, Math.min(asked, 86_400)));
      },
    ),
  );
});
