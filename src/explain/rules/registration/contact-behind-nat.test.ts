import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RegisterScene } from '../../../../test/register-scene.ts';
import { sdp } from '../../../../test/scene.ts';

const inner = 'sip:bob@192.168.1.20:5060';

test('the INVITE to a registered phone goes to its inner address (RFC 6314 3)', () => {
  const scene = new RegisterScene().phone();
  scene.enrol(scene.place('203.0.113.7:31000'), { contact: inner });
  scene.wait(1_000).unansweredCall(scene.place('192.168.1.20'), inner);
  const [, call] = scene.diagnose().verdicts;
  const [found] = call.findings;
  assert.equal(found.id, 'contact-behind-nat');
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /^bob@example\.com registered with sip:bob@192\.168\.1\.20:5060, and its REGISTER came from 203\.0\.113\.7:31000\. The INVITE that went there 6 times got no answer\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 5, 10],
  );
});

test('the proxy refuses what it cannot send there, and only the first hop is in the capture', () => {
  const scene = new RegisterScene().phone();
  scene.enrol(scene.place('203.0.113.7:31000'), { contact: inner });
  scene.wait(1_000).call('sip:alice@example.com', inner);
  const invite = scene.request(scene.caller, scene.server, 'INVITE', { headers: { To: '<sip:bob@example.com>' } });
  scene.wait(30_000);
  scene.ack(invite, scene.respond(invite, 408));
  assert.equal(scene.diagnose().verdicts[1].findings[0].id, 'contact-behind-nat');
});

/** Alice calls from behind a NAT, without a proxy. */
function callFromInside() {
  const scene = new RegisterScene();
  const [nat, bob] = [scene.place('203.0.113.7:31000'), scene.place('198.51.100.20')];
  const hidden = scene.place('192.168.1.10');
  scene.call();
  const invite = scene.request(nat, bob, 'INVITE', {
    headers: { Contact: '<sip:alice@192.168.1.10:5060>' },
    body: sdp('203.0.113.7', 4000),
  });
  scene.respond(invite, 180);
  const accepted = scene.respond(invite, 200, { body: sdp('198.51.100.20', 4000) });
  return { scene, nat, bob, hidden, invite, accepted };
}

test('the BYE of the called side goes to the inner address of the caller, and is not answered', () => {
  const { scene, bob, hidden, invite, accepted } = callFromInside();
  scene.ack(invite, accepted);
  scene.wait(10_000);
  const bye = scene.request(bob, hidden, 'BYE', { back: true, uri: 'sip:alice@192.168.1.10:5060' });
  for (const ms of [500, 1000, 2000]) {
    scene.wait(ms);
    scene.again(bye);
  }
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'contact-behind-nat');
  assert.match(
    diagnosis.find('contact-behind-nat')!.summary,
    /^The caller alice@example\.com .* gives sip:alice@192\.168\.1\.10:5060 as its Contact, and its messages come from 203\.0\.113\.7\. The BYE that went there 4 times/,
  );
});

test('the ACK goes to the inner address of the called side, and the 200 OK comes again (RFC 3261 13.3.1.4)', () => {
  const scene = new RegisterScene();
  const [phone, nat] = [scene.place('198.51.100.10'), scene.place('203.0.113.7:31000')];
  scene.call();
  const invite = scene.request(phone, nat, 'INVITE', { body: sdp('198.51.100.10', 4000) });
  const accepted = scene.respond(invite, 200, {
    headers: { Contact: '<sip:bob@192.168.1.20:5060>' },
    body: sdp('203.0.113.7', 4000),
  });
  const sendAck = () => scene.request(phone, scene.place('192.168.1.20'), 'ACK', { uri: inner, cseq: 1 });
  sendAck();
  for (const ms of [500, 1000, 2000]) {
    scene.wait(ms);
    scene.again(accepted);
    sendAck();
  }
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'contact-behind-nat');
  assert.match(diagnosis.find('contact-behind-nat')!.summary, /came 3 more times: the ACK does not arrive/);
});

test('a registration from behind a NAT that works is a note', () => {
  const scene = new RegisterScene().phone();
  scene.enrol(scene.place('203.0.113.7:31000'), { contact: inner });
  const found = scene.diagnose().find('contact-behind-nat')!;
  assert.equal(found.severity, 'note');
  assert.match(found.summary, /registers with sip:bob@192\.168\.1\.20:5060, and is seen from 203\.0\.113\.7/);
});

test('seen from the inner side, received in the answer tells of the NAT (RFC 3581 4)', () => {
  const scene = new RegisterScene().phone();
  const phone = scene.place('192.168.1.20');
  scene.enrol(phone, {
    contact: inner,
    answer: { Via: 'SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK1x;rport=31000;received=203.0.113.7' },
  });
  assert.match(scene.diagnose().find('contact-behind-nat')!.summary, /is seen from 203\.0\.113\.7/);
});

test('a call from behind a NAT that the proxy sends back by the flow is nothing', () => {
  const { scene, bob, nat, invite, accepted } = callFromInside();
  scene.ack(invite, accepted);
  scene.wait(10_000);
  scene.respond(scene.request(bob, nat, 'BYE', { back: true, uri: 'sip:alice@192.168.1.10:5060' }), 200);
  assert.equal(scene.diagnose().find('contact-behind-nat'), undefined);
});

test('a phone in the same network that does not answer is not behind a NAT', () => {
  const scene = new RegisterScene().phone();
  const phone = scene.place('192.168.1.20');
  scene.enrol(phone, { contact: inner });
  scene.wait(1_000).unansweredCall(phone, inner);
  assert.equal(
    scene.diagnose().verdicts[1].findings.find(({ id }) => id === 'contact-behind-nat'),
    undefined,
  );
});

test('a proxy that passes a REGISTER on is not the NAT of its phone', () => {
  const scene = new RegisterScene().phone();
  const [phone, registrar] = [scene.place('192.168.1.20'), scene.place('198.51.100.9')];
  const outer = scene.request(phone, scene.server, 'REGISTER', { headers: { Expires: '3600' } });
  const onward = scene.request(scene.server, registrar, 'REGISTER', { via: outer });
  const answer = scene.respond(onward, 200, { headers: { Contact: `<${inner}>;expires=3600` } });
  scene.passOn(answer, scene.server, phone);
  assert.equal(scene.diagnose().find('contact-behind-nat'), undefined);
});
