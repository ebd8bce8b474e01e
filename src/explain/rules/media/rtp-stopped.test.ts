import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, proxiedCall, sdpAt, talk } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  const [phone, callee] = [all.place('203.0.113.10'), all.place('192.0.2.20')];
  return { all, phone, callee, here: all.place('203.0.113.10:40000'), there: all.place('192.0.2.20:30000') };
};

test('the sound of the caller stops long before the end', () => {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  talk(all, here, there, { packets: 1000 });
  all.rtp(there, here, { packets: 1250, first: 1001 });
  hangUp(call);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'rtp-stopped');
  const found = diagnosis.find('rtp-stopped')!;
  assert.deepEqual([found.severity, found.certainty], ['warning', 'certain']);
  assert.match(
    found.summary,
    /^The sound for the called side at 192\.0\.2\.20:5060 stopped 20 s after the answer, 25 s before the call ended\. The caller alice@example\.com at 203\.0\.113\.10:5060 was not on hold/,
  );
});

test('the called side that stops soon may be a voicemail: a note; after a minute it is none', () => {
  for (const [packets, severity] of [
    [1000, 'note'],
    [3500, 'warning'],
  ] as const) {
    const { all, phone, callee, here, there } = scene();
    const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
    talk(all, here, there, { packets });
    all.rtp(here, there, { packets: 1250, first: packets + 1 });
    hangUp(call);
    assert.equal(all.diagnose().find('rtp-stopped')!.severity, severity);
  }
});

test('behind a relay', () => {
  const { all, phone, callee, here, there } = scene();
  const [proxy, left, right] = [
    all.place('198.51.100.1'),
    all.place('198.51.100.1:20000'),
    all.place('198.51.100.1:20002'),
  ];
  const call = proxiedCall(all, phone, proxy, callee, {
    offer: sdpAt(here),
    innerOffer: sdpAt(right),
    answer: sdpAt(there),
    outerAnswer: sdpAt(left),
  });
  const { time } = all;
  talk(all, here, left, { packets: 2000 });
  all.time = time;
  talk(all, right, there, { packets: 500 });
  all.rtp(right, there, { packets: 1500, first: 501 });
  hangUp(call);
  assert.match(
    all.diagnose().find('rtp-stopped')!.summary,
    /^The sound for the proxy at 198\.51\.100\.1:5060 stopped 10 s after the answer/,
  );
});

test('a hold, an end of both at once, and a last word', () => {
  for (const [held, rest] of [
    [true, 1250],
    [false, 0],
    [false, 200],
  ] as const) {
    const { all, phone, callee, here, there } = scene();
    const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
    talk(all, here, there, { packets: 1000 });
    if (held) {
      const again = all.request(phone, callee, 'INVITE', { body: sdpAt(here, { direction: 'sendonly' }) });
      all.ack(again, all.respond(again, 200, { body: sdpAt(there, { direction: 'recvonly' }) }));
    }
    if (rest > 0) all.rtp(here, there, { packets: rest, first: 1001 });
    hangUp(call);
    assert.deepEqual(all.diagnose().ids(), ['hung-up']);
  }
});
