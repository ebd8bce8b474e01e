import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, proxiedCall, relayed, sdpAt, talk } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  const [phone, callee] = [all.place('203.0.113.10'), all.place('192.0.2.20')];
  return { all, phone, callee, here: all.place('203.0.113.10:40000'), there: all.place('192.0.2.20:30000') };
};

test('no packet of this call, while the capture holds those of another one of the same host', () => {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  talk(all, all.place('203.0.113.77:5000'), all.place('192.0.2.20:30010'), { packets: 500 });
  hangUp(call);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'no-rtp');
  const found = diagnosis.find('no-rtp')!;
  assert.deepEqual([found.severity, found.certainty], ['failure', 'likely']);
  assert.match(
    found.summary,
    /The call was up for 10 s, and no RTP went to 203\.0\.113\.10:40000, .* nor to 192\.0\.2\.20:30000/,
  );
  assert.equal(diagnosis.find('hung-up')!.becauseOf, 'no-rtp');
});

test('through a proxy with a media relay of which other calls are seen', () => {
  const { all, phone, callee, here, there } = scene();
  const [proxy, left, right] = [
    all.place('198.51.100.1'),
    all.place('198.51.100.2:20000'),
    all.place('198.51.100.2:20002'),
  ];
  const call = proxiedCall(all, phone, proxy, callee, {
    offer: sdpAt(here),
    innerOffer: sdpAt(right),
    answer: sdpAt(there),
    outerAnswer: sdpAt(left),
  });
  talk(all, all.place('203.0.113.77:5000'), all.place('198.51.100.2:20010'), { packets: 500 });
  hangUp(call);
  assert.equal(all.diagnose().find('no-rtp')!.severity, 'failure');
});

test('a capture of SIP alone, or with RTP of strangers only, tells nothing', () => {
  for (const strangers of [false, true]) {
    const { all, phone, callee, here, there } = scene();
    const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
    if (strangers) talk(all, all.place('10.1.1.1:4000'), all.place('10.1.1.2:4000'), { packets: 500 });
    else all.wait(10_000);
    hangUp(call);
    assert.deepEqual(all.diagnose().ids(), ['hung-up']);
  }
});

test('sound that two phones send each other directly does not pass their server', () => {
  const { all, phone, callee, here, there } = scene();
  const pbx = all.place('198.51.100.1');
  const call = proxiedCall(all, phone, pbx, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  // Another call of the same phone does: it is with the voicemail of the server.
  talk(all, all.place('203.0.113.10:40010'), all.place('198.51.100.1:20000'), { packets: 500 });
  hangUp(call);
  assert.equal(all.diagnose().find('no-rtp'), undefined);
});

test('a call that is not answered, or short, or on hold', () => {
  for (const [direction, ms] of [
    ['', 1_000],
    ['inactive', 10_000],
  ] as const) {
    const { all, phone, callee, here, there } = scene();
    talk(all, all.place('203.0.113.77:5000'), all.place('192.0.2.20:30010'), { packets: 50 });
    const call = answeredCall(all, phone, callee, {
      offer: sdpAt(here, { direction }),
      answer: sdpAt(there, { direction }),
    });
    all.wait(ms);
    hangUp(call);
    assert.equal(all.diagnose().find('no-rtp'), undefined);
  }
});

/** A call of two phones through their server, whose sound goes from one to the other. */
function direct({ all, phone, callee }: ReturnType<typeof scene>, port: number) {
  const here = all.place(`${phone.address}:${port}`);
  const there = all.place(`${callee.address}:${port}`);
  const call = proxiedCall(all, phone, all.place('198.51.100.1'), callee, { offer: sdpAt(here), answer: sdpAt(there) });
  const end = () => {
    relayed(call, 'BYE', { Route: '<sip:198.51.100.1;lr>' });
    all.wait(5_000);
  };
  return { here, there, end };
}

test('the sound of another call of the same two phones passes the capture, and that of this one does not', () => {
  const one = scene();
  const heard = direct(one, 41_000);
  talk(one.all, heard.here, heard.there, { packets: 500 });
  heard.end();
  const silent = direct(one, 42_000);
  one.all.wait(10_000);
  silent.end();
  const { verdicts } = one.all.diagnose();
  assert.ok(verdicts[0].findings.every(({ id }) => id !== 'no-rtp'));
  const found = verdicts[1].findings.find(({ id }) => id === 'no-rtp')!;
  assert.deepEqual([found.severity, found.certainty], ['failure', 'likely']);
  assert.match(found.summary, /no RTP went to 203\.0\.113\.10:42000, .* nor to 192\.0\.2\.20:42000/);
});

test('the sound of other calls of each of the two phones with others tells nothing of the way between them', () => {
  const one = scene();
  const { all, phone, callee } = one;
  talk(all, all.place(`${phone.address}:41000`), all.place('203.0.113.77:5000'), { packets: 500 });
  talk(all, all.place(`${callee.address}:41000`), all.place('203.0.113.77:5002'), { packets: 500 });
  const silent = direct(one, 42_000);
  all.wait(10_000);
  silent.end();
  assert.equal(all.diagnose().find('no-rtp'), undefined);
});
