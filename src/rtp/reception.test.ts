import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reception } from './reception.ts';

const rate = 8000;

/** A source whose packets come every 20 ms from a sequence number on. */
function source(first = 0) {
  const reception = new Reception(1, rate);
  const receive = (sequence: number, lateMs = 0) => {
    const index = sequence - first;
    return reception.receive(sequence & 0xffff, (index * 160) >>> 0, 1000 + index * 20 + lateMs);
  };
  return { reception, receive };
}

test('a source is valid after two packets in sequence, and counts from the second (RFC 3550 A.1)', () => {
  const { reception, receive } = source();
  assert.equal(receive(5), 'probation');
  assert.equal(receive(7), 'probation');
  assert.equal(receive(9), 'probation');
  assert.equal(reception.isValid, false);
  assert.equal(reception.received, 0);
  assert.equal(receive(10), 'valid');
  assert.equal(reception.received, 1);
  assert.equal(reception.lost, 0);
});

test('sequence numbers that wrap around are counted in cycles (RFC 3550 A.1)', () => {
  const { reception, receive } = source(65_530);
  for (let i = 0; i < 20; i++) receive(65_530 + i);
  assert.equal(reception.highestSequence, 65_549);
  assert.equal(reception.lost, 0);
  assert.equal(receive(65_534), 'valid', 'a duplicate from before the wrap');
  assert.equal(reception.highestSequence, 65_549);
  assert.equal(reception.lost, -1, 'duplicates count as received (A.3)');
});

test('lost packets are those expected and not received, and the fraction is of the interval (RFC 3550 A.3)', () => {
  const { reception, receive } = source();
  receive(0);
  for (let i = 1; i <= 100; i++) if (i % 4 !== 0) receive(i);
  // 1 to 99 were expected, and the 24 multiples of 4 below 100 are missing.
  assert.equal(reception.lost, 24);
  assert.equal(reception.received, 75);
  const report = reception.report(7, 8);
  assert.deepEqual(report, {
    ssrc: 1,
    fractionLost: Math.floor((24 * 256) / 99),
    cumulativeLost: 24,
    highestSequence: 99,
    jitter: 0,
    lastSenderReport: 7,
    delaySinceLastSenderReport: 8,
  });
  for (let i = 100; i < 110; i++) receive(i);
  assert.equal(reception.report(0, 0).fractionLost, 0, 'none in the second interval');
  assert.equal(reception.report(0, 0).fractionLost, 0, 'nor in an interval without packets');
  receive(92);
  receive(96);
  assert.equal(reception.report(0, 0).fractionLost, 0, 'late ones make no negative fraction');
  assert.equal(reception.lost, 22, 'what comes late is not lost');
  receive(209);
  receive(210);
  const { fractionLost } = reception.report(0, 0);
  assert.equal(fractionLost, Math.floor((99 * 256) / 101));
});

test('a great jump is not believed until the next packet follows it (RFC 3550 A.1)', () => {
  const { reception, receive } = source();
  for (let i = 0; i < 10; i++) receive(i);
  assert.equal(receive(20_000), 'invalid');
  assert.equal(receive(10), 'valid');
  assert.equal(receive(30_000), 'invalid');
  assert.equal(receive(40_000), 'invalid');
  assert.equal(receive(40_001), 'restarted');
  assert.equal(reception.highestSequence, 40_001);
  assert.equal(reception.received, 11, 'sums go on over a restart');
  assert.equal(reception.lost, 0);
});

test('gaps up to 3000 packets and disorder up to 100 are no restart (RFC 3550 A.1)', () => {
  const { reception, receive } = source();
  receive(0);
  receive(1);
  assert.equal(receive(3000), 'valid');
  assert.equal(receive(2901), 'valid');
  assert.equal(receive(2899), 'invalid');
  assert.equal(reception.highestSequence, 3000);
});

test('the jitter is the smoothed difference of transit times (RFC 3550 A.8)', () => {
  const { reception, receive } = source();
  receive(0);
  receive(1);
  let expected = 0;
  let before = 0;
  for (let i = 2; i < 200; i++) {
    const lateMs = [0, 3, 10, 1][i % 4];
    receive(i, lateMs);
    expected += (Math.abs(lateMs - before) * 8 - expected) / 16;
    before = lateMs;
  }
  assert.ok(Math.abs(reception.jitter - expected) < 1e-6, `${reception.jitter}, not ${expected}`);
  assert.equal(reception.report(0, 0).jitter, Math.floor(expected));
  assert.ok(Math.abs(reception.jitterMs - expected / 8) < 1e-6);
});

test('neither timestamps that wrap around nor a clock of any size disturb the jitter', () => {
  const reception = new Reception(1, rate);
  const start = 9e9;
  for (let i = 0; i < 100; i++) reception.receive(i, (0xffff_ff00 + i * 160) >>> 0, start + i * 20);
  assert.ok(reception.jitter < 1e-3, `${reception.jitter}`);
});

test('packets that share a timestamp count too, as those of an event (RFC 4733 2.5.2.2)', () => {
  const reception = new Reception(1, rate);
  for (let i = 0; i < 3; i++) reception.receive(i, 0, i * 20);
  assert.equal(reception.jitter, 10, '160 units apart on the way, 0 at the sender, a sixteenth of it');
});
