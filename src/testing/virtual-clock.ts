/** Time that passes when it is told to: whatever is due runs in order of its time, and of the same time in order of its setting. */

import { SipError } from '../message/index.ts';
import { type Clock } from '../stack/index.ts';

interface Alarm {
  readonly at: number;
  readonly order: number;
  /** undefined once it was cancelled. */
  callback: (() => void) | undefined;
}

/** How many promises in a row a callback may leave behind before the next one runs (`runAsync`). */
const MICROTASKS = 32;

/** A clock for tests: it stands still until somebody lets it run, and then jumps from alarm to alarm. All its times are ms. */
export class VirtualClock implements Clock {
  private readonly start: number;
  private time = 0;
  private order = 0;
  /** A binary heap, the soonest in front. */
  private readonly heap: Alarm[] = [];
  private cancelled = 0;

  /** @param start wall clock at the beginning, ms since 1970 */
  constructor(start = Date.UTC(2026, 0, 1)) {
    this.start = start;
  }

  /** Monotonic, ms: from 0. */
  now(): number {
    return this.time;
  }

  wall(): number {
    return this.start + this.time;
  }

  after(ms: number, callback: () => void): () => void {
    const alarm: Alarm = { at: this.time + Math.max(0, ms), order: this.order++, callback };
    this.push(alarm);
    return () => {
      if (alarm.callback === undefined) return;
      alarm.callback = undefined;
      this.cancelled++;
    };
  }

  /** How many alarms are set. */
  get pending(): number {
    return this.heap.length - this.cancelled;
  }

  /** Runs everything due up to `until` (monotonic ms), and leaves the time there. */
  run(until: number): void {
    while (this.stepTo(until));
  }

  /** Runs what is due in the next `ms`. */
  pass(ms: number): void {
    this.run(this.time + ms);
  }

  /** Like `run`, and lets promises settle after each callback: for code that waits for stores and the like. */
  async runAsync(until: number): Promise<void> {
    await settle();
    while (this.stepTo(until)) await settle();
  }

  /** Lets time pass until the promise is settled. @param until monotonic ms; beyond it nothing is waited for */
  async runUntilSettled(promise: PromiseLike<unknown>, until: number): Promise<void> {
    let settled = false;
    const note = () => {
      settled = true;
    };
    promise.then(note, note);
    await settle();
    // Read through a function: the compiler does not see who writes it.
    const isSettled = () => settled;
    while (!isSettled() && this.stepTo(until)) await settle();
  }

  /** Like `runOut`, and lets promises settle after each callback. */
  async runOutAsync(limit: number): Promise<number> {
    await settle();
    while (this.step(limit)) await settle();
    return this.runOut(limit);
  }

  /**
   * Runs until nothing is set any more. @returns the time of the last callback
   * @throws SipError SIP_CLOCK_ENDLESS when something keeps setting alarms beyond `limit` (monotonic ms)
   */
  runOut(limit: number): number {
    while (this.step(limit));
    if (this.pending > 0)
      throw new SipError('SIP_CLOCK_ENDLESS', `${this.pending} alarms are still set at ${limit} ms`);
    return this.time;
  }

  /** Runs the next callback that is due up to `until`. @returns false when there was none: the time is `until` then */
  stepTo(until: number): boolean {
    if (this.step(until)) return true;
    this.time = Math.max(this.time, until);
    return false;
  }

  /** Like `stepTo`, and lets promises settle. */
  async stepAsync(until: number): Promise<boolean> {
    const ran = this.stepTo(until);
    await settle();
    return ran;
  }

  private step(until: number): boolean {
    for (;;) {
      const next = this.heap[0];
      if (next === undefined || next.at > until) return false;
      this.pop();
      const { callback } = next;
      if (callback === undefined) {
        this.cancelled--;
        continue;
      }
      next.callback = undefined;
      this.time = Math.max(this.time, next.at);
      callback();
      return true;
    }
  }

  private push(alarm: Alarm): void {
    const { heap } = this;
    let at = heap.push(alarm) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(alarm, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = alarm;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop() as Alarm;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1], heap[child])) child++;
      if (!before(heap[child], last)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
  }
}

function before(a: Alarm, b: Alarm): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** One promise for all the rounds: where promises are watched, as by node:test, each costs more than what it waits for. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    let left = MICROTASKS;
    const round = () => {
      if (left-- === 0) resolve();
      else queueMicrotask(round);
    };
    round();
  });
}
