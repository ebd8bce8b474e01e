import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { type RequestOptions, Scene, sdp } from '../../../../test/scene.ts';

function refused(method: string, request: RequestOptions, headers: Record<string, string> = {}) {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call();
  const sent = all.request(phone, server, method, request);
  const response = all.respond(sent, 415, { reason: 'Unsupported Media Type', headers });
  if (method === 'INVITE') all.ack(sent, response);
  return { all, phone, server };
}

const multipart = [
  '--b1',
  'Content-Type: application/sdp',
  '',
  'v=0',
  '--b1',
  'Content-Type: application/pidf+xml',
  '',
  '<presence/>',
  '--b1--',
  '',
].join('\r\n');

test('a MESSAGE in a type that the receiver does not take (RFC 3261 21.4.13)', () => {
  const diagnosis = refused(
    'MESSAGE',
    { body: '<b>hi</b>', contentType: 'text/html' },
    { Accept: 'text/plain' },
  ).all.diagnose();
  assert.equal(diagnosis.root, 'body-type-refused');
  const found = diagnosis.find('body-type-refused')!;
  assert.match(found.summary, /The body is text\/html\. It takes text\/plain\.$/);
  assert.equal(found.fix[0], 'Let the sender use text/plain instead of text/html.');
});

test('an INVITE of several parts, through a proxy', () => {
  const call = new ProxiedCall({ body: multipart, contentType: 'multipart/mixed;boundary=b1' });
  call.refuse(415, { reason: 'Unsupported Media Type', headers: { Accept: 'application/sdp' } });
  const diagnosis = call.all.diagnose();
  assert.equal(diagnosis.root, 'body-type-refused');
  const found = diagnosis.find('body-type-refused')!;
  assert.match(
    found.summary,
    /multipart\/mixed with application\/sdp, application\/pidf\+xml\. It takes application\/sdp\./,
  );
  assert.match(found.fix[0], /Take the extra parts out/);
});

test('a body without Content-Type, and one that is compressed', () => {
  const bare = refused('INVITE', { body: sdp('192.0.2.10', 4000), headers: { 'Content-Type': undefined } });
  assert.match(bare.all.diagnose().find('body-type-refused')!.summary, /no Content-Type/);
  const packed = refused(
    'INVITE',
    { body: 'packed', headers: { 'Content-Encoding': 'gzip' } },
    { 'Accept-Encoding': 'identity' },
  );
  assert.match(packed.all.diagnose().find('body-type-refused')!.cause, /encoded as gzip/);
});

test('a second try with another body is a note', () => {
  const { all, phone, server } = refused(
    'MESSAGE',
    { body: '<b>hi</b>', contentType: 'text/html' },
    { Accept: 'text/plain' },
  );
  all.respond(all.request(phone, server, 'MESSAGE', { body: 'hi', contentType: 'text/plain' }), 200);
  assert.equal(all.diagnose().find('body-type-refused')!.severity, 'note');
});

test('INFO with digits belongs to the media, and 488 to the codecs', () => {
  const call = new ProxiedCall({ body: sdp('192.0.2.10', 4000) });
  call.accept({ body: sdp('203.0.113.20', 5000) });
  call.within('INFO', 415, { body: 'Signal=1', contentType: 'application/dtmf-relay' });
  assert.equal(call.all.diagnose().find('body-type-refused'), undefined);
  const other = new ProxiedCall({ body: sdp('192.0.2.10', 4000) });
  other.refuse(488);
  assert.equal(other.all.diagnose().find('body-type-refused'), undefined);
});

test('INFO that asks for a picture and is refused harms nobody: a note', () => {
  const call = new ProxiedCall({ body: sdp('192.0.2.10', 4000) });
  call.accept({ body: sdp('203.0.113.20', 5000) });
  call.within('INFO', 415, { body: '<media_control/>', contentType: 'application/media_control+xml' });
  assert.equal(call.all.diagnose().find('body-type-refused')!.severity, 'note');
});
