import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addSequence,
  addTimestamp,
  extendSequence,
  extendTimestamp,
  sequenceDistance,
  timestampDistance,
} from './serial-number.ts';

test('a sequence number after the greatest is ahead of it (RFC 3550 5.1)', () => {
  assert.equal(addSequence(0xffff), 0);
  assert.equal(addSequence(0, -1), 0xffff);
  assert.equal(sequenceDistance(0xffff, 0), 1);
  assert.equal(sequenceDistance(0, 0xffff), -1);
  assert.equal(sequenceDistance(0, 0x7fff), 32767);
  assert.equal(sequenceDistance(0, 0x8000), -32768);
});

test('a timestamp after the greatest is ahead of it (RFC 3550 5.1)', () => {
  assert.equal(addTimestamp(0xffff_ff60, 160), 0);
  assert.equal(timestampDistance(0xffff_ff60, 0), 160);
  assert.equal(timestampDistance(0, 0xffff_ff60), -160);
});

test('distances and sums agree, whatever they begin with', () => {
  const sixteen = fc.integer({ min: 0, max: 0xffff });
  const near = fc.integer({ min: -0x8000, max: 0x7fff });
  fc.assert(fc.property(sixteen, near, (from, by) => sequenceDistance(from, addSequence(from, by)) === by));
  const thirtyTwo = fc.integer({ min: 0, max: 0xffff_ffff });
  const far = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  fc.assert(fc.property(thirtyTwo, far, (from, by) => timestampDistance(from, addTimestamp(from, by)) === by));
});

test('an extended number is the nearest one, over many cycles', () => {
  const long = fc.integer({ min: 2 ** 33, max: 2 ** 45 });
  fc.assert(
    fc.property(long, fc.integer({ min: -0x8000, max: 0x7fff }), (near, by) => {
      assert.equal(extendSequence(near, (near + by) % 0x1_0000), near + by);
      assert.equal(extendTimestamp(near, (near + by) % 2 ** 32), near + by);
    }),
  );
});
