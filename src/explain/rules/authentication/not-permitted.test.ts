import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, credentials, DigestScene } from '../../../../test/digest-scene.ts';

const uri = 'sip:bob@example.com';
const answered = (username = 'alice') => ({ 'Proxy-Authorization': credentials('one', { uri, username }) });

test('the challenge is answered, and the call is forbidden (RFC 3261 21.4.4)', () => {
  const scene = new DigestScene();
  scene.call();
  scene.challenge407(scene.invite(), challenge('one'));
  scene.refuse(scene.invite(answered()), 403, { headers: { Reason: 'Q.850;cause=21;text="No credit"' } });
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'not-permitted');
  const found = diagnosis.find('not-permitted')!;
  assert.equal(found.certainty, 'likely');
  assert.match(
    found.summary,
    /^The caller alice@example\.com .* answered the challenge as "alice", was not challenged again, and the server .* refused the INVITE with 403 Forbidden\. Its Reason is Q\.850 21 \(.*No credit\)\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [2, 4, 5],
  );
});

test('a request that was passed on had the right credentials for certain', () => {
  const scene = new DigestScene();
  const { phone, proxy, server } = scene;
  scene.call();
  scene.challenge407(scene.request(phone, proxy, 'INVITE'), challenge('one'));
  const outer = scene.request(phone, proxy, 'INVITE', { headers: answered() });
  const inner = scene.request(proxy, server, 'INVITE', { via: outer });
  const refusal = scene.refuse(inner, 403);
  scene.ack(outer, scene.passOn(refusal, proxy, phone));
  const found = scene.diagnose().find('not-permitted')!;
  assert.equal(found.certainty, 'certain');
  assert.match(found.summary, /the server \(198\.51\.100\.1:5060\) refused the INVITE/);
});

test('a caller number that is not the account is named', () => {
  const scene = new DigestScene();
  scene.call('sip:+12025550199@example.com', uri);
  scene.challenge407(scene.invite(), challenge('one'));
  scene.refuse(scene.invite(answered('trunk7')), 403);
  const found = scene.diagnose().find('not-permitted')!;
  assert.match(found.summary, /From names "\+12025550199"\.$/);
  assert.match(found.cause, /From names "\+12025550199", and the credentials are those of "trunk7"/);
});

test('a REGISTER is possible at most: some servers answer a wrong password so', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.respond(scene.answer(credentials('one')), 403);
  const found = scene.diagnose().find('not-permitted')!;
  assert.equal(found.certainty, 'possible');
  assert.ok(found.fix.some((step) => step.startsWith('Type the password anew')));
});

test('a B2BUA passes on what its trunk was told: the account of the trunk is meant', () => {
  const scene = new DigestScene();
  const { phone, proxy, server } = scene;
  const first = scene.call();
  scene.challenge407(scene.request(phone, proxy, 'INVITE'), challenge('one'));
  const inside = scene.request(phone, proxy, 'INVITE', { headers: answered() });
  scene.call('sip:trunk7@carrier.example', uri, 'other-leg-51c0@203.0.113.5');
  const headers = { 'X-Orig-Call-ID': first.callId };
  scene.challenge407(scene.request(proxy, server, 'INVITE', { headers }), challenge('two'));
  const trunk = credentials('two', { uri, username: 'trunk7' });
  scene.refuse(scene.request(proxy, server, 'INVITE', { headers: { 'Proxy-Authorization': trunk } }), 403);
  scene.refuse(inside, 403);
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.verdicts.length, 1);
  assert.match(
    diagnosis.find('not-permitted')!.summary,
    /answered the challenge as "trunk7".* the server \(198\.51\.100\.1:5060\) refused/,
  );
});

for (const reason of ['Forbidden (Bad auth)', 'Relaying denied', 'Too many contacts', 'Stale Date', 'Unknown user'])
  test(`403 ${reason} is about something else`, () => {
    const scene = new DigestScene();
    scene.challenge401(scene.register(), challenge('one'));
    scene.respond(scene.answer(credentials('one')), 403, { reason });
    assert.equal(scene.diagnose().find('not-permitted'), undefined);
  });

test('403 without a challenge before says nothing of credentials', () => {
  const scene = new DigestScene();
  scene.call();
  scene.refuse(scene.invite(), 403);
  assert.equal(scene.diagnose().find('not-permitted'), undefined);
});
