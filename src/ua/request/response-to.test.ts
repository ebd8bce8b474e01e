/** The response as a promise, and the signal that stops the wait for it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentBench, assertQuiet, establishedToPeer, outcomeOf, PEER } from '../../../test/agent-bench.ts';

test('a signal stops the wait with its reason; the request goes its way, and its response is nobody’s', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it);
  for (const send of [
    (signal: AbortSignal) => it.bob.send('BREAKFAST', PEER, { signal }),
    (signal: AbortSignal) => it.bob.message(PEER, 'hello', { signal }),
    (signal: AbortSignal) => call.send('BREAKFAST', { signal }),
  ]) {
    const controller = new AbortController();
    const sent = send(controller.signal);
    const got = await it.peer.next((message) => 'method' in message, 100);
    controller.abort(new Error('too long'));
    await assert.rejects(it.sim.wait(sent, 0), { message: 'too long' });
    await it.peer.next((message) => message.text === got.message.text, 1_000);
    it.peer.respond(got, 481);
    await it.sim.runAsync(100);
  }
  assert.equal(call.state, 'Established', 'not even of the call: nobody looked');
  void call.hangUp();
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  await assertQuiet(it);
});

test('a signal that was aborted before sends nothing', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it);
  const signal = AbortSignal.abort(new Error('never'));
  const sent = it.sim.ladder.sent;
  await assert.rejects(it.sim.wait(it.bob.send('BREAKFAST', PEER, { signal })), { message: 'never' });
  await assert.rejects(it.sim.wait(call.send('BREAKFAST', { signal })), { message: 'never' });
  await it.sim.runAsync(100);
  assert.equal(it.sim.ladder.sent, sent);
});

test('a signal that is aborted after the response changes nothing', async () => {
  const it = agentBench();
  const controller = new AbortController();
  const sent = it.bob.send('BREAKFAST', PEER, { signal: controller.signal });
  it.peer.respond(await it.peer.next('BREAKFAST', 100), 200);
  assert.equal((await it.sim.wait(sent)).status, 200);
  controller.abort();
  await assertQuiet(it);
});

test('one signal for many requests is let go by each', async () => {
  const it = agentBench();
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<AbortSignal['addEventListener']>) => {
    listeners++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<AbortSignal['removeEventListener']>) => {
    listeners--;
    removeEventListener.apply(signal, args);
  };
  it.peer.onReceive = (received) => it.peer.respond(received, 200);
  for (let i = 0; i < 20; i++) await it.sim.wait(it.bob.send('BREAKFAST', PEER, { signal }));
  assert.equal(listeners, 0);
});

test('an INVITE, ACK or CANCEL is nothing that stands for itself', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it);
  const sent = it.sim.ladder.sent;
  for (const method of ['INVITE', 'ACK', 'CANCEL'])
    for (const promise of [it.bob.send(method, PEER), call.send(method)])
      await assert.rejects(it.sim.wait(promise, 100), { code: 'SIP_METHOD' });
  assert.equal(it.sim.ladder.sent, sent);
  assert.equal(outcomeOf(call.ended).settled, undefined);
});
