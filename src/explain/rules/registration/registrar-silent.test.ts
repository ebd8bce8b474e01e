import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Place } from '../../../capture/index.ts';
import { RegisterScene } from '../../../../test/register-scene.ts';
import { type Sent } from '../../../../test/scene.ts';

/** Repeats a request as timer E does. */
function repeat(scene: RegisterScene, request: Sent): void {
  for (const ms of [500, 1000, 2000, 4000]) {
    scene.wait(ms);
    scene.again(request);
  }
}

function register(scene: RegisterScene, from: Place, to: Place): Sent {
  return scene.request(from, to, 'REGISTER', { headers: { Expires: '3600' } });
}

test('a REGISTER that nobody answers (RFC 3261 10.2.7)', () => {
  const scene = new RegisterScene().phone();
  repeat(scene, register(scene, scene.place('192.0.2.20'), scene.server));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'registrar-silent');
  const found = diagnosis.find('registrar-silent')!;
  assert.match(
    found.summary,
    /sent the REGISTER of bob@example\.com to .*198\.51\.100\.1:5060.* 5 times within 7\.5 s, and no response came back/,
  );
  assert.match(found.summary, /Nothing at all came from that address/);
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 5],
  );
});

test('a server that answers others has perhaps banned this client', () => {
  const scene = new RegisterScene().phone('carol@example.com');
  scene.enrol(scene.place('192.0.2.30'));
  scene.phone();
  repeat(scene, register(scene, scene.place('192.0.2.20'), scene.server));
  const found = scene.diagnose().find('registrar-silent')!;
  assert.match(found.summary, /It answered the REGISTERs of others/);
  assert.match(found.cause, /banned 192\.0\.2\.20/);
});

test('behind a proxy it is the registrar that is silent', () => {
  const scene = new RegisterScene().phone();
  const [phone, registrar] = [scene.place('192.0.2.20'), scene.place('198.51.100.9')];
  const outer = register(scene, phone, scene.server);
  const inner = scene.request(scene.server, registrar, 'REGISTER', { via: outer });
  repeat(scene, inner);
  scene.wait(24_000);
  scene.respond(outer, 408);
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'registrar-silent');
  assert.match(
    diagnosis.find('registrar-silent')!.summary,
    /^The proxy \(198\.51\.100\.1:5060\) sent .*198\.51\.100\.9:5060/,
  );
});

test('ICMP says why', () => {
  const scene = new RegisterScene().phone();
  const phone = scene.place('192.0.2.20');
  register(scene, phone, scene.server);
  scene.event('unreachable', phone, scene.server, 'port unreachable');
  const found = scene.diagnose().find('registrar-silent')!;
  assert.match(found.summary, /ICMP says why: port unreachable/);
});

test('a REGISTER that is lost once, and answered when it is sent again, is nothing', () => {
  const scene = new RegisterScene().phone();
  const request = register(scene, scene.place('192.0.2.20'), scene.server);
  scene.wait(500);
  scene.again(request);
  scene.respond(request, 200);
  assert.equal(scene.diagnose().find('registrar-silent'), undefined);
});

test('a silence that passed soon is a note', () => {
  const scene = new RegisterScene().phone();
  const phone = scene.place('192.0.2.20');
  repeat(scene, register(scene, phone, scene.server));
  scene.enrol(phone);
  assert.equal(scene.diagnose().find('registrar-silent')?.severity, 'note');
});

test('a REGISTER at the end of the capture may have its answer behind it', () => {
  const scene = new RegisterScene().phone();
  register(scene, scene.place('192.0.2.20'), scene.server);
  assert.equal(scene.diagnose().find('registrar-silent'), undefined);
});
