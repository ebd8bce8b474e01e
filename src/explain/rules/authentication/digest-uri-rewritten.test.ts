import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, credentials, DigestScene } from '../../../../test/digest-scene.ts';

const signed = 'sip:bob@example.com';

/** An INVITE that a proxy sends on with another Request-URI. */
function rewritten(uri: string, status: number): DigestScene {
  const scene = new DigestScene();
  const { phone, proxy, server } = scene;
  scene.call();
  const through = (authorization: string | undefined, code: number, headers = {}) => {
    const outer = scene.request(phone, proxy, 'INVITE', { headers: { 'Proxy-Authorization': authorization } });
    const inner = scene.request(proxy, server, 'INVITE', { via: outer, uri });
    const response = scene.respond(inner, code, { headers });
    if (code >= 300) scene.ack(inner, response);
    const passed = scene.passOn(response, proxy, phone);
    scene.ack(outer, passed);
  };
  through(undefined, 407, { 'Proxy-Authenticate': challenge('one') });
  const again = status === 407 ? { 'Proxy-Authenticate': challenge('two') } : {};
  through(credentials('one', { uri: signed }), status, again);
  return scene;
}

test('a proxy rewrites the Request-URI before the server checks it (RFC 3261 22.4)', () => {
  const diagnosis = rewritten('sip:bob@10.0.0.7:5062', 407).diagnose();
  assert.equal(diagnosis.root, 'digest-uri-rewritten');
  const found = diagnosis.find('digest-uri-rewritten')!;
  assert.equal(found.certainty, 'likely');
  assert.match(
    found.summary,
    /made its credentials for sip:bob@example\.com\. It left with that Request-URI, and came to the server as sip:bob@10\.0\.0\.7:5062: 203\.0\.113\.5:5060 changed it\. The proxy \(198\.51\.100\.1:5060\) refused them with 407/,
  );
  assert.equal(diagnosis.find('wrong-password'), undefined);
  const frames = found.evidence.map(({ frame }) => frame);
  assert.deepEqual(
    frames,
    [...frames].sort((a, b) => a - b),
  );
});

test('400 makes it certain', () => {
  assert.equal(rewritten('sip:bob@10.0.0.7:5062', 400).diagnose().find('digest-uri-rewritten')!.certainty, 'certain');
});

test('the client writes two URIs', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.challenge401(scene.answer(credentials('one', { uri: 'sip:192.0.2.10' })), challenge('two'));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'digest-uri-rewritten');
  const found = diagnosis.find('digest-uri-rewritten')!;
  assert.equal(found.certainty, 'possible');
  assert.match(
    found.summary,
    /for sip:192\.0\.2\.10\. The Request-URI of the request that carries them is sip:example\.com\./,
  );
});

test('a server that does not compare them is content', () => {
  assert.deepEqual(rewritten('sip:bob@10.0.0.7:5062', 200).diagnose().find('digest-uri-rewritten'), undefined);
});

test('the same pair that was accepted once is not the reason of a later refusal', () => {
  const scene = new DigestScene();
  const odd = { uri: 'sip:192.0.2.10' };
  scene.challenge401(scene.register(), challenge('one'));
  scene.respond(scene.answer(credentials('one', odd)), 200);
  scene.challenge401(scene.register(), challenge('two'));
  scene.challenge401(scene.answer(credentials('two', odd)), challenge('three'));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.find('digest-uri-rewritten'), undefined);
  assert.equal(diagnosis.root, 'wrong-password');
});

for (const [name, uri] of [
  ['a port that is the default', 'sip:example.com:5060'],
  ['a user in a REGISTER', 'sip:alice@example.com'],
  ['parameters', 'sip:example.com;transport=tcp'],
] as const)
  test(`${name} is no other URI`, () => {
    const scene = new DigestScene();
    scene.challenge401(scene.register(), challenge('one'));
    scene.challenge401(scene.answer(credentials('one', { uri })), challenge('two'));
    assert.equal(scene.diagnose().find('digest-uri-rewritten'), undefined);
  });
