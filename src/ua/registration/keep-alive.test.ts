/** Pings on one flow, against a transport that only writes down what is sent (RFC 5626 4.4). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stack } from '../../stack/index.ts';
import { SeededRandom, VirtualClock } from '../../testing/index.ts';
import { type Flow, PING } from '../../transport/index.ts';
import { KeepAlive } from './keep-alive.ts';

const tcp: Flow = {
  transport: 'TCP',
  localAddress: '192.0.2.1',
  localPort: 5060,
  remoteAddress: '192.0.2.9',
  remotePort: 5060,
  connection: 1,
};
const udp: Flow = { ...tcp, transport: 'UDP', connection: 0 };

function bench() {
  const clock = new VirtualClock();
  const random = new SeededRandom(1);
  const stack = new Stack({ core: { onRequest() {}, onAck() {} }, clock, random });
  const pings: number[] = [];
  const dead: number[] = [];
  stack.attach({
    listeners: [],
    flowTo: () => undefined,
    isOpen: () => true,
    send: (_, text) => void (text === PING && pings.push(clock.now())),
    close: () => Promise.resolve(),
  });
  const keepAlive = new KeepAlive(stack, random, () => dead.push(clock.now()));
  const start = (flow: Flow, interval: number | undefined, agreed: boolean) =>
    stack.turn(() => keepAlive.start(flow, { interval, agreed }));
  const pong = (flow: Flow) => stack.turn(() => keepAlive.receivePong(flow));
  return { clock, pings, dead, keepAlive, start, pong };
}

test('silence for 10 s after a ping is the end, and nothing is sent after it (RFC 5626 4.4.1)', () => {
  const it = bench();
  it.start(tcp, 60, true);
  it.clock.pass(1_000_000);
  assert.equal(it.pings.length, 1);
  assert.ok(it.dead[0] - it.pings[0] >= 10_000 && it.dead[0] - it.pings[0] <= 10_010, String(it.dead));
  assert.equal(it.dead.length, 1);
});

test('silence means nothing over UDP, nor of a peer that has promised nothing and never answered', () => {
  for (const [flow, agreed] of [
    [udp, true],
    [udp, false],
    [tcp, false],
  ] as const) {
    const it = bench();
    it.start(flow, 60, agreed);
    it.clock.pass(1_000_000);
    assert.ok(it.pings.length >= 16, String(it.pings.length));
    assert.deepEqual(it.dead, []);
  }
});

test('who has answered once has to answer again', () => {
  const it = bench();
  it.start(tcp, 60, false);
  it.clock.pass(100_000);
  assert.equal(it.pong(tcp), true);
  const before = it.pings.length;
  it.clock.pass(100_000);
  assert.deepEqual([it.pings.length, it.dead.length], [before + 1, 1]);
});

test('the pong of another connection is none; beginning again is no answer either, and stopping is the end', () => {
  const it = bench();
  it.start(tcp, 60, true);
  it.clock.pass(60_010);
  assert.equal(it.pong({ ...tcp, connection: 2 }), false);
  it.start(tcp, 60, true);
  it.clock.pass(10_000);
  assert.equal(it.dead.length, 1);
  it.start(tcp, 60, true);
  it.keepAlive.stop();
  it.clock.pass(1_000_000);
  assert.deepEqual([it.pings.length, it.dead.length, it.pong(tcp)], [1, 1, false]);
});
