import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, credentials, DigestScene, idsOf } from '../../../../test/digest-scene.ts';

test('credentials for a realm that the challenge does not name (RFC 3261 22.1)', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.challenge401(scene.answer(credentials('one', { realm: 'asterisk' })), challenge('two'));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'wrong-realm');
  const found = diagnosis.find('wrong-realm')!;
  assert.equal(found.certainty, 'certain');
  assert.match(
    found.summary,
    /asked for credentials for the realm "example\.com", and the client \(192\.0\.2\.10:5060, phone 1\.0\) answered for the realm "asterisk"\. That was refused with 401 Unauthorized\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [2, 3, 4],
  );
});

test('a proxy between the two changes nothing', () => {
  const scene = new DigestScene();
  const { phone, proxy, server } = scene;
  scene.call();
  const through = (authorization: string | undefined, nonce: string) => {
    const headers = { 'Proxy-Authorization': authorization };
    const outer = scene.request(phone, proxy, 'INVITE', { headers });
    const inner = scene.request(proxy, server, 'INVITE', { via: outer });
    const refusal = scene.respond(inner, 407, { headers: { 'Proxy-Authenticate': challenge(nonce) } });
    scene.ack(inner, refusal);
    scene.ack(outer, scene.passOn(refusal, proxy, phone));
  };
  through(undefined, 'one');
  through(credentials('one', { realm: 'sip.example.com', uri: 'sip:bob@example.com' }), 'two');
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'wrong-realm');
  assert.match(
    diagnosis.find('wrong-realm')!.summary,
    /^The proxy \(198\.51\.100\.1:5060\) .* answered for the realm "sip\.example\.com"/,
  );
});

test('a challenge of the domain of others that stays unanswered: the client may have no password there', () => {
  const scene = new DigestScene();
  scene.call();
  scene.challenge407(scene.invite(), challenge('one', { realm: 'carrier.example.net' }));
  const diagnosis = scene.wait(5_000).elsewhere().diagnose();
  assert.equal(diagnosis.root, 'wrong-realm');
  const found = diagnosis.find('wrong-realm')!;
  assert.equal(found.certainty, 'possible');
  assert.match(
    found.summary,
    /sent the INVITE to the domain "example\.com", and the proxy .* for the realm "carrier\.example\.net"\. The client gave none\. The capture goes on for 5 s without an answer\.$/,
  );
});

for (const [name, realm] of [
  ['a realm that is no domain', 'asterisk'],
  ['a realm within the domain that was called', 'sip.example.com'],
] as const)
  test(`${name} is no strange realm`, () => {
    const scene = new DigestScene();
    scene.call();
    scene.challenge407(scene.invite(), challenge('one', { realm }));
    const diagnosis = scene.wait(5_000).elsewhere().diagnose();
    assert.equal(diagnosis.find('wrong-realm'), undefined);
    assert.equal(diagnosis.root, 'no-credentials');
  });

test('credentials for a proxy that stay in the request are no answer to the server behind it', () => {
  const scene = new DigestScene();
  scene.call();
  const forProxy = credentials('one', { uri: 'sip:bob@example.com' });
  const forServer = credentials('two', { realm: 'pbx.example.org', uri: 'sip:bob@example.com' });
  scene.challenge407(scene.invite(), challenge('one'));
  scene.refuse(scene.invite({ 'Proxy-Authorization': forProxy }), 401, {
    headers: { 'WWW-Authenticate': challenge('two', { realm: 'pbx.example.org' }) },
  });
  const both = { 'Proxy-Authorization': forProxy, Authorization: forServer };
  scene.refuse(scene.invite(both), 401, {
    headers: { 'WWW-Authenticate': challenge('three', { realm: 'pbx.example.org' }) },
  });
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.find('wrong-realm'), undefined);
  assert.equal(diagnosis.root, 'wrong-password');
  assert.match(diagnosis.find('wrong-password')!.summary, /for the realm "pbx\.example\.org" once/);
});

test('a realm that is accepted is right, whatever it is called', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one', { realm: 'other.example.net' }));
  scene.respond(scene.answer(credentials('one', { realm: 'other.example.net' })), 200);
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});
