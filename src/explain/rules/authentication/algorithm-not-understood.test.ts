import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, credentials, DigestScene, idsOf } from '../../../../test/digest-scene.ts';

const sha256 = { algorithm: '=SHA-256' };

test('SHA-256 alone is never answered (RFC 7616 3.3: a challenge that is not understood is ignored)', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one', sha256));
  scene.wait(30_000);
  scene.challenge401(scene.register(), challenge('two', sha256));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'algorithm-not-understood');
  const found = diagnosis.find('algorithm-not-understood')!;
  assert.match(
    found.summary,
    /asked the client \(192\.0\.2\.10:5060, phone 1\.0\) for credentials by SHA-256 only, and the client gave none\. It sent the REGISTER once more, without credentials for it\.$/,
  );
  assert.equal(found.certainty, 'likely');
  assert.equal(diagnosis.find('no-credentials'), undefined);
});

test('a call that was asked by two strong algorithms, and a capture that goes on', () => {
  const scene = new DigestScene();
  scene.call();
  scene.challenge407(scene.invite(), challenge('one', sha256), challenge('one', { algorithm: '=SHA-512-256' }));
  const found = scene.wait(4_000).elsewhere().diagnose().find('algorithm-not-understood')!;
  assert.match(found.summary, /by SHA-256 and SHA-512-256 only/);
});

test('SHA-256 is answered with MD5', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one', sha256));
  scene.challenge401(scene.answer(credentials('one', { algorithm: undefined })), challenge('two', sha256));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'algorithm-not-understood');
  const found = diagnosis.find('algorithm-not-understood')!;
  assert.equal(found.certainty, 'certain');
  assert.match(
    found.summary,
    /asked for a response made with SHA-256, and the client .* sent one made with MD5\. That was refused with 401 Unauthorized\.$/,
  );
});

test('SHA-256 that is answered is nothing, whatever case it is written in', () => {
  const scene = new DigestScene();
  const response = '0123456789abcdef'.repeat(4);
  scene.challenge401(scene.register(), challenge('one', sha256));
  scene.respond(scene.answer(credentials('one', { algorithm: '=sha-256', response })), 200);
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});

test('MD5 that is left out is MD5 (RFC 7616 3.3)', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one', { algorithm: undefined }));
  scene.challenge401(scene.answer(credentials('one')), challenge('two'));
  assert.equal(scene.diagnose().root, 'wrong-password');
});

test('of several with one nonce the one with the algorithm of the answer counts', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one', sha256), challenge('one'));
  scene.challenge401(scene.answer(credentials('one')), challenge('two', sha256), challenge('two'));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.find('algorithm-not-understood'), undefined);
  assert.equal(diagnosis.root, 'wrong-password');
});
