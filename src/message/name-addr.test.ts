/** Addresses and their parameters (RFC 3261 20.10, 20.20, 25.1). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { quote } from './characters.ts';
import { Failure } from './failure.ts';
import { NameAddr, parseNameAddr } from './name-addr.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

function address(text: string): NameAddr {
  const value = parseNameAddr(text, 0, text.length);
  assert.ok(value instanceof NameAddr, `${text}: ${(value as Failure).reason}`);
  return value;
}

function refused(text: string, at: string, reason: RegExp): void {
  const value = parseNameAddr(text, 0, text.length);
  assert.ok(value instanceof Failure, `${text} was taken`);
  assert.equal(text.slice(value.offset), at, text);
  assert.match(value.reason, reason);
}

describe('display names', () => {
  test('quoted, of tokens, or none', () => {
    assert.equal(address('"Mr. Watson" <sip:w@x>').displayName, 'Mr. Watson');
    assert.equal(address('A. G. Bell <sip:a@x>').displayName, 'A. G. Bell');
    assert.equal(address('<sip:a@x>').displayName, '');
    assert.equal(address('"" <sip:a@x>').displayName, '');
    assert.equal(address('sip:a@x').displayName, '');
  });

  test('nothing need stand between name and < (RFC 4475 3.1.1.6)', () => {
    assert.equal(address('caller<sip:c@x>').displayName, 'caller');
    assert.equal(address('"caller"<sip:c@x>').displayName, 'caller');
  });

  test('quoted pairs are resolved', () => {
    assert.equal(address('"J Rosenberg \\\\\\"" <sip:j@x>').displayName, 'J Rosenberg \\"');
    assert.equal(address('"a \\<b>, c;d=\\"e\\"" <sip:j@x>').displayName, 'a <b>, c;d="e"');
    assert.equal(address('"BEL:\\\x07 NUL:\\\0 DEL:\\\x7f" <sip:j@x>').displayName, 'BEL:\x07 NUL:\0 DEL:\x7f');
  });

  test('percent signs are no escapes there (RFC 4475 3.1.1.5)', () => {
    assert.equal(address('"%Z%45" <sip:r@x>').displayName, '%Z%45');
  });

  test('UTF-8 is kept in bytes, and decoded for people', () => {
    const wire = encodeUtf8('Zoë 黃');
    const value = address(`"${wire}" <sip:z@x>`);
    assert.equal(value.displayName, wire);
    assert.equal(decodeUtf8(value.displayName), 'Zoë 黃');
  });

  test('folds read as one space (7.3.1)', () => {
    assert.equal(address('"a  \r\n\t b" <sip:z@x>').displayName, 'a b');
    assert.equal(address('a \r\n  b\r\n <sip:z@x>').displayName, 'a b');
  });
});

describe('whose parameters they are (20.10)', () => {
  test('inside < > the URI’s, outside the field’s', () => {
    const value = address('<sip:a@x;lr?h=v> ; Tag = "q;,\\"" ;expires=5;flag');
    assert.equal(value.uri.params.has('lr'), true);
    assert.equal(value.uri.headers, 'h=v');
    assert.deepEqual(value.params.names, ['tag', 'expires', 'flag']);
    assert.deepEqual(value.params.values, ['q;,"', '5', '']);
    assert.deepEqual(
      [0, 1, 2].map((i) => value.params.wasQuoted(i)),
      [true, false, false],
    );
  });

  test('without < > all are the field’s (RFC 4475 3.3.12)', () => {
    const value = address('sip:+19725552222@gw1.example.net;unknownparam');
    assert.equal(value.uri.text, 'sip:+19725552222@gw1.example.net');
    assert.equal(value.uri.params.size, 0);
    assert.deepEqual(value.params.names, ['unknownparam']);
  });

  test('the tag, or nothing', () => {
    assert.equal(address('sip:a@x;TAG=1').tag, '1');
    assert.equal(address('<sip:a@x>').tag, '');
    assert.equal(address('<sip:a@x;tag=1>').tag, '');
  });

  test('values keep what tokens may not hold: IPv6 addresses, URIs', () => {
    assert.equal(address('<sip:a@x>;received=2001:db8::9').params.get('received'), '2001:db8::9');
    assert.equal(address('<sip:a@x>;received=[2001:db8::9]:5').params.get('received'), '[2001:db8::9]:5');
    assert.equal(address('<sip:a@x>;+sip.instance="<urn:uuid:1>"').params.get('+sip.instance'), '<urn:uuid:1>');
  });
});

test('a value ends before a comma, and knows where it stands', () => {
  const text = 'x: <sip:a@x>;p , "b,b"<sip:b@x>';
  const first = parseNameAddr(text, 3, text.length);
  assert.ok(first instanceof NameAddr);
  assert.equal(text.slice(first.start, first.end).trimEnd(), '<sip:a@x>;p');
  assert.equal(text[first.end], ',');
  const second = parseNameAddr(text, first.end + 2, text.length);
  assert.ok(second instanceof NameAddr);
  assert.equal(second.displayName, 'b,b');
  assert.equal(second.end, text.length);
});

test('a comma in < > belongs to the URI', () => {
  assert.equal(address('<sip:a,b@x>').uri.user, 'a,b');
});

test('what is refused, and where', () => {
  refused('', '', /URI/);
  refused('"Mr. J. User <sip:j@x>', '"Mr. J. User <sip:j@x>', /not closed/);
  refused('"a\\"', '"a\\"', /not closed/);
  refused('"a" sip:j@x', 'sip:j@x', /</);
  refused('Bell, Alexander <sip:a@x>', ', Alexander <sip:a@x>', /quoted/);
  refused('Zo\xeb <sip:a@x>', '\xeb <sip:a@x>', /quoted/);
  refused('a@b <sip:a@x>', '@b <sip:a@x>', /quoted/);
  refused('Bell <sip:a@x', '<sip:a@x', /not closed/);
  refused('< sip:a@x>', ' sip:a@x>', /scheme/);
  refused('<sip:a@x >', ' >', /does not belong/);
  refused('<>', '>', /scheme/);
  refused('alice', 'alice', /scheme/);
  refused('sip:a@x?Route=b', '?Route=b', /in < >/);
  refused('<sip:a@x>;', '', /parameter name/);
  refused('<sip:a@x>;;p', ';p', /parameter name/);
  refused('<sip:a@x>;p=', '', /parameter value/);
  refused('<sip:a@x>;p="', '"', /not closed/);
  refused('<sip:a@x> p', 'p', /does not belong/);
  refused('sip:a@x p', 'p', /does not belong/);
});

test('any bytes give an address or a failure inside the text', () => {
  const shaped = fc.string({
    unit: fc.constantFrom(...'<>"\\;,=?@: \t\r\n%aA.\xe9\0', 'sip:', '<sip:a@b>'),
    maxLength: 40,
  });
  fc.assert(
    fc.property(shaped, (text) => {
      const value = parseNameAddr(text, 0, text.length);
      const offset = value instanceof Failure ? value.offset : value.end;
      assert.ok(offset >= 0 && offset <= text.length);
    }),
    { numRuns: 2000 },
  );
});

test('a display name and parameters that were quoted come back', () => {
  const plain = fc.string({ unit: fc.constantFrom(...' "\\<>;,=azAZ\xe9\t'), maxLength: 12 });
  fc.assert(
    fc.property(plain, plain, (name, parameter) => {
      const value = address(`${quote(name)} <sip:a@x>;p=${quote(parameter)};tag=t`);
      assert.equal(value.displayName, name);
      assert.equal(value.params.get('p'), parameter);
      assert.equal(value.tag, 't');
    }),
  );
});
