import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), callee: all.place('203.0.113.9'), proxy: all.place('198.51.100.1') };
};
const contact = { Contact: '<sip:proxy.example.com;lr>' };

test('a 305 that nobody follows names the proxy (RFC 3261 21.3.4)', () => {
  const { all, phone, callee } = scene();
  all.call();
  const invite = all.request(phone, callee, 'INVITE');
  all.ack(invite, all.respond(invite, 305, { reason: 'Use Proxy', headers: contact }));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'use-proxy');
  assert.match(
    diagnosis.find('use-proxy')!.summary,
    /305 Use Proxy\. The proxy is sip:proxy\.example\.com;lr, and the client sent no request by way of it/,
  );
  assert.equal(diagnosis.find('redirect-not-followed'), undefined);
});

test('to a MESSAGE over TCP too, and without Contact', () => {
  const { all, phone, callee } = scene();
  all.call();
  all.respond(all.request(phone, callee, 'MESSAGE', { transport: 'TCP' }), 305, { reason: 'Use Proxy' });
  assert.match(all.diagnose().find('use-proxy')!.summary, /names no proxy in Contact/);
});

test('a 305 that is followed is nothing', () => {
  const { all, phone, callee, proxy } = scene();
  all.call();
  const invite = all.request(phone, callee, 'INVITE');
  all.ack(invite, all.respond(invite, 305, { headers: { ...contact, To: '<sip:bob@example.com>' } }));
  all.inHand.calleeTag = '';
  const next = all.request(phone, proxy, 'INVITE', { headers: { Route: '<sip:proxy.example.com;lr>' } });
  all.ack(next, all.respond(next, 200));
  assert.equal(all.diagnose().find('use-proxy'), undefined);
});
