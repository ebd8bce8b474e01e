import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, credentials, DigestScene, idsOf } from '../../../../test/digest-scene.ts';

test('credentials for a realm that the challenge does not name (RFC 3261 22.1)', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one'));
  scene.challenge401(scene.answer(credentials('one', { realm: 'asterisk' })), challenge('two'));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'wrong-realm');
  const found = diagnosis.find('wrong-realm')!;
  assert.equal(found.certainty, 'certain');
  assert.match(
    found.summary,
    /asked for credentials for the realm "example\.com", and the client \(192\.0\.2\.10:5060, phone 1\.0\) answered for the realm "asterisk"\. That was refused with 401 Unauthorized\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [2, 3, 4],
  );
});

test('a proxy between the two changes nothing', () => {
  const scene = new DigestScene();
  const { phone, proxy, server } = scene;
  scene.call();
  const through = (authorization: string | undefined, nonce: string) => {
    const headers = { 'Proxy-Authorization': authorization };
    const outer = scene.request(phone, proxy, 'INVITE', { headers });
    const inner = scene.request(proxy, server, 'INVITE', { via: outer });
    const refusal = scene.respond(inner, 407, { headers: { 'Proxy-Authenticate': challenge(nonce) } });
    scene.ack(inner, refusal);
    scene.ack(outer, scene.passOn(refusal, proxy, phone));
  };
  through(undefined, 'one');
  through(credentials('one', { realm: 'sip.example.com', uri: 'sip:bob@example.com' }), 'two');
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'wrong-realm');
  assert.match(
    diagnosis.find('wrong-realm')!.summary,
    /^The proxy \(198\.51\.100\.1:5060\) .* answered for the realm "sip\.example\.com"/,
  );
});

test('a challenge of the domain of others that stays unanswered: the client may have no password there', () => {
  const scene = new DigestScene();
  scene.call();
  scene.challenge407(scene.invite(), challenge('one', { realm: 'carrier.example.net' }));
  const diagnosis = scene.wait(5_000).elsewhere().diagnose();
  assert.equal(diagnosis.root, 'wrong-realm');
  const found = diagnosis.find('wrong-realm')!;
  assert.equal(found.certainty, 'possible');
  assert.match(
    found.summary,
    /sent the INVITE to the domain "example\.com", and the proxy .* for the realm "carrier\.example\.net"\. The client gave none\. The capture goes on for 5 s without an answer\.$/,
  );
});

for (const [name, realm] of [
  ['a realm that is no domain', 'asterisk'],
  ['a realm within the domain that was called', 'sip.example.com'],
] as const)
  test(`${name} is no strange realm`, () => {
    const scene = new DigestScene();
    scene.call();
    scene.challenge407(scene.invite(), challenge('one', { realm }));
    const diagnosis = scene.wait(5_000).elsewhere().diagnose();
    assert.equal(diagnosis.find('wrong-realm'), undefined);
    assert.equal(diagnosis.root, 'no-credentials');
  });

test('credentials for a proxy that stay in the request are no answer to the server behind it', () => {
  const scene = new DigestScene();
  scene.call();
  const forProxy = credentials('one', { uri: 'sip:bob@example.com' });
  const forServer = credentials('two', { realm: 'pbx.example.org', uri: 'sip:bob@example.com' });
  scene.challenge407(scene.invite(), challenge('one'));
  scene.refuse(scene.invite({ 'Proxy-Authorization': forProxy }), 401, {
    headers: { 'WWW-Authenticate': challenge('two', { realm: 'pbx.example.org' }) },
  });
  const both = { 'Proxy-Authorization': forProxy, Authorization: forServer };
  scene.refuse(scene.invite(both), 401, {
    headers: { 'WWW-Authenticate': challenge('three', { realm: 'pbx.example.org' }) },
  });
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.find('wrong-realm'), undefined);
  assert.equal(diagnosis.root, 'wrong-password');
  assert.match(diagnosis.find('wrong-password')!.summary, /for the realm "pbx\.example\.org"/);
});

test('a realm that is accepted is right, whatever it is called', () => {
  const scene = new DigestScene();
  scene.challenge401(scene.register(), challenge('one', { realm: 'other.example.net' }));
  scene.respond(scene.answer(credentials('one', { realm: 'other.example.net' })), 200);
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});

/** A call that answers the challenge of its proxy, and gets that of a carrier behind it, for this realm. */
function behindProxy(realm: string) {
  const scene = new DigestScene();
  const { phone, proxy, server } = scene;
  const uri = 'sip:bob@example.com';
  const invite = (headers = {}) =>
    scene.request(phone, proxy, 'INVITE', { headers: { 'User-Agent': 'phone 1.0', ...headers } });
  scene.call();
  scene.challenge407(invite(), challenge('one'));
  const outer = invite({ 'Proxy-Authorization': credentials('one', { uri }) });
  const inner = scene.request(proxy, server, 'INVITE', { via: outer });
  const deeper = { 'Proxy-Authenticate': challenge('two', { realm }) };
  const refusal = scene.respond(inner, 407, { headers: deeper });
  scene.ack(inner, refusal);
  scene.ack(outer, scene.passOn(refusal, proxy, phone));
  return scene.wait(5_000).elsewhere();
}

test('a challenge of the carrier that the proxy passes on, after the client had answered that of the proxy', () => {
  const diagnosis = behindProxy('carrier.example.net').diagnose();
  assert.equal(diagnosis.root, 'wrong-realm');
  const found = diagnosis.find('wrong-realm')!;
  assert.deepEqual([found.severity, found.certainty], ['failure', 'likely']);
  assert.match(
    found.summary,
    /had answered the challenge of .*203\.0\.113\.5.* for the realm "example\.com"\. The 407/,
  );
  assert.match(
    found.summary,
    /that followed asks for the realm "carrier\.example\.net": it was made at 198\.51\.100\.1:5060, behind the proxy/,
  );
  assert.match(found.cause, /^198\.51\.100\.1:5060 wants credentials from 203\.0\.113\.5:5060/);
  assert.deepEqual(
    found.evidence.map(({ frame, note }) => [frame, note]),
    [
      [4, 'carries credentials for the realm of the proxy'],
      [6, 'made here: realm "carrier.example.net"'],
      [8, 'passed on to the client'],
    ],
  );
  assert.equal(diagnosis.find('no-credentials')?.becauseOf, 'wrong-realm');
});

test('a challenge behind the proxy for the realm that the client has answered for is no other realm', () => {
  assert.equal(behindProxy('example.com').diagnose().find('wrong-realm'), undefined);
});

test('a second challenge that the proxy makes itself, for another realm, is not passed on', () => {
  const scene = new DigestScene();
  scene.call();
  scene.challenge407(scene.invite(), challenge('one'));
  const headers = { 'Proxy-Authorization': credentials('one', { uri: 'sip:bob@example.com' }) };
  scene.challenge407(scene.invite(headers), challenge('two', { realm: 'carrier.example.net' }));
  const diagnosis = scene.wait(5_000).elsewhere().diagnose();
  assert.equal(diagnosis.find('wrong-realm'), undefined);
  assert.equal(diagnosis.root, 'no-credentials');
});

test('a client that has a password for both realms answers both, and that is nothing', () => {
  const scene = new DigestScene();
  const { phone, proxy, server } = scene;
  const uri = 'sip:bob@example.com';
  scene.call();
  const first = credentials('one', { uri });
  const second = credentials('two', { realm: 'carrier.example.net', uri });
  const invite = (values: readonly string[]) =>
    scene.request(phone, proxy, 'INVITE', { headers: { 'Proxy-Authorization': values } });
  scene.challenge407(invite([]), challenge('one'));
  const outer = invite([first]);
  const inner = scene.request(proxy, server, 'INVITE', { via: outer });
  const deeper = { 'Proxy-Authenticate': challenge('two', { realm: 'carrier.example.net' }) };
  const refusal = scene.respond(inner, 407, { headers: deeper });
  scene.ack(inner, refusal);
  scene.ack(outer, scene.passOn(refusal, proxy, phone));
  const both = invite([first, second]);
  const onward = scene.request(proxy, server, 'INVITE', { via: both });
  scene.ack(both, scene.passOn(scene.respond(onward, 200), proxy, phone));
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});
