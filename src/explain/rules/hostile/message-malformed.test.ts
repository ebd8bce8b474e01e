import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene, sdp } from '../../../../test/scene.ts';

function places() {
  const scene = new Scene();
  scene.call();
  return { scene, phone: scene.place('192.0.2.10'), server: scene.place('198.51.100.1') };
}

test('a header field that cannot be read, and 400 for it (RFC 3261 21.4.1)', () => {
  const { scene, phone, server } = places();
  const invite = scene.request(phone, server, 'INVITE', {
    headers: { From: '"Alice <sip:alice@example.com>;tag=from1' },
  });
  scene.ack(invite, scene.respond(invite, 400, { reason: 'Bad From' }));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'message-malformed');
  const found = diagnosis.find('message-malformed')!;
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /sent an INVITE that is malformed: From, the quoted display name is not closed \(RFC 3261 20\.20\), in "From: "Alice <sip:alice@example\.com>;tag=from1"\. It was refused with 400 Bad From\. 1 more message/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 2],
  );
});

test('a request that is dropped without a word', () => {
  const { scene, phone, server } = places();
  const request = scene.request(phone, server, 'OPTIONS', { uri: 'sip:bob@exa mple.com' });
  for (const ms of [500, 1000, 2000, 4000]) {
    scene.wait(ms);
    scene.again(request);
  }
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'message-malformed');
  const found = diagnosis.find('message-malformed')!;
  assert.equal(found.certainty, 'likely');
  assert.match(found.summary, /Request-URI, .* Nobody acted on it\.$/);
});

test('a response that its client drops: it goes on asking', () => {
  const { scene, phone, server } = places();
  const request = scene.request(phone, server, 'OPTIONS');
  for (let i = 0; i < 4; i++) {
    scene.respond(request, 200, { headers: { To: '<sip:bob@>;tag=x' } });
    scene.wait(500 << i);
    scene.again(request);
  }
  const found = scene.diagnose().find('message-malformed')!;
  assert.equal(found.severity, 'failure');
  assert.match(found.summary, /sent a 200 OK \(OPTIONS\) that is malformed: To/);
});

test('an SDP that cannot be read, and 488 for it (RFC 8866 5)', () => {
  const { scene, phone, server } = places();
  const invite = scene.request(phone, server, 'INVITE', {
    body: sdp('192.0.2.10', 4000).replace('m=audio 4000', 'm=audio port'),
  });
  scene.ack(invite, scene.respond(invite, 488));
  const found = scene.diagnose().find('message-malformed')!;
  assert.match(
    found.summary,
    /with an SDP that is malformed: .* in "m=audio port RTP\/AVP 0 8" \(RFC 8866 5\)\. It was refused with 488/,
  );
});

test('what everybody copes with is a note', () => {
  const { scene, phone, server } = places();
  const invite = scene.request(phone, server, 'INVITE', { headers: { 'Max-Forwards': 'many' } });
  scene.ack(invite, scene.respond(invite, 200));
  const found = scene.diagnose().find('message-malformed')!;
  assert.equal(found.severity, 'note');
});

test('a message that is refused for another reason is a note, and not the cause', () => {
  const { scene, phone, server } = places();
  const invite = scene.request(phone, server, 'INVITE', { headers: { 'Max-Forwards': 'many' } });
  scene.ack(invite, scene.respond(invite, 486, { reason: 'Busy Here' }));
  assert.notEqual(scene.diagnose().root, 'message-malformed');
});

test('a message that is longer than we would take, and that was taken, is nothing', () => {
  const { scene, phone, server } = places();
  const request = scene.request(phone, server, 'OPTIONS', { headers: { Subject: 'x'.repeat(9_000) } });
  scene.respond(request, 200);
  assert.equal(scene.diagnose().find('message-malformed'), undefined);
});
