import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, sdpAt, talk } from '../../../../test/scene-calls.ts';
import { type Headers, rtpPacket, Scene } from '../../../../test/scene.ts';
import { type Place } from '../../../capture/index.ts';

const events = (number: number) => ({
  formats: `0 ${number}`,
  lines: [`a=rtpmap:${number} telephone-event/8000`, `a=fmtp:${number} 0-15`],
});

function scene(offered: number | undefined, answered: number | undefined) {
  const all = new Scene();
  const [here, there] = [all.place('203.0.113.10:40000'), all.place('192.0.2.20:30000')];
  const format = (number: number | undefined) => (number === undefined ? { formats: '0' } : events(number));
  const call = answeredCall(all, all.place('203.0.113.10'), all.place('192.0.2.20'), {
    offer: sdpAt(here, format(offered)),
    answer: sdpAt(there, format(answered)),
  });
  talk(all, here, there, { packets: 300 });
  return { all, call, here, there };
}

/** The packets of a digit: four octets each, with one time stamp. @param before how many digits were pressed before */
function press(all: Scene, from: Place, to: Place, digit: number, payloadType: number, before = 0): void {
  for (let i = 0; i < 6; i++) {
    const packet = rtpPacket(payloadType, 301 + before * 6 + i, 48_160 + before * 960, 0x1234 + from.port, 4);
    packet[12] = digit;
    all.packet(from, to, packet);
    all.wait(20);
  }
}

const relay = (digit: string): { body: string; contentType: string; headers: Headers } => ({
  body: `Signal=${digit}\r\nDuration=160\r\n`,
  contentType: 'application/dtmf-relay',
  headers: {},
});

test('telephone events that the other side did not list (RFC 4733 2.5.1.1)', () => {
  const { all, call, here, there } = scene(101, undefined);
  for (const [before, digit] of [1, 2, 11].entries()) press(all, here, there, digit, 101, before);
  hangUp(call);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'dtmf-mismatch');
  const found = diagnosis.find('dtmf-mismatch')!;
  assert.deepEqual([found.severity, found.certainty], ['failure', 'certain']);
  assert.match(
    found.summary,
    /sent the digits 12# as telephone events with payload type 101, and the called side at 192\.0\.2\.20:5060 did not list telephone-event at all/,
  );
  assert.equal(diagnosis.find('wrong-payload-type'), undefined);
});

test('telephone events under the number of the sender', () => {
  const { all, call, here, there } = scene(101, 96);
  press(all, here, there, 5, 101);
  hangUp(call);
  assert.match(
    all.diagnose().find('dtmf-mismatch')!.summary,
    /sent the digit 5 as telephone events with payload type 101, and .* has the number 96 for them/,
  );
});

test('INFO that is refused', () => {
  const { all, call } = scene(101, 101);
  for (const digit of ['1', '2'])
    all.respond(all.request(call.phone, call.callee, 'INFO', relay(digit)), 415, { reason: 'Unsupported Media Type' });
  hangUp(call);
  const found = all.diagnose().find('dtmf-mismatch')!;
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /sent 2 digits by INFO \(application\/dtmf-relay\), and the called side \(192\.0\.2\.20:5060\) refused with 415/,
  );
});

test('both ways at once count double', () => {
  const { all, call, here, there } = scene(101, 101);
  press(all, here, there, 7, 101);
  all.respond(all.request(call.phone, call.callee, 'INFO', relay('7')), 200);
  hangUp(call);
  const found = all.diagnose().find('dtmf-mismatch')!;
  assert.deepEqual([found.severity, found.certainty], ['warning', 'likely']);
  assert.match(found.summary, /sends digits twice: 1 digit by INFO and 1 digit as telephone events/);
});

test('telephone-event that is offered and not taken is a note', () => {
  const { all, call } = scene(101, undefined);
  hangUp(call);
  const found = all.diagnose().find('dtmf-mismatch')!;
  assert.equal(found.severity, 'note');
  assert.match(found.summary, /PCMU carries tones/);
});

test('events as agreed, INFO that is taken, and INFO of another kind', () => {
  const one = scene(101, 96);
  press(one.all, one.here, one.there, 5, 96);
  hangUp(one.call);
  assert.deepEqual(one.all.diagnose().ids(), ['hung-up']);

  const two = scene(undefined, undefined);
  two.all.respond(two.all.request(two.call.phone, two.call.callee, 'INFO', relay('1')), 200);
  two.all.respond(
    two.all.request(two.call.phone, two.call.callee, 'INFO', {
      body: '<x/>',
      contentType: 'application/media_control+xml',
    }),
    415,
  );
  hangUp(two.call);
  assert.equal(two.all.diagnose().find('dtmf-mismatch'), undefined);
});
