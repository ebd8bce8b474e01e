import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { Scene } from '../../../../test/scene.ts';

test('a tel: URI is refused with 416 (RFC 3261 21.4.14)', () => {
  const all = new Scene();
  all.call();
  const invite = all.request(all.place('192.0.2.10'), all.place('198.51.100.1'), 'INVITE', { uri: 'tel:+12025550123' });
  all.ack(invite, all.respond(invite, 416, { reason: 'Unsupported URI Scheme' }));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'uri-scheme-refused');
  const found = diagnosis.find('uri-scheme-refused')!;
  assert.match(found.summary, /The Request-URI is tel:\+12025550123, and it does not take tel: there\.$/);
  assert.match(found.fix[1], /tel2sip/);
});

test('a proxy that made it so is named; sips: has its own fix', () => {
  const call = new ProxiedCall({ transport: 'TLS' }, { uri: 'sips:bob@203.0.113.20' });
  call.refuse(416, { reason: 'Unsupported URI Scheme' });
  const diagnosis = call.all.diagnose();
  assert.equal(diagnosis.root, 'uri-scheme-refused');
  const found = diagnosis.find('uri-scheme-refused')!;
  assert.match(
    found.summary,
    /The client had asked for sip:bob@example\.com: the proxy at 198\.51\.100\.1:5060, or a hop before it, made it sips:/,
  );
  assert.match(found.fix[0], /transport to TLS/);
});

test('416 to a sip: URI is told as strange', () => {
  const all = new Scene();
  all.call();
  const message = all.request(all.place('192.0.2.10'), all.place('198.51.100.1'), 'MESSAGE');
  all.respond(message, 416, { reason: 'Unsupported URI Scheme' });
  assert.match(all.diagnose().find('uri-scheme-refused')!.cause, /one that everybody must take/);
});

test('a second try with sip: is a note, and 404 another matter', () => {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call();
  const first = all.request(phone, server, 'INVITE', { uri: 'tel:+12025550123' });
  all.ack(first, all.respond(first, 416));
  const second = all.request(phone, server, 'INVITE');
  all.ack(second, all.respond(second, 200));
  assert.equal(all.diagnose().find('uri-scheme-refused')!.severity, 'note');
  const unknown = new ProxiedCall();
  unknown.refuse(404);
  assert.equal(unknown.all.diagnose().find('uri-scheme-refused'), undefined);
});
