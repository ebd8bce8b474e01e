import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, sdpAt, talk } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  const [here, there] = [all.place('203.0.113.10:40000'), all.place('192.0.2.20:30000')];
  const call = answeredCall(all, all.place('203.0.113.10'), all.place('192.0.2.20'), {
    offer: sdpAt(here),
    answer: sdpAt(there),
  });
  return { all, call, here, there };
};

test('a Reason that speaks of missing media (RFC 3326)', () => {
  for (const text of ['RTP Timeout', 'MEDIA_TIMEOUT', 'media inactivity', 'no RTP received', 'Audio lost']) {
    const { all, call } = scene();
    all.wait(20_000);
    hangUp(call, 'callee', { Reason: `SIP;cause=408;text="${text}"` });
    const diagnosis = all.diagnose();
    assert.equal(diagnosis.root, 'media-timeout', text);
    assert.equal(diagnosis.find('media-timeout')!.certainty, 'certain');
    assert.equal(diagnosis.find('hung-up')!.becauseOf, 'media-timeout');
  }
});

test('RTP toward the side that hangs up had stopped 30 s before', () => {
  const { all, call, here, there } = scene();
  talk(all, here, there, { packets: 500 });
  all.rtp(there, here, { packets: 1500, first: 501 });
  hangUp(call, 'callee');
  const found = all.diagnose().find('media-timeout')!;
  assert.deepEqual([found.severity, found.certainty], ['failure', 'likely']);
  assert.match(
    found.summary,
    /The called side \(192\.0\.2\.20:5060\) hung up 30 s after the last RTP toward it: that is what a media timeout of 30 s does/,
  );
});

for (const [name, packets] of [
  ['a silence of no usual length', 1180],
  ['no silence at all', 1],
] as const)
  test(`${name} is nothing`, () => {
    const { all, call, here, there } = scene();
    talk(all, here, there, { packets: 500 });
    all.rtp(there, here, { packets, first: 501 });
    hangUp(call, 'callee');
    assert.equal(all.diagnose().find('media-timeout'), undefined);
  });

test('a call on hold is silent by right', () => {
  const { all, call, here, there } = scene();
  talk(all, here, there, { packets: 500 });
  const again = all.request(call.callee, call.phone, 'INVITE', {
    back: true,
    body: sdpAt(there, { direction: 'sendonly' }),
  });
  all.ack(again, all.respond(again, 200, { body: sdpAt(here, { direction: 'recvonly' }) }), { back: true });
  all.rtp(there, here, { packets: 1500, first: 501 });
  hangUp(call, 'callee');
  assert.equal(all.diagnose().find('media-timeout'), undefined);
});

test('without RTP in the capture nothing is concluded', () => {
  const { all, call } = scene();
  all.wait(30_000);
  hangUp(call, 'callee');
  assert.equal(all.diagnose().find('media-timeout'), undefined);
});

test('a Reason of a broken connection of RTP: the last RTP toward the side that gave up is named (RFC 3326)', () => {
  const { all, call, here, there } = scene();
  talk(all, here, there, { packets: 500 });
  all.rtp(there, here, { packets: 600, first: 501 });
  hangUp(call, 'callee', { Reason: 'SIP;cause=200;text="RTP Broken Connection"' });
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'media-timeout');
  const found = diagnosis.find('media-timeout')!;
  assert.deepEqual([found.severity, found.certainty], ['failure', 'certain']);
  assert.match(found.summary, /^The called side \(192\.0\.2\.20:5060\) hung up because it missed the sound\. /);
  assert.match(found.summary, /RTP Broken Connection.* The last RTP toward it had come 12 s before\.$/);
  assert.match(found.cause, /had arrived, and then stopped/);
  assert.deepEqual(
    found.evidence.map(({ note }) => note),
    ['the last RTP toward it', 'its Reason speaks of missing media'],
  );
  assert.equal(diagnosis.find('hung-up')!.becauseOf, 'media-timeout');
});

test('where no RTP came at all, the Reason is believed, and no last packet is named', () => {
  const { all, call, here, there } = scene();
  all.rtp(there, here, { packets: 600 });
  hangUp(call, 'callee', { Reason: 'SIP;cause=200;text="RTP Broken Connection"' });
  const found = all.diagnose().find('media-timeout')!;
  assert.doesNotMatch(found.summary, /The last RTP/);
  assert.match(found.cause, /did not arrive/);
  assert.deepEqual(
    found.evidence.map(({ note }) => note),
    ['its Reason speaks of missing media'],
  );
});

test('a Reason that speaks of another broken connection is nothing', () => {
  for (const text of ['Broken Connection', 'TCP connection broken', 'Normal Clearing']) {
    const { all, call, here, there } = scene();
    talk(all, here, there, { packets: 500 });
    all.rtp(there, here, { packets: 600, first: 501 });
    hangUp(call, 'callee', { Reason: `SIP;cause=200;text="${text}"` });
    assert.equal(all.diagnose().find('media-timeout'), undefined, text);
  }
});
