import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RegisterScene } from '../../../../test/register-scene.ts';

test('Contact: * of one device takes the contact of another away, and a call finds nobody (RFC 3261 10.2.2)', () => {
  const scene = new RegisterScene();
  scene.phone().enrol(scene.place('192.0.2.20'));
  scene.wait(60_000).phone().enrol(scene.place('192.0.2.21'), { contact: '*', expires: 0 });
  scene.wait(30_000).refusedCall(480);
  const [first, second, call] = scene.diagnose().verdicts;
  const [found] = call.findings;
  assert.equal(found.id, 'unregistered-by-accident');
  assert.equal(found.severity, 'failure');
  assert.equal(found.certainty, 'likely');
  assert.match(
    found.summary,
    /^192\.0\.2\.21:5060 took away 1 contact that other devices had bound \(`Contact: \*`\) in frame 3\. .* as bob@example\.com\. 30 s later .*480/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [2, 3, 5, 7],
  );
  for (const { findings } of [first, second])
    assert.equal(findings.find(({ id }) => id === 'unregistered-by-accident')?.severity, 'warning');
});

test('a device that takes its own registration back at once', () => {
  const scene = new RegisterScene().phone();
  const phone = scene.place('192.0.2.20');
  scene.enrol(phone);
  scene.wait(1_000).enrol(phone, { expires: 0 });
  scene.wait(30_000).refusedCall(404);
  const [own, call] = scene.diagnose().verdicts;
  assert.equal(call.findings[0].id, 'unregistered-by-accident');
  assert.match(call.findings[0].summary, /registered, and took that back 1 s later \(Expires 0\) in frame 3/);
  assert.deepEqual(
    own.findings.map(({ id }) => id),
    [],
  );
});

test('a device that unregistered long ago is told as possible', () => {
  const scene = new RegisterScene().phone();
  const phone = scene.place('192.0.2.20');
  scene.enrol(phone);
  scene.wait(600_000).enrol(phone, { expires: 0 });
  scene.wait(30_000).refusedCall(480);
  const [, call] = scene.diagnose().verdicts;
  assert.equal(call.findings[0].id, 'unregistered-by-accident');
  assert.equal(call.findings.find(({ id }) => id === 'unregistered-by-accident')!.certainty, 'possible');
});

test('a phone that clears what it had itself, and registers anew, is nothing', () => {
  const scene = new RegisterScene().phone();
  const phone = scene.place('192.0.2.20');
  scene.enrol(phone);
  scene.wait(60_000).phone().enrol(phone, { contact: '*', expires: 0 });
  scene.enrol(phone);
  scene.wait(30_000).refusedCall(486);
  assert.equal(scene.diagnose().find('unregistered-by-accident'), undefined);
});

test('a call before the phone unregistered is not failed because of it', () => {
  const scene = new RegisterScene().phone();
  const phone = scene.place('192.0.2.20');
  const registration = scene.inHand;
  scene.enrol(phone);
  scene.wait(30_000).refusedCall(480);
  const last = scene.wait(1_000).request(phone, scene.server, 'REGISTER', {
    call: registration,
    headers: { Contact: '<sip:bob@192.0.2.20:5060>', Expires: '0' },
  });
  scene.respond(last, 200);
  assert.equal(scene.diagnose().find('unregistered-by-accident'), undefined);
});

test('one contact of two is taken away: the other is still reached', () => {
  const scene = new RegisterScene();
  const both = ['sip:bob@192.0.2.20:5060', 'sip:bob@192.0.2.21:5060'];
  scene.phone().enrol(scene.place('192.0.2.20'));
  scene.phone().enrol(scene.place('192.0.2.21'), { granted: both });
  scene.wait(60_000).enrol(scene.place('192.0.2.21'), { expires: 0, granted: [both[0]], grantedExpires: 3000 });
  scene.wait(30_000).refusedCall(480);
  assert.equal(scene.diagnose().find('unregistered-by-accident'), undefined);
});
