import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { type AuthValue, Failure, parseAuthValue } from '../message/index.ts';
import { type Answer, answerChallenge, chooseChallenges, readChallenge } from './client.ts';
import type { Hash } from './hash.ts';

const hash: Hash = (algorithm, text) =>
  createHash(algorithm.toLowerCase().replace('-', '')).update(text, 'latin1').digest('hex');

function parse(line: string): AuthValue {
  const value = parseAuthValue(line, 0, line.length);
  if (value instanceof Failure) assert.fail(`${value.reason}: ${line}`);
  return value;
}

function answer(line: string, options: Partial<Answer> = {}): string {
  const challenge = readChallenge(parse(line));
  assert.ok(challenge !== undefined, line);
  const cnonce = '8302210f';
  const uri = 'sip:sip.linphone.org';
  const user = { username: 'jehan-mac', password: 'toto' };
  return answerChallenge(hash, { challenge, ...user, method: 'REGISTER', uri, body: '', nc: 1, cnonce, ...options });
}

const linphone = 'Digest realm="sip.linphone.org", nonce="cz3h0gAAAAC06TKKAABmTz1V9OcAAAAA", opaque="1bc7f9097684320"';

test('a challenge without qop is answered as RFC 2069 had it', () => {
  assert.equal(
    answer(`${linphone}, algorithm=MD5`),
    'Digest username="jehan-mac", realm="sip.linphone.org", nonce="cz3h0gAAAAC06TKKAABmTz1V9OcAAAAA", uri="sip:sip.linphone.org", ' +
      'response="77ebf3de72e41934d806175586086508", algorithm=MD5, opaque="1bc7f9097684320"',
  );
});

test('auth is chosen where it is offered; nc and qop are unquoted (RFC 7616 3.4)', () => {
  const line = answer(`${linphone}, algorithm=MD5, qop="auth-int, auth"`);
  assert.match(
    line,
    /response="694dab8dfe7d50d28ba61e8c43e30666", algorithm=MD5, cnonce="8302210f", opaque="1bc7f9097684320", qop=auth, nc=00000001$/,
  );
});

test('auth-int is used when nothing else is offered', () => {
  const [one, other] = ['a', 'b'].map((body) => parse(answer(`${linphone}, qop="auth-int"`, { body })).params);
  assert.equal(one.get('qop'), 'auth-int');
  assert.notEqual(one.get('response'), other.get('response'));
});

test('what the challenge left out is left out of the answer', () => {
  const { params } = parse(answer('Digest realm="a", nonce="b"'));
  assert.deepEqual(params.names, ['username', 'realm', 'nonce', 'uri', 'response']);
});

test('the count is eight hex digits', () => {
  assert.equal(parse(answer(`${linphone}, qop="auth"`, { nc: 0x1ab })).params.get('nc'), '000001ab');
});

test('HA1 may stand in for the password', () => {
  const ha1 = createHash('md5').update('jehan-mac:sip.linphone.org:toto').digest('hex');
  assert.equal(answer(linphone, { password: { ha1 } }), answer(linphone));
});

test('a -sess answer carries its cnonce without qop too', () => {
  assert.equal(parse(answer(`${linphone}, algorithm=SHA-256-sess`)).params.get('cnonce'), '8302210f');
});

test('what quotes need is escaped', () => {
  const { params } = parse(answer('Digest realm="a \\"b\\"", nonce="c\\\\"', { username: 'x"y' }));
  assert.deepEqual([params.get('username'), params.get('realm'), params.get('nonce')], ['x"y', 'a "b"', 'c\\']);
});

test('what cannot be answered is no challenge', () => {
  for (const line of [
    'Basic realm="a"',
    'Digest realm="a"',
    'Digest nonce="a"',
    'Digest realm="a", nonce="b", algorithm=AKAv1-MD5',
    'Digest realm="a", nonce="b", qop="auth-conf"',
  ])
    assert.equal(readChallenge(parse(line)), undefined, line);
});

test('stale is read without case', () => {
  for (const [text, stale] of [
    ['true', true],
    ['"TRUE"', true],
    ['false', false],
    ['1', false],
  ] as const)
    assert.equal(readChallenge(parse(`${linphone}, stale=${text}`))?.stale, stale);
});

test('of a realm the strongest challenge is chosen, and each realm has its own (RFC 3261 22.3)', () => {
  const chosen = chooseChallenges(
    [
      'Digest realm="a", nonce="1"',
      'Digest realm="b", nonce="2", algorithm=MD5',
      'Digest realm="a", nonce="3", algorithm=SHA-256',
      'Digest realm="a", nonce="4", algorithm=SHA-512-256',
      'Digest realm="a", nonce="5", algorithm=SHA-512-256-sess',
      'Digest realm="a", nonce="6", algorithm=SHA3',
      'Basic realm="c"',
    ].map(parse),
  );
  assert.deepEqual(
    chosen.map(({ realm, nonce }) => `${realm}${nonce}`),
    ['a4', 'b2'],
  );
});
