import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatContact, formatQ, parseQ } from './contact-value.ts';

test('a qvalue has at most three decimals, and is 1 at most (RFC 3261 25.1)', () => {
  const good = {
    '0': 0,
    '1': 1000,
    '0.': 0,
    '1.': 1000,
    '0.5': 500,
    '0.05': 50,
    '0.123': 123,
    '1.000': 1000,
    '0.000': 0,
  };
  for (const [text, thousandths] of Object.entries(good)) assert.equal(parseQ(text), thousandths, text);
  for (const text of ['', '2', '1.001', '1.1', '0.1234', '.5', '-1', '0,5', '00', '0.x', '1e0', '01', ' 1'])
    assert.equal(parseQ(text), -1, text);
});

test('what formatQ writes, parseQ reads', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1000 }), (q) => parseQ(formatQ(q)) === q));
  assert.deepEqual([0, 50, 500, 120, 123, 1000].map(formatQ), ['0.0', '0.05', '0.5', '0.12', '0.123', '1.0']);
});

test('a Contact value keeps its URI in brackets, and names q where it is not the default', () => {
  assert.equal(formatContact('sip:a@192.0.2.1;ob', 1000, 60, ''), '<sip:a@192.0.2.1;ob>;expires=60');
  assert.equal(formatContact('sip:a@b', 250, 60, ';reg-id=1'), '<sip:a@b>;q=0.25;expires=60;reg-id=1');
});
