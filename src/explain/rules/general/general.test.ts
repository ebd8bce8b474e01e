import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

test('a refusal without a rule of its own is told by what the reference knows of its code', () => {
  const scene = new Scene();
  const [phone, server] = [scene.place('192.0.2.10'), scene.place('198.51.100.1')];
  scene.call();
  const invite = scene.request(phone, server, 'INVITE');
  scene.ack(invite, scene.respond(invite, 402, { reason: 'Payment Required', headers: { Server: 'pbx 1' } }));
  const found = scene.diagnose().find('request-refused')!;
  assert.match(
    found.summary,
    /^The called side \(198\.51\.100\.1:5060, pbx 1\) answered the INVITE with 402 Payment Required\. /,
  );
  assert.ok(found.fix.length > 0 && found.cause.length > 40);
});

test('a call that its caller cancels is not refused', () => {
  const scene = new Scene();
  const [phone, server] = [scene.place('192.0.2.10'), scene.place('198.51.100.1')];
  scene.call();
  const invite = scene.request(phone, server, 'INVITE', { branch: 'z9hG4bKone' });
  scene.respond(invite, 180);
  scene.respond(scene.request(phone, server, 'CANCEL', { branch: 'z9hG4bKone' }), 200);
  scene.ack(invite, scene.respond(invite, 487));
  assert.equal(scene.diagnose().find('request-refused'), undefined);
});

test('a request that was sent once, and had time enough for an answer', () => {
  const scene = new Scene();
  const [phone, server] = [scene.place('192.0.2.10'), scene.place('198.51.100.1')];
  scene.call();
  scene.request(phone, server, 'OPTIONS');
  scene.wait(60_000).call();
  scene.respond(scene.request(phone, server, 'OPTIONS'), 200);
  const found = scene.diagnose().find('request-unanswered')!;
  assert.match(found.summary, /^OPTIONS went to the server \(198\.51\.100\.1:5060\) once, /);
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1],
  );
});

test('a request at the end of the capture may have its answer behind it', () => {
  const scene = new Scene();
  scene.request(scene.place('192.0.2.10'), scene.place('198.51.100.1'), 'OPTIONS');
  assert.deepEqual(scene.diagnose().ids(), []);
});
