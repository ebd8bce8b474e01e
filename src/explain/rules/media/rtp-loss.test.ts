import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, proxiedCall, sdpAt, talk } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';
import { writeRtcp } from '../../../rtp/index.ts';

const scene = () => {
  const all = new Scene();
  const [phone, callee] = [all.place('203.0.113.10'), all.place('192.0.2.20')];
  return { all, phone, callee, here: all.place('203.0.113.10:40000'), there: all.place('192.0.2.20:30000') };
};

test('gaps in the sequence numbers (RFC 3550 A.3)', () => {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  const { time } = all;
  all.rtp(there, here, { packets: 500 });
  all.time = time;
  all.rtp(here, there, { packets: 500, lost: (i) => i > 10 && i % 20 === 0 });
  hangUp(call);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'rtp-loss');
  const found = diagnosis.find('rtp-loss')!;
  assert.deepEqual([found.severity, found.certainty], ['warning', 'likely']);
  assert.match(
    found.summary,
    /^Of the sound from the caller alice@example\.com at 203\.0\.113\.10:5060 to the called side at 192\.0\.2\.20:5060, 24 of 500 packets \(4\.8 %\) did not come/,
  );
});

test('a little loss on one hop of a relay is a note', () => {
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
  talk(all, here, left, { packets: 500 });
  all.time = time;
  talk(all, right, there, { packets: 500, lost: (i) => i > 10 && i % 60 === 0 });
  hangUp(call);
  const found = all.diagnose().find('rtp-loss')!;
  assert.equal(found.severity, 'note');
  assert.match(found.summary, /the called side at 192\.0\.2\.20:5060/);
});

/** A call whose called side reports what it misses. */
function reported(fraction: number, cumulativeLost: number) {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  talk(all, here, there, { packets: 500 });
  const into = new Uint8Array(64);
  const report = {
    ssrc: 0x1234 + here.port,
    fractionLost: Math.round(fraction * 256),
    cumulativeLost,
    highestSequence: 500,
    jitter: 0,
    lastSenderReport: 0,
    delaySinceLastSenderReport: 0,
  };
  const length = writeRtcp([{ type: 'RR', ssrc: 5, reports: [report] }], into);
  all.packet(all.place('192.0.2.20:30001'), all.place('203.0.113.10:40001'), into.slice(0, length));
  hangUp(call);
  return all.diagnose().find('rtp-loss');
}

test('a stream that is complete here, and reported as lossy by RTCP (RFC 3550 6.4.1)', () => {
  assert.match(
    reported(0.1, 50)!.summary,
    /^The called side at 192\.0\.2\.20:5060 reports in RTCP that up to 10\.\d % of the packets of an interval, 50 in all/,
  );
  assert.equal(reported(0.01, 5), undefined);
});

test('a pause of two seconds in which the sequence numbers go on is a note', () => {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  talk(all, here, there, { packets: 500, lost: (i) => i >= 200 && i < 300 });
  hangUp(call);
  const found = all.diagnose().find('rtp-loss')!;
  assert.deepEqual([found.severity, found.certainty], ['note', 'possible']);
  assert.match(found.summary, /^In pauses of up to 2 s 100 packets from/);
});

test('no loss, and packets that come in another order', () => {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  talk(all, here, there, { packets: 500, lost: (i) => i === 250 });
  hangUp(call);
  assert.deepEqual(all.diagnose().ids(), ['hung-up']);
});
