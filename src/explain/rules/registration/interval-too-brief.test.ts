import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RegisterScene } from '../../../../test/register-scene.ts';

const brief = { expires: 30, status: 423, reason: 'Interval Too Brief' } as const;

test('423 and no other try: the interval is too brief (RFC 3261 10.2.8)', () => {
  const scene = new RegisterScene().phone();
  scene.enrol(scene.place('192.0.2.20'), { ...brief, answer: { 'Min-Expires': '120' } });
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'interval-too-brief');
  const found = diagnosis.find('interval-too-brief')!;
  assert.match(
    found.summary,
    /asked for 30 s, and .* answered 423: it wants at least 120 s\. The client did not ask again\./,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 2],
  );
});

test('a client that does not heed Min-Expires is refused again and again', () => {
  const scene = new RegisterScene().phone();
  for (let i = 0; i < 3; i++)
    scene.wait(60_000).enrol(scene.place('192.0.2.20'), { ...brief, answer: { 'Min-Expires': '120' } });
  const found = scene.diagnose().find('interval-too-brief')!;
  assert.equal(found.severity, 'failure');
  assert.match(found.summary, /refused so 3 times: the client does not heed Min-Expires/);
});

test('through a proxy, the registrar is named, and each try counts once', () => {
  const scene = new RegisterScene().phone();
  const [phone, registrar] = [scene.place('192.0.2.20'), scene.place('198.51.100.9')];
  const outer = scene.request(phone, scene.server, 'REGISTER', { headers: { Expires: '30' } });
  const inner = scene.request(scene.server, registrar, 'REGISTER', { via: outer });
  const refusal = scene.respond(inner, 423, { headers: { 'Min-Expires': '60' } });
  scene.passOn(refusal, scene.server, phone);
  const found = scene.diagnose().find('interval-too-brief')!;
  assert.match(
    found.summary,
    /198\.51\.100\.9:5060\) answered 423: it wants at least 60 s\. The client did not ask again/,
  );
});

test('a 423 without Min-Expires leaves the client helpless, and is told so', () => {
  const scene = new RegisterScene().phone();
  scene.enrol(scene.place('192.0.2.20'), brief);
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'interval-too-brief');
  assert.match(diagnosis.find('interval-too-brief')!.cause, /does not say which one it would take/);
});

test('a client that asks again for long enough is only a note', () => {
  const scene = new RegisterScene().phone();
  scene.enrol(scene.place('192.0.2.20'), { ...brief, answer: { 'Min-Expires': '120' } });
  scene.enrol(scene.place('192.0.2.20'), { expires: 120 });
  const diagnosis = scene.diagnose();
  assert.deepEqual(diagnosis.ids(), ['interval-too-brief']);
  const found = diagnosis.find('interval-too-brief')!;
  assert.equal(found.severity, 'note');
  assert.match(found.summary, /asked again for 120 s, and was accepted/);
});

test('a subscription too', () => {
  const scene = new RegisterScene();
  scene.call();
  const subscribe = scene.request(scene.caller, scene.server, 'SUBSCRIBE', {
    headers: { Expires: '10', Event: 'presence' },
  });
  scene.respond(subscribe, 423, { headers: { 'Min-Expires': '300' } });
  assert.match(scene.diagnose().find('interval-too-brief')!.summary, /asked for 10 s, .*at least 300 s/);
});

test('any other refusal of a REGISTER is none', () => {
  const scene = new RegisterScene().phone();
  scene.enrol(scene.place('192.0.2.20'), { expires: 30, status: 403 });
  assert.equal(scene.diagnose().find('interval-too-brief'), undefined);
});
