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

const uri = 'sip:bob@example.com';
const used = (nonce: string, count: number) => ({ 'Proxy-Authorization': counted(nonce, count, { uri }) });

/** A call that is let in with the nonce `one`, and hung up. */
function acceptedCall(scene: DigestScene): void {
  const { phone, server } = scene;
  scene.call();
  scene.challenge407(scene.invite(), asked('one'));
  const invite = scene.invite(used('one', 1));
  scene.ack(invite, scene.respond(invite, 200));
  scene.wait(10_000);
  scene.respond(scene.request(phone, server, 'BYE'), 200);
  scene.wait(5_000);
}

test('the count was used in another call already', () => {
  const scene = new DigestScene();
  acceptedCall(scene);
  scene.call();
  scene.challenge407(scene.invite(used('one', 1)), asked('two', true));
  const { verdicts } = scene.wait(5_000).elsewhere().diagnose();
  assert.ok(verdicts[0].findings.every(({ id }) => id !== 'nonce-count-reused'));
  const [found] = verdicts[1].findings;
  assert.equal(found.id, 'nonce-count-reused');
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /nc=00000001 with a nonce .* had sent nc=00000001 before, in another call \(frame 4\)\. .* refused that with 407/,
  );
  assert.match(found.cause, /has to say nc=00000002\.$/);
  assert.deepEqual(
    found.evidence.map(({ frame, note }) => [frame, note]),
    [
      [4, 'INVITE with nc=00000001'],
      [9, 'INVITE with the same nonce and nc=00000001'],
      [10, 'refused'],
    ],
  );
});

test('a client that answers the new challenge in the second call loses a round trip only', () => {
  const scene = new DigestScene();
  acceptedCall(scene);
  scene.call();
  scene.challenge407(scene.invite(used('one', 1)), asked('two', true));
  const invite = scene.invite(used('two', 1));
  scene.ack(invite, scene.respond(invite, 200));
  const found = scene.diagnose().find('nonce-count-reused')!;
  assert.equal(found.severity, 'note');
  assert.match(found.summary, /in another call \(frame 4\)/);
});

test('a count that goes on rising in another call, and is refused as stale, is not used twice', () => {
  const scene = new DigestScene();
  acceptedCall(scene);
  scene.call();
  scene.challenge407(scene.invite(used('one', 2)), asked('two', true));
  const diagnosis = scene.wait(5_000).elsewhere().diagnose();
  assert.equal(diagnosis.find('nonce-count-reused'), undefined);
});

test('a 403 to a nonce that was used in another call is about something else', () => {
  const scene = new DigestScene();
  acceptedCall(scene);
  scene.call();
  scene.refuse(scene.invite(used('one', 1)), 403);
  const diagnosis = scene.wait(5_000).elsewhere().diagnose();
  assert.equal(diagnosis.find('nonce-count-reused'), undefined);
});

test('where the first use was refused already, it is the password, in this call and in another', () => {
  const one = new DigestScene();
  one.call();
  one.challenge407(one.invite(), asked('one'));
  one.challenge407(one.invite(used('one', 1)), asked('two'));
  one.call();
  one.challenge407(one.invite(used('one', 1)), asked('three'));
  const two = new DigestScene();
  two.call();
  two.challenge407(two.invite(), asked('one'));
  for (let i = 0; i < 3; i++) two.challenge407(two.invite(used('one', 1)), asked('one'));
  for (const scene of [one, two]) {
    const diagnosis = scene.wait(5_000).elsewhere().diagnose();
    assert.equal(diagnosis.find('nonce-count-reused'), undefined);
    assert.equal(diagnosis.root, 'wrong-password');
  }
});

test('a nonce that another user was let in with was not used by this one', () => {
  const scene = new DigestScene();
  acceptedCall(scene);
  scene.call('sip:carol@example.com');
  scene.challenge407(scene.invite(), asked('one'));
  const wrong = counted('one', 1, { uri, username: 'carol' });
  scene.challenge407(scene.invite({ 'Proxy-Authorization': wrong }), asked('two'));
  const diagnosis = scene.wait(5_000).elsewhere().diagnose();
  assert.equal(diagnosis.find('nonce-count-reused'), undefined);
  assert.ok(diagnosis.find('wrong-password'));
});

test('a later use that is accepted does not hide the earlier one', () => {
  const scene = new DigestScene();
  acceptedCall(scene);
  scene.call();
  scene.challenge407(scene.invite(used('one', 1)), asked('two', true));
  scene.wait(5_000);
  scene.call();
  const invite = scene.invite(used('one', 2));
  scene.ack(invite, scene.respond(invite, 200));
  const diagnosis = scene.wait(5_000).elsewhere().diagnose();
  assert.ok(diagnosis.find('nonce-count-reused'));
});

test('credentials for a server before those for the proxy: both nonces are known', () => {
  const scene = new DigestScene();
  const both = (n: number, m: number) => ({
    Authorization: counted('srv', n, { uri, realm: 'srv.example.com' }),
    'Proxy-Authorization': counted('one', m, { uri }),
  });
  scene.call();
  scene.challenge407(scene.invite(), asked('one'));
  const invite = scene.invite(both(1, 1));
  scene.ack(invite, scene.respond(invite, 200));
  scene.wait(5_000);
  scene.call();
  scene.challenge407(scene.invite(both(2, 1)), asked('two', true));
  const diagnosis = scene.wait(5_000).elsewhere().diagnose();
  assert.ok(diagnosis.find('nonce-count-reused'));
});
