import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, credentials, DigestScene, idsOf } from '../../../../test/digest-scene.ts';

test('401 is answered in Proxy-Authorization (RFC 3261 22.2)', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.challenge401(scene.register({ 'Proxy-Authorization': credentials('one') }), challenge('two'));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'wrong-credentials-field');
  const found = diagnosis.find('wrong-credentials-field')!;
  assert.equal(found.certainty, 'certain');
  assert.match(
    found.summary,
    /answered the 401 of the registrar .* in Proxy-Authorization instead of Authorization\. It was refused with 401 Unauthorized\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [2, 3, 4],
  );
});

test('407 is answered in Authorization, in a call over TCP', () => {
  const scene = new DigestScene();
  const { phone, server } = scene;
  scene.call();
  const send = (headers = {}) => scene.request(phone, server, 'INVITE', { transport: 'TCP', headers });
  scene.challenge407(send(), challenge('one'));
  scene.challenge407(send({ Authorization: credentials('one', { uri: 'sip:bob@example.com' }) }), challenge('two'));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'wrong-credentials-field');
  assert.match(
    diagnosis.find('wrong-credentials-field')!.summary,
    /answered the 407 .* in Authorization instead of Proxy-Authorization\./,
  );
});

test('a server that looks in both fields is content', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.respond(scene.register({ 'Proxy-Authorization': credentials('one') }), 200);
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});

test('a proxy that forked asks in both fields, and both are answered (RFC 3261 22.3)', () => {
  const scene = new DigestScene();
  scene.call();
  const uri = 'sip:bob@example.com';
  const asked = (a: string, b: string) => ({
    'WWW-Authenticate': challenge(a, { realm: 'a.example.com' }),
    'Proxy-Authenticate': challenge(b, { realm: 'b.example.com' }),
  });
  scene.refuse(scene.invite(), 401, { headers: asked('a1', 'b1') });
  scene.refuse(scene.invite({ 'Proxy-Authorization': credentials('b1', { realm: 'b.example.com', uri }) }), 401, {
    headers: asked('a2', 'b2'),
  });
  assert.equal(scene.diagnose().find('wrong-credentials-field'), undefined);
});
