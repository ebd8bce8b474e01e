import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, counted, credentials, DigestScene, idsOf, RESPONSE } from '../../../../test/digest-scene.ts';

/** A REGISTER with credentials for the challenge `one`, refused. */
function refused(
  authorization: string,
  status: 400 | 401 = 401,
  asked = challenge('one', { qop: 'auth' }),
): DigestScene {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), asked);
  const answer = scene.answer(authorization);
  if (status === 401) scene.challenge401(answer, challenge('two', { qop: 'auth' }));
  else scene.respond(answer, 400, { reason: 'Bad Request' });
  return scene;
}

for (const [fault, authorization, asked] of [
  ['cnonce is missing though qop is given', counted('one', 1, { cnonce: undefined })],
  ['nc is missing though qop is given', counted('one', 1, { nc: undefined })],
  ['nc=1 is not eight hex digits', counted('one', 1, { nc: '=1' })],
  ['nc begins with 00000000 instead of 00000001', counted('one', 0)],
  ['uri is missing', counted('one', 1, { uri: undefined })],
  ['username is missing', counted('one', 1, { username: undefined })],
  ['response is not the 32 hex digits of MD5', counted('one', 1, { response: 'short' })],
  [
    'response is not the 64 hex digits of SHA-256',
    counted('one', 1, { algorithm: '=SHA-256' }),
    challenge('one', { algorithm: '=SHA-256', qop: 'auth' }),
  ],
  ['qop=auth is given though the challenge offers none', counted('one', 1), challenge('one')],
  ['qop=auth-int is given though the challenge offers only "auth"', counted('one', 1, { qop: '=auth-int' })],
] as const)
  test(`${fault} (RFC 7616 3.4)`, () => {
    const diagnosis = refused(authorization, 401, asked).diagnose();
    assert.equal(diagnosis.root, 'digest-malformed');
    const found = diagnosis.find('digest-malformed')!;
    assert.ok(
      found.summary.includes(
        `sent malformed credentials with its REGISTER: ${fault}. They were refused with 401 Unauthorized.`,
      ),
      found.summary,
    );
    assert.equal(diagnosis.find('wrong-password'), undefined);
    assert.deepEqual(
      found.evidence.map(({ frame }) => frame),
      [2, 3, 4],
    );
  });

test('400 makes slight faults count, and all of it certain', () => {
  const diagnosis = refused(credentials('one', { nc: '00000001' }), 400).diagnose();
  assert.equal(diagnosis.root, 'digest-malformed');
  const found = diagnosis.find('digest-malformed')!;
  assert.equal(found.certainty, 'certain');
  assert.match(
    found.summary,
    /nc is given without qop, qop is left out though the challenge offers "auth" and nc stands in quotes\. /,
  );
});

test('credentials that cannot be read at all', () => {
  const found = refused(`Digest username="alice, realm="example.com", nonce="one"`, 400)
    .diagnose()
    .find('digest-malformed')!;
  assert.match(found.summary, /Authorization cannot be read: /);
});

test('a call through a proxy that passes the 400 on', () => {
  const scene = new DigestScene();
  const { phone, proxy, server } = scene;
  scene.call();
  const through = (authorization: string | undefined, status: number, headers = {}) => {
    const outer = scene.request(phone, proxy, 'INVITE', { headers: { 'Proxy-Authorization': authorization } });
    const inner = scene.request(proxy, server, 'INVITE', { via: outer });
    const refusal = scene.respond(inner, status, { headers, reason: 'No' });
    scene.ack(inner, refusal);
    scene.ack(outer, scene.passOn(refusal, proxy, phone));
  };
  through(undefined, 407, { 'Proxy-Authenticate': challenge('one', { qop: 'auth' }) });
  through(counted('one', 1, { uri: 'sip:bob@example.com', response: undefined }), 400);
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'digest-malformed');
  assert.match(
    diagnosis.find('digest-malformed')!.summary,
    /^The caller alice@example\.com .*with its INVITE: response is missing\. They were refused with 400 No\.$/,
  );
});

test('what the server took before is not what it minds', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.respond(scene.answer(counted('one', 1)), 200);
  scene.challenge401(scene.register(), challenge('two'));
  scene.challenge401(scene.answer(counted('two', 1)), challenge('three'));
  assert.equal(scene.diagnose().find('digest-malformed'), undefined);
});

test('without qop the form is that of RFC 2069, which a server has to take (RFC 3261 22.4)', () => {
  const diagnosis = refused(credentials('one')).diagnose();
  assert.equal(diagnosis.find('digest-malformed'), undefined);
  assert.equal(diagnosis.root, 'wrong-password');
});

test('a new challenge with stale=true comes after the credentials were read', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.challenge401(scene.answer(counted('one', 1)), challenge('two', { stale: '=true' }));
  assert.equal(scene.diagnose().find('digest-malformed'), undefined);
});

test('a first REGISTER in IMS names its user and leaves nonce and response empty (3GPP TS 24.229)', () => {
  const scene = new DigestScene();
  scene.challenge401(
    scene.answer(credentials('', { response: '' })),
    challenge('one', { algorithm: '=AKAv1-MD5', qop: 'auth' }),
  );
  scene.respond(scene.answer(counted('one', 1, { algorithm: '=AKAv1-MD5' })), 200);
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});

test('what is wrong and works is let be', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one', { qop: 'auth', opaque: 'x' }));
  scene.respond(scene.answer(credentials('one', { nc: '1', response: RESPONSE.slice(1) })), 200);
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});
