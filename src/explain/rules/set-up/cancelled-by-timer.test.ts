import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { Scene } from '../../../../test/scene.ts';

const oneHop = (options = {}) => {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call();
  return { all, phone, server, invite: all.request(phone, server, 'INVITE', { branch: 'z9hG4bKone', ...options }) };
};

test('480 after 30 s of ringing: nobody answered', () => {
  const { all, invite } = oneHop();
  all.respond(invite, 180);
  all.wait(30_000);
  all.ack(invite, all.respond(invite, 480));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'cancelled-by-timer');
  const found = diagnosis.find('cancelled-by-timer')!;
  assert.equal(found.severity, 'failure');
  assert.equal(found.certainty, 'certain');
  assert.match(
    found.summary,
    /^It rang for 30 s, and nobody answered\. The called side .* answered the INVITE with 480/,
  );
});

test('a proxy cancels by itself after its ring time (RFC 3261 9.1)', () => {
  const call = new ProxiedCall();
  const { all, proxy, callee, inner, outer } = call;
  call.respond(180);
  all.wait(20_000);
  all.respond(all.request(proxy, callee, 'CANCEL', { branch: 'z9hG4bKinner' }), 200);
  all.ack(inner, all.respond(inner, 487));
  all.ack(outer, all.respond(outer, 408));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'cancelled-by-timer');
  const found = diagnosis.find('cancelled-by-timer')!;
  assert.match(
    found.summary,
    /^The proxy \(198\.51\.100\.1:5060\) sent CANCEL to the called side at 203\.0\.113\.20:5060 20 s after its INVITE, and the caller had not asked for it\. It had rung for 20 s, and nobody answered\. The caller was told 408 Request Timeout\.$/,
  );
});

test('a target at which nothing rings is given up: that is said', () => {
  const call = new ProxiedCall();
  const { all, proxy, callee, inner, outer } = call;
  all.respond(inner, 100);
  all.wait(8_000);
  all.respond(all.request(proxy, callee, 'CANCEL', { branch: 'z9hG4bKinner' }), 200);
  all.ack(inner, all.respond(inner, 487));
  all.ack(outer, all.respond(outer, 480));
  const found = all.diagnose().find('cancelled-by-timer')!;
  assert.equal(found.certainty, 'likely');
  assert.match(found.summary, /Nothing had rung until then/);
});

test('cause 19 of the telephone network says the same without ringing in the capture (RFC 3398)', () => {
  const { all, invite } = oneHop();
  all.wait(25_000);
  all.ack(invite, all.respond(invite, 480, { headers: { Reason: 'Q.850;cause=19' } }));
  assert.equal(all.diagnose().root, 'cancelled-by-timer');
});

test('Expires of the INVITE runs out (RFC 3261 13.3.1)', () => {
  const { all, invite } = oneHop({ headers: { Expires: '45' } });
  all.respond(invite, 180);
  all.wait(45_000);
  all.ack(invite, all.respond(invite, 487));
  const found = all.diagnose().find('cancelled-by-timer')!;
  assert.match(found.summary, /was to end after 45 s by its Expires/);
});

test('a caller who cancels to the tick is a timer, and a note', () => {
  const { all, phone, server, invite } = oneHop();
  all.respond(invite, 180);
  all.wait(24_980);
  all.respond(all.request(phone, server, 'CANCEL', { branch: 'z9hG4bKone' }), 200);
  all.ack(invite, all.respond(invite, 487));
  const diagnosis = all.diagnose();
  const found = diagnosis.find('cancelled-by-timer')!;
  assert.equal(found.severity, 'note');
  assert.match(found.summary, /That is 25 s to the tick after the INVITE/);
  assert.equal(diagnosis.find('cancelled-by-caller'), undefined);
});

test('480 at once, or after a short ringing, is something else', () => {
  for (const ring of [0, 3_000]) {
    const { all, invite } = oneHop();
    if (ring > 0) all.respond(invite, 180);
    all.wait(ring);
    all.ack(invite, all.respond(invite, 480));
    assert.equal(all.diagnose().find('cancelled-by-timer'), undefined);
  }
});

test('a CANCEL that the proxy passes on for the caller is not its own', () => {
  const call = new ProxiedCall();
  const { all, proxy, callee, caller, inner, outer } = call;
  call.respond(180);
  all.wait(12_345);
  const cancel = all.request(caller, proxy, 'CANCEL', { branch: 'z9hG4bKouter' });
  all.respond(cancel, 200);
  all.respond(all.request(proxy, callee, 'CANCEL', { branch: 'z9hG4bKinner' }), 200);
  all.ack(inner, all.respond(inner, 487));
  all.ack(outer, all.respond(outer, 487));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.find('cancelled-by-timer'), undefined);
  assert.equal(diagnosis.find('cancelled-by-caller')?.severity, 'note');
});

test('after one target is given up, another one that is busy decides', () => {
  const call = new ProxiedCall();
  const { all, proxy, callee, caller, inner, outer } = call;
  call.respond(180);
  all.wait(20_000);
  all.respond(all.request(proxy, callee, 'CANCEL', { branch: 'z9hG4bKinner' }), 200);
  all.ack(inner, all.respond(inner, 487));
  const second = all.request(proxy, all.place('203.0.113.30'), 'INVITE', { via: outer, branch: 'z9hG4bKsecond' });
  const busy = all.respond(second, 486);
  all.ack(second, busy);
  all.ack(outer, all.passOn(busy, proxy, caller));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'callee-busy');
  assert.equal(diagnosis.find('cancelled-by-timer'), undefined);
});
