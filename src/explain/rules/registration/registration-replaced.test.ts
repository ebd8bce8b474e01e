import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RegisterScene } from '../../../../test/register-scene.ts';

const desk = 'urn:uuid:1';
const soft = 'urn:uuid:2';

test('another device took the place, and the call does not reach the first (RFC 3261 10.3)', () => {
  const scene = new RegisterScene();
  const second = scene.place('192.0.2.21');
  scene.phone().enrol(scene.place('192.0.2.20'), { instance: desk });
  scene.wait(60_000).phone().enrol(second, { instance: soft });
  scene.wait(30_000).unansweredCall(second, 'sip:bob@192.0.2.21');
  const [, , call] = scene.diagnose().verdicts;
  const [found] = call.findings;
  assert.equal(found.id, 'registration-replaced');
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /^bob@example\.com was registered by 192\.0\.2\.20:5060 .* Then 192\.0\.2\.21:5060 registered \(frame 3\), .* though it had 59 min left\. 30 s later the INVITE/,
  );
});

test('two devices that take the place from one another are a warning in both registrations', () => {
  const scene = new RegisterScene();
  const first = scene.phone().inHand;
  scene.enrol(scene.place('192.0.2.20'));
  const second = scene.phone().inHand;
  scene.wait(60_000).enrol(scene.place('192.0.2.21'));
  const again = scene.wait(60_000).request(scene.place('192.0.2.20'), scene.server, 'REGISTER', {
    call: first,
    headers: { Contact: '<sip:bob@192.0.2.20:5060>', Expires: '3600' },
  });
  scene.respond(again, 200, { headers: { Contact: '<sip:bob@192.0.2.20:5060>;expires=3600' } });
  assert.notEqual(first.callId, second.callId);
  const { verdicts } = scene.diagnose();
  for (const { findings } of verdicts) {
    const found = findings.find(({ id }) => id === 'registration-replaced')!;
    assert.equal(found.severity, 'warning');
    assert.match(found.summary, /60 s later the first device took it back \(frame 6\)/);
  }
});

test('a device that gave up its place by itself, or one that moved, is at most a note', () => {
  const scene = new RegisterScene();
  scene.phone().enrol(scene.place('192.0.2.20'));
  scene.wait(60_000).phone().enrol(scene.place('192.0.2.99'));
  const { verdicts } = scene.diagnose();
  for (const { findings } of verdicts)
    assert.deepEqual(
      findings.map(({ id, severity }) => [id, severity]),
      [['registration-replaced', 'note']],
    );
});

test('a phone that begins anew at the same address is nothing, and neither is one with the same instance', () => {
  const scene = new RegisterScene();
  scene.phone().enrol(scene.place('192.0.2.20:5060'));
  scene.wait(60_000).phone().enrol(scene.place('192.0.2.20:6060'));
  scene.phone('carol@example.com').enrol(scene.place('192.0.2.30'), { instance: desk });
  scene.wait(60_000).phone('carol@example.com').enrol(scene.place('203.0.113.5'), { instance: desk });
  assert.equal(scene.diagnose().find('registration-replaced'), undefined);
});

test('the contacts of the hops of a B2BUA are not those of two devices', () => {
  const scene = new RegisterScene();
  const [phone, registrar] = [scene.place('192.0.2.20'), scene.place('198.51.100.9')];
  for (let i = 0; i < 3; i++) {
    scene.wait(60_000).phone().enrol(phone);
    scene.phone();
    const onward = scene.request(scene.server, registrar, 'REGISTER', { headers: { Expires: '3600' } });
    scene.respond(onward, 200, { headers: { Contact: '<sip:bob@198.51.100.1:5060>;expires=3600' } });
  }
  assert.equal(scene.diagnose().find('registration-replaced'), undefined);
});

test('a call that the caller gives up is a note', () => {
  const scene = new RegisterScene();
  scene.phone().enrol(scene.place('192.0.2.20'), { instance: desk });
  scene.wait(60_000).phone().enrol(scene.place('192.0.2.21'), { instance: soft });
  scene.wait(5_000).call('sip:alice@example.com', 'sip:bob@example.com');
  const invite = scene.request(scene.caller, scene.server, 'INVITE', { branch: 'z9hG4bKone' });
  scene.respond(invite, 180);
  scene.wait(20_000);
  scene.respond(scene.request(scene.caller, scene.server, 'CANCEL', { branch: 'z9hG4bKone' }), 200);
  scene.ack(invite, scene.respond(invite, 487));
  const [, , call] = scene.diagnose().verdicts;
  const found = call.findings.find(({ id }) => id === 'registration-replaced')!;
  assert.equal(found.severity, 'note');
});

/** Two phones of one user, one after the other, each with its program. */
function twoPrograms(first: string, second: string) {
  const scene = new RegisterScene();
  scene.phone().enrol(scene.place('192.0.2.20'), { headers: { 'User-Agent': first } });
  scene
    .wait(60_000)
    .phone()
    .enrol(scene.place('192.0.2.21'), { headers: { 'User-Agent': second } });
  return scene.diagnose().verdicts.map(({ findings }) => findings);
}

test('two programs are two devices: a warning that names them', () => {
  for (const findings of twoPrograms('Yealink SIP-T46S 66.84', 'Linphone/5.2')) {
    assert.deepEqual(
      findings.map(({ id, severity, certainty }) => [id, severity, certainty]),
      [['registration-replaced', 'warning', 'likely']],
    );
    const [{ summary }] = findings;
    assert.match(summary, /was registered by 192\.0\.2\.20:5060 \(Yealink SIP-T46S 66\.84\) with /);
    assert.match(summary, /Then 192\.0\.2\.21:5060 \(Linphone\/5\.2\) registered \(frame 3\), /);
    assert.match(summary, /Calls do not reach the first any more\.$/);
  }
});

test('the same program, or another version of it, may be one device that has moved: a note', () => {
  for (const second of ['Linphone/5.2', 'Linphone/5.3', 'linphone 5.2']) {
    for (const findings of twoPrograms('Linphone/5.2', second)) {
      assert.deepEqual(
        findings.map(({ id, severity, certainty }) => [id, severity, certainty]),
        [['registration-replaced', 'note', 'possible']],
      );
      assert.match(findings[0].summary, /It may also be one device that has moved or begun anew\.$/);
    }
  }
});
