import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseUri, Uri } from '../message/index.ts';
import { canonicalNumber, numberIn, numberString, type NumberPlan } from './telephone-number.ts';

const uri = (text: string): Uri => {
  const parsed = parseUri(text);
  assert.ok(parsed instanceof Uri, text);
  return parsed;
};
const german: NumberPlan = { countryCode: '49', nationalPrefix: '0', internationalPrefix: '00' };
const american: NumberPlan = { countryCode: '1', nationalPrefix: '1', internationalPrefix: '011' };

for (const [text, number] of [
  ['tel:+1-215-555-1212', '12155551212'],
  ['sip:+1(215)5551212@example.com;user=phone', '12155551212'],
  ['sip:12155551212;npdi@example.com', '12155551212'],
  ['sip:*72@example.com', '*72'],
  ['sip:%2B4930123@example.com', '4930123'],
  ['sip:alice@example.com', ''],
  ['sip:example.com', ''],
  ['sip:1a2@example.com', ''],
  ['sip:2155550112;npdi;rn=+12155550000@example.com', '2155550112'],
  ['mailto:1234567@example.com', ''],
] as const)
  test(`${text}: the number string is "${number}" (RFC 8224 8.3)`, () => assert.equal(numberIn(uri(text)), number));

for (const [text, plan, number] of [
  ['sip:+4930123456@example.com', american, '4930123456'],
  ['sip:030123456@example.com', german, '4930123456'],
  ['sip:004930123456@example.com', german, '4930123456'],
  ['sip:0012155551212@example.com', german, '12155551212'],
  ['sip:2155551212@example.com', american, '12155551212'],
  ['sip:12155551212@example.com', american, '12155551212'],
  ['sip:0114930123456@example.com', american, '4930123456'],
  // Service numbers and extensions.
  ['sip:911@example.com', american, '911'],
  ['sip:*3@example.com', german, '*3'],
  // Longer than any number of E.164.
  ['sip:12345678901234@example.com', german, '12345678901234'],
  ['sip:030123456@example.com', undefined, '030123456'],
  ['sip:alice@example.com', german, ''],
] as const)
  test(`${text} is ${number === '' ? 'no number' : number} (RFC 8224 8.3)`, () =>
    assert.equal(canonicalNumber(uri(text), plan), number));

test('a number string is digits, * and #, and stays what it is', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const number = numberString(text);
      assert.match(number, /^[\d*#]*$/);
      assert.equal(numberString(number), number);
    }),
  );
});

test('separators are no digits, and letters make it no number', () => {
  assert.equal(numberString('+1 (215) 555-0112'), '12155550112');
  assert.equal(numberString('1-800-FLOWERS'), '');
});
