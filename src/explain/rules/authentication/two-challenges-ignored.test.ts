import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, credentials, DigestScene, idsOf } from '../../../../test/digest-scene.ts';

const sha256 = { algorithm: '=SHA-256' };

test('two challenges in one 401, and no answer (as baresip 1.0.0 does)', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one', sha256), challenge('one'));
  scene.wait(60_000);
  scene.challenge401(scene.register(), challenge('two', sha256), challenge('two'));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'two-challenges-ignored');
  const found = diagnosis.find('two-challenges-ignored')!;
  assert.match(
    found.summary,
    /sent 2 challenges in one 401 \(SHA-256 and MD5\), and the client .* answered none of them\. It sent the REGISTER once more/,
  );
  assert.equal(diagnosis.find('no-credentials'), undefined);
});

test('two challenges in one header line count as two, also through a proxy', () => {
  const scene = new DigestScene();
  const { phone, proxy, server } = scene;
  scene.call();
  const outer = scene.request(phone, proxy, 'INVITE');
  const inner = scene.request(proxy, server, 'INVITE', { via: outer });
  const both = `${challenge('one')}, ${challenge('one', sha256)}`;
  const refusal = scene.respond(inner, 407, { headers: { 'Proxy-Authenticate': both } });
  scene.ack(inner, refusal);
  scene.ack(outer, scene.passOn(refusal, proxy, phone));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'two-challenges-ignored');
  const found = diagnosis.find('two-challenges-ignored')!;
  assert.equal(found.certainty, 'possible');
  assert.match(found.summary, /^The proxy \(198\.51\.100\.1:5060\) .* Nothing follows it: the capture ends there\.$/);
});

test('two challenges of which one is answered are nothing (RFC 8760 2.4)', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one', sha256), challenge('one'));
  scene.respond(scene.answer(credentials('one')), 200);
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});

test('one challenge is none of it', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.challenge401(scene.register(), challenge('two'));
  assert.equal(scene.diagnose().find('two-challenges-ignored'), undefined);
});
