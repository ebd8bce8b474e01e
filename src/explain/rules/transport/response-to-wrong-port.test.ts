import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('203.0.113.9:40000'), server: all.place('198.51.100.1') };
};

/** A REGISTER from behind NAT whose answers go to another place. */
function register(via: string, to: string, times = 3): Scene {
  const { all, phone, server } = scene();
  all.call('sip:alice@example.com', 'sip:alice@example.com');
  const sent = all.request(phone, server, 'REGISTER', { headers: { Via: via } });
  for (let i = 0; i < times; i++) {
    all.respond(sent, 401, {
      to: all.place(to),
      headers: { 'WWW-Authenticate': 'Digest realm="example.com", nonce="n", algorithm=MD5' },
    });
    all.wait(500 * 2 ** i);
    if (i + 1 < times) all.again(sent);
  }
  all.again(sent);
  return all;
}

test('without rport the answer goes to the port of Via, where the NAT knows nothing (RFC 3581)', () => {
  const diagnosis = register('SIP/2.0/UDP 192.168.1.5:5060;branch=z9hG4bKa', '203.0.113.9:5060').diagnose();
  assert.equal(diagnosis.root, 'response-to-wrong-port');
  const { summary, evidence } = diagnosis.find('response-to-wrong-port')!;
  assert.match(
    summary,
    /sent its REGISTER from 203\.0\.113\.9:40000, and .* sent 401 Unauthorized \(REGISTER\) to 203\.0\.113\.9:5060\. The client did not hear it: it sent the REGISTER again 3 times/,
  );
  assert.match(evidence[0].note, /Via says 192\.168\.1\.5:5060 without rport/);
});

test('a server that ignores rport is told so', () => {
  const found = register('SIP/2.0/UDP 192.168.1.5:5060;branch=z9hG4bKa;rport', '203.0.113.9:5060')
    .diagnose()
    .find('response-to-wrong-port')!;
  assert.match(found.cause, /asks for an answer to the source port \(rport\), and .* does not do it/);
});

test('an answer to the private address of Via', () => {
  const found = register('SIP/2.0/UDP 192.168.1.5:5060;branch=z9hG4bKa', '192.168.1.5:5060')
    .diagnose()
    .find('response-to-wrong-port')!;
  assert.match(found.cause, /to the address 192\.168\.1\.5 that Via names, instead of 203\.0\.113\.9/);
});

test('an INVITE whose answers the network cannot deliver', () => {
  const { all, phone, server } = scene();
  all.call();
  const invite = all.request(phone, server, 'INVITE', { headers: { Via: 'SIP/2.0/UDP 192.168.1.5;branch=z9hG4bKa' } });
  const wrong = all.place('203.0.113.9:5060');
  all.respond(invite, 200, { to: wrong });
  all.event('unreachable', server, wrong, 'port unreachable (code 3)');
  assert.match(all.diagnose().find('response-to-wrong-port')!.summary, /The network says that it did not arrive/);
});

test('a client that listens on the port of its Via is nothing', () => {
  const { all, phone, server } = scene();
  all.call();
  const invite = all.request(phone, server, 'INVITE', {
    headers: { Via: 'SIP/2.0/UDP 203.0.113.9:5060;branch=z9hG4bKa' },
  });
  const listens = all.place('203.0.113.9:5060');
  all.respond(invite, 100, { to: listens });
  all.ack(invite, all.respond(invite, 200, { to: listens }));
  assert.deepEqual(all.diagnose().ids(), []);
});

test('answers to where the request came from are nothing, though it is sent again', () => {
  const all = register('SIP/2.0/UDP 192.168.1.5:5060;branch=z9hG4bKa;rport', '203.0.113.9:40000');
  assert.equal(all.diagnose().find('response-to-wrong-port'), undefined);
});
