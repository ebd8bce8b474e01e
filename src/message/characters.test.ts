/** Quoted strings, folds and numbers (RFC 3261 7.3.1, 25.1). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDigits, quote, skipLws, skipQuoted, trimEnd, unfold, unquote } from './characters.ts';
import { codesOf } from './codes.ts';

test('a quoted string ends at the first quote that is not escaped', () => {
  assert.equal(skipQuoted(codesOf('"a\\"b" c'), 0, 8), 6);
  assert.equal(skipQuoted(codesOf('"a\\\\" "'), 0, 7), 5);
  assert.equal(skipQuoted(codesOf('"a'), 0, 2), -1);
  assert.equal(skipQuoted(codesOf('"a\\"'), 0, 4), -1);
  assert.equal(skipQuoted(codesOf('"a"'), 0, 2), -1);
});

test('whatever is quoted is unquoted to the same, controls apart', () => {
  const plain = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
  fc.assert(
    fc.property(plain, (text) => {
      const quoted = quote(text);
      assert.equal(skipQuoted(codesOf(quoted), 0, quoted.length), quoted.length);
      assert.equal(unquote(quoted, 0, quoted.length), text.replace(/[\0-\x08\x0a-\x1f\x7f]/g, ''));
      assert.doesNotMatch(quoted, /[\r\n]/);
    }),
  );
});

test('a fold and the LWS around it read as one space', () => {
  assert.equal(unfold('a'), 'a');
  assert.equal(unfold('a \t\r\n  b\r\n\tc'), 'a b c');
  assert.equal(unfold('a\r\n \r\n b'), 'a b');
  assert.equal(unfold('a\xa0\r\n b'), 'a\xa0 b');
  assert.equal(unquote('"a\r\n \\"b"', 0, 9), 'a "b');
});

test('LWS is spaces, tabs and folds, no more', () => {
  assert.equal(skipLws(codesOf(' \t\r\n x'), 0, 6), 5);
  assert.equal(skipLws(codesOf('\xa0x'), 0, 2), 0);
  assert.equal(trimEnd(codesOf('x \t\r\n '), 0, 6), 1);
  assert.equal(trimEnd(codesOf('x\xa0'), 0, 2), 2);
  assert.equal(trimEnd(codesOf('   '), 0, 3), 0);
});

test('digits alone make a number, of any length', () => {
  assert.equal(parseDigits(codesOf('x0070y'), 1, 5), 70);
  assert.equal(parseDigits(codesOf(''), 0, 0), -1);
  assert.equal(parseDigits(codesOf('-1'), 0, 2), -1);
  assert.equal(parseDigits(codesOf('1.'), 0, 2), -1);
  assert.equal(parseDigits(codesOf('\xb2'), 0, 1), -1);
  assert.equal(parseDigits(codesOf('9007199254740991'), 0, 16), 9007199254740991);
  assert.equal(parseDigits(codesOf('9'.repeat(500)), 0, 500), Infinity);
});
