import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, credentials, DigestScene, idsOf } from '../../../../test/digest-scene.ts';
import { Scene } from '../../../../test/scene.ts';

test('a challenge that is never answered, though the capture goes on (RFC 3261 22.2)', () => {
  const scene = new DigestScene();
  scene.call();
  scene.challenge407(scene.invite(), challenge('one'));
  const diagnosis = scene.wait(8_000).elsewhere().diagnose();
  assert.equal(diagnosis.root, 'no-credentials');
  const found = diagnosis.find('no-credentials')!;
  assert.equal(found.certainty, 'likely');
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /^The proxy \(198\.51\.100\.1:5060\) asked for credentials for the realm "example\.com" \(407\), and the caller alice@example\.com \(192\.0\.2\.10:5060, phone 1\.0\) gave none\. The capture goes on for 8 s without an answer\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 2],
  );
});

test('the same request again without credentials makes it certain', () => {
  const scene = new DigestScene();
  for (const nonce of ['one', 'two', 'three']) scene.wait(30_000).challenge401(scene.register(), challenge(nonce));
  const found = scene.diagnose().find('no-credentials')!;
  assert.equal(found.certainty, 'certain');
  assert.match(found.summary, /It sent the REGISTER twice more, without credentials for it\.$/);
});

test('a 401 without a challenge leaves nothing to answer', () => {
  const scene = new DigestScene();
  scene.respond(scene.register(), 401);
  scene.wait(5_000);
  scene.respond(scene.register(), 401);
  const found = scene.diagnose().find('no-credentials')!;
  assert.match(found.cause, /The 401 has no WWW-Authenticate that can be read/);
});

test('a challenge in the field of the other code is not found by the client', () => {
  const scene = new DigestScene();
  scene.respond(scene.register(), 401, { headers: { 'Proxy-Authenticate': challenge('one') } });
  scene.wait(5_000);
  scene.respond(scene.register(), 401, { headers: { 'Proxy-Authenticate': challenge('two') } });
  assert.match(scene.diagnose().find('no-credentials')!.cause, /carries its challenge in Proxy-Authenticate/);
});

test('a second server on the way asks for a realm that the client has no password for', () => {
  const scene = new DigestScene();
  scene.call();
  scene.challenge407(scene.invite(), challenge('one'));
  const forProxy = { 'Proxy-Authorization': credentials('one', { uri: 'sip:bob@example.com' }) };
  scene.refuse(scene.invite(forProxy), 401, { headers: { 'WWW-Authenticate': challenge('two', { realm: 'pbx' }) } });
  const diagnosis = scene.wait(5_000).elsewhere().diagnose();
  assert.equal(diagnosis.root, 'no-credentials');
  assert.match(
    diagnosis.find('no-credentials')!.summary,
    /for the realm "pbx" \(401\).* It had sent credentials for the realm "example\.com" only\./,
  );
});

test('a new nonce that is offered with stale=true and not used', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.answer(credentials('old')), challenge('one', { stale: '=true' }));
  scene.wait(60_000);
  const diagnosis = scene.elsewhere().diagnose();
  assert.match(diagnosis.find('no-credentials')!.summary, /gave none with the new nonce/);
});

test('a text that was pasted has neither times nor addresses', () => {
  const scene = new Scene();
  const nowhere = { address: '', port: 0 };
  scene.time = Number.NaN;
  scene.call();
  const invite = scene.request(nowhere, nowhere, 'INVITE');
  scene.ack(invite, scene.respond(invite, 407, { headers: { 'Proxy-Authenticate': challenge('one') } }));
  const found = scene.diagnose().find('no-credentials')!;
  assert.equal(found.certainty, 'possible');
  assert.match(found.summary, /^The proxy asked for credentials .*, and the caller alice@example\.com gave none\./);
});

test('a capture that ends right behind the challenge, and holds other calls, does not tell', () => {
  const scene = new DigestScene();
  scene.elsewhere();
  scene.call();
  scene.challenge407(scene.invite(), challenge('one'));
  assert.equal(scene.diagnose().find('no-credentials'), undefined);
});

test('a phone that registered before has credentials, and its answer lies behind the end', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.respond(scene.answer(credentials('one')), 200);
  scene.wait(1_800_000);
  scene.challenge401(scene.register(), challenge('two'));
  assert.equal(scene.diagnose().find('no-credentials'), undefined);
});

test('an answer under another Call-ID is one', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.call('sip:alice@example.com', 'sip:alice@example.com');
  scene.respond(
    scene.request(scene.phone, scene.server, 'REGISTER', { headers: { Authorization: credentials('one') } }),
    200,
  );
  assert.equal(scene.wait(5_000).elsewhere().diagnose().find('no-credentials'), undefined);
});

for (const [name, method, agent] of [
  ['OPTIONS that only looks whether somebody is there', 'OPTIONS', 'pbx'],
  ['a scanner', 'INVITE', 'friendly-scanner'],
] as const)
  test(`${name} does not mean to answer`, () => {
    const scene = new DigestScene();
    scene.call();
    const request = scene.request(scene.phone, scene.server, method, { headers: { 'User-Agent': agent } });
    scene.respond(request, 401, { headers: { 'WWW-Authenticate': challenge('one') } });
    assert.equal(scene.wait(5_000).elsewhere().diagnose().find('no-credentials'), undefined);
  });

test('two requests at the same time are answered one after the other', () => {
  const scene = new DigestScene();
  scene.call();
  const send = (headers = {}) => scene.request(scene.phone, scene.server, 'MESSAGE', { headers });
  const [first, second] = [send(), send()];
  scene.challenge401(first, challenge('one'));
  scene.challenge401(second, challenge('two'));
  const uri = 'sip:bob@example.com';
  scene.respond(send({ Authorization: credentials('one', { uri }) }), 200);
  scene.respond(send({ Authorization: credentials('two', { uri }) }), 200);
  assert.deepEqual(idsOf(scene.wait(5_000).elsewhere().diagnose(), 'authentication'), []);
});
