import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return {
    all,
    phone: all.place('192.0.2.10'),
    proxy: all.place('198.51.100.1'),
    gateway: all.place('203.0.113.9'),
  };
};

test('404 of the one server: it says what was looked for (RFC 3261 21.4.5)', () => {
  const { all, phone, proxy } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.ack(invite, all.respond(invite, 404, { headers: { Server: 'pbx 3' } }));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'user-not-found');
  const { summary, evidence, certainty } = diagnosis.find('user-not-found')!;
  assert.match(
    summary,
    /198\.51\.100\.1:5060, pbx 3\) answered the INVITE with 404 Not Found 10 ms after it came\. It looked for sip:bob@example\.com\. 404 means: /,
  );
  assert.equal(certainty, 'certain');
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [1, 2],
  );
  assert.deepEqual(diagnosis.ids(), ['user-not-found']);
});

test('404 behind a proxy that rewrote the number names the hop and both URIs', () => {
  const { all, phone, proxy, gateway } = scene();
  all.call('sip:alice@example.com', 'sip:0301234@example.com');
  const invite = all.request(phone, proxy, 'INVITE');
  all.respond(invite, 100);
  const inner = all.request(proxy, gateway, 'INVITE', { via: invite, uri: 'sip:00301234@203.0.113.9' });
  const refusal = all.respond(inner, 404, { headers: { Reason: 'Q.850;cause=1' } });
  all.ack(inner, refusal);
  all.ack(invite, all.passOn(refusal, proxy, phone));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'user-not-found');
  const { summary, cause, evidence } = diagnosis.find('user-not-found')!;
  assert.match(summary, /^The called side \(203\.0\.113\.9:5060\) answered/);
  assert.match(
    summary,
    /It looked for sip:00301234@203\.0\.113\.9\. The caller had asked for sip:0301234@example\.com; it was rewritten/,
  );
  assert.match(summary, /Q\.850 1 \(Unallocated/);
  assert.match(cause, /telephone network/);
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [1, 3, 4],
  );
});

test('404 that a B2BUA turned into 503 is still the reason', () => {
  const { all, phone, proxy, gateway } = scene();
  const one = all.call('sip:alice@example.com', 'sip:0301234@example.com', 'aaaabbbbccccdddd-1@x');
  const invite = all.request(phone, proxy, 'INVITE', { call: one });
  const two = all.call('sip:alice@example.com', 'sip:0301234@example.com', 'aaaabbbbccccdddd-2@x');
  const inner = all.request(proxy, gateway, 'INVITE', { call: two });
  all.ack(inner, all.respond(inner, 404));
  all.ack(invite, all.respond(invite, 503));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'user-not-found');
  assert.match(diagnosis.find('user-not-found')!.summary, /turned it into 503 Service Unavailable/);
});

test('a number that is called at the address of the server, not at its domain', () => {
  const { all, phone, proxy } = scene();
  all.call('sip:alice@example.com', 'sip:200@198.51.100.1');
  const invite = all.request(phone, proxy, 'INVITE');
  all.ack(invite, all.respond(invite, 404));
  const { cause, fix } = all.diagnose().find('user-not-found')!;
  assert.match(cause, /by its address 198\.51\.100\.1/);
  assert.match(fix[0], /sip:200@example\.com/);
});

test('a user who is registered at another server', () => {
  const { all, phone, proxy, gateway } = scene();
  all.call('sip:bob@example.com', 'sip:bob@example.com');
  all.respond(all.request(gateway, all.place('198.51.100.2'), 'REGISTER'), 200, {
    headers: { Contact: '<sip:bob@203.0.113.9>;expires=3600' },
  });
  all.wait(60_000).call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.ack(invite, all.respond(invite, 404));
  assert.match(
    all.diagnose().find('user-not-found')!.summary,
    /bob@example\.com registered at 198\.51\.100\.2:5060 \(frame 2\)/,
  );
});

test('a fork of which one branch knows nobody and the other is answered is nothing', () => {
  const { all, phone, proxy, gateway } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  const one = all.request(proxy, gateway, 'INVITE', { via: invite });
  const two = all.request(proxy, all.place('203.0.113.10'), 'INVITE', { via: invite });
  all.ack(one, all.respond(one, 404, { headers: { To: '<sip:bob@example.com>;tag=other' } }));
  all.ack(invite, all.passOn(all.respond(two, 200), proxy, phone));
  assert.equal(all.diagnose().find('user-not-found'), undefined);
});

test('404 within a call, and to REGISTER, are told by other rules', () => {
  const { all, phone, proxy } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.ack(invite, all.respond(invite, 200));
  all.respond(all.request(phone, proxy, 'BYE'), 404);
  all.call('sip:alice@example.com', 'sip:alice@example.com');
  all.respond(all.request(phone, proxy, 'REGISTER'), 404);
  assert.equal(all.diagnose().find('user-not-found'), undefined);
});

test('a subscription that finds nothing is a warning, and names the event package', () => {
  const { all, phone, proxy } = scene();
  all.call('sip:alice@example.com', 'sip:alice@example.com');
  all.respond(all.request(phone, proxy, 'SUBSCRIBE', { headers: { Event: 'message-summary' } }), 404);
  const { severity, cause } = all.diagnose().find('user-not-found')!;
  assert.equal(severity, 'warning');
  assert.match(cause, /in the event package message-summary/);
});
