import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RegisterScene } from '../../../../test/register-scene.ts';

for (const reason of ['Domain not served', 'Unknown domain', 'Not relaying', 'Not a local domain', 'Wrong realm'])
  test(`a registrar that says so: ${reason}`, () => {
    const scene = new RegisterScene().phone('bob@192.0.2.99');
    scene.enrol(scene.place('192.0.2.20'), { status: 403, reason });
    const diagnosis = scene.diagnose();
    assert.equal(diagnosis.root, 'wrong-domain');
    assert.match(
      diagnosis.find('wrong-domain')!.summary,
      new RegExp(`refused the REGISTER for bob@192\\.0\\.2\\.99 with 403 ${reason}\\. It says so: "${reason}"\\.`),
    );
  });

test('To is of another domain than the Request-URI (RFC 3261 10.3 step 5)', () => {
  const scene = new RegisterScene().phone('bob@example.com');
  const request = scene.request(scene.place('192.0.2.20'), scene.server, 'REGISTER', { uri: 'sip:pbx.example.net' });
  scene.respond(request, 404);
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'wrong-domain');
  assert.match(
    diagnosis.find('wrong-domain')!.summary,
    /The address-of-record is one of example\.com, and the Request-URI asks the registrar of pbx\.example\.net/,
  );
});

test('the same server accepts others under another domain', () => {
  const scene = new RegisterScene().phone('carol@example.com');
  scene.enrol(scene.place('192.0.2.30'));
  scene.phone('bob@198.51.100.1').enrol(scene.place('192.0.2.20'), { status: 404 });
  const { findings } = scene.diagnose().verdicts[1];
  assert.equal(findings[0].id, 'wrong-domain');
  assert.match(
    findings[0].summary,
    /Its domain is 198\.51\.100\.1; in this capture 198\.51\.100\.1:5060 accepts registrations for example\.com/,
  );
});

test('a call for the address of the server, whose user is registered under its name', () => {
  const scene = new RegisterScene().phone();
  scene.enrol(scene.place('192.0.2.20'));
  scene.wait(1_000).refusedCall(404, 'sip:bob@198.51.100.1');
  const { findings } = scene.diagnose().verdicts[1];
  assert.equal(findings[0].id, 'wrong-domain');
  assert.match(findings[0].summary, /bob is registered at the same server as bob@example\.com/);
});

test('a host of the domain may be its registrar, and 403 has many reasons', () => {
  const scene = new RegisterScene().phone('bob@example.com');
  const phone = scene.place('192.0.2.20');
  scene.respond(scene.request(phone, scene.server, 'REGISTER', { uri: 'sip:sip.example.com' }), 404);
  scene.phone('bob@example.com');
  scene.respond(scene.request(phone, scene.server, 'REGISTER', { uri: 'sip:pbx.example.net' }), 403);
  assert.equal(scene.diagnose().find('wrong-domain'), undefined);
});

test('an unknown user of the right domain is none', () => {
  const scene = new RegisterScene().phone('carol@example.com');
  scene.enrol(scene.place('192.0.2.30'));
  scene.phone('nobody@example.com').enrol(scene.place('192.0.2.20'), { status: 404 });
  scene.refusedCall(404, 'sip:dave@example.com');
  assert.equal(scene.diagnose().find('wrong-domain'), undefined);
});

for (const reason of ['Not Found', 'No route to destination', 'Host unreachable', 'User not found in domain'])
  test(`404 ${reason} is none`, () => {
    const scene = new RegisterScene();
    scene.refusedCall(404, 'sip:bob@example.com', reason);
    assert.equal(scene.diagnose().find('wrong-domain'), undefined);
  });
