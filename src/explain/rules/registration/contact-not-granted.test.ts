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
