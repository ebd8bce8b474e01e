import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idsOf } from '../../../../test/digest-scene.ts';
import { identity, SignedScene, token } from '../../../../test/signed-scene.ts';

test('428 to a call that nobody signed (RFC 8224 6.2.2)', () => {
  const scene = new SignedScene();
  scene.refuse(scene.signed(undefined, { headers: { Identity: undefined } }), 428, 'Use Identity Header');
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'identity-required');
  const found = diagnosis.find('identity-required')!;
  assert.equal(found.certainty, 'certain');
  assert.match(
    found.summary,
    /^The server \(198\.51\.100\.1:5060\) refused the INVITE with 428 Use Identity Header: it has to be signed\. The request carries no Identity\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 2],
  );
});

test('a proxy drops the Identity', () => {
  const scene = new SignedScene();
  const { caller, proxy, verifier } = scene;
  const outer = scene.request(caller, proxy, 'INVITE', { headers: { Identity: identity(token(scene.now)) } });
  const inner = scene.request(proxy, verifier, 'INVITE', { via: outer, headers: { Identity: undefined } });
  const refusal = scene.refuse(inner, 428, 'Use Identity Header');
  scene.ack(outer, scene.passOn(refusal, proxy, caller));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'identity-required');
  const found = diagnosis.find('identity-required')!;
  assert.match(found.summary, /it had one in frame 1: 203\.0\.113\.5:5060 sent it on without\.$/);
  assert.match(found.fix[0], /^On 203\.0\.113\.5:5060, let every Identity/);
});

test('only a type that the verifier does not know', () => {
  const scene = new SignedScene();
  const div = identity(token(scene.now, { header: { ppt: 'div' } }), ';info=<https://cert.example.net/a>;ppt=div');
  scene.refuse(scene.signed(div), 428, 'Use Supported PASSporT Format');
  const found = scene.diagnose().find('identity-required')!;
  assert.match(found.summary, /carries 1 Identity header field of the type div, which the verifier cannot use\.$/);
  assert.match(found.cause, /Only the token of the forwarding/);
});

test('a call that goes on, with the verdict in Reason, is a note (RFC 9410)', () => {
  const scene = new SignedScene();
  const headers = { Reason: 'STIR;cause=428;text="Use Identity Header"' };
  scene.goOn(scene.signed(undefined, { headers: { Identity: undefined } }), headers);
  const diagnosis = scene.diagnose();
  assert.deepEqual(idsOf(diagnosis, 'identity'), ['identity-required']);
  assert.equal(diagnosis.find('identity-required')!.severity, 'note');
});

test('a call that is signed at the second try is a note', () => {
  const scene = new SignedScene();
  scene.refuse(scene.signed(undefined, { headers: { Identity: undefined } }), 428, 'Use Identity Header');
  scene.goOn(scene.signed());
  assert.equal(scene.diagnose().find('identity-required')!.severity, 'note');
});

test('a signed call that is refused for something else is none of it', () => {
  const scene = new SignedScene();
  scene.refuse(scene.signed(), 486, 'Busy Here');
  assert.deepEqual(idsOf(scene.diagnose(), 'identity'), []);
});
