import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, proxiedCall, sdpAt, talk } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  const [phone, callee] = [all.place('203.0.113.10'), all.place('192.0.2.20')];
  return { all, phone, callee, here: all.place('203.0.113.10:40000'), there: all.place('192.0.2.20:30000') };
};

test('sound still goes to the address of before a re-INVITE (RFC 3264 8)', () => {
  const { all, phone, callee, here, there } = scene();
  const moved = all.place('203.0.113.99:40000');
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  talk(all, here, there, { packets: 200 });
  const again = all.request(phone, callee, 'INVITE', { body: sdpAt(moved) });
  all.ack(again, all.respond(again, 200, { body: sdpAt(there) }));
  all.wait(300);
  const { time } = all;
  all.rtp(moved, there, { packets: 500, ssrc: 7 });
  all.time = time;
  all.rtp(there, here, { packets: 500, first: 201 });
  hangUp(call);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'rtp-elsewhere');
  const found = diagnosis.find('rtp-elsewhere')!;
  assert.deepEqual([found.severity, found.certainty], ['failure', 'certain']);
  assert.match(
    found.summary,
    /to 203\.0\.113\.10:40000, while the caller alice@example\.com at 203\.0\.113\.10:5060 wants its sound at 203\.0\.113\.99:40000\. That was agreed on before, in frame 1/,
  );
  assert.equal(diagnosis.find('one-way-rtp')!.becauseOf, 'rtp-elsewhere');
});

test('through a proxy: a phone sends past the relay', () => {
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
  all.rtp(here, all.place('198.51.100.77:20000'), { packets: 500 });
  hangUp(call);
  assert.match(
    all.diagnose().find('rtp-elsewhere')!.summary,
    /\(?at 203\.0\.113\.10:5060 sent 500 packets in 10 s to 198\.51\.100\.77:20000, while the proxy at 198\.51\.100\.1:5060 wants its sound at 198\.51\.100\.1:20000/,
  );
});

test('sound that comes from another host than named is a note (RFC 4961)', () => {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  const { time } = all;
  all.rtp(all.place('192.0.2.77:9000'), here, { packets: 500 });
  all.time = time;
  all.rtp(here, there, { packets: 500 });
  hangUp(call);
  const found = all.diagnose().find('rtp-elsewhere')!;
  assert.equal(found.severity, 'note');
  assert.match(
    found.summary,
    /comes from 192\.0\.2\.77:9000, while the called side at 192\.0\.2\.20:5060 names 192\.0\.2\.20:30000/,
  );
});

test('a copy for a recorder, beside sound that arrives', () => {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  const { time } = all;
  all.rtp(there, all.place('192.0.2.99:7000'), { packets: 500, ssrc: 9 });
  all.time = time;
  talk(all, here, there, { packets: 500 });
  hangUp(call);
  assert.deepEqual(all.diagnose().ids(), ['hung-up']);
});
