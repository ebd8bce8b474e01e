import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proxiedCall, relayed } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('203.0.113.10'), proxy: all.place('198.51.100.1'), callee: all.place('192.0.2.20') };
};

test('ACK and BYE of the caller go straight to the called side (RFC 3261 12.1.2)', () => {
  const { all, phone, proxy, callee } = scene();
  const { invite, ok } = proxiedCall(all, phone, proxy, callee, { ack: false });
  all.ack({ ...invite, to: callee }, ok, { uri: 'sip:bob@192.0.2.20:5060' });
  all.wait(10_000);
  all.respond(all.request(phone, callee, 'BYE', { uri: 'sip:bob@192.0.2.20:5060' }), 200);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'record-route-ignored');
  const found = diagnosis.find('record-route-ignored')!;
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /\(203\.0\.113\.10:5060\) sent ACK, BYE straight to 192\.0\.2\.20:5060 and without Route/,
  );
  assert.match(found.summary, /Record-Route sip:198\.51\.100\.1;lr/);
});

test('the BYE of the called side goes past the proxy, and nobody answers it', () => {
  const { all, phone, proxy, callee } = scene();
  proxiedCall(all, phone, proxy, callee);
  all.wait(10_000);
  const bye = all.request(callee, phone, 'BYE', { back: true });
  for (const ms of [500, 1000, 2000, 4000, 4000]) {
    all.wait(ms);
    all.again(bye);
  }
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'record-route-ignored');
  assert.equal(diagnosis.find('record-route-ignored')!.severity, 'failure');
  assert.match(diagnosis.find('record-route-ignored')!.summary, /There BYE got no answer/);
  assert.equal(diagnosis.find('bye-unanswered')!.becauseOf, 'record-route-ignored');
});

test('a proxy that asks for nothing is rightly passed by', () => {
  const { all, phone, proxy, callee } = scene();
  const { invite, ok } = proxiedCall(all, phone, proxy, callee, { recordRoute: '', ack: false });
  all.ack({ ...invite, to: callee }, ok);
  all.respond(all.request(phone, callee, 'BYE'), 200);
  assert.deepEqual(all.diagnose().ids(), ['hung-up']);
});

test('requests with Route, and those that come to the proxy without one', () => {
  for (const headers of [{ Route: '<sip:198.51.100.1;lr>' }, {}]) {
    const { all, phone, proxy, callee } = scene();
    const call = proxiedCall(all, phone, proxy, callee);
    all.respond(relayed(call, 'BYE', headers), 200);
    assert.equal(all.diagnose().find('record-route-ignored'), undefined);
  }
});
