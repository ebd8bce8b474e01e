import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, credentials, DigestScene, idsOf } from '../../../../test/digest-scene.ts';

/** So many answers to the newest nonce, each refused. */
function refusedOften(tries: number): DigestScene {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('n0'));
  for (let i = 0; i < tries; i++)
    scene.wait(30_000).challenge401(scene.answer(credentials(`n${i}`)), challenge(`n${i + 1}`));
  return scene;
}

test('a client that is refused again and again (RFC 3261 21.4)', () => {
  const diagnosis = refusedOften(7).diagnose();
  const found = diagnosis.find('retry-loop')!;
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /^The client .* sent REGISTER 7 times within 3 min, and the registrar .* refused each: 7 times 401\.$/,
  );
  assert.equal(diagnosis.root, 'wrong-password');
  assert.equal(found.becauseOf, 'wrong-password');
});

test('the very credentials that were refused come again (RFC 3261 22.1)', () => {
  const scene = new DigestScene();
  scene.call();
  const uri = 'sip:bob@example.com';
  for (let i = 0; i < 6; i++)
    scene.wait(1_000).refuse(scene.invite({ 'Proxy-Authorization': credentials('one', { uri }) }), 403);
  assert.match(
    scene.diagnose().find('retry-loop')!.summary,
    /refused each: 6 times 403\. It even sent credentials again that had just been refused\.$/,
  );
});

test('a client that takes a new Call-ID each time is told of once', () => {
  const scene = new DigestScene();
  for (let i = 0; i < 8; i++) {
    scene.call('sip:alice@example.com', 'sip:alice@example.com');
    scene.wait(10_000).respond(scene.request(scene.phone, scene.server, 'REGISTER'), 403);
  }
  const all = scene.diagnose().verdicts.filter(({ findings }) => findings.some(({ id }) => id === 'retry-loop'));
  assert.equal(all.length, 1);
  assert.match(
    scene.diagnose().find('retry-loop')!.summary,
    /sent REGISTER at least 8 times within 70 s under 8 Call-IDs, .* refused each: 8 times 403\.$/,
  );
});

test('three wrong passwords in a row are no loop', () => {
  assert.equal(refusedOften(3).diagnose().find('retry-loop'), undefined);
});

test('a phone that refreshes is challenged each time, and is no loop', () => {
  const scene = new DigestScene();
  for (let i = 0; i < 20; i++) {
    scene.challenge401(scene.register(), challenge(`n${i}`));
    scene.respond(scene.answer(credentials(`n${i}`)), 200);
    scene.wait(300_000);
  }
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});

test('a client that is let in at last was no loop', () => {
  const scene = refusedOften(7);
  scene.respond(scene.answer(credentials('n7')), 200);
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});

test('a NOTIFY that keeps a NAT open is sent whatever the answer is', () => {
  const scene = new DigestScene();
  scene.call();
  for (let i = 0; i < 20; i++) scene.wait(30_000).respond(scene.request(scene.phone, scene.server, 'NOTIFY'), 489);
  assert.equal(scene.diagnose().find('retry-loop'), undefined);
});

test('who waits as long as Retry-After asks does no harm', () => {
  const scene = new DigestScene();
  for (let i = 0; i < 8; i++) {
    scene.respond(scene.register(), 503, { headers: { 'Retry-After': '60' } });
    scene.wait(61_000);
  }
  assert.equal(scene.diagnose().find('retry-loop'), undefined);
});
