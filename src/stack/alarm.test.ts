import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '../testing/index.ts';
import { Alarm } from './alarm.ts';

test('a later deadline leaves an alarm as it is, an earlier one takes its place', () => {
  const clock = new VirtualClock();
  const woken: number[] = [];
  const alarm = new Alarm(clock, () => woken.push(clock.now()));
  alarm.set(100, 0);
  alarm.set(200, 0);
  alarm.set(50, 0);
  clock.pass(1000);
  assert.deepEqual(woken, [50]);
  alarm.set(1200, clock.now());
  clock.pass(1000);
  assert.deepEqual(woken, [50, 1200]);
});

test('a stopped alarm wakes no more, whatever is set after it: the process can end', () => {
  const clock = new VirtualClock();
  const alarm = new Alarm(clock, () => assert.fail('woken'));
  alarm.set(100, 0);
  alarm.stop();
  alarm.set(50, 0);
  clock.pass(1000);
});
