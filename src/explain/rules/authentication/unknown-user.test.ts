import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, credentials, DigestScene } from '../../../../test/digest-scene.ts';

test('404 to REGISTER: the registrar has no such address (RFC 3261 10.3 step 5)', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.respond(scene.answer(credentials('one')), 404);
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'unknown-user');
  const found = diagnosis.find('unknown-user')!;
  assert.equal(found.certainty, 'likely');
  assert.match(
    found.summary,
    /^The registrar \(198\.51\.100\.1:5060\) answered the REGISTER of "alice@example\.com" with 404 Not Found, which/,
  );
});

test('403 in words, or in Warning, through a proxy', () => {
  const scene = new DigestScene();
  const { proxy, server, phone } = scene;
  const outer = scene.register({}, proxy);
  const inner = scene.request(proxy, server, 'REGISTER', { via: outer });
  const refusal = scene.respond(inner, 403, { headers: { Warning: '399 registrar "Unknown user alice"' } });
  scene.passOn(refusal, proxy, phone);
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'unknown-user');
  const found = diagnosis.find('unknown-user')!;
  assert.equal(found.certainty, 'certain');
  assert.match(found.summary, /^The registrar \(198\.51\.100\.1:5060\)/);
});

test('a call is refused because its caller is not known', () => {
  const scene = new DigestScene();
  scene.call();
  scene.challenge407(scene.invite(), challenge('one'));
  scene.refuse(scene.invite({ 'Proxy-Authorization': credentials('one', { uri: 'sip:bob@example.com' }) }), 403, {
    reason: 'Unknown caller account',
  });
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'unknown-user');
  assert.match(
    diagnosis.find('unknown-user')!.summary,
    /answered the INVITE of "alice" with 403 Unknown caller account\.$/,
  );
});

test('a called user who is not known is another matter', () => {
  const scene = new DigestScene();
  scene.call();
  scene.refuse(scene.invite(), 403, { reason: 'User unknown' });
  assert.equal(scene.diagnose().find('unknown-user'), undefined);
  const notFound = new DigestScene();
  notFound.call();
  notFound.refuse(notFound.invite(), 404);
  assert.equal(notFound.diagnose().find('unknown-user'), undefined);
});

test('a domain that is not served is another matter', () => {
  const scene = new DigestScene();
  scene.respond(scene.register(), 404, { reason: 'Domain not found' });
  assert.equal(scene.diagnose().find('unknown-user'), undefined);
});

test('an account that is made meanwhile was not there, and nothing is wrong any more', () => {
  const scene = new DigestScene();
  scene.respond(scene.register(), 404);
  scene.wait(60_000);
  scene.respond(scene.register(), 200);
  assert.equal(scene.diagnose().find('unknown-user'), undefined);
});
