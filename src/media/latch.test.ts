import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Latch, type Latching, type MediaAddress } from './latch.ts';

const said: MediaAddress = { address: '10.0.0.1', port: 4000 };
const behindNat: MediaAddress = { address: '192.0.2.7', port: 61_000 };
const stranger: MediaAddress = { address: '203.0.113.9', port: 4000 };
const otherPort: MediaAddress = { address: '10.0.0.1', port: 5000 };

function latched(at: MediaAddress, latching: Latching = 'any'): Latch {
  const latch = new Latch(latching);
  latch.signal(said, 0);
  latch.heard(at, 1, 0);
  return latch;
}

test('what leaves goes where signalling says, until the peer is heard (RFC 4961 4)', () => {
  const latch = new Latch('any');
  assert.equal(latch.target, undefined);
  latch.signal(said, 0);
  assert.equal(latch.target, said);
  assert.equal(latch.isLatched, false);
  assert.equal(latch.kindOf(behindNat, 1, 0), 'candidate');
  assert.equal(latch.heard(behindNat, 1, 0), true);
  assert.equal(latch.target, behindNat);
  assert.equal(latch.kindOf(behindNat, 1, 0), 'peer');
  assert.equal(latch.heard(behindNat, 1, 20), false);
});

test('nobody takes the place of a peer that is heard', () => {
  const latch = latched(behindNat);
  assert.equal(latch.kindOf(stranger, 1, 100), 'foreign', 'though it knows the SSRC');
  assert.equal(latch.kindOf({ ...behindNat, port: 61_001 }, 1, 100), 'foreign');
});

test('the address that signalling names may always become the peer', () => {
  const latch = latched(stranger);
  assert.equal(latch.kindOf(said, 2, 100), 'candidate');
  latch.heard(said, 2, 120);
  assert.equal(latch.target, said);
  assert.equal(latch.kindOf(stranger, 1, 140), 'foreign');
});

test('after 5 s of silence another address with the same SSRC may become the peer', () => {
  const latch = latched(behindNat);
  const elsewhere = { ...behindNat, port: 62_000 };
  assert.equal(latch.kindOf(elsewhere, 1, 4999), 'foreign');
  assert.equal(latch.kindOf(elsewhere, 1, 5000), 'candidate');
  assert.equal(latch.kindOf(elsewhere, 2, 5000), 'foreign', 'another source is somebody else');
});

test('a new address of signalling begins anew, and what was the peer may not hold on for a second', () => {
  const latch = latched(behindNat);
  latch.signal(otherPort, 1000);
  assert.equal(latch.target, otherPort);
  assert.equal(latch.kindOf(behindNat, 1, 1500), 'foreign');
  assert.equal(latch.kindOf(stranger, 2, 1500), 'candidate');
  assert.equal(
    latch.kindOf(behindNat, 1, 2000),
    'candidate',
    'it still sends: it is the peer, under a new description',
  );
});

test('the same address again changes nothing', () => {
  const latch = latched(behindNat);
  latch.signal({ ...said }, 1000);
  assert.equal(latch.target, behindNat);
  const early = new Latch('any');
  early.signal(undefined, 0);
  early.heard(behindNat, 1, 10);
  early.signal(undefined, 20);
  assert.equal(early.target, behindNat, 'nor does the same lack of one');
});

test('latching can be restricted to the address, or be off', () => {
  const restricted = new Latch('same-address');
  restricted.signal(said, 0);
  assert.equal(restricted.kindOf(otherPort, 1, 0), 'candidate');
  assert.equal(restricted.kindOf(behindNat, 1, 0), 'foreign');
  const off = new Latch('off');
  assert.equal(off.kindOf(said, 1, 0), 'foreign', 'before anybody has said where the peer is');
  off.signal(said, 0);
  assert.equal(off.kindOf(said, 1, 0), 'candidate');
  assert.equal(off.kindOf(otherPort, 1, 0), 'foreign');
  assert.throws(() => new Latch('all' as Latching), { code: 'SIP_MEDIA_OPTIONS' });
});
