import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedSound } from '../../test/simulated-sound.ts';
import { Phone, type PhonePolicy } from '../phone/index.ts';
import { Simulation } from '../testing/index.ts';
import { PhoneDesk } from './phone-desk.ts';
import type { PhoneEvent } from './phone-events.ts';
import { LineProblem, parseLine } from './phone-lines.ts';

/** Phones with desks on a simulated network, driven by lines. */
class Office {
  readonly sim = new Simulation({ delay: [5, 5] });
  readonly #sound = new SimulatedSound(this.sim.clock);
  #hosts = 1;

  desk(name: string, policy: Partial<PhonePolicy> = {}) {
    const { sim } = this;
    const address = `192.0.2.${this.#hosts++}`;
    const phone = new Phone({
      transport: sim.host(name, { address }),
      clock: sim.clock,
      random: sim.random.fork(),
      identity: `${name} <sip:${name}@${address}>`,
      rtp: { address, random: sim.random, open: this.#sound.openSession },
      policy,
    });
    sim.watch(name, phone.agent.stack);
    const events: PhoneEvent[] = [];
    const desk = new PhoneDesk({ phone, uriOf: (typed) => phone.uriOf(typed), help: 'help yourself' });
    desk.events.watch((event) => events.push(event));
    desk.open();
    const told = () => events.splice(0).map((event) => short(event));
    /** Begins to carry a line out. */
    const begin = (line: string): Promise<boolean> => {
      const command = parseLine(line);
      assert.ok(command !== undefined && !(command instanceof LineProblem), line);
      return desk.run(command);
    };
    const run = (line: string) => sim.wait(begin(line));
    return { desk, phone, events, told, begin, run, uri: phone.agent.uri.text };
  }

  /** What explains a refusal is loaded outside of virtual time. */
  async pass(ms = 200): Promise<void> {
    await this.sim.runAsync(ms);
    await new Promise((resolve) => setImmediate(resolve));
    await this.sim.runAsync(0);
  }

  /** Waits in real time, too. */
  async until(what: string, isDone: () => boolean): Promise<void> {
    for (let round = 0; !isDone(); round++) {
      assert.ok(round < 1000, what);
      await this.pass(10);
    }
  }
}

/** An event in a few words. */
function short(event: PhoneEvent): string {
  const call = 'call' in event ? ` ${event.call}` : '';
  switch (event.event) {
    case 'progress':
    case 'transfer':
      return `${event.event}${call}: ${event.status ?? '?'}`;
    case 'hold':
      return `hold${call}: ${event.held ? 'we ' : ''}${event.heldByPeer ? 'they' : ''}`.trimEnd();
    case 'digit':
      return `digit${call}: ${event.digit}`;
    case 'digits-sent':
      return `sent${call}: ${event.digits}`;
    case 'message':
      return `message: ${event.name}: ${event.text}`;
    case 'message-sent':
      return `message sent: ${event.status}`;
    case 'problem':
      return `problem: ${event.text}`;
    case 'muted':
      return `muted${call}: ${event.muted}`;
    case 'calls':
      return `calls: ${event.calls.map((one) => `${one.current ? '*' : ''}${one.call}`).join(' ')}`;
    case 'ended':
      return `ended${call}: ${event.report.outcome?.cause ?? '?'}`;
    default:
      return `${event.event}${call}`;
  }
}

async function connected(policy?: Partial<PhonePolicy>) {
  const office = new Office();
  const [alice, bob] = [office.desk('alice'), office.desk('bob', policy)];
  await alice.run(`call ${bob.uri}`);
  await office.pass();
  await bob.run('answer');
  await alice.run('wait answered');
  alice.told();
  bob.told();
  return { office, alice, bob };
}

test('a call is made, rings, is answered, and ends; digits are told on the other side', async () => {
  const office = new Office();
  const [alice, bob] = [office.desk('alice'), office.desk('bob')];
  assert.equal(alice.desk.context, 'idle');
  assert.ok(await alice.run(`call ${bob.uri}`));
  await office.pass();
  assert.deepEqual([alice.desk.context, bob.desk.context], ['idle', 'ringing']);
  assert.ok(await bob.run('answer'));
  assert.ok(await alice.run('wait answered'));
  assert.deepEqual([alice.desk.context, bob.desk.context], ['talking', 'talking']);
  assert.ok(await alice.run('dtmf 1#'));
  assert.ok(await bob.run('hangup'));
  await office.until('the end', () => alice.desk.calls.length + bob.desk.calls.length === 0);
  assert.deepEqual(alice.told(), ['calling 1', 'progress 1: 180', 'answered 1', 'sent 1: 1#', 'ended 1: bye']);
  assert.deepEqual(bob.told(), ['incoming 1', 'answered 1', 'digit 1: 1', 'digit 1: #', 'ended 1: bye']);
  await office.pass(64_000);
  assert.deepEqual(office.sim.leftovers(), []);
});

test('a call is refused with the status that was asked for', async () => {
  const office = new Office();
  const [alice, bob] = [office.desk('alice'), office.desk('bob')];
  await alice.run(`call ${bob.uri}`);
  await office.pass();
  assert.ok(await bob.run('reject 603'));
  await office.until('the end', () => alice.desk.calls.length === 0);
  const ended = alice.events.findLast((event) => event.event === 'ended');
  assert.equal(ended?.report.outcome?.status, 603);
  assert.equal(ended.report.explanation?.status, 603);
});

test('hold, resume and mute; without saying which, whatever it is not', async () => {
  const { office, alice, bob } = await connected();
  assert.ok(await alice.run('hold'));
  assert.ok(await alice.run('resume'));
  for (let round = 0; round < 2; round++) await office.sim.wait(alice.desk.run({ do: 'hold', held: undefined }));
  await alice.run('mute');
  await office.sim.wait(alice.desk.run({ do: 'mute', muted: undefined }));
  await office.pass();
  assert.deepEqual(alice.told(), ['hold 1: we', 'hold 1:', 'hold 1: we', 'hold 1:', 'muted 1: true', 'muted 1: false']);
  assert.deepEqual(bob.told(), ['hold 1: they', 'hold 1:', 'hold 1: they', 'hold 1:']);
});

test('messages go both ways, and a refusal is told', async () => {
  const office = new Office();
  const [alice, bob] = [office.desk('alice'), office.desk('bob')];
  await office.pass();
  assert.ok(await alice.run(`message ${bob.uri} hello, bjørn`));
  assert.deepEqual(bob.told(), ['message: alice: hello, bjørn']);
  bob.phone.messages.end();
  assert.equal(await alice.run(`message ${bob.uri} hello?`), false);
  assert.deepEqual(alice.told(), ['message sent: 200', 'message sent: 480']);
});

test('a call that waits does not become the current one; numbers tell them apart', async () => {
  const { office, alice, bob } = await connected();
  const carol = office.desk('carol');
  await carol.run(`call ${bob.uri}`);
  await office.pass();
  assert.ok(await bob.run('calls'));
  assert.ok(await bob.run('answer'));
  await office.pass();
  await bob.run('calls');
  await bob.run('select #1');
  await office.sim.wait(bob.desk.run({ do: 'select' }));
  assert.ok(await bob.run('hangup #1'));
  await office.until('the end', () => alice.desk.calls.length === 0);
  await bob.run('calls');
  assert.deepEqual(bob.told(), [
    'incoming 2',
    'calls: *1 2',
    'hold 1: we',
    'answered 2',
    'calls: 1 *2',
    'calls: *1 2',
    'calls: 1 *2',
    'ended 1: bye',
    'calls: *2',
  ]);
});

test('a blind transfer: the other side calls, and the call ends when that is answered (RFC 5589 6.1)', async () => {
  const { office, alice, bob } = await connected();
  const carol = office.desk('carol', { answer: 'auto' });
  assert.ok(await alice.run(`transfer ${carol.uri}`));
  await office.until('the end', () => alice.desk.calls.length === 0);
  await office.until('the end there', () => bob.desk.calls.length === 1);
  assert.deepEqual(alice.told(), [
    'hold 1: we',
    'transfer 1: 100',
    'transfer 1: 180',
    'transfer 1: 200',
    'ended 1: bye',
  ]);
  assert.deepEqual(
    bob.told().filter((told) => !told.startsWith('hold')),
    ['referral 1', 'calling 2', 'progress 2: 180', 'answered 2', 'ended 1: bye'],
  );
});

test('an attended transfer takes the other call, whichever is the current one (RFC 5589 7)', async () => {
  const { office, alice, bob } = await connected();
  const carol = office.desk('carol', { answer: 'auto' });
  await alice.run(`call ${carol.uri}`);
  await alice.run('wait answered');
  assert.ok(await alice.run('transfer #2'));
  await office.until('the end', () => alice.desk.calls.length === 0);
  await office.pass();
  assert.deepEqual(
    [bob, carol].map(({ desk }) => desk.calls.map(({ number, answered }) => [number, answered])),
    [[[2, true]], [[2, true]]],
  );
  assert.ok(carol.told().includes('incoming 2'));
});

test('of three calls the selected one is transferred to the one that is named', async () => {
  const { office, alice, bob } = await connected();
  const others = ['carol', 'dave'].map((name) => office.desk(name, { answer: 'auto' }));
  for (const { uri } of others) {
    await alice.run(`call ${uri}`);
    await alice.run('wait answered');
  }
  assert.equal(await alice.run('transfer #3'), false);
  assert.equal(alice.told().at(-1), 'problem: select the call that is to be transferred');
  await alice.run('select #2');
  assert.ok(await alice.run('transfer #3'));
  await office.until('the end of both', () => alice.desk.calls.length === 1);
  await office.pass();
  assert.equal(alice.desk.calls[0].number, 1);
  assert.deepEqual(
    [bob, ...others].map(({ desk }) => desk.calls.map(({ number }) => number)),
    [[1], [2], [2]],
  );
});

test('what cannot be done is told, and nothing happens', async () => {
  const office = new Office();
  const alice = office.desk('alice');
  const bob = office.desk('bob');
  for (const line of [
    'answer',
    'reject',
    'hangup',
    'hold #3',
    'dtmf 1',
    'transfer bob',
    'transfer #2',
    'mute',
    'call sip:@',
  ])
    assert.equal(await alice.run(line), false, line);
  assert.deepEqual(alice.told().slice(0, -1), [
    'problem: no call rings',
    'problem: no call rings',
    'problem: there is no call',
    'problem: there is no call 3',
    'problem: there is no call',
    'problem: there is no call',
    'problem: there is no call 2',
    'problem: there is no call',
  ]);
  await alice.run(`call ${bob.uri}`);
  await office.pass();
  for (const line of ['answer #1', 'dtmf 1', 'hold', 'transfer #1']) assert.equal(await alice.run(line), false, line);
  await bob.run('answer');
  await alice.run('wait answered');
  assert.equal(await alice.run('transfer #1'), false);
  assert.deepEqual(
    alice.told().filter((told) => told.startsWith('problem')),
    [
      'problem: call 1 does not ring here',
      'problem: call 1 is not answered yet',
      'problem: call 1 is not answered yet',
      'problem: call 1 is not answered yet',
      'problem: there is no second call to transfer',
    ],
  );
  await alice.run('help');
  assert.deepEqual(alice.events.at(-1), { event: 'help', text: 'help yourself' });
});

test('a peer that refuses to be held is told with its status', async () => {
  const { alice, bob } = await connected();
  bob.desk.calls[0].call.media.answer = () => undefined;
  assert.equal(await alice.run('hold'), false);
  assert.deepEqual(alice.told(), ['problem: the other side: 488 Not Acceptable Here']);
});

test('wait looks at how things are, gives up in time, and at once where it is hopeless', async () => {
  const office = new Office();
  const [alice, bob] = [office.desk('alice'), office.desk('bob')];
  assert.ok(await alice.run('wait ended'), 'there is no call that could end');
  const began = office.sim.clock.now();
  assert.ok(await alice.run('wait 3s'));
  assert.equal(office.sim.clock.now() - began, 3000);
  assert.equal(await alice.run('wait registered 2s'), false);
  assert.deepEqual(alice.told(), ['problem: not registered in time']);
  const rung = bob.begin('wait ringing');
  await alice.run(`call ${bob.uri}`);
  assert.ok(await office.sim.wait(rung));
  assert.ok(await alice.run('wait ringing'));
  const answered = alice.begin('wait answered');
  bob.begin('reject').catch(() => {});
  await office.until('the end', () => alice.desk.calls.length === 0);
  assert.equal(await answered, false);
  assert.equal(await alice.run('wait answered'), false);
  assert.deepEqual(alice.told().slice(-2), ['problem: call 1 is over', 'problem: call 1 is over']);
});
