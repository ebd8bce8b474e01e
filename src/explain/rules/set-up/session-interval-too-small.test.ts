import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { Scene, sdp } from '../../../../test/scene.ts';

const timer = (seconds: number) => ({ Supported: 'timer', 'Session-Expires': `${seconds};refresher=uac` });

function refused(
  request: Record<string, string>,
  response: Record<string, string>,
  again?: { seconds: number; status: number },
) {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call();
  const invite = all.request(phone, server, 'INVITE', { headers: request });
  all.ack(invite, all.respond(invite, 422, { reason: 'Session Interval Too Small', headers: response }));
  if (again !== undefined) {
    const next = all.request(phone, server, 'INVITE', { headers: { ...timer(again.seconds) } });
    all.ack(next, all.respond(next, again.status, { headers: response }));
  }
  return all.diagnose();
}

test('a client that does not ask again after 422 (RFC 4028 7.3)', () => {
  const diagnosis = refused(timer(90), { 'Min-SE': '1800' });
  assert.equal(diagnosis.root, 'session-interval-too-small');
  assert.match(
    diagnosis.find('session-interval-too-small')!.summary,
    /asks for a session interval of 90 s\. The least that is allowed there is 1800 s \(Min-SE\)\. The client did not ask again\.$/,
  );
});

test('through a proxy, by one that must not refuse: the client does not support timers (RFC 4028 8.1)', () => {
  const call = new ProxiedCall({}, { headers: { 'Session-Expires': '90' } });
  call.refuse(422, { reason: 'Session Interval Too Small', headers: { 'Min-SE': '120' } });
  const diagnosis = call.all.diagnose();
  assert.equal(diagnosis.root, 'session-interval-too-small');
  assert.match(diagnosis.find('session-interval-too-small')!.cause, /does not list timer in Supported/);
});

test('a client that asks for too little again', () => {
  const found = refused(timer(90), { 'Min-SE': '1800' }, { seconds: 120, status: 422 }).find(
    'session-interval-too-small',
  )!;
  assert.equal(found.severity, 'failure');
  assert.match(found.summary, /asks for a session interval of 120 s\. .* The client was refused so twice\.$/);
  assert.match(found.cause, /asked again for 120 s, though Min-SE of the 422 says 1800 s/);
});

test('422 without Min-SE', () => {
  assert.match(refused(timer(90), {}).find('session-interval-too-small')!.cause, /leaves Min-SE out/);
});

test('422 and a higher interval, then 200: a note', () => {
  const found = refused(timer(90), { 'Min-SE': '1800' }, { seconds: 1800, status: 200 }).find(
    'session-interval-too-small',
  )!;
  assert.equal(found.severity, 'note');
  assert.match(found.summary, /asked again with 1800 s, and got past it/);
});

test('423 to REGISTER is another matter, and a refused refresh a warning', () => {
  const all = new Scene();
  all.call();
  const register = all.request(all.place('192.0.2.10'), all.place('198.51.100.1'), 'REGISTER');
  all.respond(register, 423, { headers: { 'Min-Expires': '60' } });
  assert.equal(all.diagnose().find('session-interval-too-small'), undefined);
  const call = new ProxiedCall({ body: sdp('192.0.2.10', 4000) });
  call.accept({ body: sdp('203.0.113.20', 5000) });
  call.within('UPDATE', 422, { headers: timer(90) });
  assert.equal(call.all.diagnose().find('session-interval-too-small')!.severity, 'warning');
});
