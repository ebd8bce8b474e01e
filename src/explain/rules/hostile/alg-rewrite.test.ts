import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene, sdp } from '../../../../test/scene.ts';

function places() {
  const scene = new Scene();
  scene.call();
  const [phone, nat, server] = ['192.168.1.20', '203.0.113.7', '198.51.100.1'].map((one) => scene.place(one));
  return { scene, phone, nat, server };
}

test('the same INVITE before and after the NAT: the SDP was changed, the Contact was not (RFC 6314 3)', () => {
  const { scene, phone, nat, server } = places();
  const invite = scene.request(phone, server, 'INVITE', { body: sdp('192.168.1.20', 4000) });
  const outer = scene.passOn(invite, nat, server, (text) =>
    text
      .replaceAll('IN IP4 192.168.1.20', 'IN IP4 203.0.113.7')
      .replace(/Content-Length: \d+/, (line) => line.replace(/\d+/, (n) => String(Number(n) - 2))),
  );
  scene.respond(outer, 180, { from: server, to: nat });
  const found = scene.diagnose().find('alg-rewrite')!;
  assert.equal(found.certainty, 'certain');
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /it leaves 192\.168\.1\.20:5060, and arrives from 203\.0\.113\.7:5060\. In between, without a proxy, o= of the SDP and c= of the SDP were changed\. Via and Contact still name an inner address/,
  );
  assert.deepEqual(
    found.comparison!.rows.filter(({ differs }) => differs).map(({ left, right }) => [left, right]),
    [
      ['o=- 4000 1 IN IP4 192.168.1.20', 'o=- 4000 1 IN IP4 203.0.113.7'],
      ['c=IN IP4 192.168.1.20', 'c=IN IP4 203.0.113.7'],
    ],
  );
});

test('the response brings back another Via, and the client does not take it (RFC 3261 18.1.2)', () => {
  const { scene, phone, server } = places();
  const request = scene.request(phone, server, 'REGISTER', { branch: 'z9hG4bKone' });
  const via = { Via: 'SIP/2.0/UDP 203.0.113.7:5060;branch=z9hG4bKone;received=203.0.113.7;rport=5060' };
  for (const ms of [500, 1000, 2000, 4000]) {
    scene.respond(request, 401, { headers: { ...via, 'WWW-Authenticate': 'Digest realm="r", nonce="n"' } });
    scene.wait(ms);
    scene.again(request);
  }
  const found = scene.diagnose().find('alg-rewrite')!;
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /wrote 192\.168\.1\.20:5060 into the Via of its REGISTER, and the response 401 .* brings that Via back as 203\.0\.113\.7:5060\./,
  );
});

test('a client that takes it all the same: a warning', () => {
  const { scene, phone, server } = places();
  const request = scene.request(phone, server, 'OPTIONS', { branch: 'z9hG4bKone' });
  scene.respond(request, 200, { headers: { Via: 'SIP/2.0/UDP 203.0.113.7:5060;branch=z9hG4bKone' } });
  assert.equal(scene.diagnose().find('alg-rewrite')?.severity, 'warning');
});

test('a NAT alone changes no message: nothing', () => {
  const { scene, phone, nat, server } = places();
  const invite = scene.request(phone, server, 'INVITE', { body: sdp('192.168.1.20', 4000) });
  const outer = scene.passOn(invite, nat, server);
  scene.respond(outer, 180, {
    from: server,
    to: nat,
    headers: { Via: `${invite.headers[0][1].replace(';rport', '')};received=203.0.113.7;rport=5060` },
  });
  assert.equal(scene.diagnose().find('alg-rewrite'), undefined);
});

test('a proxy, a Via with the default port spelled out, and a call that works are nothing', () => {
  const { scene, nat, server } = places();
  const callee = scene.place('192.0.2.20');
  const invite = scene.request(nat, server, 'INVITE', {
    headers: { Via: 'SIP/2.0/UDP 203.0.113.7;branch=z9hG4bKone' },
    body: sdp('203.0.113.7', 4000),
  });
  scene.respond(invite, 100, { headers: { Via: 'SIP/2.0/UDP 203.0.113.7:5060;branch=z9hG4bKone' } });
  const inner = scene.request(server, callee, 'INVITE', { via: invite, body: sdp('198.51.100.1', 5000) });
  scene.ack(invite, scene.passOn(scene.respond(inner, 200), server, nat));
  assert.equal(scene.diagnose().find('alg-rewrite'), undefined);
});

test('answers that are lost because their Via was rewritten follow from that', () => {
  const { scene, phone, server } = places();
  const request = scene.request(phone, server, 'REGISTER', { branch: 'z9hG4bKone' });
  const via = { Via: 'SIP/2.0/UDP 203.0.113.7:5060;branch=z9hG4bKone' };
  for (const ms of [500, 1_000, 2_000, 4_000]) {
    scene.respond(request, 401, { headers: { ...via, 'WWW-Authenticate': 'Digest realm="r", nonce="n"' } });
    scene.wait(ms);
    scene.again(request);
  }
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'alg-rewrite');
  assert.equal(diagnosis.find('responses-lost')!.becauseOf, 'alg-rewrite');
});

test('answers that are lost with the Via that the client wrote are lost for another reason', () => {
  const { scene, phone, server } = places();
  const request = scene.request(phone, server, 'REGISTER');
  for (const ms of [500, 1_000, 2_000, 4_000]) {
    scene.respond(request, 401, { headers: { 'WWW-Authenticate': 'Digest realm="r", nonce="n"' } });
    scene.wait(ms);
    scene.again(request);
  }
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'responses-lost');
  assert.equal(diagnosis.find('alg-rewrite'), undefined);
});
