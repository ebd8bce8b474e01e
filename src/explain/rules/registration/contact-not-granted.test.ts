import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RegisterScene } from '../../../../test/register-scene.ts';

test('a phone that registers again at once does not find its contact in the 200 (RFC 3261 10.2.4)', () => {
  const scene = new RegisterScene().phone();
  for (let i = 0; i < 4; i++) scene.wait(2_000).enrol(scene.place('192.0.2.20'), { granted: [] });
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'contact-not-granted');
  const found = diagnosis.find('contact-not-granted')!;
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /asked to bind sip:bob@192\.0\.2\.20:5060 to bob@example\.com\. The 200 OK .* lists no contact at all/,
  );
  assert.match(found.summary, /registered again 3 times within 20 s each/);
});

test('a contact that was rewritten to the address that the server sees is a note', () => {
  const scene = new RegisterScene().phone();
  scene.enrol(scene.place('203.0.113.7:31000'), {
    contact: 'sip:bob@192.168.1.20:5060',
    granted: ['sip:bob@203.0.113.7:31000'],
  });
  const found = scene.diagnose().find('contact-not-granted')!;
  assert.equal(found.severity, 'note');
  assert.match(found.cause, /put the address 203\.0\.113\.7 that the request came from in place/);
});

test('a contact of somebody unknown is a note, unless the phone takes offence', () => {
  const scene = new RegisterScene().phone();
  const options = { granted: ['sip:gw@198.51.100.1:5060'] };
  for (let i = 0; i < 3; i++) scene.wait(1_000).enrol(scene.place('192.0.2.20'), options);
  const found = scene.diagnose().find('contact-not-granted')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.summary, /lists sip:gw@198\.51\.100\.1:5060 only/);
});

test('a list that names the contact with other parameters is fine', () => {
  const scene = new RegisterScene().phone();
  scene.enrol(scene.place('192.0.2.20'), {
    contact: 'sip:bob@192.0.2.20:5060;transport=udp',
    granted: ['sip:bob@192.0.2.20'],
  });
  assert.deepEqual(scene.diagnose().ids(), []);
});

test('to unregister, and to ask only, grants nothing', () => {
  const scene = new RegisterScene().phone();
  scene.enrol(scene.place('192.0.2.20'), { expires: 0 });
  scene.phone().enrol(scene.place('192.0.2.20'), { headers: { Contact: undefined }, granted: [] });
  assert.equal(scene.diagnose().find('contact-not-granted'), undefined);
});

test('a 200 without any contact, to a phone that is content, is nothing', () => {
  const scene = new RegisterScene().phone();
  scene.enrol(scene.place('192.0.2.20'), { granted: [] });
  scene.wait(1_800_000).enrol(scene.place('192.0.2.20'), { granted: [] });
  assert.equal(scene.diagnose().find('contact-not-granted'), undefined);
});

for (const [status, follows] of [
  [404, 'user-not-found'],
  [480, 'user-unavailable'],
] as const)
  test(`a registrar that lists no contact, and then answers a call with ${status}, has not kept it`, () => {
    const scene = new RegisterScene().phone();
    scene.enrol(scene.place('192.0.2.20'), { granted: [] });
    scene.wait(30_000).refusedCall(status);
    const [registration, call] = scene.diagnose().verdicts;
    assert.deepEqual(registration.findings, []);
    const [found] = call.findings;
    assert.deepEqual([found.id, found.severity, found.certainty], ['contact-not-granted', 'failure', 'likely']);
    assert.match(found.summary, /^bob@example\.com registered sip:bob@192\.0\.2\.20:5060 from .* 30 s before\. /);
    assert.match(found.summary, /The registrar answered 200 and listed no contact at all \(frame 2\)\. Then /);
    assert.match(found.summary, /answered the INVITE for that user with \d+ .*: it has not kept the contact\.$/);
    assert.equal(call.findings.find(({ id }) => id === follows)!.becauseOf, 'contact-not-granted');
    assert.deepEqual(
      found.evidence.map(({ frame }) => frame),
      [1, 2, 3, 5],
    );
  });

for (const [name, refuse] of [
  [
    'a registrar that lists the contact, and does not find the user',
    (scene: RegisterScene) => {
      scene.enrol(scene.place('192.0.2.20'));
      scene.wait(30_000).refusedCall(480);
    },
  ],
  [
    'a registrar that lists none, and passes the call on to the phone, which says 480',
    (scene: RegisterScene) => {
      const phone = scene.place('192.0.2.20');
      scene.enrol(phone, { granted: [] });
      scene.wait(30_000).call('sip:alice@example.com', 'sip:bob@example.com');
      const invite = scene.request(scene.caller, scene.server, 'INVITE');
      const inner = scene.request(scene.server, phone, 'INVITE', { via: invite, uri: 'sip:bob@192.0.2.20' });
      const refusal = scene.respond(inner, 480);
      scene.ack(inner, refusal);
      scene.ack(invite, scene.passOn(refusal, scene.server, scene.caller));
    },
  ],
  [
    'a registrar that lists none, and refuses the call for the caller',
    (scene: RegisterScene) => {
      scene.enrol(scene.place('192.0.2.20'), { granted: [] });
      scene.wait(30_000).refusedCall(403);
    },
  ],
  [
    'a phone that took its contact away',
    (scene: RegisterScene) => {
      scene.enrol(scene.place('192.0.2.20'));
      scene.wait(30_000).enrol(scene.place('192.0.2.20'), { expires: 0 });
      scene.wait(30_000).refusedCall(480);
    },
  ],
] as const)
  test(`${name}: the contact was not lost`, () => {
    const scene = new RegisterScene().phone();
    refuse(scene);
    assert.equal(scene.diagnose().find('contact-not-granted'), undefined);
  });

test('a registrar that never lists contacts, and a registration that ran out before the call', () => {
  const scene = new RegisterScene().phone();
  scene.enrol(scene.place('192.0.2.20'), { expires: 60, granted: [] });
  scene.wait(90_000).refusedCall(480);
  const [, call] = scene.diagnose().verdicts;
  assert.equal(call.findings[0].id, 'registration-expired');
});
