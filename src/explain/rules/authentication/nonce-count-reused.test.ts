import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, counted, DigestScene, idsOf } from '../../../../test/digest-scene.ts';

const asked = (nonce: string, stale = false) => challenge(nonce, { qop: 'auth', ...(stale ? { stale: '=true' } : {}) });

test('nc is not raised with the second use of a nonce, and that is refused (RFC 7616 3.4)', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), asked('one'));
  scene.respond(scene.answer(counted('one', 1)), 200);
  scene.wait(60_000);
  scene.challenge401(scene.answer(counted('one', 1)), asked('one', true));
  scene.challenge401(scene.answer(counted('one', 1)), asked('one', true));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'nonce-count-reused');
  const found = diagnosis.find('nonce-count-reused')!;
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /sent nc=00000001 with a nonce of the realm "example\.com" with which it had sent nc=00000001 before\. The registrar .* refused that with 401 Unauthorized\.$/,
  );
  assert.match(found.cause, /has to say nc=00000002\. It sent a count that was used already in 2 requests\.$/);
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [3, 5, 6],
  );
});

test('in a call, INVITE and the requests of its dialog share the count', () => {
  const scene = new DigestScene();
  const { phone, server } = scene;
  const uri = 'sip:bob@example.com';
  scene.call();
  scene.challenge407(scene.invite(), asked('one'));
  const invite = scene.invite({ 'Proxy-Authorization': counted('one', 1, { uri }) });
  const ok = scene.respond(invite, 200);
  // The ACK repeats the credentials of its INVITE (RFC 3261 22.1).
  scene.ack(invite, ok, { headers: { 'Proxy-Authorization': counted('one', 1, { uri }) } });
  scene.wait(20_000);
  const bye = scene.request(phone, server, 'BYE', { headers: { 'Proxy-Authorization': counted('one', 1, { uri }) } });
  scene.respond(bye, 403);
  const found = scene.diagnose().find('nonce-count-reused')!;
  assert.equal(found.severity, 'warning');
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [4, 7, 8],
  );
});

test('a round trip more at each refresh is no more than a note', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), asked('n0'));
  for (let i = 0; i < 3; i++) {
    scene.respond(scene.answer(counted(`n${i}`, 1)), 200);
    scene.wait(600_000);
    scene.challenge401(scene.answer(counted(`n${i}`, 1)), asked(`n${i + 1}`, true));
  }
  scene.respond(scene.answer(counted('n3', 1)), 200);
  const found = scene.diagnose().find('nonce-count-reused')!;
  assert.equal(found.severity, 'note');
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), ['nonce-count-reused']);
});

test('a count that rises is right, in hex too', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), asked('one'));
  for (let count = 1; count < 20; count++) scene.respond(scene.answer(counted('one', count)), 200);
  scene.challenge401(scene.answer(counted('one', 20)), asked('two', true));
  scene.respond(scene.answer(counted('two', 1)), 200);
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});

test('a retransmission, and the same request on the other side of a NAT, are no second use', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), asked('one'));
  const answer = scene.answer(counted('one', 1));
  scene.wait(500).again(answer);
  scene.passOn(answer, scene.proxy, scene.server);
  scene.challenge401(answer, asked('two'));
  assert.equal(scene.diagnose().find('nonce-count-reused'), undefined);
});
