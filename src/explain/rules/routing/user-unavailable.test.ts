import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), proxy: all.place('198.51.100.1'), callee: all.place('203.0.113.9') };
};

test('480 at once and without ringing: no person decided it (RFC 3261 21.4.18)', () => {
  const { all, phone, proxy } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.respond(invite, 100);
  all.ack(invite, all.respond(invite, 480));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'user-unavailable');
  assert.match(
    diagnosis.find('user-unavailable')!.summary,
    /answered the INVITE with 480 Temporarily Unavailable 20 ms after it came\. The Request-URI was sip:bob@example\.com there\. Nothing rang, and the answer came at once/,
  );
});

test('480 after ringing: nobody picked up, and nothing is broken; through a proxy', () => {
  const { all, phone, proxy, callee } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  const inner = all.request(proxy, callee, 'INVITE', { via: invite });
  all.passOn(all.respond(inner, 180), proxy, phone);
  all.wait(5_000);
  const refusal = all.respond(inner, 480);
  all.ack(inner, refusal);
  all.ack(invite, all.passOn(refusal, proxy, phone));
  const found = all.diagnose().find('user-unavailable')!;
  assert.match(
    found.summary,
    /^The called side \(203\.0\.113\.9:5060\) .*It had rung for 5 s, and nobody picked up\. Nothing is broken\./,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [2, 3, 5],
  );
});

test('the phone is registered at another server', () => {
  const { all, phone, proxy, callee } = scene();
  all.call('sip:bob@example.com', 'sip:bob@example.com');
  all.respond(all.request(callee, all.place('198.51.100.2'), 'REGISTER'), 200, {
    headers: { Contact: '<sip:bob@203.0.113.9>;expires=3600' },
  });
  all.wait(60_000).call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.ack(invite, all.respond(invite, 480));
  const { summary, cause } = all.diagnose().find('user-unavailable')!;
  assert.match(
    summary,
    /bob@example\.com registered at 198\.51\.100\.2:5060 \(frame 2\), not at the server that answered/,
  );
  assert.match(cause, /do not share their bindings/);
});

for (const [reason, says] of [
  ['Do Not Disturb', /do not disturb/],
  ['User not registered', /no phone is registered/],
] as const)
  test(`the phrase "${reason}" is heeded`, () => {
    const { all, phone, proxy } = scene();
    all.call();
    const invite = all.request(phone, proxy, 'INVITE');
    all.ack(invite, all.respond(invite, 480, { reason }));
    assert.match(all.diagnose().find('user-unavailable')!.summary, says);
  });

test('a switched-off mobile phone is told by its cause (RFC 3326)', () => {
  const { all, phone, proxy } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.wait(6_000);
  all.ack(invite, all.respond(invite, 480, { headers: { Reason: 'Q.850;cause=20' } }));
  assert.match(all.diagnose().find('user-unavailable')!.summary, /switched off or without coverage/);
});

test('480 on one branch of a call that another one answers is nothing', () => {
  const { all, phone, proxy, callee } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  const one = all.request(proxy, callee, 'INVITE', { via: invite });
  all.ack(one, all.respond(one, 480, { headers: { To: '<sip:bob@example.com>;tag=other' } }));
  const two = all.request(proxy, all.place('203.0.113.10'), 'INVITE', { via: invite });
  all.ack(invite, all.passOn(all.respond(two, 200), proxy, phone));
  assert.equal(all.diagnose().find('user-unavailable'), undefined);
});

test('480 that came of a CANCEL is no unavailable user', () => {
  const { all, phone, proxy } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE', { branch: 'z9hG4bKone' });
  all.respond(invite, 180);
  all.wait(3_000);
  all.respond(all.request(phone, proxy, 'CANCEL', { branch: 'z9hG4bKone' }), 200);
  all.ack(invite, all.respond(invite, 480));
  assert.equal(all.diagnose().find('user-unavailable'), undefined);
});
