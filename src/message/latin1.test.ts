import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readLatin1, writeLatin1 } from './latin1.ts';

const latin1 = fc.array(fc.nat(255), { maxLength: 300, size: 'max' }).map((codes) => String.fromCharCode(...codes));

test('every byte comes back as it was written, and none beside it is touched', () => {
  fc.assert(
    fc.property(latin1, fc.nat(10), (text, offset) => {
      const bytes = new Uint8Array(offset + text.length + 1).fill(7);
      assert.equal(writeLatin1(bytes, text, offset), text.length);
      assert.deepEqual(Buffer.from(bytes.subarray(offset, offset + text.length)), Buffer.from(text, 'latin1'));
      assert.ok(bytes.subarray(0, offset).every((byte) => byte === 7) && bytes.at(-1) === 7);
      assert.equal(readLatin1(bytes, offset, offset + text.length), text);
    }),
  );
});

test('a message of the largest size is read whole', () => {
  const text = Array.from({ length: 70_001 }, (_, i) => String.fromCharCode(i & 255)).join('');
  assert.equal(readLatin1(Buffer.from(text, 'latin1'), 0, text.length), text);
});
