/** What a promise is rejected with, and what a program can tell from it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexMessage, Response, SipError } from '../../message/index.ts';
import { callEnded, RequestFailed } from './request-failed.ts';

test('a refusal has its response, and its phrase as people read it', () => {
  const response = indexMessage('SIP/2.0 486 Besch\xc3\xa4ftigt\r\nCall-ID: c\r\n\r\n');
  assert.ok(response instanceof Response);
  const refused = new RequestFailed('INVITE', response);
  assert.deepEqual(
    [refused.code, refused.status, refused.message, refused.response, refused.name],
    ['SIP_REFUSED', 486, 'INVITE: 486 Beschäftigt', response, 'RequestFailed'],
  );
  assert.ok(refused instanceof SipError);
});

test('silence and faults have none', () => {
  for (const [status, reason] of [
    [408, 'nobody answered'],
    [503, 'the next hop has no address'],
  ] as const) {
    const failed = new RequestFailed('BYE', { status, reason });
    assert.deepEqual(
      [failed.code, failed.status, failed.message, failed.response],
      ['SIP_NO_RESPONSE', status, `BYE: ${status} ${reason}`, undefined],
    );
  }
});

test('what is asked of a call that is over has an error of its own', () => {
  assert.deepEqual([callEnded().code, callEnded() instanceof RequestFailed], ['SIP_CALL_ENDED', false]);
});
