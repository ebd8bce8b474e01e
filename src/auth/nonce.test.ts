import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Hash } from './hash.ts';
import { nonceInstance, nonceNumber, type NonceOptions, NonceSource } from './nonce.ts';

const hash: Hash = (algorithm, text) =>
  createHash(algorithm.toLowerCase().replace('-', '')).update(text, 'latin1').digest('hex');
const options: NonceOptions = { hash, secret: '0123456789abcdef'.repeat(2), lifetimeMs: 60_000, instance: 'a1' };
const now = 1_700_000_000_000;

test('a nonce is valid for its lifetime, and stale after it', () => {
  const source = new NonceSource(options);
  const nonce = source.mint(now);
  assert.equal(source.check(nonce, now), 'valid');
  assert.equal(source.check(nonce, now + 60_000), 'valid');
  assert.equal(source.check(nonce, now + 60_001), 'stale');
});

test('a clock that is set back does not keep a nonce alive', () => {
  const source = new NonceSource(options);
  const nonce = source.mint(now);
  assert.equal(source.check(nonce, now - 5), 'valid');
  assert.equal(source.check(nonce, now - 60_001), 'stale');
});

test('nonces of one moment differ, and count up', () => {
  const source = new NonceSource(options);
  const nonces = Array.from({ length: 300 }, () => source.mint(now));
  assert.equal(new Set(nonces).size, 300);
  assert.deepEqual(
    nonces.map(nonceNumber),
    Array.from({ length: 300 }, (_, i) => i + 1),
  );
});

test('a clock of fractions, such as a monotonic one, will do', () => {
  const source = new NonceSource(options);
  assert.equal(source.check(source.mint(12.75), 13.1), 'valid');
  assert.equal(source.check(source.mint(0), 0), 'valid');
});

test('no digit of a nonce can be changed', () => {
  const source = new NonceSource(options);
  const nonce = source.mint(now);
  for (let i = 0; i < nonce.length; i++) {
    const other = nonce[i] === '7' ? '8' : '7';
    assert.notEqual(source.check(nonce.slice(0, i) + other + nonce.slice(i + 1), now), 'valid', `at ${i}`);
  }
});

test('a nonce of another start is stale: its secret was another', () => {
  const before = new NonceSource({ ...options, secret: 'fedcba9876543210'.repeat(2) });
  assert.equal(new NonceSource(options).check(before.mint(now), now), 'stale');
});

test('a nonce of another instance, and what is none, is forged', () => {
  const source = new NonceSource(options);
  const other = new NonceSource({ ...options, instance: 'b7' });
  assert.equal(source.check(other.mint(now), now), 'forged');
  const nonce = source.mint(now);
  for (const text of ['', 'a1-', 'dcd98b7102dd2f0e8b11d0f600bfb0c093', nonce.slice(1), `${nonce}0`])
    assert.equal(source.check(text, now), 'forged', text);
});

test('a nonce names the instance that owns it', () => {
  assert.equal(nonceInstance(new NonceSource(options).mint(now)), 'a1');
  assert.equal(nonceInstance(new NonceSource({ ...options, instance: 'Edge12' }).mint(now)), 'Edge12');
  for (const text of ['', '-', 'dcd98b7102dd2f0e8b11d0f600bfb0c093', '-'.padEnd(57, '0')])
    assert.equal(nonceInstance(text), undefined);
});

test('a nonce needs no quoting of its content', () => {
  assert.match(new NonceSource(options).mint(now), /^a1-[0-9a-f]{56}$/);
});

test('nothing made up is valid', () => {
  const source = new NonceSource(options);
  const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: 56, maxLength: 56 });
  fc.assert(fc.property(hex, (tail) => assert.equal(source.check(`a1-${tail}`, now), 'stale')));
  fc.assert(fc.property(fc.string(), (text) => assert.equal(source.check(text, now), 'forged')));
});

test('a weak secret, an instance id that breaks the form, and no lifetime are refused', () => {
  for (const bad of [
    { secret: 'short' },
    { instance: '' },
    { instance: 'a-1' },
    { lifetimeMs: 0 },
    { lifetimeMs: NaN },
  ])
    assert.throws(() => new NonceSource({ ...options, ...bad }), { code: 'SIP_NONCE_OPTIONS' });
});
