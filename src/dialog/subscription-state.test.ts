/** What Subscription-State says, and what follows from its reasons (RFC 6665 4.1.3, 8.2.3). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure, indexMessage, type Request } from '../message/index.ts';
import {
  afterTermination,
  formatSubscriptionState,
  parseSubscriptionState,
  type SubscriptionState,
  terminationReasonRows,
} from './subscription-state.ts';

const notify = (...lines: string[]) =>
  indexMessage(['NOTIFY sip:a@a SIP/2.0', 'CSeq: 1 NOTIFY', ...lines, '', ''].join('\r\n')) as Request;
const parse = (value: string) => parseSubscriptionState(notify(`Subscription-State: ${value}`));

test('the three states, with what means something in each of them (4.1.3)', () => {
  assert.deepEqual(parse('active;expires=600'), { state: 'active', expires: 600 });
  assert.deepEqual(parse('Pending ; Expires = 0;reason=giveup;retry-after=5'), { state: 'pending', expires: 0 });
  assert.deepEqual(parse('TERMINATED;reason=Probation;retry-after=30;expires=600'), {
    state: 'terminated',
    reason: 'probation',
    retryAfter: 30,
  });
  assert.deepEqual(parse('active'), { state: 'active', expires: undefined });
  assert.deepEqual(parse('terminated'), { state: 'terminated', reason: undefined, retryAfter: undefined });
});

test('a parameter that cannot be read is as if it were not there', () => {
  for (const bad of ['expires', 'expires=', 'expires=soon', 'expires=-1', 'expires=1.5', 'expires="a b"']) {
    const parsed = parse(`active;${bad}`);
    assert.ok(parsed instanceof Failure || (parsed !== undefined && parsed.expires === undefined), bad);
  }
  assert.deepEqual(parse('terminated;reason'), { state: 'terminated', reason: undefined, retryAfter: undefined });
  assert.deepEqual(parse(`active;expires=${'9'.repeat(400)}`), { state: 'active', expires: 2 ** 32 - 1 });
});

test('no header and no such state make no subscription state', () => {
  assert.equal(parseSubscriptionState(notify()), undefined);
  for (const bad of ['', 'waiting', 'active pending', 'active;;', '"active'])
    assert.ok(parse(bad) instanceof Failure, bad);
});

test('what is written is read again', () => {
  const states: fc.Arbitrary<SubscriptionState> = fc.oneof(
    fc.record({ state: fc.constantFrom('active', 'pending'), expires: fc.option(fc.nat(), { nil: undefined }) }),
    fc.record({
      state: fc.constant('terminated'),
      reason: fc.option(fc.constantFrom(...terminationReasonRows.map(({ reason }) => reason), 'other'), {
        nil: undefined,
      }),
      retryAfter: fc.option(fc.nat(), { nil: undefined }),
    }),
  );
  fc.assert(fc.property(states, (state) => assert.deepEqual(parse(formatSubscriptionState(state)), { ...state })));
});

test('nothing that a peer sends throws', () => {
  const part = fc.constantFrom(
    'active',
    'terminated',
    ';',
    '=',
    'expires',
    'retry-after',
    'reason',
    '1',
    '"',
    ',',
    ' ',
    '\\',
  );
  const value = fc.oneof(
    fc.string(),
    fc.array(part).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(value, (text) => {
      const parsed = parse(text.replace(/[\r\n]/g, ' '));
      if (parsed === undefined || parsed instanceof Failure) return;
      const { retryAfter } = afterTermination(parsed);
      assert.ok(retryAfter === undefined || (retryAfter >= 0 && retryAfter < 2 ** 32));
      const bare = parsed.state === 'terminated' ? { ...parsed, reason: undefined } : parsed;
      assert.deepEqual(parse(formatSubscriptionState(bare)), bare);
    }),
  );
});

// biome-ignore format: a table
const expected = {
  deactivated: ['re-subscribe now', undefined],
  probation: ['re-subscribe later', 30],
  rejected: ['do not re-subscribe', undefined],
  timeout: ['re-subscribe now', undefined],
  giveup: ['re-subscribe later', 30],
  noresource: ['do not re-subscribe', undefined],
  invariant: ['do not re-subscribe', undefined],
  other: ['re-subscribe later', 30],
} as const;

test('each reason says whether to come again, and when (4.1.3)', () => {
  for (const [reason, [after, retryAfter]] of Object.entries(expected)) {
    assert.deepEqual(afterTermination({ state: 'terminated', reason, retryAfter: 30 }), { after, retryAfter }, reason);
    assert.deepEqual(afterTermination({ state: 'terminated', reason }), { after, retryAfter: undefined }, reason);
  }
  assert.equal(terminationReasonRows.length, Object.keys(expected).length - 1);
});

test('without a reason it may be tried again at any time that retry-after allows (4.1.3)', () => {
  assert.deepEqual(afterTermination({ state: 'terminated' }), { after: 're-subscribe later', retryAfter: undefined });
  assert.deepEqual(afterTermination({ state: 'terminated', retryAfter: 9 }), {
    after: 're-subscribe later',
    retryAfter: 9,
  });
});
