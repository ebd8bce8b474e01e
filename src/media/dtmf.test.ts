import { buildTelephoneEvent, digitOf, eventOf, parseTelephoneEvents } from '../rtp/index.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DtmfReceiver, type DtmfReport } from './dtmf-receiver.ts';
import { DtmfSender, type EventPacket } from './dtmf-sender.ts';

const units = 160;

function seeded(seed: number): () => number {
  return () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

interface Sent extends EventPacket {
  readonly at: number;
}

/** Steps of 20 ms until nothing is sent any more. `undefined` is a step in which sound leaves. */
function sendAll(sender: DtmfSender, start = 0xffff_fc00): (Sent | undefined)[] {
  const sent: (Sent | undefined)[] = [];
  for (let step = 0; sender.isBusy; step++) {
    const packets = sender.step((start + step * units) >>> 0, units);
    if (packets.length === 0) sent.push(undefined);
    for (const packet of packets) sent.push({ ...packet, at: step * 20 });
  }
  return sent;
}

const eventIn = ({ payload }: EventPacket) => parseTelephoneEvents(payload)[0];
const pressedIn = (reports: DtmfReport[]) =>
  reports.flatMap(({ kind, digit }) => (kind === 'pressed' ? [digit] : [])).join('');

function receiveAll(packets: readonly Sent[]): DtmfReport[] {
  const receiver = new DtmfReceiver();
  const reports = packets.flatMap(({ payload, timestamp, at }) => receiver.receive(payload, timestamp, at));
  return [...reports, ...receiver.reset()];
}

test('the payload is event, end, volume and duration (RFC 4733 2.3)', () => {
  const payload = buildTelephoneEvent({ event: 11, end: true, volume: 10, duration: 0x1234 });
  assert.deepEqual(payload, Uint8Array.of(11, 0x8a, 0x12, 0x34));
  assert.deepEqual(parseTelephoneEvents(payload), [{ event: 11, end: true, volume: 10, duration: 0x1234 }]);
  assert.deepEqual(parseTelephoneEvents(Uint8Array.of(1, 0x4a, 0, 160))[0].volume, 10, 'the R bit is ignored (2.3.3)');
  assert.deepEqual(parseTelephoneEvents(Uint8Array.of(1, 2, 3)), []);
  assert.equal(parseTelephoneEvents(new Uint8Array(9)).length, 2);
});

test('the sixteen digits have the events 0 to 15 (RFC 4733 3.2)', () => {
  for (const [event, digit] of [...'0123456789*#ABCD'].entries()) {
    assert.equal(eventOf(digit), event);
    assert.equal(digitOf(event), digit);
  }
  assert.equal(eventOf('d'), 15);
  assert.equal(digitOf(16), undefined);
  for (const digit of ['', 'E', '12', ' ']) assert.throws(() => eventOf(digit), { code: 'SIP_DTMF_DIGIT' });
});

test('an event begins with the marker, grows, and ends with three packets (RFC 4733 2.5.1.2, 2.5.1.4)', () => {
  const sender = new DtmfSender({ volume: 7 });
  sender.send('5', 100);
  const packets = sendAll(sender, 8000) as Sent[];
  assert.deepEqual(
    packets.map((packet) => [packet.marker, eventIn(packet).duration, eventIn(packet).end]),
    [
      [true, 160, false],
      [false, 320, false],
      [false, 480, false],
      [false, 640, false],
      [false, 800, true],
      [false, 800, true],
      [false, 800, true],
    ],
  );
  for (const packet of packets) {
    assert.equal(packet.timestamp, 8000, 'the timestamp is that of the beginning (2.2.1)');
    assert.equal(eventIn(packet).event, 5);
    assert.equal(eventIn(packet).volume, 7);
  }
});

test('between two digits sound leaves for the pause', () => {
  const sender = new DtmfSender({ pauseMs: 60 });
  sender.send('12', 40);
  const sent = sendAll(sender);
  assert.deepEqual(
    sent.map((packet) => packet && eventIn(packet).event),
    [1, 1, 1, 1, undefined, undefined, undefined, 2, 2, 2, 2],
  );
});

test('an event beyond 0xFFFF units goes on in segments (RFC 4733 2.5.1.3)', () => {
  const sender = new DtmfSender();
  sender.send('9', 20_000);
  const packets = sendAll(sender, 0) as Sent[];
  assert.equal(packets.filter(({ marker }) => marker).length, 1, 'the marker is in the first packet alone');
  assert.deepEqual(
    [...new Set(packets.map(({ timestamp }) => timestamp))],
    [0, 65_535, 131_070],
    'segments begin where the one before ends',
  );
  for (const start of [0, 65_535]) {
    const finals = packets.filter((packet) => packet.timestamp === start && eventIn(packet).duration === 0xffff);
    assert.equal(finals.length, 3, 'the final packet of a segment is sent three times (2.5.1.4)');
    assert.ok(finals.every((packet) => !eventIn(packet).end));
  }
  const ends = packets.filter((packet) => eventIn(packet).end);
  assert.equal(ends.length, 3);
  assert.equal(eventIn(ends[0]).duration, 160_000 - 131_070);
  assert.deepEqual(receiveAll(packets), [
    { digit: '9', kind: 'pressed', durationMs: 20 },
    { digit: '9', kind: 'released', durationMs: 20_000 },
  ]);
});

test('a key is held until it is released, and what waits can be cancelled', () => {
  const sender = new DtmfSender();
  sender.send('1', Infinity);
  sender.send('23');
  for (let step = 0; step < 10; step++) assert.equal(sender.step(step * units, units).length, 1);
  sender.cancel();
  const packets = sendAll(sender) as Sent[];
  assert.deepEqual(
    packets.map((packet) => [eventIn(packet).duration, eventIn(packet).end]),
    [
      [1600, true],
      [1600, true],
      [1600, true],
    ],
  );
  sender.release();
  assert.equal(sender.isBusy, false);
});

test('a misuse of ours is an error', () => {
  const sender = new DtmfSender();
  assert.throws(() => sender.send('1x'), { code: 'SIP_DTMF_DIGIT' });
  assert.throws(() => sender.send('1', 10), { code: 'SIP_DTMF_OPTIONS' });
  assert.throws(() => sender.send('1', NaN), { code: 'SIP_DTMF_OPTIONS' });
  assert.throws(() => sender.send('1'.repeat(129)), { code: 'SIP_DTMF_QUEUE' });
  assert.throws(() => new DtmfSender({ volume: 64 }), { code: 'SIP_DTMF_OPTIONS' });
  assert.equal(sender.isBusy, false, 'nothing of a refused text is sent');
});

test('each digit is told once, with its length, on a network without faults', () => {
  const sender = new DtmfSender();
  sender.send('0123456789*#ABCD', 120);
  const reports = receiveAll(sendAll(sender).filter((packet) => packet !== undefined));
  assert.equal(pressedIn(reports), '0123456789*#ABCD');
  for (const { durationMs } of reports.filter(({ kind }) => kind === 'released')) assert.equal(durationMs, 120);
});

test('each digit is told once under loss, duplication and reordering, over 300 seeds', () => {
  const digits = '1122334455#*0099';
  for (let seed = 1; seed <= 300; seed++) {
    const random = seeded(seed);
    const sender = new DtmfSender();
    sender.send(digits, 100);
    const arriving = sendAll(sender)
      .filter((packet) => packet !== undefined)
      .flatMap((packet) => {
        const copies = random() < 0.2 ? 0 : random() < 0.2 ? 2 : 1;
        return Array.from({ length: copies }, () => ({ ...packet, at: packet.at + random() * 50 }));
      })
      .sort((a, b) => a.at - b.at);
    const reports = receiveAll(arriving);
    assert.equal(pressedIn(reports), digits, `seed ${seed}`);
    // Each press is followed by its release before the next one.
    assert.ok(
      reports.every(({ kind }, at) => kind === (at % 2 === 0 ? 'pressed' : 'released')),
      `seed ${seed}`,
    );
  }
});

test('the beginning and the end may be lost', () => {
  const sender = new DtmfSender();
  sender.send('78', 100);
  const packets = sendAll(sender).filter((packet) => packet !== undefined);
  const middle = packets.filter((packet) => eventIn(packet).duration === 480);
  const reports = receiveAll(middle);
  assert.equal(pressedIn(reports), '78');
  assert.deepEqual(reports.at(-1), { digit: '8', kind: 'released', durationMs: 60 });
});

test('a digit whose end was lost is over after 150 ms, and is not told again (RFC 4733 2.5.2.2)', () => {
  const receiver = new DtmfReceiver();
  const payload = (duration: number, end = false) => buildTelephoneEvent({ event: 4, end, volume: 10, duration });
  assert.equal(receiver.receive(payload(160), 1000, 0).length, 1);
  assert.deepEqual(receiver.expire(150), []);
  assert.deepEqual(receiver.expire(151), [{ digit: '4', kind: 'released', durationMs: 20 }]);
  assert.deepEqual(receiver.receive(payload(1600), 1000, 300), []);
  assert.deepEqual(receiver.receive(payload(1600, true), 1000, 320), []);
  assert.equal(receiver.receive(payload(160), 5000, 700)[0].kind, 'pressed', 'another press of the same key');
});

test('segments that come after a silence belong to the digit that is over', () => {
  const receiver = new DtmfReceiver();
  const payload = (duration: number) => buildTelephoneEvent({ event: 4, end: false, volume: 10, duration });
  receiver.receive(payload(0xffff), 0, 0);
  receiver.expire(1000);
  for (let segment = 1; segment < 10; segment++) {
    assert.deepEqual(receiver.receive(payload(160), segment * 0xffff, segment * 8192), []);
  }
});

test('events that are no digits, or of no duration, are passed over (RFC 4733 2.3.5)', () => {
  const receiver = new DtmfReceiver();
  const payload = (event: number, duration: number) => buildTelephoneEvent({ event, end: false, volume: 10, duration });
  assert.deepEqual(receiver.receive(payload(16, 160), 0, 0), []);
  assert.deepEqual(receiver.receive(payload(5, 0), 0, 0), []);
  assert.deepEqual(receiver.receive(new Uint8Array(2), 0, 0), []);
});

test('several events of one packet follow each other in time (RFC 4733 2.5.1.5)', () => {
  const receiver = new DtmfReceiver();
  const first = buildTelephoneEvent({ event: 1, end: true, volume: 10, duration: 800 });
  const second = buildTelephoneEvent({ event: 1, end: true, volume: 10, duration: 400 });
  const packet = Uint8Array.of(...first, ...second);
  const reports = receiver.receive(packet, 1000, 0);
  assert.equal(pressedIn(reports), '11');
  assert.deepEqual(receiver.receive(packet, 1000, 20), []);
  assert.deepEqual(receiver.receive(second, 1800, 40), [], 'the second alone, at its own time');
});

test('what a flood of events leaves behind is bounded', () => {
  const receiver = new DtmfReceiver();
  const payload = buildTelephoneEvent({ event: 1, end: true, volume: 10, duration: 160 });
  let pressed = 0;
  for (let i = 0; i < 10_000; i++) pressed += receiver.receive(payload, i * 1000, i * 20).length / 2;
  assert.equal(pressed, 10_000);
  assert.deepEqual(receiver.receive(payload, 0, 200_000), [], 'what is too old to be remembered is passed over');
});
