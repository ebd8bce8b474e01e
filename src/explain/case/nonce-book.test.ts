import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, counted, credentials, DigestScene } from '../../../test/digest-scene.ts';
import { type Step } from './step.ts';
import { credentialsIn } from './challenge-round.ts';
import { NonceBook } from './nonce-book.ts';

const uri = 'sip:bob@example.com';

/** A book that was shown the final responses of a scene, and what it says of the scene's last request. */
function usedBeforeLast(scene: DigestScene, limit?: number) {
  const book = new NonceBook(limit);
  const { verdicts } = scene.diagnose();
  const all = verdicts.flatMap(({ case: subject }) => subject.transactions);
  for (const { final } of all) if (final !== undefined) book.note(final);
  const last = all.reduce<Step | undefined>(
    (latest, { request }) =>
      request !== undefined && request.method !== 'ACK' && !(request.number < (latest?.number ?? 0)) ? request : latest,
    undefined,
  )!;
  return credentialsIn(last).map((value) => book.usedBefore(value, last));
}

/** A call with these credentials, answered so. */
function call(scene: DigestScene, authorization: string, status = 200) {
  scene.call();
  const invite = scene.invite({ 'Proxy-Authorization': authorization });
  if (status < 300) scene.ack(invite, scene.respond(invite, status));
  else scene.refuse(invite, status);
  return invite;
}

test('an accepted use in another call is known, with its count, its method and its frame', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one', { qop: 'auth' }));
  const answer = scene.answer(counted('one', 26));
  scene.respond(answer, 200);
  call(scene, counted('one', 26, { uri }), 486);
  assert.deepEqual(usedBeforeLast(scene), [
    { count: 26, callId: answer.call.callId, method: 'REGISTER', frame: answer.frame },
  ]);
});

test('a higher count is no second use, and neither is another user, another nonce or the same call', () => {
  for (const other of [
    counted('one', 2, { uri }),
    counted('one', 1, { uri, username: 'carol' }),
    counted('two', 1, { uri }),
  ]) {
    const scene = new DigestScene();
    call(scene, counted('one', 1, { uri }));
    call(scene, other, 486);
    assert.deepEqual(usedBeforeLast(scene), [undefined]);
  }
  const same = new DigestScene();
  same.call();
  const first = same.invite({ 'Proxy-Authorization': counted('one', 1, { uri }) });
  same.ack(first, same.respond(first, 200));
  same.invite({ 'Proxy-Authorization': counted('one', 1, { uri }) });
  assert.deepEqual(usedBeforeLast(same), [undefined]);
});

test('a call that came to nothing for another reason has used its nonce all the same', () => {
  const scene = new DigestScene();
  call(scene, counted('one', 1, { uri }), 486);
  call(scene, counted('one', 1, { uri }), 486);
  assert.equal(usedBeforeLast(scene)[0]?.count, 1);
});

for (const status of [400, 401, 403, 407])
  test(`credentials that were refused with ${status} have used nothing`, () => {
    const scene = new DigestScene();
    scene.respond(scene.answer(counted('one', 1)), status);
    call(scene, counted('one', 1, { uri }), 486);
    assert.deepEqual(usedBeforeLast(scene), [undefined]);
  });

test('credentials without qop count nothing', () => {
  const scene = new DigestScene();
  scene.respond(scene.answer(credentials('one')), 200);
  call(scene, credentials('one', { uri }), 486);
  assert.deepEqual(usedBeforeLast(scene), [undefined]);
});

test('what is used later does not hide what was used before', () => {
  const scene = new DigestScene();
  call(scene, counted('one', 1, { uri }));
  call(scene, counted('one', 2, { uri }));
  call(scene, counted('one', 1, { uri }), 486);
  assert.equal(usedBeforeLast(scene)[0]?.count, 2);
});

test('of more nonces than it has room for the oldest are forgotten', () => {
  for (const [nonce, known] of [
    ['n9', true],
    ['n1', false],
  ] as const) {
    const scene = new DigestScene();
    for (let i = 0; i < 10; i++) call(scene, counted(`n${i}`, 1, { uri }));
    call(scene, counted(nonce, 1, { uri }), 486);
    assert.equal(usedBeforeLast(scene, 3)[0] !== undefined, known, nonce);
  }
});
