import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RegisterScene } from '../../../../test/register-scene.ts';

for (const [status, reason, answer] of [
  [503, 'Too many registered contacts', {}],
  [403, 'Forbidden', { Warning: '399 pbx "Maximum contacts reached"' }],
  [403, 'Registration limit exceeded', {}],
] as const)
  test(`a registrar that says so: ${status} ${reason}`, () => {
    const scene = new RegisterScene().phone();
    scene.enrol(scene.place('192.0.2.20'), { status, reason, answer });
    const diagnosis = scene.diagnose();
    assert.equal(diagnosis.root, 'registration-limit');
    const found = diagnosis.find('registration-limit')!;
    assert.equal(found.certainty, 'certain');
    assert.match(found.summary, /198\.51\.100\.1:5060\) refused the REGISTER of bob@example\.com with /);
  });

test('a 200 that lists the other devices and not the new one (RFC 3261 10.3 step 8)', () => {
  const scene = new RegisterScene();
  const contacts = ['192.0.2.20', '192.0.2.21'].map((address) => {
    scene.phone().enrol(scene.place(address), { granted: [`sip:bob@${address}:5060`] });
    return `sip:bob@${address}:5060`;
  });
  scene.phone().enrol(scene.place('192.0.2.22'), { granted: contacts });
  const diagnosis = scene.diagnose();
  const [last] = diagnosis.verdicts.slice(-1);
  assert.equal(last.findings[0].id, 'registration-limit');
  assert.match(
    last.findings[0].summary,
    /asked to be bound to bob@example\.com with sip:bob@192\.0\.2\.22:5060\. The 200 OK lists 2 contacts of other devices \(sip:bob@192\.0\.2\.20:5060 and sip:bob@192\.0\.2\.21:5060\)/,
  );
  assert.equal(diagnosis.find('contact-not-granted'), undefined);
});

test('several devices that are all listed are fine', () => {
  const scene = new RegisterScene();
  scene.phone().enrol(scene.place('192.0.2.20'));
  scene.phone().enrol(scene.place('192.0.2.21'), { granted: ['sip:bob@192.0.2.20:5060', 'sip:bob@192.0.2.21:5060'] });
  assert.deepEqual(
    scene.diagnose().verdicts.flatMap(({ findings }) => findings),
    [],
  );
});

for (const reason of ['Forbidden', 'Registration rate limit exceeded', 'Maximum calls reached'])
  test(`403 ${reason} is none`, () => {
    const scene = new RegisterScene().phone();
    scene.enrol(scene.place('192.0.2.20'), { status: 403, reason });
    assert.equal(scene.diagnose().find('registration-limit'), undefined);
  });

test('a challenge whose realm speaks of contacts is none', () => {
  const scene = new RegisterScene().phone();
  scene.enrol(scene.place('192.0.2.20'), {
    status: 401,
    answer: { 'WWW-Authenticate': 'Digest realm="max contacts", nonce="1"' },
  });
  assert.equal(scene.diagnose().find('registration-limit'), undefined);
});
