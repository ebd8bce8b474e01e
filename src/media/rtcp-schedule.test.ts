import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RtcpSchedule } from './rtcp-schedule.ts';

/** Seconds until a report is due, to the nearest ms. */
function dueAfter(schedule: RtcpSchedule, from: number): number {
  let ms = 0;
  while (!schedule.isDue(from + ms)) ms++;
  return ms;
}

test('the first report comes after 1.25 to 3.75 s, the others after 2.5 to 7.5 s (RFC 3550 6.3.1)', () => {
  for (const [random, first, later] of [
    [0, 1250, 2500],
    [0.5, 2500, 5000],
    [0.999, 3748, 7495],
  ]) {
    const schedule = new RtcpSchedule(1000, () => random, 20_000);
    assert.equal(dueAfter(schedule, 1000), first);
    schedule.sent(100, 5000);
    assert.equal(dueAfter(schedule, 5000), later);
  }
});

test('a narrow bandwidth makes the interval longer, by the average size of the reports (RFC 3550 6.2)', () => {
  // 5 % of 200 octets/s are 10 octets/s; two members with 128 octets each take 25.6 s.
  const schedule = new RtcpSchedule(0, () => 0.5, 200);
  assert.equal(dueAfter(schedule, 0), 25_600);
  for (let i = 0; i < 200; i++) schedule.received(228);
  schedule.sent(228, 0);
  const interval = dueAfter(schedule, 0);
  assert.ok(interval > 51_100 && interval < 51_300, `${interval}`);
});

test('a peer is gone after five of the longest intervals without news (RFC 3550 6.3.5)', () => {
  assert.equal(new RtcpSchedule(0, () => 0, 20_000).timeoutMs, 25_000);
  assert.equal(new RtcpSchedule(0, () => 0, 200).timeoutMs, 128_000);
});
