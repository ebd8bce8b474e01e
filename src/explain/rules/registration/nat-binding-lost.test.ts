import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RegisterScene } from '../../../../test/register-scene.ts';

const contact = 'sip:bob@192.168.1.20:5060';

test('an INVITE to the port that the NAT has forgotten (RFC 4787 4.3)', () => {
  const scene = new RegisterScene().phone();
  const nat = scene.place('203.0.113.7:31000');
  scene.enrol(nat, { contact });
  scene.wait(300_000).unansweredCall(nat, contact);
  const [, call] = scene.diagnose().verdicts;
  const [found] = call.findings;
  assert.equal(found.id, 'nat-binding-lost');
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /^bob@example\.com registered from 203\.0\.113\.7:31000\. Nothing came from there for 5 min; then the INVITE that was sent there 6 times got no answer\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 5, 10],
  );
});

test('the next REGISTER comes from another port: that proves it, whatever the Contact says', () => {
  const scene = new RegisterScene().phone();
  const [before, after] = [scene.place('203.0.113.7:31000'), scene.place('203.0.113.7:32111')];
  const registration = scene.inHand;
  scene.enrol(before, { contact: 'sip:bob@203.0.113.7:31000' });
  scene.wait(300_000).unansweredCall(before, 'sip:bob@203.0.113.7:31000');
  const again = scene.wait(10_000).request(after, scene.server, 'REGISTER', {
    call: registration,
    headers: { Contact: '<sip:bob@203.0.113.7:31000>', Expires: '3600' },
  });
  scene.respond(again, 200);
  const [own, call] = scene.diagnose().verdicts;
  assert.equal(call.findings[0].id, 'nat-binding-lost');
  assert.match(
    call.findings[0].summary,
    /Its next REGISTER came from 203\.0\.113\.7:32111: the NAT had forgotten the first/,
  );
  const found = own.findings.find(({ id }) => id === 'nat-binding-lost')!;
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /from 203\.0\.113\.7:31000, and with the same Contact and Call-ID from 203\.0\.113\.7:32111 after 5 min/,
  );
});

test('the connection of the registration was closed before the call', () => {
  const scene = new RegisterScene().phone();
  const nat = scene.place('203.0.113.7:31000');
  scene.enrol(nat, { contact: `${contact};transport=tcp`, transport: 'TCP' });
  scene.wait(600_000).event('reset', nat, scene.server, '', 'TCP');
  scene.wait(20_000).refusedCall(480);
  const [, call] = scene.diagnose().verdicts;
  const [found] = call.findings;
  assert.equal(found.id, 'nat-binding-lost');
  assert.match(
    found.summary,
    /^bob@example\.com registered by a connection from 203\.0\.113\.7:31000\. The phone, or a NAT in its name, ended it 20 s before the INVITE \(frame 3\)/,
  );
});

test('keep-alives keep the NAT open: then the phone is silent for another reason', () => {
  const scene = new RegisterScene().phone();
  const nat = scene.place('203.0.113.7:31000');
  scene.enrol(nat, { contact });
  for (let i = 0; i < 12; i++) scene.wait(25_000).event('keep-alive', nat, scene.server, 'CRLF');
  scene.unansweredCall(nat, contact);
  assert.equal(scene.diagnose().find('nat-binding-lost'), undefined);
});

test('an answer to the pings of the server keeps it open too', () => {
  const scene = new RegisterScene().phone();
  const nat = scene.place('203.0.113.7:31000');
  scene.enrol(nat, { contact });
  for (let i = 0; i < 12; i++) {
    scene.wait(25_000).call('sip:ping@example.com', contact);
    scene.respond(scene.request(scene.server, nat, 'OPTIONS'), 200);
  }
  scene.unansweredCall(nat, contact);
  assert.equal(scene.diagnose().find('nat-binding-lost'), undefined);
});

test('a phone with a public address that is off is none', () => {
  const scene = new RegisterScene().phone();
  const phone = scene.place('203.0.113.7');
  scene.enrol(phone);
  scene.wait(300_000).unansweredCall(phone, 'sip:bob@203.0.113.7:5060');
  assert.equal(scene.diagnose().find('nat-binding-lost'), undefined);
});

test('a call that is answered after a long silence is none, nor is one to a connection that was opened anew', () => {
  const scene = new RegisterScene().phone();
  const nat = scene.place('203.0.113.7:31000');
  scene.enrol(nat, { contact });
  scene.wait(300_000).call('sip:alice@example.com', 'sip:bob@example.com');
  const invite = scene.request(scene.server, nat, 'INVITE', { uri: contact });
  scene.ack(invite, scene.respond(invite, 200));
  scene.phone('carol@example.com');
  const [first, second] = [scene.place('203.0.113.8:31000'), scene.place('203.0.113.8:31001')];
  scene.enrol(first, { contact: 'sip:carol@192.168.1.30', transport: 'TCP' });
  scene.event('closed', first, scene.server, '', 'TCP');
  scene.enrol(second, { contact: 'sip:carol@192.168.1.30', transport: 'TCP' });
  scene.wait(5_000).refusedCall(480, 'sip:carol@example.com');
  assert.equal(scene.diagnose().find('nat-binding-lost'), undefined);
});
