import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { CALLED, CALLER, identity, INFO, token } from '../../test/signed-scene.ts';
import { compactToken, identityValue, readIdentity } from './identity-header.ts';

test('a full form is read: parameters, header, claims (RFC 8224 4, RFC 8225 5)', () => {
  const { passport, ...value } = readIdentity(identity(token(1_790_053_200)));
  assert.deepEqual([value.info, value.alg, value.ppt, value.fault], [INFO, 'ES256', 'shaken', '']);
  assert.deepEqual(passport, {
    alg: 'ES256',
    typ: 'passport',
    ppt: 'shaken',
    x5u: INFO,
    orig: { tn: [CALLER], uri: [] },
    dest: { tn: [CALLED], uri: [] },
    div: { tn: [], uri: [] },
    iat: 1_790_053_200,
    attest: 'A',
    origid: '1ffca077',
  });
});

for (const [name, params, expected] of [
  [
    'in quotes and with blanks',
    '; info = <https://a.example/;x=1> ; ppt="div";alg=ES256',
    ['https://a.example/;x=1', 'div', 'ES256'],
  ],
  ['without a value before them', ';canon;info=<https://a.example/>;ppt=shaken', ['https://a.example/', 'shaken', '']],
  ['with a bracket that is not closed', ';info=<https://a.example/;ppt=shaken', ['', '', '']],
  ['left out', '', ['', '', '']],
] as const)
  test(`parameters ${name}`, () => {
    const { info, ppt, alg } = readIdentity(`..c2ln${params}`);
    assert.deepEqual([info, ppt, alg], expected);
  });

test('the compact form has nothing to read, and no fault (RFC 8225 7)', () => {
  const { passport, fault } = readIdentity(`..c2ln;info=<${INFO}>`);
  assert.deepEqual([passport, fault], [undefined, '']);
});

for (const [name, value, fault] of [
  ['a token that was cut off', token(1).slice(0, 60), /it has 1 of the three parts/],
  ['claims that were cut off', token(1).split('.').with(1, 'eyJhd').join('.'), /its claims cannot be decoded/],
  ['a header that is no object', token(1).split('.').with(0, 'MQ').join('.'), /its header cannot be decoded/],
  ['no signature', token(1).split('.').with(2, '').join('.'), /its signature is missing/],
  ['RFC 4474', '"b64sig="', /the form of RFC 4474/],
  ['a very long one', `eyJ${'a'.repeat(20_000)}`, /characters long/],
] as const)
  test(`${name} is a fault, not an exception`, () =>
    assert.match(readIdentity(`${value};info=<${INFO}>`).fault, fault));

test('claims of the wrong type are left out', () => {
  const claims = { orig: 7, dest: { tn: CALLED, uri: [1, 'sip:a@example.com'] }, iat: '1443208345', attest: null };
  const { passport } = readIdentity(identity(token(1, { claims })));
  assert.deepEqual(passport!.orig, { tn: [], uri: [] });
  assert.deepEqual(passport!.dest, { tn: [CALLED], uri: ['sip:a@example.com'] });
  assert.ok(Number.isNaN(passport!.iat));
  assert.equal(passport!.attest, '');
});

test('no value throws', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => void readIdentity(`${a};${b}`)));
  const piece = fc.constantFrom('eyJ', '.', ';', 'info=<', '>', '"', 'e30', '=', 'ppt', ' ');
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => void readIdentity(pieces.join(''))));
});

const tokens = new URL('../../../shared/testdata/stir/tokens.json', import.meta.url);
test('tokens of others are read', { skip: !existsSync(tokens) }, () => {
  const all = JSON.parse(readFileSync(tokens, 'utf8')) as { id: string; identity?: string; token?: string }[];
  const passports = all
    .filter(({ id }) => !id.startsWith('rfc7515'))
    .map(({ id, identity: value, token: bare }) => [id, readIdentity(value ?? bare ?? '')] as const);
  assert.ok(passports.length >= 8);
  for (const [id, { passport, fault }] of passports) {
    assert.equal(fault, '', id);
    assert.equal(passport?.typ, 'passport', id);
    assert.equal(passport.orig.tn.length + passport.orig.uri.length, 1, id);
    assert.equal(Number.isNaN(passport.iat), id.includes('iat string'), id);
  }
});

test('what is written is read again; the compact form keeps the signature alone (RFC 8224 4, RFC 8225 7)', () => {
  const full = token(1_790_053_200);
  const value = identityValue(full, INFO, { ppt: 'shaken' });
  assert.equal(value, `${full};info=<${INFO}>;alg=ES256;ppt=shaken`);
  const { info, alg, ppt, token: again } = readIdentity(value);
  assert.deepEqual([info, alg, ppt, again], [INFO, 'ES256', 'shaken', full]);
  const compact = readIdentity(identityValue(compactToken(full), INFO));
  assert.deepEqual([compact.token, compact.ppt, compact.fault], [`..${full.split('.')[2]}`, '', '']);
});

test('an info that would end its brackets is a misuse', () => {
  for (const info of ['', 'https://a.example/>;ppt=x', 'https://a.example/ b', '<x>'])
    assert.throws(() => identityValue('a.b.c', info), { code: 'SIP_IDENTITY_INFO' });
});
