/** When an offer may be made and what one deserves (RFC 3261 14, 3262 5, 3311 5, 3264 4, 6337). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type OfferAnswerState,
  offerAnswerPatterns,
  type OfferCarrier,
  offerObstacle,
  offerRefusal,
  type Underway,
} from './offer-rules.ts';

const carriers: readonly OfferCarrier[] = ['INVITE', '2xx', 'reliable 1xx', 'PRACK', 'UPDATE'];
/** In which messages an offer may be made now. */
const allowed = (state: OfferAnswerState, now: Underway) =>
  carriers.filter((by) => offerObstacle(state, by, now) === undefined);
const status = (state: OfferAnswerState, by: 'INVITE' | 'PRACK' | 'UPDATE', now: Underway, hasOffer?: boolean) =>
  offerRefusal(state, by, now, hasOffer)?.status;

describe('may I offer now', () => {
  test('never while an offer waits, of either side (RFC 3264 4)', () => {
    for (const now of [{}, { invite: 'client' }, { invite: 'server' }] as const) {
      assert.deepEqual(allowed('local offer', now), []);
      assert.deepEqual(allowed('remote offer', now), []);
    }
  });

  test('the first exchange is that of the INVITE: in it, or in the first reliable response (RFC 6337 2.2)', () => {
    assert.deepEqual(allowed('none', {}), ['INVITE']);
    assert.deepEqual(allowed('none', { invite: 'server' }), ['2xx', 'reliable 1xx']);
    assert.deepEqual(allowed('none', { invite: 'client' }), []);
  });

  test('in the early dialog, once the first exchange is complete: PRACK of the caller, UPDATE of both (RFC 3262 5, 3311 5.1)', () => {
    assert.deepEqual(allowed('stable', { invite: 'client', inviteOffered: true }), ['PRACK', 'UPDATE']);
    assert.deepEqual(allowed('stable', { invite: 'server', inviteOffered: true }), ['UPDATE']);
  });

  test('the callee waits for the PRACK of its answer (RFC 3311 5.1)', () => {
    assert.deepEqual(allowed('stable', { invite: 'server', inviteOffered: true, prack: true }), []);
    assert.deepEqual(allowed('stable', { invite: 'client', inviteOffered: true, prack: true }), ['PRACK']);
  });

  test('in the call: INVITE or UPDATE, one at a time (RFC 3261 14.1, 3311 5.1)', () => {
    assert.deepEqual(allowed('stable', {}), ['INVITE', 'UPDATE']);
    assert.deepEqual(allowed('stable', { update: 'client' }), []);
    assert.deepEqual(allowed('stable', { update: 'server' }), []);
  });

  test('a re-INVITE without an offer gets one in its response', () => {
    assert.deepEqual(allowed('stable', { invite: 'server' }), ['2xx', 'reliable 1xx', 'UPDATE']);
  });

  test('each obstacle says why, and where it is written', () => {
    for (const state of ['none', 'local offer', 'remote offer', 'stable'] as const)
      for (const by of carriers)
        for (const now of [
          {},
          { invite: 'client' },
          { invite: 'server', inviteOffered: true },
          { update: 'server' },
          { prack: true },
        ] as const) {
          const obstacle = offerObstacle(state, by, now);
          if (obstacle !== undefined) assert.match(`${obstacle.reason} ${obstacle.rfc}`, /^[a-zA-Z ]+ \d{4} [\d.]+$/);
        }
  });
});

describe('what a request deserves', () => {
  test('an INVITE across an INVITE: 491 for glare, 500 for one that did not wait (RFC 3261 14.2)', () => {
    assert.equal(status('local offer', 'INVITE', { invite: 'client' }), 491);
    assert.equal(status('stable', 'INVITE', { invite: 'client' }), 491);
    assert.equal(status('remote offer', 'INVITE', { invite: 'server' }), 500);
    assert.equal(status('stable', 'INVITE', { invite: 'server' }, false), 500);
  });

  test('an INVITE across an UPDATE (RFC 6337)', () => {
    assert.equal(status('local offer', 'INVITE', { update: 'client' }), 491);
    assert.equal(status('remote offer', 'INVITE', { update: 'server' }), 500);
  });

  test('an UPDATE across an offer (RFC 3311 5.2)', () => {
    assert.equal(status('local offer', 'UPDATE', { invite: 'client' }), 491);
    assert.equal(status('local offer', 'UPDATE', { update: 'client' }), 491);
    assert.equal(status('remote offer', 'UPDATE', { invite: 'server' }), 500);
    assert.equal(status('remote offer', 'UPDATE', { update: 'server' }), 500);
  });

  test('an UPDATE without an offer waits for the UPDATE before alone', () => {
    assert.equal(status('local offer', 'UPDATE', { invite: 'client' }, false), undefined);
    assert.equal(status('stable', 'UPDATE', { update: 'server' }, false), 500);
  });

  test('an UPDATE in the early dialog is taken once the first exchange is acknowledged', () => {
    assert.equal(status('stable', 'UPDATE', { invite: 'server', inviteOffered: true }), undefined);
    assert.equal(status('stable', 'UPDATE', { invite: 'server', inviteOffered: true, prack: true }), 500);
    assert.equal(status('stable', 'UPDATE', { invite: 'client', inviteOffered: true, prack: true }), 491);
    assert.equal(status('none', 'UPDATE', { invite: 'server' }), 500);
  });

  test('a PRACK with an offer', () => {
    assert.equal(status('stable', 'PRACK', { invite: 'server', prack: true }), undefined);
    assert.equal(status('local offer', 'PRACK', { invite: 'server' }), 491);
    assert.equal(status('remote offer', 'PRACK', { invite: 'server' }), 500);
    assert.equal(status('local offer', 'PRACK', { invite: 'server' }, false), undefined);
  });

  test('500 comes with Retry-After of up to 10 seconds, 491 without', () => {
    assert.equal(offerRefusal('remote offer', 'UPDATE', {})?.retryAfter, 10);
    assert.equal(offerRefusal('local offer', 'UPDATE', {})?.retryAfter, undefined);
  });

  test('nothing under way: taken', () => {
    for (const state of ['none', 'stable'] as const) assert.equal(status(state, 'INVITE', {}), undefined);
    assert.equal(status('stable', 'UPDATE', {}), undefined);
  });
});

test('what one side may send, the other takes, when nothing crosses', () => {
  const mirror = { client: 'server', server: 'client', none: undefined } as const;
  for (const by of ['INVITE', 'PRACK', 'UPDATE'] as const)
    for (const invite of ['client', 'server', undefined] as const)
      for (const prack of [false, true]) {
        const now = { invite, inviteOffered: true, prack };
        if (offerObstacle('stable', by, now) !== undefined) continue;
        const seen = { ...now, invite: mirror[invite ?? 'none'] };
        assert.equal(status('stable', by, seen), undefined, `${by} ${invite ?? 'none'} ${prack}`);
      }
});

test('the patterns are those of RFC 6337, table 1', () => {
  assert.deepEqual(
    offerAnswerPatterns
      .filter(({ initial }) => initial)
      .map(({ offer, answers }) => `${offer}: ${answers.join(' or ')}`),
    ['INVITE: 2xx or reliable 1xx', '2xx: ACK', 'reliable 1xx: PRACK'],
  );
  assert.deepEqual(
    offerAnswerPatterns.filter(({ early }) => early).map(({ offer }) => offer),
    ['PRACK', 'UPDATE'],
  );
});
