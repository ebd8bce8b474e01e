import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene, type Sent } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), server: all.place('198.51.100.1') };
};

const challenge = (nonce: string, more = '') => `Digest realm="example.com", nonce="${nonce}", algorithm=MD5${more}`;
const credentials = (nonce: string, realm = 'example.com') =>
  `Digest username="alice", realm="${realm}", nonce="${nonce}", uri="sip:example.com", response="${'0'.repeat(32)}", algorithm=MD5`;

/** A REGISTER with credentials, refused by a new challenge. */
function refusedTwice(nonce: string, second: string): Scene {
  const { all, phone, server } = scene();
  all.call('sip:alice@example.com', 'sip:alice@example.com');
  const first = all.request(phone, server, 'REGISTER');
  all.respond(first, 401, { headers: { 'WWW-Authenticate': challenge('one') } });
  const retry = all.request(phone, server, 'REGISTER', { headers: { Authorization: credentials(nonce) } });
  all.respond(retry, 401, { headers: { 'WWW-Authenticate': second } });
  return all;
}

test('credentials that answer the challenge are refused: the password is wrong (RFC 3261 22.2)', () => {
  const diagnosis = refusedTwice('one', challenge('two')).diagnose();
  assert.equal(diagnosis.root, 'wrong-password');
  const found = diagnosis.find('wrong-password')!;
  assert.match(found.summary, /"alice" for the realm "example.com" once/);
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [2, 3, 4],
  );
});

test('a call that is refused after 407 too', () => {
  const { all, phone, server } = scene();
  all.call();
  const first = all.request(phone, server, 'INVITE');
  all.ack(first, all.respond(first, 407, { headers: { 'Proxy-Authenticate': challenge('one') } }));
  const retry = all.request(phone, server, 'INVITE', { headers: { 'Proxy-Authorization': credentials('one') } });
  all.ack(retry, all.respond(retry, 407, { headers: { 'Proxy-Authenticate': challenge('two') } }));
  assert.equal(all.diagnose().root, 'wrong-password');
});

for (const [name, diagnosis] of [
  ['a stale nonce', refusedTwice('one', challenge('two', ', stale=true')).diagnose()],
  ['credentials for another nonce than that of the challenge', refusedTwice('zero', challenge('two')).diagnose()],
] as const)
  test(`${name} is no wrong password`, () => assert.equal(diagnosis.find('wrong-password'), undefined));

test('a challenge that is answered well is nothing', () => {
  const { all, phone, server } = scene();
  all.call('sip:alice@example.com', 'sip:alice@example.com');
  const first: Sent = all.request(phone, server, 'REGISTER');
  all.respond(first, 401, { headers: { 'WWW-Authenticate': challenge('one') } });
  all.respond(all.request(phone, server, 'REGISTER', { headers: { Authorization: credentials('one') } }), 200);
  assert.deepEqual(all.diagnose().ids(), []);
});
