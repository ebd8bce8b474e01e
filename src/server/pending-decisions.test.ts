import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexMessage, type Request } from '../message/index.ts';
import { PendingDecisions } from './pending-decisions.ts';

function request(method: string, branch = 'z9hG4bK-1', host = '10.0.1.1'): Request {
  const lines = [`${method} sip:b@x SIP/2.0`, `Via: SIP/2.0/UDP ${host};branch=${branch}`, `CSeq: 1 ${method}`, '', ''];
  return indexMessage(lines.join('\r\n')) as Request;
}

test('a request is known until its decision is made, whoever repeats it', () => {
  const pending = new PendingDecisions();
  pending.begin(request('INVITE'));
  assert.ok(pending.has(request('INVITE')));
  assert.ok(!pending.has(request('MESSAGE')));
  assert.ok(!pending.has(request('INVITE', 'z9hG4bK-2')));
  assert.ok(
    !pending.has(request('INVITE', 'z9hG4bK-1', '10.0.1.2')),
    'two clients may have one branch (RFC 3261 17.2.3)',
  );
  assert.equal(pending.size, 1);
  assert.equal(pending.end(request('INVITE')), false);
  assert.ok(!pending.has(request('INVITE')));
  assert.equal(pending.size, 0);
});

test('a CANCEL is kept for its INVITE, and for no other request (RFC 3261 9.2)', () => {
  const pending = new PendingDecisions();
  pending.begin(request('INVITE'));
  pending.begin(request('MESSAGE', 'z9hG4bK-m'));
  assert.equal(pending.cancel(request('CANCEL', 'z9hG4bK-m')), false);
  assert.equal(pending.cancel(request('CANCEL', 'z9hG4bK-other')), false);
  assert.equal(pending.cancel(request('CANCEL')), true);
  assert.equal(pending.cancel(request('CANCEL')), true);
  assert.equal(pending.end(request('INVITE')), true);
  assert.equal(pending.end(request('MESSAGE', 'z9hG4bK-m')), false);
  assert.equal(pending.cancel(request('CANCEL')), false);
});
