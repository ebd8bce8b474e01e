import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { type RequestOptions, Scene, sdp } from '../../../../test/scene.ts';

function refused(
  method: string,
  request: RequestOptions,
  status: number,
  reason: string,
  headers: Record<string, string> = {},
) {
  const all = new Scene();
  all.call();
  const sent = all.request(all.place('192.0.2.10'), all.place('198.51.100.1'), method, request);
  const response = all.respond(sent, status, { reason, headers });
  if (method === 'INVITE') all.ack(sent, response);
  return all.diagnose();
}

test('406: no format of Accept can be made (RFC 3261 21.4.7)', () => {
  const diagnosis = refused(
    'SUBSCRIBE',
    { headers: { Event: 'presence', Accept: 'application/xpidf+xml' } },
    406,
    'Not Acceptable',
  );
  assert.equal(diagnosis.root, 'not-acceptable');
  const found = diagnosis.find('not-acceptable')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.summary, /406 Not Acceptable .* The request has Accept: application\/xpidf\+xml\.$/);
});

test('493: the body is encrypted for another key, through a proxy (RFC 3261 21.4.28)', () => {
  const call = new ProxiedCall({ body: 'sealed', contentType: 'application/pkcs7-mime' });
  call.refuse(493, { reason: 'Undecipherable' });
  const diagnosis = call.all.diagnose();
  assert.equal(diagnosis.root, 'not-acceptable');
  const found = diagnosis.find('not-acceptable')!;
  assert.equal(found.severity, 'failure');
  assert.match(found.summary, /The request has Content-Type: application\/pkcs7-mime\.$/);
  assert.match(found.cause, /S\/MIME/);
});

test('405 and 489 list what is served', () => {
  assert.match(
    refused('MESSAGE', { body: 'hi', contentType: 'text/plain' }, 405, 'Method Not Allowed', {
      Allow: 'INVITE, ACK, BYE',
    }).find('not-acceptable')!.summary,
    /the method MESSAGE\. The response lists Allow: INVITE, ACK, BYE\.$/,
  );
  assert.match(
    refused('SUBSCRIBE', { headers: { Event: 'dialog' } }, 489, 'Bad Event', { 'Allow-Events': 'presence' }).find(
      'not-acceptable',
    )!.summary,
    /The request has Event: dialog\. The response lists Allow-Events: presence\.$/,
  );
});

test('OPTIONS that gets 405 is alive: a note', () => {
  const found = refused('OPTIONS', {}, 405, 'Method Not Allowed', { Allow: 'INVITE' }).find('not-acceptable')!;
  assert.equal(found.severity, 'note');
  assert.match(found.summary, /any answer means that the server is there/);
});

test('406 to an INVITE without Accept is about its media, and INFO within a call about its digits', () => {
  assert.equal(refused('INVITE', { body: sdp('192.0.2.10', 4000) }, 406, 'Not Acceptable').root, 'no-common-codec');
  const call = new ProxiedCall({ body: sdp('192.0.2.10', 4000) });
  call.accept({ body: sdp('203.0.113.20', 5000) });
  call.within('INFO', 405);
  assert.equal(call.all.diagnose().find('not-acceptable'), undefined);
});
