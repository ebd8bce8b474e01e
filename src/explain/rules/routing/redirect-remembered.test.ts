import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const to = '<sip:bob@example.com>';

/** A call that is redirected to carol, and a later one straight to carol. */
function scene(later: {
  headers?: Record<string, string>;
  wait?: number;
  status?: number;
  from?: string;
  expires?: string;
  redirect?: number;
}): Scene {
  const all = new Scene();
  const [phone, proxy] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  const headers = { Contact: '<sip:carol@example.net>', To: to, Expires: later.expires };
  all.ack(invite, all.respond(invite, later.redirect ?? 302, { headers }));
  all.inHand.calleeTag = '';
  const next = all.request(phone, proxy, 'INVITE', { uri: 'sip:carol@example.net' });
  all.ack(next, all.respond(next, 200));
  all.respond(all.request(phone, proxy, 'BYE'), 200);
  all.wait(later.wait ?? 600_000).call();
  const client = later.from === undefined ? phone : all.place(later.from);
  const again = all.request(client, proxy, 'INVITE', { uri: 'sip:carol@example.net', headers: later.headers });
  all.ack(again, all.respond(again, later.status ?? 200));
  return all;
}

test('a later call for bob goes straight to the address of the earlier 302 (RFC 3261 21.3.3)', () => {
  const found = scene({}).diagnose().find('redirect-remembered')!;
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /for sip:bob@example\.com straight to sip:carol@example\.net\. That address comes from a 302 of 10 min before, which had no Expires/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [2, 9],
  );
});

test('it is a failure when the call fails there, and when the Expires of the 302 is over', () => {
  const found = scene({ status: 480, expires: '60' }).diagnose().find('redirect-remembered')!;
  assert.equal(found.severity, 'failure');
  assert.match(found.summary, /good for 60 s\. The call failed there with 480/);
});

for (const [name, later] of [
  ['a 302 that still holds', { expires: '3600' }],
  ['a 301', { redirect: 301 }],
  ['a call that follows the 302 under another Call-ID', { wait: 5_000 }],
  ['a call of somebody who dials the new address', { headers: { To: '<sip:carol@example.net>' } }],
  ['a call of another phone', { from: '192.0.2.99' }],
] as const)
  test(`${name} is nothing`, () => assert.equal(scene(later).diagnose().find('redirect-remembered'), undefined));
