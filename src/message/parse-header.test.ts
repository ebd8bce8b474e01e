/** Which parser reads which field (catalogue), and the lists of RFC 3261 7.3.1. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { headerFields, headerId, type HeaderName, UNKNOWN_HEADER } from '../catalogue/index.ts';
import { AuthValue } from './auth-value.ts';
import { Failure } from './failure.ts';
import { NameAddr } from './name-addr.ts';
import { parseHeaderAt, parseListAt } from './parse-header.ts';
import { Parameterised } from './values.ts';
import { Via } from './via.ts';

const parse = (name: HeaderName, text: string) => parseHeaderAt(headerId(name), text, 0, text.length);

function list<T>(name: HeaderName, text: string): T[] {
  const value = parse(name, text);
  assert.ok(Array.isArray(value), `${name}: ${text}`);
  return value as T[];
}

test('each syntax gives its structure', () => {
  assert.ok(list<Via>('Via', 'SIP/2.0/UDP a').every((value) => value instanceof Via));
  assert.ok(parse('From', '<sip:a@x>;tag=1') instanceof NameAddr);
  assert.ok(list<NameAddr>('Route', '<sip:a;lr>').every((value) => value instanceof NameAddr));
  assert.equal(parse('Contact', '*'), '*');
  assert.equal(list<NameAddr>('Contact', 'sip:a@x').length, 1);
  assert.deepEqual(parse('CSeq', '1 ACK'), { sequence: 1, method: 'ACK' });
  assert.deepEqual(parse('RAck', '2 1 INVITE'), { responseNumber: 2, sequence: 1, method: 'INVITE' });
  assert.equal(parse('Max-Forwards', '70'), 70);
  assert.deepEqual(parse('Supported', 'path, gruu'), ['path', 'gruu']);
  assert.deepEqual(parse('Supported', ''), []);
  assert.deepEqual(parse('In-Reply-To', 'a@b, c'), ['a@b', 'c']);
  assert.equal(parse('Call-ID', 'a@b'), 'a@b');
  assert.ok(parse('Content-Type', 'text/plain') instanceof Parameterised);
  assert.deepEqual(
    list<Parameterised>('Accept', 'text/plain;q=0.5, */*').map((value) => value.value),
    ['text/plain', '*/*'],
  );
  assert.deepEqual(parse('Accept', ''), []);
  assert.equal(list<{ uri: unknown }>('Alert-Info', '<http://a>, <http://b>;x').length, 2);
  assert.equal(list('Warning', '301 a "b, c", 302 d "e"').length, 2);
  assert.ok(parse('Authorization', 'Digest username="a", realm="b"') instanceof AuthValue);
  assert.ok(list<AuthValue>('WWW-Authenticate', 'Digest realm="b"').every((value) => value instanceof AuthValue));
  assert.equal(parse('Date', 'Thu, 01 Jan 1970 00:00:01 GMT'), 1000);
  assert.deepEqual(parse('Timestamp', '1'), { seconds: 1, delaySeconds: 0 });
  assert.equal(parse('Subject', 'Re: "x'), 'Re: "x');
  assert.equal(parse('Authentication-Info', 'nextnonce="a"'), 'nextnonce="a"');
  assert.equal((parse('Session-Expires', '1800;refresher=uac') as { value: number }).value, 1800);
});

test('a field that is not in the table is its text (RFC 4475 3.1.1.1)', () => {
  assert.equal(parseHeaderAt(UNKNOWN_HEADER, 'x;;,,;;,;', 1, 9), ';;,,;;,;');
});

test('commas part the values of a list, not those inside quotes or < >', () => {
  const values = list<NameAddr>('Contact', '"a, b" <sip:a,b@x> ,\r\n sip:c@x;q=1,<sip:d@x>');
  assert.deepEqual(
    values.map((value) => value.uri.text),
    ['sip:a,b@x', 'sip:c@x', 'sip:d@x'],
  );
  const all: NameAddr[] = [];
  const text = '<sip:a@x>, <sip:b@x>';
  assert.equal(parseListAt(text, 0, text.length, all), undefined);
  assert.equal(all.length, 2);
});

test('a field that stands once takes one value', () => {
  const value = parse('From', '<sip:a@x>, <sip:b@x>');
  assert.ok(value instanceof Failure);
  assert.equal(value.offset, 9);
  assert.ok(parse('Content-Type', 'a/b, c/d') instanceof Failure);
});

test('empty values in a list are refused', () => {
  for (const text of ['', ',', '<sip:a@x>,', '<sip:a@x>,,<sip:b@x>', ',<sip:a@x>'])
    assert.ok(parse('Contact', text) instanceof Failure, text);
  assert.ok(parse('Via', '') instanceof Failure);
  assert.ok(parse('Via', 'SIP/2.0/UDP a,') instanceof Failure);
});

test('no field’s parser throws, hangs, or fails outside the text', () => {
  const bytes = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
  const shaped = fc.string({
    unit: fc.constantFrom(...'<>"\\;,=?@:/()* \t\r\n%1aA.\xe9\0', 'sip:', 'tel:', 'SIP/2.0/UDP h', 'Digest ', 'a="b"'),
    maxLength: 30,
  });
  fc.assert(
    fc.property(fc.constantFrom(...headerFields), fc.oneof(shaped, bytes), (field, text) => {
      const value = parseHeaderAt(field.id, text, 0, text.length);
      if (value instanceof Failure)
        assert.ok(value.offset >= 0 && value.offset <= text.length, `${field.name}: ${value.offset}`);
    }),
    { numRuns: 5000 },
  );
});
