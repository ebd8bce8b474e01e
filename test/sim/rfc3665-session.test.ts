/** The sessions of RFC 3665 3, on the simulated network: as the RFC draws them, and with every tenth datagram lost. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Simulation } from '../../src/testing/index.ts';
import { LOSSY_SEEDS } from './lossy.ts';
import { BOB, play, playLossy, sections } from './rfc3665-flows.ts';
import { endOf, trapezoid } from './rfc3665-pair.ts';

const failures = playLossy();
for (const section of sections)
  test(`${section}: the same over ${LOSSY_SEEDS} seeds with loss, and nothing is left`, async () => {
    assert.equal((await failures)[section], '');
  });

// ---- what goes over a network that does no harm ----

test('3.1: a session between two user agents', async () => {
  const { sim } = await play('3.1');
  assert.deepEqual(sim.ladder.flow, [
    'alice INVITE bob',
    'bob 180 INVITE alice',
    'bob 200 INVITE alice',
    'alice ACK bob',
    'bob BYE alice',
    'alice 200 BYE bob',
  ]);
});

test('3.2: a session through two proxies, which stay on its path', async () => {
  const { ladder } = (await play('3.2')).sim;
  assert.deepEqual(ladder.between('alice', 'atlanta'), ['INVITE', 'ACK', 'INVITE', 'ACK', '200 BYE']);
  assert.deepEqual(ladder.between('atlanta', 'alice'), ['407 INVITE', '100 INVITE', '180 INVITE', '200 INVITE', 'BYE']);
  assert.deepEqual(ladder.between('atlanta', 'biloxi'), ['INVITE', 'ACK', '200 BYE']);
  assert.deepEqual(ladder.between('biloxi', 'atlanta'), ['100 INVITE', '180 INVITE', '200 INVITE', 'BYE']);
});

test('3.3: two proxies that both want credentials get those of their realm', async () => {
  const { ladder } = (await play('3.3')).sim;
  const sent = [...ladder.toString().matchAll(/alice → atlanta .* INVITE .*\[CSeq (\d+) INVITE/g)];
  assert.deepEqual(
    sent.map(([, sequence]) => sequence),
    ['1', '2', '3'],
  );
});

test('3.4: where the first proxy is dead, the second takes the call', async () => {
  const { ladder } = (await play('3.4')).sim;
  assert.deepEqual(new Set(ladder.between('alice', '192.0.2.66')), new Set(['INVITE']));
  assert.deepEqual(ladder.between('alice', 'second').slice(0, 2), ['INVITE', 'ACK']);
});

test('3.5: a proxy between two transports stays on the path with an address on each side', async () => {
  const ladder = (await play('3.5')).sim.ladder.toString();
  assert.match(ladder, /atlanta → biloxi +TCP INVITE/);
  assert.match(ladder, /biloxi → bob +UDP INVITE/);
});

test('3.6: a redirection is followed by the caller, and the answer goes in the ACK', async () => {
  const { sim } = await play('3.6');
  assert.deepEqual(sim.ladder.flow, [
    'alice INVITE redirector',
    'redirector 302 INVITE alice',
    'alice ACK redirector',
    'alice INVITE bob',
    'bob 180 INVITE alice',
    'bob 200 INVITE alice',
    'alice ACK bob',
    'bob BYE alice',
    'alice 200 BYE bob',
  ]);
});

test('3.7: a re-INVITE changes the address, and the session goes on', async () => {
  const { sim } = await play('3.7');
  assert.deepEqual(sim.ladder.flow.slice(4, 7), ['bob INVITE alice', 'alice 200 INVITE bob', 'bob ACK alice']);
});

test('3.8: nobody answers, and the caller cancels', async () => {
  const { ladder } = (await play('3.8')).sim;
  assert.deepEqual(ladder.between('biloxi', 'bob').slice(-4), ['INVITE', 'CANCEL', 'ACK', '200 REGISTER']);
});

test('3.9: the callee is busy', async () => {
  const { ladder } = (await play('3.9')).sim;
  assert.deepEqual(ladder.between('bob', 'biloxi').slice(2, 3), ['486 INVITE']);
});

test('3.10: the callee is silent, and the proxy says so', async () => {
  const { ladder } = (await play('3.10')).sim;
  assert.deepEqual(ladder.between('biloxi', 'atlanta'), ['100 INVITE', '408 INVITE']);
});

test('3.11: the callee is not available', async () => {
  const sim = new Simulation();
  const it = await trapezoid(sim, {
    bob: (call) => {
      call.ring();
      sim.clock.after(500, () => call.reject(480));
    },
  });
  const call = it.alice.invite(BOB);
  const heard: number[] = [];
  const listening = (async () => {
    for await (const { status } of call.progress) heard.push(status);
  })();
  await sim.wait(listening);
  assert.deepEqual(heard, [180]);
  assert.equal(await endOf(sim, call), 'refused 480 by remote');
});
