import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure, parseChallenges } from '../message/index.ts';
import { buildChallenges } from './challenge.ts';

const options = { algorithms: ['MD5'], realm: 'example.com', nonce: 'a1-0f', qop: 'auth', stale: false } as const;

test('one challenge for each algorithm, in the order given (RFC 8760 2.3)', () => {
  assert.deepEqual(buildChallenges({ ...options, algorithms: ['SHA-256', 'MD5'] }), [
    'Digest realm="example.com", nonce="a1-0f", algorithm=SHA-256, qop="auth"',
    'Digest realm="example.com", nonce="a1-0f", algorithm=MD5, qop="auth"',
  ]);
});

test('stale is said only when it is true', () => {
  assert.deepEqual(buildChallenges({ ...options, stale: true }), [
    'Digest realm="example.com", nonce="a1-0f", algorithm=MD5, qop="auth", stale=true',
  ]);
});

test('a realm of any characters is quoted, and read back as it was', () => {
  const realm = 'the "best", \\ of all\r\nX: y';
  const [line] = buildChallenges({ ...options, realm, qop: 'auth,auth-int' });
  assert.ok(!/[\r\n]/.test(line));
  const read = parseChallenges(line, 0, line.length);
  assert.ok(!(read instanceof Failure));
  assert.equal(read[0].params.get('realm'), 'the "best", \\ of allX: y');
  assert.equal(read[0].params.get('qop'), 'auth,auth-int');
});
