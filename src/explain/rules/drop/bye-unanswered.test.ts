import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, proxiedCall } from '../../../../test/scene-calls.ts';
import { Scene, type Sent } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('203.0.113.10'), proxy: all.place('198.51.100.1'), callee: all.place('192.0.2.20') };
};

function repeat(all: Scene, bye: Sent): void {
  for (const ms of [500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000, 4000]) {
    all.wait(ms - 10);
    all.again(bye);
  }
}

test('a BYE that is repeated and never answered (RFC 3261 15.1.1)', () => {
  const { all, phone, callee } = scene();
  answeredCall(all, phone, callee);
  all.wait(60_000);
  repeat(all, all.request(phone, callee, 'BYE'));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'bye-unanswered');
  const found = diagnosis.find('bye-unanswered')!;
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /\(203\.0\.113\.10:5060\) hung up 60 s after the answer and sent BYE 11 times within 32 s\. No answer came back\./,
  );
});

test('the BYE follows a private Contact to nowhere', () => {
  const { all, phone, callee } = scene();
  answeredCall(all, phone, callee, { ok: { Contact: '<sip:bob@192.168.7.7:5060>' } });
  all.wait(60_000);
  repeat(all, all.request(phone, all.place('192.168.7.7'), 'BYE'));
  const found = all.diagnose().find('bye-unanswered')!;
  assert.match(
    found.summary,
    /It went to 192\.168\.7\.7:5060, as Contact sip:bob@192\.168\.7\.7:5060 had told it, while the other side is reached at 192\.0\.2\.20:5060\. That is a private address/,
  );
});

test('through a proxy that passes it on', () => {
  const { all, phone, proxy, callee } = scene();
  proxiedCall(all, phone, proxy, callee);
  all.wait(60_000);
  const bye = all.request(callee, proxy, 'BYE', { back: true });
  const inner = all.request(proxy, phone, 'BYE', { via: bye });
  repeat(all, bye);
  repeat(all, inner);
  assert.match(
    all.diagnose().find('bye-unanswered')!.summary,
    /No answer came back, though the proxy at 198\.51\.100\.1:5060 passed it on to 203\.0\.113\.10:5060\.$/,
  );
});

test('a proxy that says 100 meanwhile, and 408 in the end', () => {
  for (const status of [0, 408]) {
    const { all, phone, proxy, callee } = scene();
    proxiedCall(all, phone, proxy, callee);
    all.wait(60_000);
    const bye = all.request(phone, proxy, 'BYE', { headers: { Route: '<sip:198.51.100.1;lr>' } });
    const inner = all.request(proxy, callee, 'BYE', { via: bye, headers: { Route: undefined } });
    all.respond(bye, 100);
    repeat(all, inner);
    if (status > 0) all.respond(bye, status);
    const diagnosis = all.diagnose();
    assert.equal(diagnosis.root, 'bye-unanswered');
    const { summary } = diagnosis.find('bye-unanswered')!;
    if (status > 0) assert.match(summary, /gave up with 408 Request Timeout \(BYE\)/);
    else assert.match(summary, /No answer came back, though the proxy/);
  }
});

test('a BYE at the end of the capture, and one that is answered in the end', () => {
  const one = scene();
  answeredCall(one.all, one.phone, one.callee);
  one.all.request(one.phone, one.callee, 'BYE');
  assert.deepEqual(one.all.diagnose().ids(), ['hung-up']);

  const two = scene();
  answeredCall(two.all, two.phone, two.callee);
  const bye = two.all.request(two.phone, two.callee, 'BYE');
  for (let i = 0; i < 5; i++) two.all.again(bye);
  two.all.respond(bye, 200);
  assert.equal(two.all.diagnose().find('bye-unanswered'), undefined);
});

test('two who hang up at once, one of them unanswered', () => {
  const { all, phone, callee } = scene();
  const call = answeredCall(all, phone, callee);
  const bye = all.request(callee, phone, 'BYE', { back: true });
  hangUp(call);
  for (let i = 0; i < 5; i++) all.again(bye);
  assert.equal(all.diagnose().find('bye-unanswered'), undefined);
});

test('a capture of one direction tells nothing', () => {
  const { all, phone, callee } = scene();
  all.call().calleeTag = 'to1';
  all.request(phone, callee, 'INVITE');
  const bye = all.request(phone, callee, 'BYE', { headers: { To: '<sip:bob@example.com>;tag=to1' } });
  for (let i = 0; i < 5; i++) all.again(bye);
  assert.equal(all.diagnose().find('bye-unanswered'), undefined);
});
