/** Reliable provisional responses as the caller takes and acknowledges them (RFC 3262 4, 5). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  bobsMedia,
  callToPeer,
  establishedToPeer,
  outcomeOf,
  reply,
  sdp,
  statusesOf,
  heard,
} from '../../../test/agent-bench.ts';
import { Deferred } from '../deferred.ts';
import { type Media } from './media.ts';

test('each is acknowledged within its dialog, by a RAck that names it (4)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  const seen = statusesOf(call.progress);
  reply(it, invite, 180, { rseq: 4_000_000_000 });
  const prack = await it.peer.next('PRACK', 100);
  assert.deepEqual(
    [prack.message.named('RAck'), prack.message.to.tag, prack.message.cseq.sequence, prack.message.body],
    [['4000000000 1 INVITE'], 'x', 2, ''],
  );
  reply(it, prack, 200);
  reply(it, invite, 183, { rseq: 4_000_000_001 });
  const next = await it.peer.next('PRACK', 100);
  assert.deepEqual(next.message.named('RAck'), ['4000000001 1 INVITE']);
  reply(it, next, 200);
  await it.sim.runAsync(0);
  assert.deepEqual(seen, [180, 183]);
});

test('a PRACK that is lost is sent again by its transaction; the response that comes again gets none, and is told once (4)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  const seen = statusesOf(call.progress);
  reply(it, invite, 183, { rseq: 7 });
  const lost = await it.peer.next('PRACK', 100);
  reply(it, invite, 183, { rseq: 7 });
  const again = await it.peer.next('PRACK', 600);
  assert.equal(again.message.text, lost.message.text, 'the same transaction');
  assert.equal(Math.round((again.at - lost.at) / 100) * 100, 500);
  reply(it, again, 200);
  reply(it, invite, 183, { rseq: 7 });
  assert.deepEqual(await heard(it, 10_000), []);
  await it.sim.runAsync(0);
  assert.deepEqual(seen, [183]);
});

test('behind a gap nothing is acknowledged until what is missing comes (4)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  const seen = statusesOf(call.progress);
  reply(it, invite, 180, { rseq: 7 });
  reply(it, await it.peer.next('PRACK', 100), 200);
  for (const rseq of [9, 6, 7, 0]) reply(it, invite, 182, { rseq });
  assert.deepEqual(await heard(it, 100), []);
  for (const rseq of [8, 9]) {
    reply(it, invite, 183, { rseq });
    const prack = await it.peer.next('PRACK', 100);
    assert.deepEqual(prack.message.named('RAck'), [`${rseq} 1 INVITE`]);
    reply(it, prack, 200);
  }
  await it.sim.runAsync(0);
  assert.deepEqual(seen, [180, 183, 183]);
});

test('each branch of a fork counts by itself (4)', async () => {
  const it = agentBench();
  const { invite } = await callToPeer(it);
  for (const [tag, rseq] of [
    ['x', 100],
    ['y', 1],
    ['y', 2],
    ['x', 101],
  ] as const) {
    reply(it, invite, 183, { tag, rseq });
    const prack = await it.peer.next('PRACK', 100);
    assert.deepEqual([prack.message.to.tag, prack.message.named('RAck')], [tag, [`${rseq} 1 INVITE`]]);
    reply(it, prack, 200);
  }
});

test('what only looks reliable is not acknowledged (4, 7.1)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  const seen = statusesOf(call.progress);
  reply(it, invite, 100, { rseq: 1 });
  reply(it, invite, 180, { headers: [['RSeq', '1']] });
  reply(it, invite, 181, { headers: [['Require', '100rel']] });
  reply(it, invite, 182, {
    headers: [
      ['Require', '100rel'],
      ['RSeq', '99999999999'],
    ],
  });
  assert.deepEqual(await heard(it, 100), []);
  await it.sim.runAsync(0);
  assert.deepEqual(seen, [180, 181, 182]);
});

test('the answer in a reliable response is the answer, and the 2xx need not say it again (5)', async () => {
  for (const body of ['', sdp({ formats: '8' })]) {
    const it = agentBench();
    const { call, invite } = await callToPeer(it);
    reply(it, invite, 183, { rseq: 7, body: sdp({ formats: '8' }) });
    const prack = await it.peer.next('PRACK', 100);
    assert.equal(prack.message.body, '');
    reply(it, prack, 200);
    await it.sim.runAsync(10);
    assert.equal(call.dialog?.state, 'Early');
    reply(it, invite, 200, { body });
    assert.equal((await it.peer.next('ACK', 100)).message.body, '');
    await it.sim.wait(call.established);
    assert.equal(call.streams[0].codec?.name, 'PCMA');
  }
});

test('an offer in a reliable response is answered in its PRACK, also by media that take their time (5)', async () => {
  const it = agentBench();
  const gate = new Deferred<void>();
  const real = bobsMedia(it.sim);
  const media: Media = {
    offer: (session) => real.offer(session),
    answer: (session, offer) => gate.promise.then(() => real.answer(session, offer)),
  };
  const { call, invite } = await callToPeer(it, { lateOffer: true, media });
  assert.equal(invite.message.body, '');
  reply(it, invite, 183, { rseq: 7, body: sdp({ direction: 'sendonly' }) });
  assert.deepEqual(await heard(it, 100), []);
  gate.resolve();
  const prack = await it.peer.next('PRACK', 100);
  assert.match(prack.message.body, /m=audio 5000.*a=recvonly/s);
  assert.deepEqual(prack.message.named('Content-Type'), ['application/sdp']);
  reply(it, prack, 200);
  reply(it, invite, 200);
  assert.equal((await it.peer.next('ACK', 100)).message.body, '');
  await it.sim.wait(call.established);
  assert.equal(call.streams[0].direction, 'recvonly');
});

test('a description in a response that is not reliable is no offer (RFC 3261 13.2.1)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it, { lateOffer: true });
  reply(it, invite, 183, { body: sdp() });
  assert.deepEqual(await heard(it, 100), []);
  reply(it, invite, 200, { body: sdp({ direction: 'sendonly' }) });
  assert.match((await it.peer.next('ACK', 100)).message.body, /a=recvonly/);
  await it.sim.wait(call.established);
});

test('a caller that insists says so, and takes no other way (3, RFC 3261 21.4.15)', async () => {
  const it = agentBench({ reliable: 'required' });
  const { call, invite } = await callToPeer(it);
  assert.deepEqual(invite.message.named('Require'), ['100rel']);
  reply(it, invite, 420, { headers: [['Unsupported', '100rel']] });
  assert.deepEqual((await it.sim.wait(call.ended)).status, 420);
  await assertQuiet(it);
  const without = agentBench({ reliable: 'off' });
  const other = await callToPeer(without);
  assert.doesNotMatch(other.invite.message.named('Supported').join(), /100rel/);
  const one = agentBench({ reliable: 'off' });
  const own = await callToPeer(one, { reliable: 'required' });
  assert.deepEqual(own.invite.message.named('Require'), ['100rel'], 'a call may have a policy of its own');
});

test('an early UPDATE of ours waits for the PRACK of the answer (RFC 3311 5.1)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  await assert.rejects(it.sim.wait(call.modify()), { code: 'SIP_NO_DIALOG' });
  reply(it, invite, 183, { rseq: 7, body: sdp(), headers: [['Allow', 'UPDATE']] });
  const prack = await it.peer.next('PRACK', 100);
  const changed = call.modify();
  assert.deepEqual(await heard(it, 100), []);
  reply(it, prack, 200);
  reply(it, await it.peer.next('UPDATE', 100), 200, { body: sdp({ direction: 'sendonly' }) });
  await it.sim.wait(changed, 100);
  reply(it, invite, 183, { rseq: 8, body: sdp() });
  const again = await it.peer.next('PRACK', 100);
  assert.equal(again.message.body, '', 'what was said before is no offer');
  reply(it, again, 200);
  reply(it, invite, 200);
  await it.peer.next('ACK', 100);
  await it.sim.wait(call.established);
  assert.equal(call.streams[0].direction, 'recvonly');
});

test('nobody answers the PRACK: the call stays, and what waited for it goes on (4)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  reply(it, invite, 183, { rseq: 7, body: sdp(), headers: [['Allow', 'UPDATE']] });
  await it.peer.next('PRACK', 100);
  const changed = outcomeOf(call.modify());
  await it.peer.next('UPDATE', 33_000);
  assert.deepEqual([call.state, changed.settled], ['Ringing', undefined]);
});

// ---- in a re-INVITE ----

test('a re-INVITE has numbers of its own, each of its attempts too, after 491 or a 422 (3)', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it);
  const held = call.hold();
  for (const [status, rseq] of [
    [491, 500],
    [422, 20],
    [200, 1],
  ] as const) {
    const invite = await it.peer.next('INVITE', 5_000);
    reply(it, invite, 183, { rseq });
    const prack = await it.peer.next('PRACK', 100);
    assert.deepEqual(prack.message.named('RAck'), [`${rseq} ${invite.message.cseq.sequence} INVITE`]);
    reply(it, prack, 200);
    const extra =
      status === 200 ? { body: sdp({ direction: 'recvonly' }) } : { headers: [['Min-SE', '2000']] as const };
    reply(it, invite, status, extra);
  }
  await it.sim.wait(held, 100);
});

test('what is offered reliably to our question is answered in the PRACK, and the 2xx without it completes the change (5)', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it);
  const asked = call.askForOffer();
  const invite = await it.peer.next('INVITE', 100);
  assert.equal(invite.message.body, '');
  reply(it, invite, 183, { rseq: 1, body: sdp({ version: 2, direction: 'sendonly' }) });
  const prack = await it.peer.next('PRACK', 100);
  assert.match(prack.message.body, /a=recvonly/);
  reply(it, prack, 200);
  reply(it, invite, 200);
  assert.equal((await it.peer.next('ACK', 100)).message.body, '');
  await it.sim.wait(asked, 100);
  assert.deepEqual([call.state, call.streams[0].direction], ['Established', 'recvonly']);
});
