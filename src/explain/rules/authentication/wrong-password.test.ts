import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, counted, credentials, DigestScene, idsOf } from '../../../../test/digest-scene.ts';

/** A REGISTER with credentials, refused by a new challenge. */
function refusedTwice(nonce: string, second: string): DigestScene {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.challenge401(scene.answer(credentials(nonce)), second);
  return scene;
}

test('credentials that answer the challenge are refused: the password is wrong (RFC 3261 22.2)', () => {
  const diagnosis = refusedTwice('one', challenge('two')).diagnose();
  assert.equal(diagnosis.root, 'wrong-password');
  const found = diagnosis.find('wrong-password')!;
  assert.match(
    found.summary,
    /^The registrar \(198\.51\.100\.1:5060\) refused the credentials of "alice" for the realm "example.com": they/,
  );
  assert.equal(found.severity, 'failure');
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [2, 3, 4],
  );
});

test('a call that is refused after 407 too', () => {
  const scene = new DigestScene();
  scene.call();
  scene.challenge407(scene.invite(), challenge('one'));
  scene.challenge407(
    scene.invite({ 'Proxy-Authorization': credentials('one', { uri: 'sip:bob@example.com' }) }),
    challenge('two'),
  );
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'wrong-password');
  assert.match(diagnosis.find('wrong-password')!.summary, /^The proxy \(198\.51\.100\.1:5060\) /);
});

test('each try counts once, also where the capture shows both sides of a proxy', () => {
  const scene = new DigestScene();
  const { proxy, server } = scene;
  const through = (authorization: string | undefined, nonce: string) => {
    const outer = scene.register({ Authorization: authorization }, proxy);
    const inner = scene.request(proxy, server, 'REGISTER', { via: outer });
    const refusal = scene.challenge401(inner, challenge(nonce));
    scene.passOn(refusal, proxy, scene.phone);
  };
  through(undefined, 'one');
  through(credentials('one'), 'two');
  through(credentials('two'), 'three');
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'wrong-password');
  assert.match(diagnosis.find('wrong-password')!.summary, /^The registrar \(198\.51\.100\.1:5060\) .* twice/);
});

test('403 that blames the password makes it certain, though the form is odd', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.respond(scene.answer(credentials('one', { uri: 'sip:192.0.2.10', nc: '00000001' })), 403, {
    reason: 'Wrong password',
  });
  const found = scene.diagnose().find('wrong-password')!;
  assert.equal(found.certainty, 'certain');
  assert.match(found.summary, /: it said "403 Wrong password"\.$/);
});

test('a plain 403 of FreeSWITCH is what it says to a wrong password, and elsewhere is not', () => {
  const refusedBy = (server: string) => {
    const scene = new DigestScene();
    scene.challenge401(scene.register(), challenge('one'));
    scene.respond(scene.answer(credentials('one')), 403, { headers: { Server: server } });
    return scene.diagnose();
  };
  assert.equal(refusedBy('FreeSWITCH-mod_sofia/1.10').root, 'wrong-password');
  assert.equal(refusedBy('registrar 1').find('wrong-password'), undefined);
});

for (const [name, scene] of [
  ['a stale nonce', refusedTwice('one', challenge('two', { stale: '=true' }))],
  ['a nonce that is blamed in words', refusedInWords('nonce has changed')],
  ['credentials for another nonce than that of the challenge', refusedTwice('zero', challenge('two'))],
  ['the challenge of another server on the way', refusedTwice('one', challenge('two', { realm: 'other.example' }))],
  ['a password that is right the next time', mended()],
  ['a nonce whose count was used before', reused()],
] as const)
  test(`${name} is no wrong password`, () => {
    assert.notEqual(scene.diagnose().root, 'wrong-password');
  });

function refusedInWords(reason: string): DigestScene {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  const headers = { 'WWW-Authenticate': challenge('two') };
  scene.respond(scene.answer(credentials('one')), 401, { reason, headers });
  return scene;
}

function mended(): DigestScene {
  const scene = refusedTwice('one', challenge('two'));
  scene.respond(scene.answer(credentials('two')), 200);
  return scene;
}

function reused(): DigestScene {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one', { qop: 'auth' }));
  scene.respond(scene.answer(counted('one', 1)), 200);
  scene.challenge401(scene.answer(counted('one', 1)), challenge('one', { qop: 'auth' }));
  scene.challenge401(scene.answer(counted('one', 1)), challenge('two', { qop: 'auth' }));
  return scene;
}

test('a challenge that is answered well is nothing', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.respond(scene.answer(credentials('one')), 200);
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});
