import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, sdpAt, talk } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

/** A record of DTLS: 20 changes the cipher, 21 is an alert, 22 a handshake (RFC 6347 4.1). */
function record(type: number): Uint8Array {
  const packet = new Uint8Array(60);
  packet.set([type, 0xfe, 0xfd]);
  return packet;
}

function scene(offered = 'actpass', answered = 'active') {
  const all = new Scene();
  const [here, there] = [all.place('203.0.113.10:40000'), all.place('192.0.2.20:30000')];
  const secure = (setup: string) => ({
    protocol: 'UDP/TLS/RTP/SAVPF',
    lines: ['a=fingerprint:sha-256 AA:BB', `a=setup:${setup}`],
  });
  const call = answeredCall(all, all.place('203.0.113.10'), all.place('192.0.2.20'), {
    offer: sdpAt(here, secure(offered)),
    answer: sdpAt(there, secure(answered)),
  });
  return { all, call, here, there };
}

test('a handshake that nobody answers (RFC 5763 5)', () => {
  const { all, call, here, there } = scene();
  for (let i = 0; i < 6; i++) {
    all.packet(there, here, record(22));
    all.wait(1_000);
  }
  hangUp(call);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'dtls-not-finished');
  const found = diagnosis.find('dtls-not-finished')!;
  assert.deepEqual([found.severity, found.certainty], ['failure', 'likely']);
  assert.match(
    found.summary,
    /6 packets of DTLS went by, from 192\.0\.2\.20:30000 alone, and nothing came back\. No RTP followed in 6/,
  );
});

test('an alert breaks it off', () => {
  const { all, call, here, there } = scene();
  all.packet(there, here, record(22));
  all.packet(here, there, record(22));
  all.packet(there, here, record(21));
  all.wait(8_000);
  hangUp(call);
  assert.match(all.diagnose().find('dtls-not-finished')!.cause, /with an alert: the certificate/);
});

test('both wait for the other to begin', () => {
  const { all, call, here, there } = scene('passive', 'passive');
  const answer = new Uint8Array(20);
  answer.set([1, 1]);
  all.packet(here, there, answer);
  all.wait(8_000);
  hangUp(call);
  const found = all.diagnose().find('dtls-not-finished')!;
  assert.equal(found.certainty, 'certain');
  assert.match(found.summary, /Both descriptions say a=setup:passive, so each waits for the other to begin/);
});

test('a handshake that is finished, or followed by sound', () => {
  const { all, call, here, there } = scene();
  for (const type of [22, 20]) {
    all.packet(there, here, record(type));
    all.packet(here, there, record(type));
  }
  all.wait(8_000);
  hangUp(call);
  assert.equal(all.diagnose().find('dtls-not-finished'), undefined);

  const two = scene();
  two.all.packet(two.there, two.here, record(22));
  talk(two.all, two.here, two.there, { packets: 400, payloadType: 0, octets: 170 });
  hangUp(two.call);
  assert.equal(two.all.diagnose().find('dtls-not-finished'), undefined);
});

test('without DTLS in the capture nothing is concluded', () => {
  const { all, call } = scene();
  all.wait(8_000);
  hangUp(call);
  assert.deepEqual(all.diagnose().ids(), ['hung-up']);
});
