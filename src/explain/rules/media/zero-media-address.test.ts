import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, sdpAt } from '../../../../test/scene-calls.ts';
import { Scene, sdp } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return {
    all,
    phone: all.place('203.0.113.10'),
    callee: all.place('192.0.2.20'),
    here: all.place('203.0.113.10:40000'),
    there: all.place('192.0.2.20:30000'),
  };
};

test('an answer with 0.0.0.0 that is no hold (RFC 3264 8.4)', () => {
  const { all, phone, callee, here } = scene();
  answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdp('0.0.0.0', 30000) });
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'zero-media-address');
  assert.match(
    diagnosis.find('zero-media-address')!.summary,
    /^The called side \(192\.0\.2\.20:5060\) told the caller alice@example\.com at 203\.0\.113\.10:5060 to send sound to 0\.0\.0\.0/,
  );
});

test('an offer with ::', () => {
  const { all, there } = scene();
  answeredCall(all, all.place('[2001:db8::10]'), all.place('[2001:db8::20]'), {
    offer: sdp('::', 4000),
    answer: sdpAt(there),
  });
  assert.equal(all.diagnose().find('zero-media-address')!.severity, 'failure');
});

test('a hold, in a re-INVITE or said by its direction', () => {
  const { all, phone, callee, here, there } = scene();
  answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  const again = all.request(phone, callee, 'INVITE', { body: sdp('0.0.0.0', 40000) });
  all.ack(again, all.respond(again, 200, { body: sdpAt(there) }));
  assert.equal(all.diagnose().find('zero-media-address'), undefined);

  const two = scene();
  answeredCall(two.all, two.phone, two.callee, {
    offer: sdp('0.0.0.0', 40000, { direction: 'sendonly' }),
    answer: sdpAt(two.there),
  });
  assert.equal(two.all.diagnose().find('zero-media-address'), undefined);
});

test('a call of a controller that begins with 0.0.0.0 and corrects itself at once (RFC 3725)', () => {
  const { all, phone, callee, here, there } = scene();
  answeredCall(all, phone, callee, { offer: sdp('0.0.0.0', 40000), answer: sdpAt(there) });
  const again = all.request(phone, callee, 'INVITE', { body: sdpAt(here) });
  all.ack(again, all.respond(again, 200, { body: sdpAt(there) }));
  assert.equal(all.diagnose().find('zero-media-address'), undefined);
});

test('a browser whose candidates come later (trickle ICE)', () => {
  const { all, phone, callee, there } = scene();
  const lines = ['a=ice-ufrag:abcd', 'a=ice-pwd:0123456789012345678901'];
  answeredCall(all, phone, callee, { offer: sdp('0.0.0.0', 9, { lines }), answer: sdpAt(there) });
  assert.equal(all.diagnose().find('zero-media-address'), undefined);
});
