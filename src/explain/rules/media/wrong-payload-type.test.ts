import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, sdpAt, talk } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  const [phone, callee] = [all.place('203.0.113.10'), all.place('192.0.2.20')];
  return { all, phone, callee, here: all.place('203.0.113.10:40000'), there: all.place('192.0.2.20:30000') };
};
const opus = (number: number) => ({ formats: String(number), lines: [`a=rtpmap:${number} opus/48000/2`] });

test('a sender uses its own number for a codec that the other numbers otherwise (RFC 3264 6.1)', () => {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here, opus(111)), answer: sdpAt(there, opus(96)) });
  const { time } = all;
  all.rtp(here, there, { packets: 300, payloadType: 111, clockRate: 48_000, octets: 80 });
  all.time = time;
  all.rtp(there, here, { packets: 300, payloadType: 111, clockRate: 48_000, octets: 80 });
  hangUp(call);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'wrong-payload-type');
  const found = diagnosis.find('wrong-payload-type')!;
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /sends payload type 111 \(opus\) in 300 of 300 packets, and the called side at 192\.0\.2\.20:5060 takes only 96\. For opus that side has the number 96\./,
  );
});

test('a codec with a fixed number that was struck out of the answer is a warning', () => {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, {
    offer: sdpAt(here, { formats: '0 8' }),
    answer: sdpAt(there, { formats: '8' }),
  });
  talk(all, here, there, { packets: 300, payloadType: 0 });
  hangUp(call);
  const found = all.diagnose().find('wrong-payload-type')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.summary, /payload type 0 \(PCMU\) in 300 of 300 packets, and the called side .* takes only 8/);
});

test('comfort noise, early packets and codecs of before a change are no fault', () => {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there, { formats: '8' }) });
  all.rtp(here, there, { packets: 20, payloadType: 0 });
  talk(all, here, there, { packets: 200, payloadType: 8, ssrc: 5 });
  const again = all.request(phone, callee, 'INVITE', { body: sdpAt(here, { formats: '18' }) });
  all.ack(again, all.respond(again, 200, { body: sdpAt(there, { formats: '18' }) }));
  talk(all, here, there, { packets: 200, payloadType: 18, octets: 20, ssrc: 6 });
  talk(all, here, there, { packets: 100, payloadType: 13, octets: 1, ssrc: 7 });
  hangUp(call);
  assert.deepEqual(all.diagnose().ids(), ['hung-up']);
});
