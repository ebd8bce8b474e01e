import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identity, SignedScene, token } from '../../../../test/signed-scene.ts';

test('437: the certificate is not taken (RFC 8224 6.2.2)', () => {
  const scene = new SignedScene();
  scene.refuse(scene.signed(), 437, 'Unsupported Credential', { Warning: '399 vs "issuer not on the list"' });
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'identity-credential-unsupported');
  const found = diagnosis.find('identity-credential-unsupported')!;
  assert.match(
    found.summary,
    /with 437 Unsupported Credential: it does not take the certificate of https:\/\/cert\.example\.net\/shaken\.crt\. Its Warning is 399: "issuer not on the list"\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 2],
  );
});

test('an algorithm that verifiers need not know, over TCP and through a proxy', () => {
  const scene = new SignedScene();
  const { caller, proxy, verifier } = scene;
  const value = identity(
    token(scene.now, { header: { alg: 'RS256' } }),
    ';info=<https://cert.example.net/a>;alg=RS256;ppt=shaken',
  );
  const outer = scene.request(caller, proxy, 'INVITE', { transport: 'TCP', headers: { Identity: value } });
  const inner = scene.request(proxy, verifier, 'INVITE', { via: outer });
  const refusal = scene.refuse(inner, 437, 'Unsupported Credential');
  scene.ack(outer, scene.passOn(refusal, proxy, caller));
  assert.match(
    scene.diagnose().find('identity-credential-unsupported')!.cause,
    /made with RS256\. Verifiers have to know ES256/,
  );
});

test('a call that is accepted is none of it', () => {
  const scene = new SignedScene();
  scene.goOn(scene.signed());
  assert.equal(scene.diagnose().find('identity-credential-unsupported'), undefined);
});
