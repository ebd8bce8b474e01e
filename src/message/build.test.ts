/** Messages of our own (RFC 3261 8.1.1, 8.2.6). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildRequest, buildResponse } from './build.ts';
import { indexMessage } from './index-message.ts';
import { Request, Response } from './message.ts';
import { validateRequest, validateResponse } from './validate.ts';

function request(...lines: string[]): Request {
  const value = indexMessage(`${lines.join('\r\n')}\r\n\r\n`);
  assert.ok(value instanceof Request);
  return value;
}

const invite = request(
  'INVITE sip:bob@example.com SIP/2.0',
  'v: SIP/2.0/UDP a;branch=z9hG4bK1,SIP/2.0/UDP b',
  'Via: SIP/2.0/TCP c',
  'Record-Route: <sip:p;lr>',
  'f: <sip:alice@example.com>;tag=1',
  't: "Bob"\r\n <sip:bob@example.com>',
  'i: 1@example.com',
  'CSeq: 1 INVITE',
  'Timestamp: 54',
  'Subject: not copied',
  'l: 0',
);

describe('responses (8.2.6)', () => {
  test('Via, From, To, Call-ID and CSeq go back, in long form', () => {
    assert.equal(
      buildResponse(invite, 486, { toTag: 'x' }),
      [
        'SIP/2.0 486 Busy Here',
        'Via: SIP/2.0/UDP a;branch=z9hG4bK1,SIP/2.0/UDP b',
        'Via: SIP/2.0/TCP c',
        'From: <sip:alice@example.com>;tag=1',
        'To: "Bob"\r\n <sip:bob@example.com>;tag=x',
        'Call-ID: 1@example.com',
        'CSeq: 1 INVITE',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
  });

  test('what we build, we read', () => {
    const wire = buildResponse(invite, 200, {
      toTag: 'x',
      reason: 'Fine',
      recordRoute: true,
      headers: [['Contact', '<sip:bob@h>']],
      body: 'hello',
      contentType: 'text/plain',
    });
    const response = indexMessage(wire);
    assert.ok(response instanceof Response);
    assert.equal(validateResponse(response), undefined);
    assert.equal(response.status, 200);
    assert.equal(response.reason, 'Fine');
    assert.equal(response.to.tag, 'x');
    assert.equal(response.body, 'hello');
    assert.deepEqual(response.named('record-route'), ['<sip:p;lr>']);
    assert.deepEqual(response.named('content-type'), ['text/plain']);
  });

  test('a tag that is there stays; a 100 gets none, and Timestamp back (8.2.6.1)', () => {
    const tagged = request('BYE sip:b SIP/2.0', 'Via: SIP/2.0/UDP a', 'To: <sip:b>;tag=old', 'Timestamp: 1');
    assert.match(buildResponse(tagged, 200, { toTag: 'new' }), /\r\nTo: <sip:b>;tag=old\r\n/);
    assert.doesNotMatch(buildResponse(tagged, 200, { toTag: 'new' }), /Timestamp/);
    const trying = buildResponse(invite, 100, { toTag: 'x' });
    assert.match(trying, /\r\nTimestamp: 54\r\n/);
    assert.doesNotMatch(trying, /tag=x/);
  });

  test('the Via as stamped on receipt goes back (18.2.1)', () => {
    const stamped = request(
      'OPTIONS sip:b SIP/2.0',
      'Via: SIP/2.0/UDP a;rport;branch=z9hG4bK1 , SIP/2.0/UDP b',
      'v: SIP/2.0/UDP c',
    );
    stamped.stampedVia = 'SIP/2.0/UDP a;rport=5;branch=z9hG4bK1;received=192.0.2.1';
    assert.match(
      buildResponse(stamped, 200),
      /\r\nVia: SIP\/2\.0\/UDP a;rport=5;branch=z9hG4bK1;received=192\.0\.2\.1, SIP\/2\.0\/UDP b\r\nVia: SIP\/2\.0\/UDP c\r\n/,
    );
  });

  test('of a request that repeats a field, the first goes back (RFC 4475 3.3.8)', () => {
    const twice = request(
      'OPTIONS sip:b SIP/2.0',
      'Via: SIP/2.0/UDP a',
      'CSeq: 1 OPTIONS',
      'CSeq: 2 OPTIONS',
      'To: <sip:b>',
      'To: <sip:c>',
    );
    assert.equal(
      buildResponse(twice, 400, { toTag: 'x' }).match(/^(?:CSeq: 1 OPTIONS|To: <sip:b>;tag=x)$/gm)?.length,
      2,
    );
    assert.doesNotMatch(buildResponse(twice, 400), /CSeq: 2|sip:c/);
  });

  test('of a request without them, what there is (RFC 4475 3.3.1)', () => {
    assert.equal(
      buildResponse(request('INVITE sip:b SIP/2.0', 'Via: SIP/2.0/UDP a'), 400),
      'SIP/2.0 400 Bad Request\r\nVia: SIP/2.0/UDP a\r\nContent-Length: 0\r\n\r\n',
    );
  });

  test('a reason or a header that would break its line is our mistake', () => {
    assert.throws(() => buildResponse(invite, 200, { reason: 'a\r\nb' }), { code: 'SIP_HEADER_VALUE' });
    assert.throws(() => buildResponse(invite, 200, { headers: [['X', 'a\nb']] }), { code: 'SIP_HEADER_VALUE' });
  });
});

describe('requests (8.1.1)', () => {
  test('what we build, we read', () => {
    const wire = buildRequest({
      method: 'MESSAGE',
      uri: 'sip:bob@example.com',
      headers: [
        ['Via', 'SIP/2.0/UDP a;branch=z9hG4bK1'],
        ['Max-Forwards', '70'],
        ['From', '<sip:a@x>;tag=1'],
        ['To', '<sip:bob@example.com>'],
        ['Call-ID', '1'],
        ['CSeq', '1 MESSAGE'],
      ],
      body: 'hi',
    });
    const built = indexMessage(wire);
    assert.ok(built instanceof Request);
    assert.equal(validateRequest(built), undefined);
    assert.equal(built.method, 'MESSAGE');
    assert.equal(built.uri.user, 'bob');
    assert.equal(built.body, 'hi');
    assert.deepEqual(built.named('c'), ['text/plain']);
    assert.deepEqual(built.named('L'), ['2']);
  });

  test('a URI or method that would break the start line is our mistake', () => {
    for (const uri of ['', 'sip:a b', 'sip:a\r\nVia: x'])
      assert.throws(() => buildRequest({ method: 'BYE', uri, headers: [] }), { code: 'SIP_URI_INVALID' });
    for (const method of ['', 'B YE', 'BYE\r\n'])
      assert.throws(() => buildRequest({ method, uri: 'sip:a', headers: [] }), { code: 'SIP_METHOD_INVALID' });
  });
});
