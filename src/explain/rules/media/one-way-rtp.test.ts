import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, proxiedCall, sdpAt, talk } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  const [phone, callee] = [all.place('203.0.113.10'), all.place('192.0.2.20')];
  return { all, phone, callee, here: all.place('203.0.113.10:40000'), there: all.place('192.0.2.20:30000') };
};

test('sound goes to the called side only (RFC 3264 5.1)', () => {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  all.rtp(here, there, { packets: 500 });
  hangUp(call);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'one-way-rtp');
  const found = diagnosis.find('one-way-rtp')!;
  assert.deepEqual([found.severity, found.certainty], ['failure', 'likely']);
  assert.match(
    found.summary,
    /no RTP went to 203\.0\.113\.10:40000, where the caller alice@example\.com at 203\.0\.113\.10:5060 wants sound, while 500 packets in 10 s went the other way/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 3, 5],
  );
  assert.equal(diagnosis.find('hung-up')!.becauseOf, 'one-way-rtp');
});

test('a relay gets the sound and does not pass it on', () => {
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
  all.rtp(here, left, { packets: 500 });
  all.time = time;
  talk(all, right, there, { packets: 500 });
  hangUp(call);
  const found = all.diagnose().find('one-way-rtp')!;
  assert.equal(found.certainty, 'certain');
  assert.match(found.summary, /no RTP went to 203\.0\.113\.10:40000/);
  assert.match(
    found.summary,
    /does arrive at the proxy at 198\.51\.100\.1:5060 \(192\.0\.2\.20:30000 to 198\.51\.100\.1:20002\), which does not pass it on/,
  );
});

test('missing on both hops, it is missing at its source', () => {
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
  all.rtp(here, left, { packets: 500 });
  all.time = time;
  all.rtp(right, there, { packets: 500 });
  hangUp(call);
  assert.match(
    all.diagnose().find('one-way-rtp')!.summary,
    /no RTP went to 198\.51\.100\.1:20002, where the proxy at 198\.51\.100\.1:5060 wants sound/,
  );
});

test('after a resumed hold it does not come back', () => {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  talk(all, here, there, { packets: 300 });
  for (const direction of ['sendonly', 'sendrecv']) {
    const again = all.request(phone, callee, 'INVITE', { body: sdpAt(here, { direction }) });
    all.ack(
      again,
      all.respond(again, 200, { body: sdpAt(there, { direction: direction === 'sendonly' ? 'recvonly' : '' }) }),
    );
    all.rtp(here, there, { packets: 300, first: 301 });
  }
  hangUp(call);
  assert.match(all.diagnose().find('one-way-rtp')!.summary, /no RTP went to 203\.0\.113\.10:40000/);
});

test('sound both ways, also from another port than named and back to it (RFC 4961)', () => {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  talk(all, all.place('203.0.113.10:51000'), there, { packets: 500 });
  hangUp(call);
  assert.deepEqual(all.diagnose().ids(), ['hung-up']);
});

for (const [name, options, packets] of [
  ['a call on hold from the beginning', { direction: 'sendonly' }, 500],
  ['a call of a second', {}, 60],
] as const)
  test(`${name} may be silent`, () => {
    const { all, phone, callee, here, there } = scene();
    const call = answeredCall(all, phone, callee, { offer: sdpAt(here, options), answer: sdpAt(there) });
    all.rtp(here, there, { packets });
    hangUp(call);
    assert.equal(all.diagnose().find('one-way-rtp'), undefined);
  });

test('a server behind a NAT of its own: the packets carry its inner address', () => {
  const { all, phone, here } = scene();
  const inside = all.place('10.0.0.5:30000');
  const call = answeredCall(all, phone, all.place('10.0.0.5'), {
    offer: sdpAt(here),
    answer: sdpAt(all.place('198.51.100.7:30000')),
  });
  talk(all, here, inside, { packets: 500 });
  hangUp(call);
  assert.deepEqual(all.diagnose().ids(), ['hung-up']);
});
