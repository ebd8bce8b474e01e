import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

function places() {
  const scene = new Scene();
  return { scene, attacker: scene.place('203.0.113.66'), server: scene.place('198.51.100.1') };
}

test('a source that calls itself friendly-scanner', () => {
  const { scene, attacker, server } = places();
  scene.call('sip:100@1.1.1.1', 'sip:100@198.51.100.1');
  scene.respond(scene.request(attacker, server, 'OPTIONS', { headers: { 'User-Agent': 'friendly-scanner' } }), 200);
  const found = scene.diagnose().find('scanner')!;
  assert.equal(found.certainty, 'certain');
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /^203\.0\.113\.66 sent 1 OPTIONS\. It calls itself "friendly-scanner"\. It was answered with 200 \(1 time\)\. 1 request of it was accepted/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1],
  );
});

/** One REGISTER for each of so many users. */
function enumerate(users: number, statusOf: (i: number) => number, credentials = false) {
  const { scene, attacker, server } = places();
  for (let i = 0; i < users; i++) {
    scene.call(`sip:${100 + i}@198.51.100.1`, `sip:${100 + i}@198.51.100.1`);
    const headers = credentials
      ? { Authorization: 'Digest username="x", realm="r", nonce="n", uri="sip:r", response="0"' }
      : {};
    const request = scene.request(attacker, server, 'REGISTER', { headers });
    const status = statusOf(i);
    scene.respond(request, status, {
      headers: status === 401 ? { 'WWW-Authenticate': 'Digest realm="r", nonce="n"' } : {},
    });
  }
  return scene;
}

test('a source that asks for one user after the other in vain', () => {
  const scene = enumerate(60, (i) => (i % 10 === 0 ? 401 : 404));
  const found = scene.diagnose().find('scanner')!;
  assert.equal(found.certainty, 'likely');
  assert.match(
    found.summary,
    /^203\.0\.113\.66 sent 60 REGISTER within 1\.2 s, for 60 users \(100, 101, 102, 103, 104, …\)/,
  );
  assert.match(found.summary, /answered with 404 \(54 times\) and 401 \(6 times\)/);
});

test('a proxy that passes the scan on is not another scanner', () => {
  const { scene, attacker, server } = places();
  const registrar = scene.place('198.51.100.9');
  for (let i = 0; i < 40; i++) {
    scene.call(`sip:${100 + i}@example.com`, `sip:${100 + i}@example.com`);
    const outer = scene.request(attacker, server, 'REGISTER');
    const inner = scene.request(server, registrar, 'REGISTER', { via: outer });
    scene.passOn(scene.respond(inner, 404), server, attacker);
  }
  const found = scene.diagnose().capture.filter(({ id }) => id === 'scanner');
  assert.deepEqual(
    found.map(({ summary }) => summary.split(' ')[0]),
    ['203.0.113.66'],
  );
});

test('a proxy of many phones that register well is none', () => {
  assert.equal(
    enumerate(60, () => 200)
      .diagnose()
      .find('scanner'),
    undefined,
  );
});

test('phones behind one address that are asked for credentials, and registered then, are none', () => {
  const { scene, attacker, server } = places();
  for (let i = 0; i < 60; i++) {
    scene.call(`sip:${100 + i}@example.com`, `sip:${100 + i}@example.com`);
    const first = scene.request(attacker, server, 'REGISTER');
    scene.respond(first, 401, { headers: { 'WWW-Authenticate': 'Digest realm="r", nonce="n"' } });
    scene.respond(scene.request(attacker, server, 'REGISTER'), 200);
  }
  assert.equal(scene.diagnose().find('scanner'), undefined);
});

test('many phones whose passwords are refused are no scanner', () => {
  assert.equal(
    enumerate(60, () => 403, true)
      .diagnose()
      .find('scanner'),
    undefined,
  );
});

test('a trunk whose calls are refused is none', () => {
  const { scene, attacker, server } = places();
  for (let i = 0; i < 60; i++) {
    scene.call('sip:trunk@example.com', `sip:0301234${100 + i}@example.com`);
    const invite = scene.request(attacker, server, 'INVITE');
    scene.ack(invite, scene.respond(invite, 403));
  }
  assert.equal(scene.diagnose().find('scanner'), undefined);
});
