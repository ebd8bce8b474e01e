/** The flows of the appendices of RFC 5407: BYE for an early dialog (A), BYE behind a re-INVITE (B), forks (E). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uriTarget } from '../../src/proxy/index.ts';
import { type ScriptedPeer, Simulation, type SimulationOptions } from '../../src/testing/index.ts';
import { audioStream, type IncomingCall, SessionMedia, type UserAgent } from '../../src/ua/index.ts';
import { callToPeer, reply, request, sdp, statusesOf } from '../agent-bench.ts';
import { endOf, established, leftovers, Pair, race, Scripted, settled, type Track } from './race.ts';
import { Trace } from './race-trace.ts';
import { ProxyCore } from './proxy-core.ts';

const ADDRESSES = { alice: '192.0.2.101', bob: '192.0.2.201', carol: '192.0.2.202', proxy: '192.0.2.111' };
const NAMES = new Map(Object.entries(ADDRESSES).map(([name, address]) => [address, name]));

function userAgent(sim: Simulation, name: keyof typeof ADDRESSES): UserAgent {
  const address = ADDRESSES[name];
  const media = () => new SessionMedia({ address, streams: [audioStream(3456)] }, sim.random);
  return sim.userAgent(name, { address }, { identity: `sip:${name}@${address}`, media });
}

/** Takes the calls of an agent, and lets them ring. */
async function ring(agent: UserAgent, calls: IncomingCall[]): Promise<void> {
  for await (const call of agent.calls) {
    calls.push(call);
    call.ring();
  }
}

/** Bob and Carol, whom a fork reaches, and whoever sent it: a test writes Alice and her proxy in one. */
class Branches implements Track {
  readonly sim = new Simulation({ delay: [10, 10] });
  readonly trace = new Trace(this.sim, new Map([...NAMES, ['192.0.2.9', 'alice']]));
  readonly agents = [userAgent(this.sim, 'bob'), userAgent(this.sim, 'carol')];
  readonly calls: IncomingCall[] = [];
  readonly peer: ScriptedPeer = this.sim.peer('alice', { address: '192.0.2.9' });

  constructor() {
    for (const agent of this.agents) void ring(agent, this.calls);
  }

  async send(method: string, to: 'bob' | 'carol', sequence: number, branch: string): Promise<void> {
    const address = ADDRESSES[to];
    const call = this.calls.find((each) => each.to.uri.user === to);
    const toTag = call?.dialog?.localTag;
    const body = method === 'INVITE' ? sdp() : '';
    const uri = `sip:${to}@${address}`;
    const text = request({ method, uri, to: uri, toTag, sequence, branch: `z9hG4bK${branch}${to}`, body });
    this.peer.send(text, { transport: 'UDP', address, port: 5060 });
    await this.sim.runAsync(100);
  }
}

test('A: a BYE for the early dialog of one branch gets 200, the INVITE there 487, and another branch may answer', async () => {
  const it = new Branches();
  await it.send('INVITE', 'bob', 1, 'i');
  await it.send('INVITE', 'carol', 1, 'i');
  await it.send('BYE', 'bob', 2, 'b');
  await it.send('ACK', 'bob', 1, 'i');
  const [bobs, carols] = it.calls;
  const answered = carols.answer();
  await it.sim.runAsync(100);
  await it.send('ACK', 'carol', 1, 'a');
  assert.equal(await settled(it, answered), 'done');
  await it.send('BYE', 'carol', 2, 'b');
  assert.deepEqual([await endOf(it, bobs), await endOf(it, carols)], ['bye 200 by remote', 'bye 200 by remote']);
  assert.deepEqual(await leftovers(it), []);
  assert.deepEqual(it.trace.drawing, [
    'alice INVITE 1 -> bob',
    'bob 180 INVITE 1 -> alice',
    'alice INVITE 1 -> carol',
    'carol 180 INVITE 1 -> alice',
    'alice BYE 2 -> bob',
    'bob 200 BYE 2 ->',
    'bob 487 INVITE 1 ->',
    'bob 200 BYE 2 -> alice',
    'bob 487 INVITE 1 -> alice',
    'alice ACK 1 -> bob',
    'carol 200 INVITE 1 -> alice',
    'alice ACK 1 -> carol',
    'alice BYE 2 -> carol',
    'carol 200 BYE 2 -> alice',
  ]);
});

race({
  name: 'B: a re-INVITE that is lost, and comes again behind a BYE, gets 481',
  mount: (options) => new Pair(options),
  async run(it) {
    const { call, bobs } = await it.established();
    it.sim.network.lose(it.trace.is('alice INVITE 2'), 1);
    const held = settled(it, call.hold());
    void call.hangUp();
    return { alice: await endOf(it, call), bob: await endOf(it, bobs), held: await held };
  },
  drawing: [
    ...established,
    'alice INVITE 2 -> x',
    'alice BYE 3 -> bob',
    'bob 200 BYE 3 -> alice',
    'alice INVITE 2 -> bob',
    'bob 481 INVITE 2 -> alice',
    'alice ACK 2 -> bob',
  ],
  occurred: (trace) => trace.overtook('alice BYE 3', 'alice INVITE 2'),
  answers: { 'alice INVITE 2': [481], 'alice BYE 3': [200] },
  outcome: { alice: 'bye 200 by local', bob: 'bye 200 by remote', held: 'SIP_CALL_ENDED' },
});

/** Alice calls a number that rings at Bob and at Carol. */
class Fork implements Track {
  readonly sim: Simulation;
  readonly trace: Trace;
  readonly alice: UserAgent;
  readonly agents: readonly UserAgent[];
  readonly calls: IncomingCall[] = [];

  constructor(options: SimulationOptions) {
    const sim = new Simulation(options);
    this.sim = sim;
    this.trace = new Trace(sim, NAMES);
    this.alice = userAgent(sim, 'alice');
    const callees = [userAgent(sim, 'bob'), userAgent(sim, 'carol')];
    for (const callee of callees) void ring(callee, this.calls);
    this.agents = [this.alice, ...callees];
    const locations = new Map([['both', callees.map(({ uri }) => uriTarget(uri.text))]]);
    const transport = sim.host('proxy', { address: ADDRESSES.proxy });
    const proxy = new ProxyCore({
      transport,
      clock: sim.clock,
      random: sim.random.fork(),
      domain: ADDRESSES.proxy,
      locations,
    });
    sim.watch('proxy', proxy.stack);
  }
}

race({
  name: 'E, Figure 5: two branches answer at once, and the one that comes second is acknowledged, and gets BYE',
  mount: (options) => new Fork(options),
  async run(it) {
    const { sim, calls } = it;
    const call = it.alice.invite(`sip:both@${ADDRESSES.proxy}`);
    const seen = statusesOf(call.progress);
    await sim.untilAsync(() => seen.length === 2);
    const answers = calls.map((each) => settled(it, each.answer()));
    await sim.wait(call.established);
    await Promise.all(answers);
    await sim.runAsync(2_000);
    const standing = calls.filter(({ state }) => state === 'Established').length;
    void call.hangUp();
    const ends = [await endOf(it, calls[0]), await endOf(it, calls[1])].sort();
    return { alice: await endOf(it, call), ends, standing };
  },
  drawing: [
    'proxy INVITE 1 -> carol',
    'carol 180 INVITE 1 ->',
    'carol 180 INVITE 1 -> proxy',
    'carol 200 INVITE 1 ->',
    'proxy CANCEL 1 ->',
    'carol 200 INVITE 1 -> proxy',
    'proxy CANCEL 1 -> carol',
    'carol 200 CANCEL 1 ->',
    'carol 200 CANCEL 1 -> proxy',
    'proxy ACK 1 -> carol',
    'proxy BYE 2 -> carol',
    'carol 200 BYE 2 -> proxy',
  ],
  drawn: /carol|CANCEL/,
  occurred: (trace) => ['bob', 'carol'].some((callee) => trace.crossed('proxy CANCEL 1', `${callee} 200 INVITE 1`)),
  answers: { 'proxy INVITE 1': [200] },
  outcome: { alice: 'bye 200 by local', ends: ['bye 200 by remote', 'bye 200 by remote'], standing: 1 },
});

/** What Alice hears of a fork that a test writes, by the tags of its branches. */
async function hears(...responses: readonly { tag: string; status: number; rseq?: number }[]) {
  const it = new Scripted({ delay: [10, 10] }, ['alice', 'fork']);
  const { bench, sim } = it;
  const { call, invite } = await callToPeer(bench);
  bench.peer.onReceive = (received) => {
    const { message } = received;
    if (!('status' in message) && ['BYE', 'PRACK'].includes(message.method)) bench.peer.respond(received, 200);
  };
  for (const { tag, status, rseq } of responses) {
    reply(bench, invite, status, { tag, rseq, body: status === 200 ? sdp() : '' });
    await sim.runAsync(100);
  }
  return { it, call, bench };
}

/** Alice hangs up, and nothing is left. */
async function hangUp({ it, call }: Awaited<ReturnType<typeof hears>>): Promise<void> {
  void call.hangUp();
  assert.equal(await endOf(it, call), 'bye 200 by local');
  assert.deepEqual(await leftovers(it), []);
}

test('E, Figure 4: the early dialog of a branch that does not answer ends 64 T1 behind the 200 of another', async () => {
  const heard = await hears({ tag: 'A', status: 180 }, { tag: 'B', status: 180 }, { tag: 'A', status: 200 });
  const { it, call, bench } = heard;
  assert.deepEqual([call.state, call.dialog?.remoteTag, bench.bob.dialogCount], ['Established', 'A', 2]);
  await it.sim.runAsync(31_000);
  assert.equal(bench.bob.dialogCount, 2);
  await it.sim.runAsync(2_000);
  assert.equal(bench.bob.dialogCount, 1);
  await hangUp(heard);
  assert.deepEqual(it.trace.drawing, [
    'alice INVITE 1 -> fork',
    'fork 180 INVITE 1 -> alice',
    'fork 180 INVITE 1 -> alice',
    'fork 200 INVITE 1 -> alice',
    'alice ACK 1 -> fork',
    'alice BYE 2 -> fork',
    'fork 200 BYE 2 -> alice',
  ]);
});

test('E, Figure 6: the 200 of a branch that never rang is acknowledged, and gets BYE', async () => {
  const heard = await hears({ tag: 'A', status: 180 }, { tag: 'A', status: 200 }, { tag: 'B', status: 200 });
  const { it, call } = heard;
  assert.deepEqual([call.state, call.dialog?.remoteTag], ['Established', 'A']);
  await hangUp(heard);
  assert.deepEqual(it.trace.drawing, [
    'alice INVITE 1 -> fork',
    'fork 180 INVITE 1 -> alice',
    'fork 200 INVITE 1 -> alice',
    'alice ACK 1 -> fork',
    'fork 200 INVITE 1 -> alice',
    'alice ACK 1 ->',
    'alice BYE 2 ->',
    'alice ACK 1 -> fork',
    'alice BYE 2 -> fork',
    'fork 200 BYE 2 -> alice',
    'alice BYE 2 -> fork',
    'fork 200 BYE 2 -> alice',
  ]);
});

test('E, Figure 7, but by RFC 6026 7.2: behind a 200 a provisional response of another branch is not heard, reliable or not', async () => {
  const heard = await hears({ tag: 'A', status: 180 }, { tag: 'A', status: 200 }, { tag: 'B', status: 180, rseq: 1 });
  const { it, call, bench } = heard;
  assert.deepEqual([call.state, call.dialog?.remoteTag, bench.bob.dialogCount], ['Established', 'A', 1]);
  await hangUp(heard);
  assert.deepEqual(it.trace.drawing, [
    'alice INVITE 1 -> fork',
    'fork 180 INVITE 1 -> alice',
    'fork 200 INVITE 1 -> alice',
    'alice ACK 1 -> fork',
    'fork 180 INVITE 1 -> alice',
    'alice BYE 2 -> fork',
    'fork 200 BYE 2 -> alice',
  ]);
});
