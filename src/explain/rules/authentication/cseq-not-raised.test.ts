import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, credentials, DigestScene, idsOf } from '../../../../test/digest-scene.ts';

const uri = 'sip:bob@example.com';
const answered = { 'Proxy-Authorization': credentials('one', { uri }) };

test('the retry has the old CSeq and is taken for a copy (RFC 3261 22.2, 8.2.2.2)', () => {
  const scene = new DigestScene();
  const { phone, server } = scene;
  scene.call();
  scene.challenge407(scene.invite(), challenge('one'));
  const retry = scene.request(phone, server, 'INVITE', { cseq: 1, headers: answered });
  scene.refuse(retry, 482, { reason: 'Loop Detected' });
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'cseq-not-raised');
  const found = diagnosis.find('cseq-not-raised')!;
  assert.equal(found.certainty, 'certain');
  assert.match(
    found.summary,
    /answered the 407 of the proxy .* with credentials, but with the old number again: CSeq 1 INVITE\. It was answered with 482 Loop Detected\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 2, 4, 5],
  );
});

test('a retry that gets no answer', () => {
  const scene = new DigestScene();
  const { phone, server } = scene;
  scene.call();
  scene.challenge407(scene.invite(), challenge('one'));
  const retry = scene.request(phone, server, 'INVITE', { cseq: 1, headers: answered });
  for (const ms of [500, 1000, 2000]) scene.wait(ms).again(retry);
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'cseq-not-raised');
  assert.match(diagnosis.find('cseq-not-raised')!.summary, /No final response to it came\.$/);
});

test('a retry with the very branch of the first request gets its old answer again', () => {
  const scene = new DigestScene();
  const { phone, server } = scene;
  scene.call('sip:alice@example.com', 'sip:alice@example.com');
  const branch = 'z9hG4bKsame';
  const send = (headers = {}) => scene.request(phone, server, 'REGISTER', { cseq: 1, branch, headers });
  const first = scene.challenge401(send(), challenge('one'));
  send({ Authorization: credentials('one') });
  scene.again(first);
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'cseq-not-raised');
  assert.match(diagnosis.find('cseq-not-raised')!.summary, /It was answered with the same 401 as before\.$/);
});

test('a proxy answers the challenge of a carrier for its users (uac_auth)', () => {
  const scene = new DigestScene();
  const { phone, proxy, server } = scene;
  scene.call();
  const outer = scene.request(phone, proxy, 'INVITE');
  scene.challenge407(scene.request(proxy, server, 'INVITE', { via: outer }), challenge('one'));
  const retry = scene.request(proxy, server, 'INVITE', { via: outer, headers: answered });
  scene.refuse(retry, 500);
  scene.refuse(outer, 500);
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'cseq-not-raised');
  const found = diagnosis.find('cseq-not-raised')!;
  assert.match(
    found.summary,
    /^The proxy \(203\.0\.113\.5:5060\) answered the 407 of the proxy \(198\.51\.100\.1:5060\)/,
  );
});

test('an old number that is accepted is let be', () => {
  const scene = new DigestScene();
  const { phone, proxy, server } = scene;
  scene.call();
  const outer = scene.request(phone, proxy, 'INVITE');
  scene.challenge407(scene.request(proxy, server, 'INVITE', { via: outer }), challenge('one'));
  const retry = scene.request(proxy, server, 'INVITE', { via: outer, headers: answered });
  const ok = scene.respond(retry, 200);
  scene.ack(outer, scene.passOn(ok, proxy, phone));
  assert.equal(scene.diagnose().find('cseq-not-raised'), undefined);
});

test('a number that is raised, and a challenge that is sent again, are as they should be', () => {
  const scene = new DigestScene();
  const first = scene.register();
  const refusal = scene.challenge401(first, challenge('one'));
  scene.wait(500).again(first);
  scene.again(refusal);
  scene.respond(scene.answer(credentials('one')), 200);
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});

test('the branches of a fork share their CSeq, and one may be challenged', () => {
  const scene = new DigestScene();
  const { phone, proxy, server } = scene;
  scene.call();
  const outer = scene.request(phone, proxy, 'INVITE');
  const inner = scene.request(proxy, server, 'INVITE', { via: outer });
  const other = scene.request(proxy, scene.place('198.51.100.9'), 'INVITE', { via: outer });
  scene.challenge407(inner, challenge('one'));
  const ok = scene.respond(other, 200);
  scene.ack(outer, scene.passOn(ok, proxy, phone));
  assert.equal(scene.diagnose().find('cseq-not-raised'), undefined);
});
