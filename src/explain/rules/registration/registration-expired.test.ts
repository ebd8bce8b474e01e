import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RegisterScene } from '../../../../test/register-scene.ts';

test('a call after the registration ran out (RFC 3261 10.2.4)', () => {
  const scene = new RegisterScene().phone();
  scene.enrol(scene.place('192.0.2.20'), { expires: 60 });
  scene.wait(90_000).refusedCall(480);
  const diagnosis = scene.diagnose();
  const [registration, call] = diagnosis.verdicts;
  assert.equal(call.findings[0].id, 'registration-expired');
  const [found] = call.findings;
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /^bob@example\.com was registered from 192\.0\.2\.20:5060 for 60 s \(frame 2\), and that ran out 30 s before the INVITE\./,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [2, 3, 5],
  );
  // In the registration's own case it is only told.
  assert.deepEqual(
    registration.findings.map(({ id, severity }) => [id, severity]),
    [['registration-expired', 'note']],
  );
});

test('the time that was granted counts, not the one that was asked for; a refused refresh is named', () => {
  const scene = new RegisterScene().phone();
  const phone = scene.place('192.0.2.20');
  scene.enrol(phone, { expires: 3600, grantedExpires: 120 });
  scene.wait(100_000).enrol(phone, { status: 403 });
  scene.wait(60_000).refusedCall(404);
  const found = scene.diagnose().verdicts[1].findings[0];
  assert.equal(found.id, 'registration-expired');
  assert.match(
    found.summary,
    /for 120 s .* ran out 40 s before .* The refresh in between was answered with 403 \(frame 4\)/,
  );
  assert.match(found.cause, /refused with 403/);
});

test('a refresh that came too late is a warning in the registration', () => {
  const scene = new RegisterScene().phone();
  const phone = scene.place('192.0.2.20');
  scene.enrol(phone, { expires: 60 });
  scene.wait(80_000).enrol(phone, { expires: 60 });
  scene.wait(30_000).enrol(phone, { expires: 60 });
  const found = scene.diagnose().find('registration-expired')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.summary, /accepted 80 s later\. In the 20 s between, nobody could be reached there/);
});

for (const [name, scene] of [
  [
    'a refresh in time',
    () => {
      const all = new RegisterScene().phone();
      for (let i = 0; i < 5; i++) all.wait(50_000).enrol(all.place('192.0.2.20'), { expires: 60 });
      all.refusedCall(480);
      return all;
    },
  ],
  [
    'another contact that is still bound',
    () => {
      const all = new RegisterScene().phone();
      all.enrol(all.place('192.0.2.20'), { expires: 60 });
      all.phone().enrol(all.place('192.0.2.21'), {
        expires: 3600,
        granted: ['sip:bob@192.0.2.20:5060', 'sip:bob@192.0.2.21:5060'],
      });
      all.refusedCall(480);
      return all;
    },
  ],
  [
    'a phone that unregistered',
    () => {
      const all = new RegisterScene().phone();
      all.enrol(all.place('192.0.2.20'), { expires: 60 });
      all.wait(10_000).enrol(all.place('192.0.2.20'), { expires: 0 });
      all.wait(90_000).refusedCall(480);
      return all;
    },
  ],
  [
    'a phone that itself says 480',
    () => {
      const all = new RegisterScene().phone();
      const phone = all.place('192.0.2.20');
      all.enrol(phone, { expires: 60 });
      all.wait(90_000).call('sip:alice@example.com', 'sip:bob@example.com');
      const invite = all.request(all.caller, all.server, 'INVITE');
      const inner = all.request(all.server, phone, 'INVITE', { via: invite, uri: 'sip:bob@192.0.2.20' });
      const refusal = all.respond(inner, 480);
      all.ack(inner, refusal);
      all.ack(invite, all.passOn(refusal, all.server, all.caller));
      return all;
    },
  ],
  [
    'a call that is answered',
    () => {
      const all = new RegisterScene().phone();
      all.enrol(all.place('192.0.2.20'), { expires: 60 });
      all.wait(90_000).call('sip:alice@example.com', 'sip:bob@example.com');
      const invite = all.request(all.caller, all.server, 'INVITE');
      all.ack(invite, all.respond(invite, 200));
      return all;
    },
  ],
] as const)
  test(`${name}: the call did not fail because a registration ran out`, () => {
    const calls = scene()
      .diagnose()
      .verdicts.filter(({ case: subject }) => subject.main.kind === 'call');
    assert.equal(calls.length, 1);
    assert.ok(calls.every(({ findings }) => findings.every(({ id }) => id !== 'registration-expired')));
  });

test('a text without times tells nothing', () => {
  const scene = new RegisterScene();
  scene.time = Number.NaN;
  scene.phone().enrol(scene.place('192.0.2.20'), { expires: 1 });
  scene.refusedCall(480);
  assert.equal(scene.diagnose().find('registration-expired'), undefined);
});

test('a refresh in time that is refused with 503: the server is the cause, and the registration runs out by it', () => {
  const scene = new RegisterScene().phone();
  const phone = scene.place('192.0.2.20');
  scene.enrol(phone, { expires: 60 });
  scene.wait(50_000).enrol(phone, { status: 503 });
  scene.wait(60_000).phone('carol@example.com').enrol(scene.place('192.0.2.30'));
  const [{ findings }] = scene.diagnose().verdicts;
  assert.equal(findings[0].id, 'server-error');
  assert.equal(findings[0].becauseOf, undefined);
  const found = findings.find(({ id }) => id === 'registration-expired')!;
  assert.notEqual(found.severity, 'failure');
  assert.match(found.summary, /A refresh before that was answered with 503 \(frame 4\)\.$/);
  assert.match(found.cause, /^The phone tried in time, and its refresh was refused with 503/);
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [2, 4],
  );
});

test('a refresh that is refused once, and accepted before the time is over, loses nothing', () => {
  const scene = new RegisterScene().phone();
  const phone = scene.place('192.0.2.20');
  scene.enrol(phone, { expires: 60 });
  scene.wait(40_000).enrol(phone, { status: 503 });
  scene.wait(5_000).enrol(phone, { expires: 60 });
  assert.equal(scene.diagnose().find('registration-expired'), undefined);
});

test('a REGISTER that is refused with 503 after the time was over is not why it ran out', () => {
  const scene = new RegisterScene().phone();
  const phone = scene.place('192.0.2.20');
  scene.enrol(phone, { expires: 60 });
  scene.wait(90_000).enrol(phone, { status: 503 });
  scene.wait(60_000).phone('carol@example.com').enrol(scene.place('192.0.2.30'));
  const found = scene.diagnose().find('registration-expired')!;
  assert.doesNotMatch(found.summary, /503/);
  assert.doesNotMatch(found.cause, /tried in time/);
  assert.equal(found.becauseOf, undefined);
});
