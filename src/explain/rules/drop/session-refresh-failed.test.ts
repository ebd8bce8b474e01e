import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, sdpAt } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  const [phone, callee, media] = [all.place('203.0.113.10'), all.place('192.0.2.20'), all.place('203.0.113.10:40000')];
  const call = answeredCall(all, phone, callee, {
    offer: sdpAt(media),
    answer: sdpAt(all.place('192.0.2.20:30000')),
    invite: { Supported: 'timer' },
    ok: { 'Session-Expires': '1800;refresher=uac' },
  });
  all.wait(900_000);
  return { all, phone, callee, call, media };
};
const timer = { 'Session-Expires': '1800;refresher=uac', Supported: 'timer' };

test('an UPDATE that the other side does not know, and the call ends (RFC 4028 7.4)', () => {
  const { all, phone, callee, call } = scene();
  all.respond(all.request(phone, callee, 'UPDATE', { headers: timer }), 405, { reason: 'Method Not Allowed' });
  all.wait(500);
  hangUp(call);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'session-refresh-failed');
  const found = diagnosis.find('session-refresh-failed')!;
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /sent an UPDATE to refresh the session, 15 min after frame 3 had set the timer to 1800 s/,
  );
  assert.match(found.summary, /refused it with 405 Method Not Allowed \(UPDATE\)/);
  assert.match(found.cause, /does not know UPDATE/);
  assert.equal(diagnosis.find('re-invite-failed'), undefined);
});

test('a re-INVITE with the same description that is never answered', () => {
  const { all, phone, callee, call, media } = scene();
  const again = all.request(phone, callee, 'INVITE', { headers: timer, body: sdpAt(media) });
  for (const ms of [500, 1000, 2000, 4000, 8000]) {
    all.wait(ms);
    all.again(again);
  }
  all.wait(16_000);
  hangUp(call);
  const found = all.diagnose().find('session-refresh-failed')!;
  assert.equal(found.severity, 'failure');
  assert.match(found.summary, /sent 6 times, and no final response came/);
  assert.match(found.cause, /nothing came back/);
});

test('a call that goes on after it is warned of', () => {
  const { all, phone, callee, call } = scene();
  all.respond(all.request(phone, callee, 'UPDATE', { headers: timer }), 500);
  all.wait(200_000);
  hangUp(call);
  assert.equal(all.diagnose().find('session-refresh-failed')!.severity, 'warning');
});

test('422, 401 or 500 that a second try mends is nothing', () => {
  const { all, phone, callee, call } = scene();
  all.respond(all.request(phone, callee, 'UPDATE', { headers: timer }), 422, { headers: { 'Min-SE': '3600' } });
  all.respond(all.request(phone, callee, 'UPDATE', { headers: { 'Session-Expires': '3600;refresher=uac' } }), 401);
  all.respond(all.request(phone, callee, 'UPDATE', { headers: { 'Session-Expires': '3600;refresher=uac' } }), 200, {
    headers: { 'Session-Expires': '3600;refresher=uac' },
  });
  hangUp(call);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.find('session-refresh-failed'), undefined);
  assert.equal(diagnosis.find('session-timer-expired'), undefined);
});
