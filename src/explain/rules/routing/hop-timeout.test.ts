import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), proxy: all.place('198.51.100.1'), gateway: all.place('203.0.113.9') };
};

test('408 of a proxy whose next hop is out of sight: the time names the timer (RFC 3261 16.7)', () => {
  const { all, phone, proxy } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.respond(invite, 100);
  all.wait(5_000);
  all.ack(invite, all.respond(invite, 408));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'hop-timeout');
  const { summary, cause } = diagnosis.find('hop-timeout')!;
  assert.match(
    summary,
    /answered the INVITE with 408 Request Timeout 5 s after it came\. The Request-URI was sip:bob@example\.com there\. Whom it had asked in turn, the capture does not show/,
  );
  assert.match(cause, /gave up after 5 s/);
});

test('408 of a proxy that got 100 and nothing more from its next hop', () => {
  const { all, phone, proxy, gateway } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.respond(invite, 100);
  all.respond(all.request(proxy, gateway, 'INVITE', { via: invite }), 100);
  all.wait(30_000);
  all.ack(invite, all.respond(invite, 408));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'hop-timeout');
  const { summary, evidence } = diagnosis.find('hop-timeout')!;
  assert.match(summary, /It had asked 203\.0\.113\.9:5060 \(sent once\), whose last word was 100 Trying\./);
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [1, 3, 5],
  );
});

test('504 to a REGISTER, over TCP', () => {
  const { all, phone, proxy } = scene();
  all.call('sip:alice@example.com', 'sip:alice@example.com');
  const register = all.request(phone, proxy, 'REGISTER', { transport: 'TCP' });
  all.wait(2_000);
  all.respond(register, 504, { reason: 'Server Time-out' });
  assert.equal(all.diagnose().root, 'hop-timeout');
});

test('408 on one branch while another one answers is nothing', () => {
  const { all, phone, proxy, gateway } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  const one = all.request(proxy, gateway, 'INVITE', { via: invite });
  all.ack(one, all.respond(one, 408, { headers: { To: '<sip:bob@example.com>;tag=other' } }));
  const two = all.request(proxy, all.place('203.0.113.10'), 'INVITE', { via: invite });
  all.ack(invite, all.passOn(all.respond(two, 200), proxy, phone));
  assert.equal(all.diagnose().find('hop-timeout'), undefined);
});

test('486 is no timeout', () => {
  const { all, phone, proxy } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.ack(invite, all.respond(invite, 486));
  assert.equal(all.diagnose().find('hop-timeout'), undefined);
});

test('408 for a caller who had given up waiting: the timer of the server is the reason', () => {
  const { all, phone, proxy } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE', { branch: 'z9hG4bKone' });
  all.respond(invite, 100);
  all.wait(32_000);
  all.request(phone, proxy, 'CANCEL', { branch: 'z9hG4bKone' });
  all.ack(invite, all.respond(invite, 408));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'hop-timeout');
  assert.match(diagnosis.find('hop-timeout')!.summary, /408 Request Timeout 32 s after it came/);
});
