/** A call that is given up: CANCEL, its races with the answer, and an AbortSignal (RFC 3261 9.1). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  type Bench,
  bobsMedia,
  BOB,
  callToPeer,
  establishedToPeer,
  PEER,
  reply,
  sdp,
  statusesOf,
  heard,
} from '../../../test/agent-bench.ts';
import { type Request } from '../../message/index.ts';
import { type Received } from '../../testing/index.ts';
import { Deferred } from '../deferred.ts';
import { type Media } from './media.ts';

/** The peer takes the call, and Bob acknowledges. */
async function accept(it: Bench, invite: Received, tag: string, body = sdp()): Promise<Request> {
  reply(it, invite, 200, { tag, body });
  return (await it.peer.next('ACK', 100)).message as Request;
}

test('a call that is given up is cancelled, as soon as anything was heard (9.1)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  const ended = call.hangUp({ headers: [['Reason', 'SIP;cause=487']] });
  assert.deepEqual(
    (await heard(it, 400)).map(({ message }) => message.cseq.method),
    [],
    'not before a provisional response',
  );
  reply(it, invite, 180);
  const cancel = await it.peer.next('CANCEL', 100);
  assert.deepEqual(
    [cancel.message.named('Reason'), cancel.message.via.branch],
    [['SIP;cause=487'], invite.message.via.branch],
  );
  it.peer.respond(cancel, 200);
  reply(it, invite, 487);
  const { cause, by, status } = await it.sim.wait(ended);
  assert.deepEqual([cause, by, status], ['cancelled', 'local', 487]);
  await assert.rejects(it.sim.wait(call.established), { code: 'SIP_REFUSED' });
  await assertQuiet(it);
});

test('an answer that is faster than the CANCEL is acknowledged and ended with BYE (9.1)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  const seen = statusesOf(call.progress);
  reply(it, invite, 180);
  await it.sim.runAsync(10);
  void call.hangUp();
  it.peer.respond(await it.peer.next('CANCEL', 100), 200);
  await accept(it, invite, 'x');
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  const { cause, status, by } = await it.sim.wait(call.ended);
  assert.deepEqual([seen, cause, status, by], [[180], 'cancelled', 200, 'local']);
  await assertQuiet(it);
});

test('a callee that answers neither the INVITE nor the CANCEL keeps nobody for ever (9.1)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  reply(it, invite, 180);
  await it.sim.runAsync(10);
  const { cause, status } = await it.sim.wait(call.hangUp(), 70_000);
  assert.deepEqual([cause, status], ['cancelled', 408]);
  await assertQuiet(it);
});

test('a call that is given up before its offer or its address is there is never sent', async () => {
  const gate = new Deferred<void>();
  const it = agentBench();
  const real = bobsMedia(it.sim);
  const media: Media = { offer: (session) => gate.promise.then(() => real.offer(session)), answer: () => undefined };
  const slow = it.bob.invite(PEER, { media });
  assert.equal((await it.sim.wait(slow.hangUp())).cause, 'cancelled');
  gate.resolve();
  let found: () => void = () => {};
  const other = agentBench({
    resolve: (_, done) => {
      found = () => done([BOB]);
    },
  });
  const call = other.bob.invite(PEER);
  const ended = call.hangUp();
  found();
  assert.equal((await other.sim.wait(ended)).cause, 'cancelled');
  for (const each of [it, other]) {
    await assertQuiet(each);
    assert.equal(each.sim.ladder.sent, 0);
  }
});

test('an AbortSignal hangs a call up, whatever its state', async () => {
  assert.throws(() => agentBench().bob.invite(PEER, { signal: AbortSignal.abort(new Error('not now')) }), {
    message: 'not now',
  });
  const early = agentBench();
  const first = new AbortController();
  const one = await callToPeer(early, { signal: first.signal });
  reply(early, one.invite, 180);
  await early.sim.runAsync(10);
  first.abort();
  early.peer.respond(await early.peer.next('CANCEL', 100), 200);
  reply(early, one.invite, 487);
  assert.equal((await early.sim.wait(one.call.ended)).cause, 'cancelled');
  await assertQuiet(early);

  const late = agentBench();
  const second = new AbortController();
  const two = await establishedToPeer(late, { signal: second.signal });
  second.abort();
  late.peer.respond(await late.peer.next('BYE', 100), 200);
  assert.equal((await late.sim.wait(two.call.ended)).cause, 'bye');
  await assertQuiet(late);
});
