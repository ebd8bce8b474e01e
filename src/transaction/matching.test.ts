/** Which messages have one key (RFC 3261 17.1.3, 17.2.3, 9.2). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexMessage, type Request } from '../message/index.ts';
import { clientKey, sameSentBy, serverKey, serverMethod } from './matching.ts';

interface Parts {
  method?: string;
  uri?: string;
  via?: string;
  fromTag?: string;
  toTag?: string;
  callId?: string;
  sequence?: number;
}

function request(parts: Parts = {}): Request {
  const { method = 'INVITE', uri = 'sip:bob@example.com', via = 'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa' } = parts;
  const { fromTag = 'f', toTag, callId = 'c', sequence = 1 } = parts;
  const lines = [
    `${method} ${uri} SIP/2.0`,
    `Via: ${via}`,
    `From: <sip:alice@example.com>;tag=${fromTag}`,
    `To: <sip:bob@example.com>${toTag === undefined ? '' : `;tag=${toTag}`}`,
    `Call-ID: ${callId}`,
    `CSeq: ${sequence} ${method}`,
  ];
  return indexMessage(`${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`) as Request;
}

const oldVia = 'SIP/2.0/UDP 192.0.2.1:5060;branch=1';

test('a branch with the cookie is the key, whatever else differs (17.2.3)', () => {
  assert.equal(
    serverKey(request()),
    serverKey(request({ method: 'ACK', uri: 'sip:x@y', callId: 'other', sequence: 9 })),
  );
  assert.notEqual(serverKey(request()), serverKey(request({ via: 'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKb' })));
});

test('the cookie alone is no branch', () => {
  const via = 'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK';
  assert.notEqual(serverKey(request({ via })), serverKey(request({ via, callId: 'other' })));
});

test('without the cookie Request-URI, From tag, Call-ID, CSeq number and Via count (17.2.3)', () => {
  const first = serverKey(request({ via: oldVia }));
  assert.equal(serverKey(request({ via: oldVia, method: 'ACK', toTag: 't' })), first);
  const others: Parts[] = [
    { uri: 'sip:carol@example.com' },
    { fromTag: 'g' },
    { callId: 'd' },
    { sequence: 2 },
    { via: 'SIP/2.0/UDP 192.0.2.1:5060;branch=2' },
  ];
  for (const other of others)
    assert.notEqual(serverKey(request({ via: oldVia, ...other })), first, JSON.stringify(other));
});

test('an ACK belongs to its INVITE, a CANCEL to nobody but itself (17.2.3, 9.2)', () => {
  assert.equal(serverMethod(request({ method: 'ACK' })), 'INVITE');
  assert.equal(serverMethod(request({ method: 'CANCEL' })), 'CANCEL');
});

test('sent-by tells two clients with one branch apart (17.2.3)', () => {
  assert.ok(sameSentBy(request(), '192.0.2.1', 5060));
  assert.ok(!sameSentBy(request(), '192.0.2.1', 5062));
  assert.ok(!sameSentBy(request(), '192.0.2.2', 5060));
});

test('a CANCEL has the branch of its INVITE, and a key of its own (17.1.3, 9.1)', () => {
  assert.equal(clientKey('z9hG4bKa', 'INVITE'), clientKey('z9hG4bKa', 'ACK'));
  assert.notEqual(clientKey('z9hG4bKa', 'INVITE'), clientKey('z9hG4bKa', 'CANCEL'));
});
