/** The simulation's own promises: order of time, repeatable chance, peers that wait in virtual time. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SeededRandom } from './seeded-random.ts';
import { Simulation } from './simulation.ts';
import { VirtualClock } from './virtual-clock.ts';

test('alarms run in order of their time, and of one time in order of their setting', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 60 }), fc.array(fc.nat(59)), (delays, cancelled) => {
      const clock = new VirtualClock();
      const ran: number[] = [];
      const cancels = delays.map((ms, i) => clock.after(ms, () => ran.push(i)));
      for (const i of cancelled) cancels[i]?.();
      const wanted = delays
        .map((ms, i) => ({ ms, i }))
        .filter(({ i }) => !cancelled.includes(i))
        .sort((a, b) => a.ms - b.ms || a.i - b.i)
        .map(({ i }) => i);
      assert.equal(clock.pending, wanted.length);
      clock.run(25);
      assert.deepEqual(
        ran,
        wanted.filter((i) => delays[i] <= 25),
      );
      assert.equal(clock.now(), 25);
      clock.runOut(100);
      assert.deepEqual(ran, wanted);
      assert.equal(clock.pending, 0);
    }),
  );
});

test('an alarm may set others, which run in the same pass when they are due', () => {
  const clock = new VirtualClock(1_000);
  const log: string[] = [];
  clock.after(10, () => {
    log.push(`a@${clock.now()}`);
    clock.after(0, () => log.push(`b@${clock.now()}`));
    clock.after(10, () => log.push(`c@${clock.wall()}`));
  });
  clock.pass(20);
  assert.deepEqual(log, ['a@10', 'b@10', 'c@1020']);
});

test('what never ends is told', () => {
  const clock = new VirtualClock();
  const again = () => void clock.after(100, again);
  again();
  assert.throws(() => clock.runOut(10_000), { code: 'SIP_CLOCK_ENDLESS' });
});

test('promises settle between callbacks', async () => {
  const clock = new VirtualClock();
  const log: string[] = [];
  const work = async () => {
    await Promise.resolve();
    await Promise.resolve();
    log.push('settled');
    clock.after(5, () => log.push('then'));
  };
  clock.after(1, () => void work());
  clock.after(2, () => log.push('next'));
  await clock.runAsync(10);
  assert.deepEqual(log, ['settled', 'next', 'then']);
});

test('a seed repeats itself, and its neighbours differ', () => {
  const draw = (seed: number) =>
    Array.from(
      { length: 5 },
      (
        (random) => () =>
          random.bits32()
      )(new SeededRandom(seed)),
    );
  assert.deepEqual(draw(1), draw(1));
  assert.notDeepEqual(draw(1), draw(2));
  const random = new SeededRandom(3);
  const fork = random.fork();
  assert.notEqual(fork.bits32(), random.bits32());
});

test('chance is spread as it should be', () => {
  const random = new SeededRandom(42);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 40_000; i++) counts[random.between(0, 3)]++;
  for (const count of counts) assert.ok(Math.abs(count - 10_000) < 500, String(counts));
  let hits = 0;
  for (let i = 0; i < 40_000; i++) if (random.chance(0.25)) hits++;
  assert.ok(Math.abs(hits - 10_000) < 500, String(hits));
  assert.ok(['a', 'b'].includes(random.pick(['a', 'b'])));
});

test('a scripted peer sends what it is given, waits in virtual time, and says what it missed', () => {
  const sim = new Simulation({ delay: [5, 5] });
  const [a, b] = [sim.peer('a', { address: '192.0.2.1' }), sim.peer('b', { address: '192.0.2.2' })];
  const text =
    'OPTIONS sip:b SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\nFrom: <sip:a>;tag=1\nTo: <sip:b>\nCall-ID: x\nCSeq: 1 OPTIONS\n\n';
  sim.clock.after(1_000, () => a.send(text, { transport: 'UDP', address: '192.0.2.2', port: 5060 }));
  const got = b.expect('OPTIONS');
  assert.deepEqual([got.at, sim.clock.now()], [1_005, 1_005]);
  b.respond(got, 200);
  assert.equal(a.expect(200).message.callId, 'x');
  assert.deepEqual(sim.ladder.flow, ['a OPTIONS b', 'b 200 OPTIONS a']);
  assert.throws(() => a.expect('INVITE', 100), {
    code: 'SIP_NOT_RECEIVED',
    message: /did not receive INVITE\n.*OPTIONS/,
  });
  assert.throws(() => a.send(text, { transport: 'WS', address: '192.0.2.2', port: 80 }), { code: 'SIP_NO_FLOW' });
});

test('a peer over TCP sends and receives on one connection', () => {
  const sim = new Simulation();
  const [a, b] = [sim.peer('a', { address: '192.0.2.1' }), sim.peer('b', { address: '192.0.2.2' })];
  const text =
    'OPTIONS sip:b SIP/2.0\nVia: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1\nFrom: <sip:a>;tag=1\nTo: <sip:b>\nCall-ID: x\nCSeq: 1 OPTIONS\nContent-Length: 0\n\n';
  a.send(text, { transport: 'TCP', address: '192.0.2.2', port: 5060 });
  b.respond(b.expect('OPTIONS'), 200);
  a.expect(200);
  sim.network.reset('192.0.2.1', '192.0.2.2');
  assert.deepEqual(b.idle(100), []);
  assert.deepEqual(
    b.closed.map(({ error }) => error),
    ['read ECONNRESET'],
  );
});
