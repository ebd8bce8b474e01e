/** Changes of the session that meet those of the peer, or the end of the call: glare, waiting, silence (RFC 3261 12.2.1.2, 14.1). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  type Bench,
  bobsMedia,
  callFromPeer,
  establishedToPeer,
  outcomeOf,
  reply,
  sdp,
  heard,
} from '../../../test/agent-bench.ts';
import { type Received } from '../../testing/index.ts';
import { type Call } from './call.ts';

/** The peer takes what Bob offers. */
async function take(it: Bench, direction = 'sendrecv', method = 'INVITE'): Promise<Received> {
  const received = await it.peer.next(method, 5_000);
  reply(it, received, 200, { body: sdp({ direction }) });
  if (method === 'INVITE') await it.peer.next('ACK', 100);
  return received;
}

test('a 491 is waited out: 2.1 to 4 s by who made the call, up to 2 s by the other, in units of 10 ms (14.1)', async () => {
  const waits = { outgoing: new Set<number>(), incoming: new Set<number>() };
  for (let seed = 1; seed <= 60; seed++) {
    const it = agentBench({ simulation: { seed } });
    const { call }: { call: Call } = seed % 2 === 0 ? await establishedToPeer(it) : await callFromPeer(it);
    void call.modify().catch(() => {});
    reply(it, await it.peer.next('INVITE', 100), 491);
    const { at } = await it.peer.next('ACK', 100);
    waits[call.direction].add((await it.peer.next('INVITE', 5_000)).at - at);
  }
  const [owner, other] = [[...waits.outgoing], [...waits.incoming]];
  // The stack meets deadlines within 10 ms.
  assert.ok(Math.min(...owner) >= 2_100 && Math.max(...owner) <= 4_010, owner.join());
  assert.ok(Math.min(...other) >= 0 && Math.max(...other) <= 2_010, other.join());
  for (const [waited, spread] of [
    [owner, 1_500],
    [other, 1_500],
  ] as const) {
    assert.ok(Math.max(...waited) - Math.min(...waited) > spread, 'chance decides');
    assert.ok(waited.length > 20, 'chance decides');
  }
});

test('re-INVITEs of both sides at once get 491 each, and then the one that waits less comes first (14.2)', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  const held = call.hold();
  const ours = await it.peer.next('INVITE', 100);
  const theirs = await dialog.ask('INVITE', { body: sdp({ version: 2 }) });
  assert.equal(theirs.status, 491);
  dialog.send('ACK', { branch: theirs.via.branch });
  reply(it, ours, 491);
  await it.peer.next('ACK', 100);
  assert.deepEqual([call.state, call.held], ['Established', false]);
  await take(it, 'recvonly');
  await it.sim.wait(held, 100);
  assert.equal(call.held, true);
});

test('while it waits, the peer goes first, and is answered as if nothing had been asked', async () => {
  const it = agentBench();
  const { call, dialog } = await establishedToPeer(it);
  const held = call.hold();
  reply(it, await it.peer.next('INVITE', 100), 491);
  await it.peer.next('ACK', 100);
  const theirs = await dialog.ask('INVITE', { body: sdp({ version: 2, formats: '8' }) });
  assert.equal(theirs.status, 200);
  assert.match(theirs.body, /a=sendrecv/);
  dialog.send('ACK');
  await take(it, 'recvonly');
  await it.sim.wait(held, 100);
  assert.deepEqual([call.held, call.streams[0].direction], [true, 'sendonly']);
});

test('two user agents that hold each other at once both succeed', async () => {
  for (let seed = 1; seed <= 8; seed++) {
    const it = agentBench({ simulation: { seed, delay: [20, 20] }, onCall: (offered) => void offered.answer() });
    const media = () => bobsMedia(it.sim, 6000);
    const alice = it.sim.userAgent('alice', { address: '192.0.2.3' }, { identity: 'sip:alice@example.com', media });
    const call = await it.sim.wait(alice.invite('sip:bob@192.0.2.2').established);
    await it.sim.wait(it.calls[0].established);
    await it.sim.wait(Promise.all([call.hold(), it.calls[0].hold()]));
    assert.deepEqual([call.held, it.calls[0].held, call.streams[0].direction], [true, true, 'inactive']);
    await it.sim.wait(Promise.all([call.resume(), it.calls[0].resume()]));
    assert.deepEqual([call.streams[0].direction, it.calls[0].streams[0].direction], ['sendrecv', 'sendrecv']);
    await it.sim.wait(Promise.all([call.hangUp(), it.calls[0].hangUp()]));
    await assertQuiet(it);
  }
});

test('a 500 is waited out as long as it says, where that is what 14.2 allows; any other wait is a refusal', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it);
  const changed = call.modify();
  reply(it, await it.peer.next('INVITE', 100), 500, { headers: [['Retry-After', '3']] });
  const { at } = await it.peer.next('ACK', 100);
  const again = await it.peer.next('INVITE', 5_000);
  assert.equal(Math.round((again.at - at) / 100) * 100, 3_000);
  reply(it, again, 500, { headers: [['Retry-After', '4000000000']] });
  await assert.rejects(it.sim.wait(changed, 100), { code: 'SIP_REFUSED', status: 500 });
  const other = call.modify();
  reply(it, await it.peer.next('INVITE', 100), 500);
  await assert.rejects(it.sim.wait(other, 100), { code: 'SIP_REFUSED', status: 500 });
});

test('who always asks at the same time has refused in the end', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it);
  let asked = 0;
  it.peer.onReceive = (received) => {
    if (!('method' in received.message) || received.message.method !== 'INVITE') return;
    asked++;
    reply(it, received, 491);
  };
  await assert.rejects(it.sim.wait(call.hold(), 120_000), { code: 'SIP_REFUSED', status: 491 });
  assert.ok(asked >= 10 && asked < 20, String(asked));
  assert.deepEqual([call.state, call.held], ['Established', false]);
});

test('a callee’s change waits for the ACK of its 2xx', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  dialog.send('INVITE', { body: sdp({ version: 2 }) });
  await it.peer.next(200, 100);
  const held = call.hold();
  assert.deepEqual(await heard(it, 400), []);
  dialog.send('ACK');
  await take(it, 'recvonly');
  await it.sim.wait(held, 100);
});

// ---- what it means for the call ----

test('481, 408 and silence end the call with BYE (12.2.1.2)', async () => {
  for (const [method, status, by] of [
    ['INVITE', 481, 'remote'],
    ['INVITE', 408, 'network'],
    ['UPDATE', 481, 'remote'],
    ['INVITE', undefined, 'network'],
    ['UPDATE', undefined, 'network'],
    ['INFO', 481, 'remote'],
    ['INFO', undefined, 'network'],
  ] as const) {
    const it = agentBench();
    const { call } = await callFromPeer(it);
    const asked = method === 'INFO' ? call.info({ body: 'x' }) : call.modify(method);
    const outcome = outcomeOf<unknown>(asked);
    const received = await it.peer.next(method, 100);
    if (status !== undefined) reply(it, received, status);
    const bye = await it.peer.next('BYE', 40_000);
    it.peer.respond(bye, 481);
    const end = await it.sim.wait(call.ended);
    assert.deepEqual(
      [end.cause, end.by, end.response?.status],
      ['gone', by, status],
      `${method} ${status ?? 'silence'}`,
    );
    if (status === undefined) assert.equal(outcome.settled, 'SIP_NO_RESPONSE');
    await assertQuiet(it);
  }
});

test('an answer that fits no session ends the call with BYE, after its ACK (RFC 3264 4)', async () => {
  for (const body of ['', 'v=0\r\nnonsense', `${sdp()}m=audio 9 RTP/AVP 0\r\n`])
    for (const method of ['INVITE', 'UPDATE'] as const) {
      const it = agentBench();
      const { call } = await establishedToPeer(it);
      const changed = call.modify(method);
      reply(it, await it.peer.next(method, 100), 200, { body });
      if (method === 'INVITE') await it.peer.next('ACK', 100);
      it.peer.respond(await it.peer.next('BYE', 100), 200);
      await assert.rejects(it.sim.wait(changed), { code: 'SIP_CALL_ENDED' });
      assert.equal(call.end?.cause, 'no answer');
      await assertQuiet(it);
    }
});

test('a change that is asked for where there is no call is refused at once', async () => {
  const it = agentBench();
  const { call, dialog } = await establishedToPeer(it);
  dialog.send('BYE');
  await it.sim.wait(call.ended);
  for (const change of [call.hold(), call.resume(), call.modify(), call.askForOffer(), call.refresh()])
    await assert.rejects(it.sim.wait(change, 0), { code: 'SIP_CALL_ENDED' });
});

test('what is under way, waits, or stands in line when the call ends, ends with it', async () => {
  for (const status of [undefined, 100, 491, 500]) {
    const it = agentBench();
    const { call, dialog } = await establishedToPeer(it);
    const changes = [call.hold(), call.modify('UPDATE')].map(outcomeOf);
    const invite = await it.peer.next('INVITE', 100);
    if (status !== undefined) reply(it, invite, status, { headers: [['Retry-After', '9']] });
    await it.sim.runAsync(10);
    dialog.send('BYE');
    await it.sim.wait(call.ended);
    assert.deepEqual(
      changes.map(({ settled }) => settled),
      ['SIP_CALL_ENDED', 'SIP_CALL_ENDED'],
    );
    const { wheel, transactionCount } = it.bob.stack;
    assert.ok(wheel.size <= transactionCount, 'no deadline but those of transactions');
    if (status === undefined || status === 100) reply(it, invite, 487);
    await assertQuiet(it);
  }
});

test('a 2xx that comes after the end of the call is acknowledged, and changes nothing', async () => {
  const it = agentBench();
  const { call, dialog } = await establishedToPeer(it);
  const changed = outcomeOf(call.askForOffer());
  const invite = await it.peer.next('INVITE', 100);
  dialog.send('BYE');
  await it.sim.wait(call.ended);
  reply(it, invite, 200, { body: sdp({ version: 2, direction: 'sendonly' }) });
  await it.peer.next('ACK', 100);
  assert.deepEqual([changed.settled, call.streams[0].direction], ['SIP_CALL_ENDED', 'sendrecv']);
  await assertQuiet(it);
});
