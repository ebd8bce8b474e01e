import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene, sdp, type Sent } from '../../../../test/scene.ts';

/** An INVITE whose SDP a NAT has rewritten, with the Content-Length of before. */
function rewritten(scene: Scene): Sent {
  const [nat, server] = [scene.place('203.0.113.77'), scene.place('198.51.100.1')];
  scene.call();
  const before = sdp('10.0.0.5', 4000);
  return scene.request(nat, server, 'INVITE', {
    headers: { Contact: '<sip:alice@10.0.0.5:5060>', 'Content-Length': String(before.length) },
    body: sdp('203.0.113.77', 4000),
  });
}

test('an ALG put its address into the SDP and did not count again; the INVITE is refused (RFC 3261 18.3)', () => {
  const scene = new Scene();
  const invite = rewritten(scene);
  scene.ack(invite, scene.respond(invite, 400, { reason: 'Bad Request' }));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'content-length-damaged');
  const found = diagnosis.find('content-length-damaged')!;
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /sent INVITE with Content-Length 90 and a body of 98 bytes: 8 bytes are too many, .* 203\.0\.113\.77 in place of 10\.0\.0\.5, 2 times, makes just that difference\. It was refused with 400 Bad Request\.$/,
  );
  assert.match(found.cause, /put 203\.0\.113\.77 in place of 10\.0\.0\.5/);
});

test('a body that is too short, and ignored; the capture has the message as it left too', () => {
  const scene = new Scene();
  const [phone, nat, server] = ['192.168.100.100', '203.0.113.7', '198.51.100.1'].map((one) => scene.place(one));
  scene.call();
  const before = sdp('192.168.100.100', 4000);
  const options = { branch: 'z9hG4bKone', headers: { 'Content-Length': String(before.length) } };
  scene.request(phone, server, 'INVITE', { ...options, cseq: 1, body: before });
  const invite = scene.request(nat, server, 'INVITE', { ...options, cseq: 1, body: sdp('203.0.113.7', 4000) });
  for (const ms of [500, 1000, 2000, 4000]) {
    scene.wait(ms);
    scene.again(invite);
  }
  const found = scene.diagnose().find('content-length-damaged')!;
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /8 bytes are missing\. On another way \(frame 1\) the same message still fits: .* Nobody acted on it\.$/,
  );
});

test('where it does no harm yet, it is a warning; in a text without times, a note', () => {
  for (const [time, severity] of [
    [Date.UTC(2026, 0, 1), 'warning'],
    [Number.NaN, 'note'],
  ] as const) {
    const scene = new Scene();
    scene.time = time;
    const invite = rewritten(scene);
    scene.ack(invite, scene.respond(invite, 200, { body: sdp('198.51.100.1', 4000) }));
    assert.equal(scene.diagnose().find('content-length-damaged')?.severity, severity);
  }
});

test('line ends behind the body, and a body that fits, are nothing', () => {
  const scene = new Scene();
  const [phone, server] = [scene.place('192.0.2.10'), scene.place('198.51.100.1')];
  scene.call();
  const body = sdp('192.0.2.10', 4000);
  const invite = scene.request(phone, server, 'INVITE', {
    headers: { 'Content-Length': String(body.length) },
    body: `${body}\r\n\r\n`,
  });
  scene.ack(invite, scene.respond(invite, 200, { body: sdp('198.51.100.1', 4000) }));
  assert.equal(scene.diagnose().find('content-length-damaged'), undefined);
});

test('a packet that the capture itself has cut is nothing', () => {
  const scene = new Scene();
  const [phone, server] = [scene.place('192.0.2.10'), scene.place('198.51.100.1')];
  scene.call();
  const body = sdp('192.0.2.10', 4000);
  scene.damage('a packet of which the capture has only the beginning (snapshot length)');
  const invite = scene.request(phone, server, 'INVITE', {
    headers: { 'Content-Length': String(body.length) },
    body: body.slice(0, 40),
  });
  scene.ack(invite, scene.respond(invite, 200, { body: sdp('198.51.100.1', 4000) }));
  assert.equal(scene.diagnose().find('content-length-damaged'), undefined);
});
