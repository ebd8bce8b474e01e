import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CapturedSound } from './captured-sound.ts';

const octetsOf = (samples: readonly number[]) => new Uint8Array(Int16Array.from(samples).buffer);

test('samples come out as they went in, however the pipe cuts them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 300 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }),
      (samples, cuts) => {
        const captured = new CapturedSound(8000);
        const octets = octetsOf(samples);
        for (let at = 0, i = 0; at < octets.length; i++) {
          const length = cuts[i % cuts.length];
          captured.put(octets.subarray(at, at + length));
          at += length;
        }
        const frame = new Int16Array(samples.length);
        assert.equal(captured.read(frame), samples.length);
        assert.deepEqual([...frame], samples);
      },
    ),
  );
});

test('what is late is silence, and a card never ends', () => {
  const captured = new CapturedSound(8000);
  captured.put(octetsOf([1, 2, 3]));
  const frame = new Int16Array(5).fill(9);
  assert.equal(captured.read(frame), 5);
  assert.deepEqual([...frame], [1, 2, 3, 0, 0]);
  assert.equal(captured.read(frame), 5);
  assert.deepEqual([...frame], [0, 0, 0, 0, 0]);
});

test('what nobody reads does not pile up: the oldest goes', () => {
  const captured = new CapturedSound(8000);
  for (let second = 0; second < 10; second++) captured.put(octetsOf(Array.from({ length: 8000 }, (_, at) => at)));
  assert.ok(captured.waiting <= 1600, 'at most 200 ms');
  assert.ok(captured.waiting >= 480, 'at least 60 ms');
  const frame = new Int16Array(captured.waiting);
  captured.read(frame);
  assert.equal(frame.at(-1), 7999);
  assert.equal(frame[0], 8000 - frame.length);
});
