import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBase64Url, encodeBase64Url } from './base64url.ts';

test('base64url is what Node makes of it (RFC 4648 5)', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const buffer = Buffer.from(bytes);
      const text = buffer.toString('latin1');
      assert.equal(encodeBase64Url(text), buffer.toString('base64url'));
      assert.equal(decodeBase64Url(buffer.toString('base64url')), text);
      assert.equal(decodeBase64Url(buffer.toString('base64')), text);
    }),
  );
  for (const text of ['a', 'abcde', 'ab*d', 'ab d', '====']) assert.equal(decodeBase64Url(text), undefined);
});
