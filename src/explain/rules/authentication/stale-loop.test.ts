import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, credentials, DigestScene, idsOf } from '../../../../test/digest-scene.ts';

const stale = { stale: '=TRUE' };

test('the newest nonce is stale, again and again (RFC 7616 3.3)', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.challenge401(scene.answer(credentials('one')), challenge('two', stale));
  scene.challenge401(scene.answer(credentials('two')), challenge('three', stale));
  scene.challenge401(scene.answer(credentials('three')), challenge('four', stale));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'stale-loop');
  const found = diagnosis.find('stale-loop')!;
  assert.equal(found.certainty, 'certain');
  assert.match(
    found.summary,
    /^The registrar .* refused the newest nonce 3 times within 60 ms, with stale=true; .* It never took one\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [2, 3, 4, 5, 6, 7, 8],
  );
});

test('two servers behind one name, told by the addresses that the requests went to', () => {
  const scene = new DigestScene();
  const { phone, server } = scene;
  const other = scene.place('198.51.100.2');
  scene.call();
  const invite = (nonce: string | undefined, to: typeof server, next: string) => {
    const uri = 'sip:bob@example.com';
    const headers = nonce === undefined ? {} : { 'Proxy-Authorization': credentials(nonce, { uri }) };
    const sent = scene.request(phone, to, 'INVITE', { headers });
    scene.challenge407(sent, challenge(next, nonce === undefined ? {} : stale));
  };
  invite(undefined, server, 'one');
  invite('one', other, 'two');
  invite('two', server, 'three');
  const found = scene.diagnose().find('stale-loop')!;
  assert.match(
    found.cause,
    /The challenge came from 198\.51\.100\.1:5060, and the answer went to 198\.51\.100\.2:5060/,
  );
});

test('words in place of stale=true leave it possible, and the time that a person takes is told', () => {
  const scene = new DigestScene();
  const refuse = (nonce: string) =>
    scene.respond(scene.wait(17_000).answer(credentials(nonce)), 401, {
      reason: 'nonce has changed',
      headers: { 'WWW-Authenticate': challenge(`${nonce}+`) },
    });
  scene.challenge401(scene.register(), challenge('one'));
  refuse('one');
  refuse('one+');
  const found = scene.diagnose().find('stale-loop')!;
  assert.equal(found.certainty, 'possible');
  assert.match(found.summary, /saying "401 nonce has changed".* The answers took up to 17 s\.$/);
});

test('one nonce that ran out is renewed, and nothing is wrong', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.challenge401(scene.answer(credentials('one')), challenge('two', stale));
  scene.respond(scene.answer(credentials('two')), 200);
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});

test('three rounds that end well are a warning', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.challenge401(scene.answer(credentials('one')), challenge('two', stale));
  scene.challenge401(scene.answer(credentials('two')), challenge('three', stale));
  scene.challenge401(scene.answer(credentials('three')), challenge('four', stale));
  scene.respond(scene.answer(credentials('four')), 200);
  const found = scene.diagnose().find('stale-loop')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.summary, /Then it took one\.$/);
});

test('an old nonce that is refused, at each refresh, is none of it', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('n0'));
  for (let i = 0; i < 4; i++) {
    scene.respond(scene.answer(credentials(`n${i}`)), 200);
    scene.wait(1_800_000);
    scene.challenge401(scene.answer(credentials(`n${i}`)), challenge(`n${i + 1}`, stale));
  }
  scene.respond(scene.answer(credentials('n4')), 200);
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});
