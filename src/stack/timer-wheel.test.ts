/** The wheel against a list that is searched: what fires, when, and in which order. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Timed, TimerWheel } from './timer-wheel.ts';

class Probe extends Timed {
  readonly name: number;
  readonly log: string[];
  onFire: ((now: number) => void) | undefined;

  constructor(name: number, log: string[]) {
    super();
    this.name = name;
    this.log = log;
  }

  override onDeadline(now: number): void {
    this.log.push(`${this.name}@${now}`);
    this.onFire?.(now);
  }
}

const noFault = (error: unknown) => assert.fail(String(error));

test('deadlines fire at their tick, never early, whatever is armed, moved and disarmed', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('arm' as const), who: fc.nat(9), ms: fc.nat(3_000) }),
    fc.record({ kind: fc.constant('disarm' as const), who: fc.nat(9), ms: fc.constant(0) }),
    fc.record({ kind: fc.constant('pass' as const), who: fc.constant(0), ms: fc.nat(1_500) }),
  );
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.constantFrom(1, 10),
      fc.constantFrom(4, 16, 64),
      (steps, tick, slots) => {
        const log: string[] = [];
        const wheel = new TimerWheel(0, noFault, tick, slots);
        const probes = Array.from({ length: 10 }, (_, name) => new Probe(name, log));
        const model = new Map<number, number>();
        let now = 0;
        let done = 0;
        for (const { kind, who, ms } of steps) {
          if (kind === 'arm') {
            wheel.arm(probes[who], now + ms);
            // A deadline that has passed already is met at the next tick.
            model.set(who, Math.max(Math.ceil((now + ms) / tick), done + 1) * tick);
          } else if (kind === 'disarm') {
            wheel.disarm(probes[who]);
            model.delete(who);
          } else {
            now += ms;
            done = Math.floor(now / tick);
            log.length = 0;
            const due = [...model].filter(([, at]) => at <= now).map(([name]) => name);
            wheel.advance(now);
            assert.deepEqual(new Set(log.map((line) => Number(line.split('@')[0]))), new Set(due));
            assert.equal(log.length, due.length);
            for (const name of due) model.delete(name);
          }
          assert.equal(wheel.size, model.size);
          const next = Math.min(Infinity, ...model.values());
          // Early is allowed, late is not.
          assert.ok(wheel.soonest <= next, `${wheel.soonest} is later than ${next}`);
        }
        // Following `soonest` alone reaches everything.
        for (let turns = 0; model.size > 0 && wheel.size > 0; turns++) {
          assert.ok(turns < 10_000, 'the wheel gets on');
          wheel.advance(wheel.soonest);
        }
        assert.equal(wheel.size, 0);
        wheel.advance(now + 10_000);
        assert.equal(wheel.soonest, Infinity);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('what is due at once fires in the order of its ticks, and within one in the order of its arming', () => {
  const log: string[] = [];
  const wheel = new TimerWheel(0, noFault);
  const [a, b, c, d] = [0, 1, 2, 3].map((name) => new Probe(name, log));
  wheel.arm(c, 300);
  wheel.arm(a, 100);
  wheel.arm(b, 100);
  wheel.arm(d, 50_000);
  wheel.advance(60_000);
  assert.deepEqual(log, ['0@60000', '1@60000', '2@60000', '3@60000']);
});

test('a deadline may disarm its neighbours and arm itself and others', () => {
  const log: string[] = [];
  const wheel = new TimerWheel(0, noFault);
  const [a, b, c] = [0, 1, 2].map((name) => new Probe(name, log));
  a.onFire = (now) => {
    wheel.disarm(b);
    wheel.arm(c, now);
    wheel.arm(a, now + 100);
    a.onFire = undefined;
  };
  wheel.arm(a, 100);
  wheel.arm(b, 100);
  wheel.advance(100);
  assert.deepEqual(log, ['0@100']);
  assert.equal(wheel.size, 2);
  wheel.advance(200);
  assert.deepEqual(log, ['0@100', '2@200', '0@200']);
  assert.equal(wheel.size, 0);
});

test('one deadline that throws holds up none of the others', () => {
  const log: string[] = [];
  const faults: unknown[] = [];
  const wheel = new TimerWheel(0, (error) => faults.push(error));
  const [a, b] = [0, 1].map((name) => new Probe(name, log));
  const bug = new Error('bug');
  a.onFire = () => {
    throw bug;
  };
  wheel.arm(a, 100);
  wheel.arm(b, 100);
  wheel.advance(100);
  assert.deepEqual(log, ['0@100', '1@100']);
  assert.deepEqual(faults, [bug]);
  assert.equal(wheel.soonest, Infinity);
});
