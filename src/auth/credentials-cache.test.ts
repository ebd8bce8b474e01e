import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { type AuthValue, Failure, parseAuthValue } from '../message/index.ts';
import { type ChallengeRounds, CredentialsCache } from './credentials-cache.ts';
import type { Hash } from './hash.ts';

const hash: Hash = (algorithm, text) =>
  createHash(algorithm.toLowerCase().replace('-', '')).update(text, 'latin1').digest('hex');
const request = { method: 'REGISTER', uri: 'sip:example.com', body: '' };

function parse(line: string): AuthValue {
  const value = parseAuthValue(line, 0, line.length);
  if (value instanceof Failure) assert.fail(`${value.reason}: ${line}`);
  return value;
}

const challenge = (realm: string, nonce: string, more = ''): AuthValue[] => [
  parse(`Digest realm="${realm}", nonce="${nonce}", qop="auth"${more}`),
];

/** What the next request carries: field, realm, nonce, nc, cnonce. */
function carried(cache: CredentialsCache, cnonce = 'c'): string[] {
  return cache.credentialsFor(request, cnonce).map(([field, line]) => {
    const { params } = parse(line);
    return [field, ...['realm', 'nonce', 'nc', 'cnonce'].map((name) => params.get(name))].join(' ');
  });
}

const alice = () => ({ username: 'alice', password: 'wonder' });

test('after a challenge each request carries credentials, with the count rising and the cnonce kept', () => {
  const cache = new CredentialsCache(hash, alice);
  assert.deepEqual(carried(cache), []);
  assert.equal(cache.receiveChallenges('Authorization', challenge('a', 'n1'), new Map()), 'retry');
  assert.deepEqual(carried(cache, 'c1'), ['Authorization a n1 00000001 c1']);
  assert.deepEqual(carried(cache, 'c2'), ['Authorization a n1 00000002 c1']);
});

test('a new nonce starts anew', () => {
  const cache = new CredentialsCache(hash, alice);
  cache.receiveChallenges('Authorization', challenge('a', 'n1'), new Map());
  carried(cache, 'c1');
  cache.receiveChallenges('Authorization', challenge('a', 'n2'), new Map());
  assert.deepEqual(carried(cache, 'c2'), ['Authorization a n2 00000001 c2']);
});

test('a proxy and a registrar of one realm are told apart', () => {
  const cache = new CredentialsCache(hash, alice);
  const rounds: ChallengeRounds = new Map();
  assert.equal(cache.receiveChallenges('Proxy-Authorization', challenge('a', 'n1'), rounds), 'retry');
  assert.equal(cache.receiveChallenges('Authorization', challenge('a', 'n2'), rounds), 'retry');
  assert.deepEqual(carried(cache), ['Proxy-Authorization a n1 00000001 c', 'Authorization a n2 00000001 c']);
});

test('credentials that were refused are not sent again (RFC 3261 22.2)', () => {
  const cache = new CredentialsCache(hash, alice);
  const rounds: ChallengeRounds = new Map();
  assert.equal(cache.receiveChallenges('Authorization', challenge('a', 'n1'), rounds), 'retry');
  assert.equal(cache.receiveChallenges('Authorization', challenge('a', 'n2'), rounds), 'refused');
  assert.deepEqual(carried(cache), []);
});

test('a stale nonce is worth another try, but not for ever', () => {
  const cache = new CredentialsCache(hash, alice);
  const rounds: ChallengeRounds = new Map();
  const outcomes = ['n1', 'n2', 'n3', 'n4'].map((nonce) =>
    cache.receiveChallenges('Authorization', challenge('a', nonce, ', stale=true'), rounds),
  );
  assert.deepEqual(outcomes, ['retry', 'retry', 'retry', 'refused']);
});

test('without a password for the realm, or an algorithm, there is no answer', () => {
  const cache = new CredentialsCache(hash, (realm) => (realm === 'a' ? alice() : undefined));
  assert.equal(cache.receiveChallenges('Authorization', challenge('b', 'n1'), new Map()), 'unanswerable');
  assert.equal(
    cache.receiveChallenges('Authorization', challenge('a', 'n1', ', algorithm=X'), new Map()),
    'unanswerable',
  );
  const both = [...challenge('b', 'n1'), ...challenge('a', 'n2')];
  assert.equal(cache.receiveChallenges('Authorization', both, new Map()), 'retry');
  assert.deepEqual(carried(cache), ['Authorization a n2 00000001 c']);
});

test('the number of realms is bounded; the oldest goes', () => {
  const cache = new CredentialsCache(hash, alice, 2);
  for (const realm of ['a', 'b', 'c']) cache.receiveChallenges('Authorization', challenge(realm, 'n'), new Map());
  assert.deepEqual(carried(cache), ['Authorization b n 00000001 c', 'Authorization c n 00000001 c']);
});

test('what one host has asked for is sent to no other (RFC 3261 26.3.2, RFC 7616 5.3)', () => {
  const cache = new CredentialsCache(hash, alice);
  const request = { method: 'REGISTER', uri: 'sip:a', body: '' };
  cache.receiveChallenges('Authorization', challenge('a', 'n1'), new Map(), 'a.example');
  assert.equal(cache.credentialsFor(request, 'c', 'a.example').length, 1);
  assert.deepEqual(cache.credentialsFor(request, 'c', 'evil.example'), []);
});
