import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseUri, Uri } from '../../message/index.ts';
import { digitsOf, matchNumbers, numberIn } from './phone-number.ts';

const uri = (text: string) => {
  const parsed = parseUri(text);
  assert.ok(parsed instanceof Uri);
  return parsed;
};

for (const [text, digits] of [
  ['sip:+12155550112@example.com;user=phone', '12155550112'],
  ['tel:+1-215-555-0112', '12155550112'],
  ['sip:%2B12155550112@example.com', '12155550112'],
  ['sip:2155550112;npdi;rn=+12155550000@example.com', '2155550112'],
  ['sip:*67@example.com', '*67'],
  ['sip:alice@example.com', ''],
  ['sip:alice7@example.com', ''],
  ['sip:example.com', ''],
  ['mailto:1234567@example.com', ''],
] as const)
  test(`the number in ${text} is "${digits}" (RFC 8224 8.3)`, () => assert.equal(numberIn(uri(text)), digits));

for (const [a, b, match] of [
  ['12155550112', '12155550112', 'same'],
  ['12155550112', '2155550112', 'form'],
  ['493012345678', '03012345678', 'form'],
  ['0049301234567', '49301234567', 'form'],
  ['12155550112', '12155550113', 'other'],
  ['12155550112', '112', 'other'],
  ['112', '112', 'same'],
] as const)
  test(`${a} and ${b}: ${match}`, () => {
    assert.equal(matchNumbers(a, b), match);
    assert.equal(matchNumbers(b, a), match);
  });

test('separators are no digits, and letters make it no number', () => {
  assert.equal(digitsOf('+1 (215) 555-0112'), '12155550112');
  assert.equal(digitsOf('1-800-FLOWERS'), '');
});
