import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idsOf } from '../../../../test/digest-scene.ts';
import { identity, SignedScene, token } from '../../../../test/signed-scene.ts';

test('403 Stale Date: how old the signature is (RFC 8224 6.2.2)', () => {
  const scene = new SignedScene();
  scene.refuse(scene.signed(identity(token(scene.now - 300))), 403, 'Stale Date');
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'identity-stale');
  const found = diagnosis.find('identity-stale')!;
  assert.equal(found.certainty, 'certain');
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /^The server .* refused the INVITE with 403 Stale Date\. By its times, iat is 5 min older than Date and iat is 5 min older than the time of the capture\.$/,
  );
});

test('a fresh request is refused as stale: the clock of the verifier', () => {
  const scene = new SignedScene();
  scene.refuse(scene.signed(), 403, 'Stale Date');
  assert.match(scene.diagnose().find('identity-stale')!.summary, /the clock of the verifier is to be looked at\.$/);
});

test('a retry through a proxy with the Identity of the first INVITE, refused with 438', () => {
  const scene = new SignedScene();
  const { caller, proxy, verifier } = scene;
  const value = identity(token(scene.now));
  const send = () => {
    const outer = scene.request(caller, proxy, 'INVITE', { headers: { Identity: value } });
    return [outer, scene.request(proxy, verifier, 'INVITE', { via: outer })] as const;
  };
  const [first, behind] = send();
  const busy = scene.refuse(behind, 503, 'Service Unavailable');
  scene.ack(first, scene.passOn(busy, proxy, caller));
  scene.wait(90_000);
  const [outer, inner] = send();
  const refusal = scene.refuse(inner, 438, 'Invalid Identity Header');
  scene.ack(outer, scene.passOn(refusal, proxy, caller));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'identity-stale');
  const found = diagnosis.find('identity-stale')!;
  assert.equal(found.certainty, 'likely');
  assert.match(found.summary, /By its times, iat is 90 s older than the time of the capture\.$/);
});

test('iat and Date that disagree will be refused somewhere: a warning', () => {
  const scene = new SignedScene();
  scene.goOn(scene.signed(identity(token(scene.now - 3_600))));
  const found = scene.diagnose().find('identity-stale')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.summary, /iat is 60 min older than Date/);
});

test('iat and Date that agree, and are far from the time of the capture, are a note', () => {
  const scene = new SignedScene();
  const old = scene.now - 86_400;
  const headers = { Date: new Date(old * 1000).toUTCString() };
  scene.goOn(scene.signed(identity(token(old)), { headers }));
  const found = scene.diagnose().find('identity-stale')!;
  assert.equal(found.severity, 'note');
  assert.equal(found.certainty, 'possible');
});

test('a fresh signature, one without times, and a 403 for another reason are none of it', () => {
  const healthy = new SignedScene();
  healthy.goOn(healthy.signed());
  assert.deepEqual(idsOf(healthy.diagnose(), 'identity'), []);

  const pasted = new SignedScene();
  const now = pasted.now;
  pasted.time = Number.NaN;
  const invite = pasted.request(pasted.caller, pasted.verifier, 'INVITE', {
    headers: { Identity: identity(token(now)) },
  });
  pasted.ack(invite, pasted.respond(invite, 200));
  assert.deepEqual(idsOf(pasted.diagnose(), 'identity'), []);

  const forbidden = new SignedScene();
  forbidden.refuse(forbidden.signed(), 403, 'Forbidden');
  assert.equal(forbidden.diagnose().find('identity-stale'), undefined);
});
