import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { digestAlgorithms, equalInConstantTime, parseDigestAlgorithm, parseHex } from './hash.ts';

test('algorithm names are compared without case, and none means MD5 (RFC 7616 3.3)', () => {
  assert.equal(parseDigestAlgorithm(undefined), 'MD5');
  assert.equal(parseDigestAlgorithm('md5'), 'MD5');
  assert.equal(parseDigestAlgorithm('sha-512-256-SESS'), 'SHA-512-256-sess');
  for (const name of Object.keys(digestAlgorithms)) assert.equal(parseDigestAlgorithm(name), name);
  for (const name of ['', 'SHA-1', 'AKAv1-MD5', 'token', 'constructor'])
    assert.equal(parseDigestAlgorithm(name), undefined);
});

test('the constant-time comparison says what === says', () => {
  const text = fc.string({ maxLength: 4, unit: fc.constantFrom('a', 'b') });
  fc.assert(
    fc.property(text, text, (a, b) => assert.equal(equalInConstantTime(a, b), a === b)),
    { numRuns: 500 },
  );
});

test('hex digits of either case are read, and nothing else', () => {
  assert.equal(parseHex('xxfFfFffff', 2, 10), 0xffffffff);
  assert.equal(parseHex('0000001g', 0, 8), -1);
  assert.equal(parseHex('09afAF', 0, 6), 0x09afaf);
  for (const text of ['/', ':', '@', 'G', 'g', '`', ' ']) assert.equal(parseHex(`0${text}`, 0, 2), -1, text);
});
