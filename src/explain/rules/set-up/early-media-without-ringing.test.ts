import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { Scene, sdp } from '../../../../test/scene.ts';

const local = sdp('192.0.2.10', 4000);
const remote = sdp('203.0.113.20', 5000);

/** A call with a provisional response, and RTP to the caller before or after the answer. */
function played(status: number, body: string, { before = 0, after = 0, wait = 6_000, thenRing = false } = {}) {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('203.0.113.20')];
  const [ear, mouth] = [all.place('192.0.2.10:4000'), all.place('203.0.113.20:5000')];
  all.call();
  const invite = all.request(phone, server, 'INVITE', { body: local });
  all.respond(invite, status, { body });
  if (before > 0) all.rtp(mouth, ear, { packets: before });
  if (thenRing) all.respond(invite, 180);
  all.wait(wait);
  all.ack(invite, all.respond(invite, 200, { body: remote }));
  if (after > 0) {
    all.rtp(mouth, ear, { packets: after, first: 1_000 });
    all.rtp(ear, mouth, { packets: after });
  }
  all.wait(20_000);
  all.respond(all.request(phone, server, 'BYE'), 200);
  return all.diagnose();
}

test('183 with SDP, and RTP only from the answer on (RFC 3960 3.2)', () => {
  const found = played(183, remote, { after: 1_000 }).find('early-media-without-ringing')!;
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /sent 183 Session Progress with SDP 6 s before the answer, and no RTP came to the caller in that time: the first packet is that of frame 5, 6 s after it/,
  );
});

test('180 with SDP makes the phone silent too', () => {
  assert.notEqual(played(180, remote, { after: 100 }).find('early-media-without-ringing'), undefined);
});

test('183 without SDP and no 180, through a proxy: nothing to hear', () => {
  const call = new ProxiedCall({ body: local });
  call.respond(183);
  call.all.wait(5_000);
  call.accept({ body: remote });
  const found = call.all.diagnose().find('early-media-without-ringing')!;
  assert.equal(found.certainty, 'likely');
  assert.match(
    found.summary,
    /^The called side \(203\.0\.113\.20:5060\) sent 183 without SDP and no 180, for 5 s up to the answer/,
  );
});

for (const [name, diagnosis] of [
  ['early media that comes', played(183, remote, { before: 250, after: 100, wait: 0 })],
  ['180 without SDP', played(180, '', { after: 100 })],
  ['a 183 just before the answer', played(183, remote, { after: 100, wait: 500 })],
  ['a capture without RTP', played(183, remote)],
  ['a 183 after which it rings', played(183, remote, { after: 100, thenRing: true })],
] as const)
  test(`${name} is nothing`, () => assert.equal(diagnosis.find('early-media-without-ringing'), undefined));
