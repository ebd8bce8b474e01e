import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson, type JsonValue } from './canonical-json.ts';

test('keys are sorted at every depth, and there are no blanks (RFC 8225 9)', () => {
  const claims = { orig: { tn: '12155551212' }, iat: 1471375418, dest: { uri: ['sip:alice@example.com'], tn: [] } };
  assert.equal(
    canonicalJson(claims),
    '{"dest":{"tn":[],"uri":["sip:alice@example.com"]},"iat":1471375418,"orig":{"tn":"12155551212"}}',
  );
});

test('it says the same as what it was made of, whatever the order of the keys, and is stable', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = Buffer.from(canonicalJson(value as JsonValue), 'latin1').toString('utf8');
      // JSON has no -0.
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
      assert.equal(canonicalJson(JSON.parse(text) as JsonValue), canonicalJson(value as JsonValue));
      assert.equal(canonicalJson(turned(value as JsonValue)), canonicalJson(value as JsonValue));
    }),
  );
});

/** The same with its keys in the other order. */
function turned(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(turned);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, turned(member)]),
  );
}

test('names beyond ASCII are UTF-8, one character per byte', () => {
  assert.equal(canonicalJson({ nam: 'é' }), '{"nam":"\u00c3\u00a9"}');
});

test('what JSON has no word for is a misuse', () => {
  for (const number of [Number.NaN, Infinity])
    assert.throws(() => canonicalJson(number), { code: 'SIP_IDENTITY_JSON' });
});
