import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock } from '../stack/index.ts';
import { FrameClock } from './frame-clock.ts';

/** A clock whose timers fire late by as much as a function says. */
class LateClock implements Clock {
  time = 1000;
  #pending: { readonly at: number; readonly callback: () => void } | undefined;

  now(): number {
    return this.time;
  }

  wall(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): () => void {
    const pending = { at: this.time + ms, callback };
    this.#pending = pending;
    return () => {
      if (this.#pending === pending) this.#pending = undefined;
    };
  }

  /** Fires the next timer. @returns whether there was one */
  fire(lateMs: number): boolean {
    const pending = this.#pending;
    if (pending === undefined) return false;
    this.#pending = undefined;
    this.time = pending.at + lateMs;
    pending.callback();
    return true;
  }
}

function setUp() {
  const clock = new LateClock();
  const counts = { ticks: 0, skipped: 0 };
  const frames = new FrameClock(
    clock,
    20,
    () => counts.ticks++,
    (skipped) => (counts.skipped += skipped),
  );
  return { clock, counts, frames };
}

test('lateness does not add up: after a minute there are as many ticks as frames', () => {
  const { clock, counts } = setUp();
  for (let i = 0; clock.time < 61_000; i++) clock.fire((i * 7) % 19);
  assert.equal(counts.ticks, Math.floor((clock.time - 1000) / 20));
  assert.equal(counts.skipped, 0);
});

test('what a short hold-up left undone is made up for at once', () => {
  const { clock, counts } = setUp();
  clock.fire(100);
  assert.equal(counts.ticks, 6);
  clock.fire(0);
  assert.equal(counts.ticks, 7);
  assert.equal(counts.skipped, 0);
});

test('after a long hold-up only the latest frames are made up for', () => {
  const { clock, counts } = setUp();
  clock.fire(10_000);
  assert.equal(counts.ticks, 10);
  assert.equal(counts.skipped, 491);
  clock.fire(0);
  assert.equal(counts.ticks, 11);
});

test('a timer that fires early makes no tick', () => {
  const { clock, counts } = setUp();
  clock.fire(-1);
  assert.equal(counts.ticks, 0);
  clock.fire(0);
  assert.equal(counts.ticks, 1);
});

test('a tick may stop the clock', () => {
  const clock = new LateClock();
  let ticks = 0;
  const frames: FrameClock = new FrameClock(
    clock,
    20,
    () => {
      if (++ticks === 3) frames.stop();
    },
    () => {},
  );
  clock.fire(100);
  assert.equal(ticks, 3);
  assert.equal(clock.fire(0), false);
});
