import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), one: all.place('198.51.100.1'), two: all.place('198.51.100.2') };
};
const challenge = (nonce: string) => ({
  'Proxy-Authenticate': `Digest realm="example.com", nonce="${nonce}", algorithm=MD5`,
});
const credentials = (nonce: string) => ({
  'Proxy-Authorization': `Digest username="alice", realm="example.com", nonce="${nonce}", uri="sip:bob@example.com", response="${'0'.repeat(32)}"`,
});

test('credentials for the challenge of one server go to the other (RFC 3263 4)', () => {
  const { all, phone, one, two } = scene();
  all.call();
  const first = all.request(phone, one, 'INVITE');
  all.ack(first, all.respond(first, 407, { headers: challenge('one') }));
  const retry = all.request(phone, two, 'INVITE', { headers: credentials('one') });
  all.ack(retry, all.respond(retry, 407, { headers: challenge('two') }));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'dns-moved');
  assert.match(
    diagnosis.find('dns-moved')!.summary,
    /challenged by 198\.51\.100\.1:5060 and sent its credentials to 198\.51\.100\.2:5060, which answered 407 Proxy Authentication Required\. Both stand behind the name example\.com/,
  );
});

test('a CANCEL goes to the other server (RFC 3261 9.1)', () => {
  const { all, phone, one, two } = scene();
  all.call();
  const invite = all.request(phone, one, 'INVITE', { branch: 'z9hG4bKone' });
  all.respond(invite, 180);
  all.respond(all.request(phone, two, 'CANCEL', { branch: 'z9hG4bKone' }), 481);
  const found = all.diagnose().find('dns-moved')!;
  assert.match(found.summary, /its INVITE to 198\.51\.100\.1:5060, and the CANCEL for it to 198\.51\.100\.2:5060/);
  assert.equal(found.certainty, 'certain');
});

test('a BYE goes to the other server behind the name of Record-Route', () => {
  const { all, phone, one, two } = scene();
  const callee = all.place('203.0.113.9');
  const route = '<sip:proxy.example.com;lr>';
  all.call();
  const invite = all.request(phone, one, 'INVITE');
  const inner = all.request(one, callee, 'INVITE', { via: invite, headers: { 'Record-Route': route } });
  all.passOn(all.respond(inner, 200), one, phone);
  all.request(phone, one, 'ACK', { headers: { Route: route } });
  all.respond(all.request(phone, two, 'BYE', { headers: { Route: route } }), 481);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'dns-moved');
  assert.match(
    diagnosis.find('dns-moved')!.summary,
    /sent its BYE to 198\.51\.100\.2:5060, which answered 481 .*Record-Route names the host proxy\.example\.com/,
  );
});

test('the second server lets the caller in: nothing', () => {
  const { all, phone, one, two } = scene();
  all.call();
  const first = all.request(phone, one, 'INVITE');
  all.ack(first, all.respond(first, 407, { headers: challenge('one') }));
  const retry = all.request(phone, two, 'INVITE', { headers: credentials('one') });
  all.ack(retry, all.respond(retry, 200));
  assert.equal(all.diagnose().find('dns-moved'), undefined);
});

test('one server that refuses, and two that are addressed by number, are no moved name', () => {
  for (const callee of ['sip:bob@example.com', 'sip:bob@198.51.100.1']) {
    const { all, phone, one, two } = scene();
    all.call('sip:alice@example.com', callee);
    const first = all.request(phone, one, 'INVITE');
    all.ack(first, all.respond(first, 407, { headers: challenge('one') }));
    const retry = all.request(phone, callee.endsWith('com') ? one : two, 'INVITE', { headers: credentials('one') });
    all.ack(retry, all.respond(retry, 407, { headers: challenge('two') }));
    assert.equal(all.diagnose().find('dns-moved'), undefined);
  }
});
