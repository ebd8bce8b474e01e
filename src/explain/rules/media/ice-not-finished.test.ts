import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, sdpAt, talk } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

const ice = ['a=ice-ufrag:abcd', 'a=ice-pwd:0123456789012345678901'];
const candidate = (address: string, port: number) => `a=candidate:1 1 udp 2130706431 ${address} ${port} typ host`;

/** A STUN packet: a binding request, its good answer or an error. */
function stun(type: 'request' | 'answer' | 'error'): Uint8Array {
  const packet = new Uint8Array(20);
  packet.set({ request: [0, 1], answer: [1, 1], error: [1, 0x11] }[type]);
  packet.set([0x21, 0x12, 0xa4, 0x42], 4);
  return packet;
}

const scene = () => {
  const all = new Scene();
  const [here, there] = [all.place('192.168.1.10:40000'), all.place('192.0.2.20:30000')];
  const call = answeredCall(all, all.place('203.0.113.10'), all.place('192.0.2.20'), {
    offer: sdpAt(here, { lines: [...ice, candidate('192.168.1.10', 40000), candidate('203.0.113.10', 41000)] }),
    answer: sdpAt(there, { lines: [...ice, candidate('192.0.2.20', 30000)] }),
  });
  return { all, call, here: all.place('203.0.113.10:41000'), there };
};

test('checks that nobody answers (RFC 8445 7)', () => {
  const { all, call, here, there } = scene();
  for (let i = 0; i < 8; i++) {
    all.packet(there, here, stun('request'));
    all.wait(1_000);
  }
  hangUp(call);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'ice-not-finished');
  const found = diagnosis.find('ice-not-finished')!;
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /8 checks went by in 8 s \(192\.0\.2\.20:30000 to 203\.0\.113\.10:41000\), and none was answered\. No RTP followed/,
  );
});

test('checks that are answered with errors', () => {
  const { all, call, here, there } = scene();
  for (let i = 0; i < 8; i++) {
    all.packet(here, there, stun('request'));
    all.packet(there, here, stun('error'));
    all.wait(1_000);
  }
  hangUp(call);
  const found = all.diagnose().find('ice-not-finished')!;
  assert.match(found.summary, /answered with 8 errors and never well/);
  assert.match(found.cause, /user name or password/);
});

test('one good pair is enough, and so is RTP', () => {
  for (const how of ['answer', 'rtp'] as const) {
    const { all, call, here, there } = scene();
    for (let i = 0; i < 8; i++) {
      all.packet(here, there, stun('request'));
      if (how === 'answer') all.packet(there, here, stun('answer'));
      all.wait(1_000);
    }
    if (how === 'rtp') talk(all, here, there, { packets: 300 });
    hangUp(call);
    assert.equal(all.diagnose().find('ice-not-finished'), undefined);
  }
});

test('talk with a STUN server is no check, and without STUN nothing is concluded', () => {
  const { all, call, here } = scene();
  for (let i = 0; i < 8; i++) {
    all.packet(here, all.place('198.51.100.50:3478'), stun('request'));
    all.wait(1_000);
  }
  hangUp(call);
  assert.equal(all.diagnose().find('ice-not-finished'), undefined);
});
