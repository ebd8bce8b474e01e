import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AuthValue, formatAuthValue, parseAuthValue, parseChallenges } from './auth-value.ts';
import { Failure } from './failure.ts';

function credentials(line: string): AuthValue {
  // The value stands in the middle of a message, so that offsets and bounds are tried too.
  const value = parseAuthValue(`<<${line}>>", "`, 2, 2 + line.length);
  if (value instanceof Failure) assert.fail(`${value.reason} at ${value.offset}: ${line}`);
  return value;
}

function failure(line: string): [offset: number, reason: string] {
  const value = parseAuthValue(line, 0, line.length);
  assert.ok(value instanceof Failure, `a failure was expected: ${line}`);
  return [value.offset, value.reason];
}

function challenges(line: string): [scheme: string, content: string][] {
  const values = parseChallenges(line, 0, line.length);
  if (values instanceof Failure) assert.fail(`${values.reason} at ${values.offset}: ${line}`);
  return values.map(({ scheme, params, token68 }) => [
    scheme,
    token68 || params.names.map((name, i) => `${name}:${params.values[i]}`).join(' '),
  ]);
}

test('credentials are a scheme and parameters by lower-case name (RFC 3261 20.7)', () => {
  const { scheme, isDigest, params } = credentials(
    'Digest username="Alice", REALM="atlanta.com",\r\n nonce = "84a4cc6f", Response="7587245234b3434cc3412213e5f113a5",nc=00000001 , x-Own=1',
  );
  assert.equal(scheme, 'Digest');
  assert.ok(isDigest);
  assert.deepEqual(params.names, ['username', 'realm', 'nonce', 'response', 'nc', 'x-own']);
  assert.equal(params.get('username'), 'Alice');
  assert.equal(params.get('realm'), 'atlanta.com');
  assert.equal(params.get('nonce'), '84a4cc6f');
  assert.equal(params.get('nc'), '00000001');
  assert.equal(params.get('x-own'), '1');
  assert.equal(params.get('opaque'), undefined);
});

test('the scheme is compared without case, and kept as written (RFC 7235 2.1)', () => {
  assert.ok(credentials('DIGEST realm="x"').isDigest);
  assert.equal(credentials('dIGEST realm="x"').scheme, 'dIGEST');
  assert.ok(!credentials('Digests realm="x"').isDigest);
});

test('quoted pairs are resolved, and what stands in quotes ends nothing (RFC 3261 25.1)', () => {
  const { params } = credentials('Digest username="a\\"b\\\\, realm=x", cnonce="", nonce="a==", qop="auth,auth-int"');
  assert.equal(params.get('username'), 'a"b\\, realm=x');
  assert.equal(params.get('cnonce'), '');
  assert.equal(params.get('nonce'), 'a==');
  assert.equal(params.get('qop'), 'auth,auth-int');
});

test('phones quote what needs none and leave quotes out: both are taken', () => {
  const { params } = credentials(
    'Digest algorithm="MD5",qop="auth",nc="00000001",nonce=YWJj==,uri=sip:a@b.example:5060',
  );
  assert.deepEqual(params.values, ['MD5', 'auth', '00000001', 'YWJj==', 'sip:a@b.example:5060']);
});

test('empty list elements are taken (RFC 7230 7)', () => {
  assert.deepEqual(credentials('Digest , realm="a",, ,nonce="b",').params.names, ['realm', 'nonce']);
});

test('other schemes carry a token68, or nothing (RFC 7235 2.1)', () => {
  assert.equal(credentials('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==').token68, 'QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
  assert.equal(credentials('Negotiate a/b+c').token68, 'a/b+c');
  assert.equal(credentials('NTLM').params.size, 0);
  assert.equal(credentials('NoOneKnowsThisScheme opaque-data=here').params.get('opaque-data'), 'here');
});

test('what is malformed is a failure with its offset', () => {
  assert.deepEqual(failure(''), [0, 'an authentication scheme was expected']);
  assert.deepEqual(failure('"Digest" realm="x"'), [0, 'an authentication scheme was expected']);
  assert.deepEqual(failure('Digest"x"'), [6, 'a space was expected after the scheme']);
  assert.deepEqual(failure('Digest realm="x'), [13, 'the quoted value is not closed']);
  assert.deepEqual(failure('Digest realm="x\\"'), [13, 'the quoted value is not closed']);
  assert.deepEqual(failure('Digest realm="x", nonce='), [24, 'a value was expected']);
  assert.deepEqual(failure('Digest realm="x"; nonce="y"'), [16, 'a comma was expected']);
  assert.deepEqual(failure('Digest realm="x"nonce="y"'), [16, 'a comma was expected']);
  assert.deepEqual(failure('Digest realm="x", "y"'), [18, 'a parameter name was expected']);
  assert.deepEqual(failure('Digest realm "x"'), [13, '= was expected after the parameter name']);
  assert.deepEqual(failure('Digest realm="x", nonce'), [18, 'a parameter with its value was expected']);
  assert.deepEqual(failure('Digest realm="x", Digest realm="y"'), [18, 'a parameter with its value was expected']);
});

test('a parameter that is given twice is a failure, whatever its case', () => {
  assert.deepEqual(failure('Digest realm="x", nonce="y", Realm="x"'), [29, 'a parameter is given twice']);
  assert.deepEqual(failure('Digest own=1, OWN=1'), [14, 'a parameter is given twice']);
});

test('the number of parameters is bounded', () => {
  const many = Array.from({ length: 31 }, (_, i) => `p${i}=${i}`).join(',');
  assert.equal(credentials(`Digest ${many}`).params.size, 31);
  assert.equal(failure(`Digest ${many},one=more`)[1], 'more than 31 parameters');
});

test('the challenges of one line are told apart by the token without = that follows a comma (RFC 7235 4.1)', () => {
  assert.deepEqual(challenges('Digest realm="a", nonce="b"'), [['Digest', 'realm:a nonce:b']]);
  assert.deepEqual(
    challenges('Digest realm="a", nonce="b", qop="auth", DIGEST realm = "c", nonce="d", Basic realm="e"'),
    [
      ['Digest', 'realm:a nonce:b qop:auth'],
      ['DIGEST', 'realm:c nonce:d'],
      ['Basic', 'realm:e'],
    ],
  );
  assert.deepEqual(challenges('Negotiate, NTLM abc==, ,Digest realm="a, Basic b", Negotiate'), [
    ['Negotiate', ''],
    ['NTLM', 'abc=='],
    ['Digest', 'realm:a, Basic b'],
    ['Negotiate', ''],
  ]);
});

test('one malformed challenge fails the line', () => {
  for (const line of [
    '',
    ',',
    'Digest realm="a", Basic a=b, c=',
    'Digest realm nonce="b"',
    'Digest a b',
    'Digest realm="a" Digest realm="b"',
  ])
    assert.ok(parseChallenges(line, 0, line.length) instanceof Failure, line);
});

test('a value is written as it was read', () => {
  const line = 'Digest username="a\\"b\\\\", nonce="c", nc=00000001, qop=auth, algorithm="MD5"';
  assert.equal(formatAuthValue(credentials(line)), line);
  assert.equal(formatAuthValue(credentials('Basic  abc==')), 'Basic abc==');
  assert.equal(formatAuthValue(credentials('NTLM')), 'NTLM');
});

test('any quoted value survives being written and read', () => {
  const text = fc.string({
    unit: fc
      .integer({ min: 0x20, max: 0xff })
      .filter((code) => code !== 0x7f)
      .map((code) => String.fromCharCode(code)),
  });
  fc.assert(
    fc.property(text, text, (user, realm) => {
      const escape = (plain: string) => plain.replace(/["\\]/g, '\\$&');
      const read = credentials(`Digest username="${escape(user)}",realm="${escape(realm)}"`);
      assert.deepEqual(read.params.values, [user, realm]);
      assert.deepEqual(credentials(formatAuthValue(read)), read);
    }),
  );
});

test('no text makes the parsers throw, nor read past the end', () => {
  const pieces = fc.array(
    fc.constantFrom('Digest', 'realm', '=', '"', '\\', ',', ' ', '\r\n ', 'é', ';', '/', '0', 'nc'),
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const line = parts.join('');
      const alone = [parseAuthValue(line, 0, line.length), parseChallenges(line, 0, line.length)];
      const within = [
        parseAuthValue(`${line}"x, y=z`, 0, line.length),
        parseChallenges(`${line}"x, y=z`, 0, line.length),
      ];
      assert.deepEqual(within, alone);
    }),
  );
});
