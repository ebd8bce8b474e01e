import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, proxiedCall, unacknowledged } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  const [phone, callee] = [all.place('203.0.113.10'), all.place('192.0.2.20')];
  return { all, phone, callee };
};

test('a re-INVITE after a long silence: the other side has let go of the call (RFC 3261 12.2.2)', () => {
  const { all, phone, callee } = scene();
  answeredCall(all, phone, callee);
  all.wait(600_000);
  const again = all.request(phone, callee, 'INVITE');
  all.ack(again, all.respond(again, 481));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'dialog-unknown');
  const found = diagnosis.find('dialog-unknown')!;
  assert.equal(found.severity, 'failure');
  assert.match(found.summary, /sent INVITE within the call, and the called side \(192\.0\.2\.20:5060\) answered 481/);
  assert.match(found.summary, /Nothing had come by for 10 min before/);
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [4, 5, 6],
  );
});

test('through a proxy: the request reaches another server than the call is on', () => {
  const { all, phone, callee } = scene();
  const [proxy, other] = [all.place('198.51.100.1'), all.place('192.0.2.21')];
  proxiedCall(all, phone, proxy, callee);
  all.wait(5_000);
  const bye = all.request(phone, proxy, 'BYE', { headers: { Route: '<sip:198.51.100.1;lr>' } });
  all.passOn(all.respond(all.request(proxy, other, 'BYE', { via: bye }), 481), proxy, phone);
  const found = all.diagnose().find('dialog-unknown')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.summary, /The call is on 192\.0\.2\.20:5060, and the request went to 192\.0\.2\.21:5060/);
});

test('a tag that is none of the call', () => {
  const { all, phone, callee } = scene();
  answeredCall(all, phone, callee);
  const headers = { To: '<sip:bob@example.com>;tag=stranger' };
  all.respond(all.request(phone, callee, 'INFO', { headers }), 481, { headers });
  assert.match(
    all.diagnose().find('dialog-unknown')!.summary,
    /Its tag "stranger" is none of this call: there it is "to1"/,
  );
});

test('after an answer that was never acknowledged, which is the reason', () => {
  const { all, phone, callee } = scene();
  const { ok } = answeredCall(all, phone, callee, { ack: false, ok: { Contact: '<sip:bob@10.1.1.1>' } });
  unacknowledged(all, () => all.again(ok));
  all.wait(10_000);
  all.respond(all.request(phone, callee, 'BYE'), 481);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'ack-lost');
  const found = diagnosis.find('dialog-unknown')!;
  assert.equal(found.becauseOf, 'ack-lost');
  assert.match(found.summary, /its answer was never acknowledged/);
});

test('two who hang up at once', () => {
  const { all, phone, callee } = scene();
  answeredCall(all, phone, callee);
  const [one, two] = [all.request(phone, callee, 'BYE'), all.request(callee, phone, 'BYE', { back: true })];
  all.respond(one, 481);
  all.respond(two, 481);
  assert.deepEqual(all.diagnose().ids(), ['hung-up']);
});

test('a request that crosses the BYE, and a CANCEL that comes too late', () => {
  const { all, phone, callee } = scene();
  const call = answeredCall(all, phone, callee);
  all.respond(all.request(phone, callee, 'CANCEL', { branch: 'z9hG4bK1x' }), 481);
  hangUp(call, 'callee');
  all.respond(all.request(phone, callee, 'INFO'), 481);
  assert.deepEqual(all.diagnose().ids(), ['hung-up']);
});

test('a NOTIFY of a subscription that is over is a note', () => {
  const { all, phone, callee } = scene();
  all.call();
  all.respond(all.request(phone, callee, 'SUBSCRIBE', { headers: { Event: 'presence' } }), 200);
  all.respond(all.request(callee, phone, 'NOTIFY', { back: true, headers: { Event: 'presence' } }), 481);
  assert.equal(all.diagnose().find('dialog-unknown')!.severity, 'note');
});
