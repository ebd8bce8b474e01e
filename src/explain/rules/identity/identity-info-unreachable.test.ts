import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identity, INFO, SignedScene, token } from '../../../../test/signed-scene.ts';

test('436: the certificate could not be fetched, and it took its time (RFC 8224 6.2.2)', () => {
  const scene = new SignedScene();
  const invite = scene.signed();
  scene.wait(4_000);
  scene.refuse(invite, 436, 'Bad Identity Info');
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'identity-info-unreachable');
  const found = diagnosis.find('identity-info-unreachable')!;
  assert.match(
    found.summary,
    /answered the INVITE with 436 Bad Identity Info: it could not fetch the certificate from https:\/\/cert\.example\.net\/shaken\.crt\. It took 4 s to say so/,
  );
});

test('through a proxy, with a URL that nobody outside can reach', () => {
  const scene = new SignedScene();
  const { caller, proxy, verifier } = scene;
  const value = identity(token(scene.now), ';info=<http://10.0.0.7:8080/a.crt>');
  const outer = scene.request(caller, proxy, 'INVITE', { headers: { Identity: value } });
  const inner = scene.request(proxy, verifier, 'INVITE', { via: outer });
  const refusal = scene.refuse(inner, 436, 'Bad Identity Info');
  scene.ack(outer, scene.passOn(refusal, proxy, caller));
  const found = scene.diagnose().find('identity-info-unreachable')!;
  assert.match(found.summary, /^The server \(198\.51\.100\.1:5060\)/);
  for (const fault of [
    /of the scheme http,/,
    /10\.0\.0\.7 is an address inside a private network/,
    /the port 8080/,
    /x5u in the token is another URL/,
  ])
    assert.match(found.cause, fault);
});

test('a URL without fault leaves the general cause, and a missing one is named', () => {
  const cause = (value: string) => {
    const scene = new SignedScene();
    scene.refuse(scene.signed(value), 436, 'Bad Identity Info');
    return scene.diagnose().find('identity-info-unreachable')!.cause;
  };
  const passport = token(1_767_603_600);
  assert.match(cause(identity(passport, `;info=<${INFO}>`)), /^The URL is wrong or its server down/);
  assert.match(cause(identity(passport, ';ppt=shaken')), /the parameter info, which names the certificate, is missing/);
});

test('a call that goes on with the verdict in Reason is a note; other codes are none', () => {
  const scene = new SignedScene();
  scene.goOn(scene.signed(), { Reason: 'STIR;cause=436' });
  assert.equal(scene.diagnose().find('identity-info-unreachable')!.severity, 'note');
  const other = new SignedScene();
  other.refuse(other.signed(), 438, 'Invalid Identity Header');
  assert.equal(other.diagnose().find('identity-info-unreachable'), undefined);
});
