/** UTF-8 in byte characters, with the platform's decoder as the oracle. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

const oracle = new TextDecoder('utf-8', { ignoreBOM: true });
const bytesOf = (wire: string) => Uint8Array.from(wire, (character) => character.charCodeAt(0));

test('any bytes read as TextDecoder reads them', () => {
  const any = fc.array(fc.integer({ min: 0, max: 255 }));
  const likely = fc.array(
    fc.constantFrom(0x41, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5),
  );
  fc.assert(
    fc.property(fc.oneof(any, likely), (bytes) => {
      assert.equal(decodeUtf8(String.fromCharCode(...bytes)), oracle.decode(Uint8Array.from(bytes)));
    }),
    { numRuns: 2000 },
  );
});

test('text is written as TextEncoder writes it, and reads back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      const text = a + b;
      const wire = encodeUtf8(text);
      assert.deepEqual(bytesOf(wire), new TextEncoder().encode(text));
      assert.equal(decodeUtf8(wire), text);
    }),
  );
});

test('half a surrogate pair becomes U+FFFD', () => {
  assert.equal(decodeUtf8(encodeUtf8('a\ud800b')), 'a\ufffdb');
});

test('overlong forms, surrogates and what lies beyond U+10FFFF are no characters', () => {
  for (const wire of ['\xc0\x80', '\xe0\x80\xaf', '\xed\xa0\x80', '\xf4\x90\x80\x80', '\xf8', '\xe2\x82', '\xff'])
    assert.equal(decodeUtf8(wire), oracle.decode(bytesOf(wire)), JSON.stringify(wire));
});

test('a reason phrase in Cyrillic (RFC 4475 3.1.1.12)', () => {
  assert.equal(decodeUtf8('\xd0\xbd\xd0\xbe'), 'но');
  assert.equal(encodeUtf8('но'), '\xd0\xbd\xd0\xbe');
});
