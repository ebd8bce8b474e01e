import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, proxiedCall, sdpAt, talk } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

/** A phone behind NAT: its SIP comes from a public address, its description names a private one. */
const scene = () => {
  const all = new Scene();
  const inner = all.place('192.168.1.20:4000');
  return {
    all,
    inner,
    outer: all.place('203.0.113.10:61000'),
    there: all.place('198.51.100.1:30000'),
    phone: all.place('203.0.113.10:49152'),
    pbx: all.place('198.51.100.1'),
  };
};

test('sound is sent to the private address, and is lost (RFC 3264 5.1)', () => {
  const { all, inner, outer, there, phone, pbx } = scene();
  const call = answeredCall(all, phone, pbx, { offer: sdpAt(inner), answer: sdpAt(there) });
  all.rtp(outer, there, { packets: 300 });
  all.time -= 6_000;
  all.rtp(there, inner, { packets: 300 });
  hangUp(call);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'private-media-address');
  const found = diagnosis.find('private-media-address')!;
  assert.deepEqual([found.severity, found.certainty], ['failure', 'certain']);
  assert.match(
    found.summary,
    /told the called side at 198\.51\.100\.1:5060 to send sound to 192\.168\.1\.20:4000, a private address\. 300 packets in 6 s were sent to that address and are lost/,
  );
});

test('nothing comes back to the phone', () => {
  const { all, inner, outer, there, phone, pbx } = scene();
  const call = answeredCall(all, phone, pbx, { offer: sdpAt(inner), answer: sdpAt(there) });
  all.rtp(outer, there, { packets: 300 });
  hangUp(call);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'private-media-address');
  assert.match(
    diagnosis.find('private-media-address')!.summary,
    /Its own sound arrives \(300 packets\), and none goes back to it/,
  );
  assert.equal(diagnosis.find('one-way-rtp')!.becauseOf, 'private-media-address');
});

test('latching makes up for it: a note (RFC 7362)', () => {
  const { all, inner, outer, there, phone, pbx } = scene();
  const call = answeredCall(all, phone, pbx, { offer: sdpAt(inner), answer: sdpAt(there) });
  talk(all, outer, there, { packets: 300 });
  hangUp(call);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.find('private-media-address')!.severity, 'note');
  assert.match(diagnosis.find('private-media-address')!.summary, /no harm is done/);
  assert.equal(diagnosis.find('one-way-rtp'), undefined);
});

test('without RTP in the capture it is a note', () => {
  const { all, inner, there, phone, pbx } = scene();
  answeredCall(all, phone, pbx, { offer: sdpAt(inner), answer: sdpAt(there) });
  const found = all.diagnose().find('private-media-address')!;
  assert.equal(found.severity, 'note');
  assert.match(found.summary, /it does not show whether the other side sends there/);
});

test('a private address in the answer that a proxy passes on to the caller', () => {
  const { all, there, phone } = scene();
  const callee = all.place('198.51.100.9');
  const here = all.place('203.0.113.10:4000');
  const call = proxiedCall(all, phone, all.place('198.51.100.1'), callee, {
    offer: sdpAt(here),
    answer: sdpAt(all.place('10.9.9.9:4000')),
  });
  all.rtp(here, all.place('10.9.9.9:4000'), { packets: 300 });
  hangUp(call);
  const found = all.diagnose().find('private-media-address')!;
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /^The called side \(198\.51\.100\.9:5060\) told the caller .*, through the proxy at 198\.51\.100\.1:5060, to send sound to 10\.9\.9\.9:4000/,
  );
  assert.ok(there.port > 0);
});

test('a proxy that puts a relay in has corrected it', () => {
  const { all, inner, phone } = scene();
  const [proxy, callee] = [all.place('198.51.100.1'), all.place('198.51.100.9')];
  proxiedCall(all, phone, proxy, callee, {
    offer: sdpAt(inner),
    innerOffer: sdpAt(all.place('198.51.100.2:30000')),
    answer: sdpAt(all.place('198.51.100.9:7000')),
    outerAnswer: sdpAt(all.place('198.51.100.2:30002')),
  });
  assert.equal(all.diagnose().find('private-media-address'), undefined);
});

test('two phones of one network, and one that was captured inside of it', () => {
  const one = scene();
  answeredCall(one.all, one.all.place('192.168.1.20'), one.all.place('192.168.1.30'), {
    offer: sdpAt(one.inner),
    answer: sdpAt(one.all.place('192.168.1.30:4000')),
  });
  assert.deepEqual(one.all.diagnose().ids(), []);

  const two = scene();
  const call = answeredCall(two.all, two.all.place('192.168.1.20'), two.pbx, {
    offer: sdpAt(two.inner),
    answer: sdpAt(two.there),
  });
  talk(two.all, two.inner, two.there, { packets: 300 });
  hangUp(call);
  assert.deepEqual(two.all.diagnose().ids(), ['hung-up']);
});
