/** What the soak has found, each as a scene of its own: requests that overtake each other, and responses that get lost. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  bobsMedia,
  callFromPeer,
  callToPeer,
  establishedToPeer,
  heard,
  outcomeOf,
  PeerDialog,
  reply,
  request,
  sdp,
  BOB,
} from '../agent-bench.ts';
import { type Simulation } from '../../src/testing/index.ts';
import { Deferred, type Media } from '../../src/ua/index.ts';
import { titles } from '../request-text.ts';

test('an answer in a provisional response that may be lost is none yet: the callee offers nothing by UPDATE (RFC 3311 5.1)', async () => {
  const it = agentBench({ reliable: 'off' });
  it.peer.send(request({ body: sdp(), headers: ['Allow: INVITE, UPDATE'] }), BOB);
  await it.sim.runAsync(10);
  const [call] = it.calls;
  await it.sim.wait(call.progress());
  const changed = call.modify('UPDATE');
  assert.deepEqual(titles(await heard(it, 1_000)), ['183 INVITE']);
  void call.answer();
  const success = await it.peer.next(200, 100);
  const dialog = new PeerDialog(it, 'c', 'p', success.message.to.tag, 1);
  dialog.send('ACK');
  const update = await it.peer.next('UPDATE', 100);
  reply(it, update, 200, { body: sdp() });
  await it.sim.wait(changed, 100);
  void call.hangUp();
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  await assertQuiet(it);
});

test('a branch that knows nothing of a request before the answer does not end the call: the INVITE goes on (13.2.2.4)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  reply(it, invite, 180, { tag: 'one' });
  await it.sim.runAsync(10);
  const asked = call.send('INFO');
  reply(it, await it.peer.next('INFO', 100), 481, { tag: 'one' });
  assert.equal((await it.sim.wait(asked)).status, 481);
  assert.equal(call.state, 'Ringing');
  reply(it, invite, 200, { tag: 'two', body: sdp() });
  await it.sim.wait(call.established, 100);
  const ended = call.hangUp();
  reply(it, await it.peer.next('BYE', 100), 200, { tag: 'two' });
  assert.equal((await ended).cause, 'bye');
  await assertQuiet(it);
});

test('a callee that has said yes does not mean it when the PRACK leaves the offer unanswered (RFC 3262 5)', async () => {
  const it = agentBench();
  it.peer.send(request({ headers: ['Supported: 100rel'] }), BOB);
  await it.sim.runAsync(10);
  const [call] = it.calls;
  call.progress().catch(() => {});
  const { message } = await it.peer.next(183, 100);
  void call.answer();
  const dialog = new PeerDialog(it, 'c', 'p', message.to.tag, 1);
  dialog.send('PRACK', { headers: [`RAck: ${message.named('RSeq')[0]} 1 INVITE`] });
  assert.deepEqual(titles(await heard(it, 100)), ['200 PRACK', '488 INVITE']);
  dialog.send('ACK', { sequence: 1, branch: message.via.branch });
  assert.deepEqual([it.ends[0].cause, it.ends[0].status], ['no answer', 488]);
  await assertQuiet(it);
});

test('a 2xx with our offer is answered by its ACK, though the PRACK of the ringing comes first (RFC 3262 5)', async () => {
  const it = agentBench();
  it.peer.send(request({ headers: ['Supported: 100rel'] }), BOB);
  await it.sim.runAsync(10);
  const [call] = it.calls;
  call.ring({ reliable: true });
  const ringing = (await it.peer.next(180, 100)).message;
  void call.answer();
  await it.peer.next(200, 100);
  const dialog = new PeerDialog(it, 'c', 'p', ringing.to.tag, 1);
  await dialog.ask('PRACK', { headers: [`RAck: ${ringing.named('RSeq')[0]} 1 INVITE`] });
  dialog.send('ACK', { sequence: 1, body: sdp() });
  await it.sim.wait(call.established, 100);
  assert.equal(call.streams[0].remote?.port, 7000);
  assert.equal((await dialog.ask('BYE')).status, 200);
  await assertQuiet(it);
});

test('a PRACK that a later request has overtaken is sent anew, with a number of its own (12.2.2)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  reply(it, invite, 180, { rseq: 7 });
  const prack = await it.peer.next('PRACK', 100);
  const asked = call.send('INFO');
  reply(it, await it.peer.next('INFO', 100), 200);
  await it.sim.wait(asked);
  reply(it, prack, 500);
  const again = await it.peer.next('PRACK', 100);
  assert.deepEqual(again.message.named('RAck'), prack.message.named('RAck'));
  assert.equal(again.message.cseq.sequence, prack.message.cseq.sequence + 2);
  reply(it, again, 500);
  assert.deepEqual(titles(await heard(it, 5_000)), [], 'nothing has overtaken this one');
  reply(it, invite, 486);
  assert.equal((await it.sim.wait(call.ended)).status, 486);
  await assertQuiet(it);
});

test('a change that a later request has overtaken is asked for again (12.2.2)', async () => {
  const it = agentBench();
  const { call, dialog } = await establishedToPeer(it);
  const changed = call.modify('UPDATE');
  const update = await it.peer.next('UPDATE', 100);
  const asked = call.send('INFO');
  reply(it, await it.peer.next('INFO', 100), 200);
  await it.sim.wait(asked);
  reply(it, update, 500);
  reply(it, await it.peer.next('UPDATE', 100), 200, { body: sdp() });
  await it.sim.wait(changed, 100);
  assert.equal((await dialog.ask('BYE')).status, 200);
  await assertQuiet(it);
});

test('a request of the peer’s whose response gets lost may be in the way for 32 s, and is waited for (14.1)', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  const held = outcomeOf(call.hold());
  const until = it.sim.clock.now() + 25_000;
  let attempts = 0;
  while (it.sim.clock.now() < until) {
    const invite = await it.peer.next('INVITE', 5_000);
    attempts++;
    reply(it, invite, 491);
    await it.peer.next('ACK', 100);
  }
  assert.ok(attempts > 10);
  reply(it, await it.peer.next('INVITE', 5_000), 200, { body: sdp({ direction: 'recvonly' }) });
  await it.peer.next('ACK', 100);
  await it.sim.runAsync(10);
  assert.deepEqual([held, call.held], [{ settled: undefined }, true]);
  assert.equal((await dialog.ask('BYE')).status, 200);
  await assertQuiet(it);
});

/** Media whose later offers wait. */
function slowMedia(sim: Simulation): { readonly media: Media; readonly ready: Deferred<void> } {
  const ready = new Deferred<void>();
  const own = bobsMedia(sim);
  const media: Media = {
    offer: (session) =>
      session.local === undefined ? own.offer(session) : ready.promise.then(() => own.offer(session)),
    answer: (session, offer) => own.answer(session, offer),
  };
  return { media, ready };
}

test('an UPDATE without an offer does not cross the offer that the peer has asked for: its 200 is no answer (RFC 3264 4)', async () => {
  const it = agentBench();
  const { media, ready } = slowMedia(it.sim);
  const { call, dialog } = await establishedToPeer(it, { media }, { headers: [['Allow', 'INVITE, UPDATE']] });
  dialog.send('INVITE');
  await it.sim.runAsync(10);
  const told = call.refresh();
  ready.resolve();
  assert.notEqual((await it.peer.next(200, 100)).message.body, '', 'our offer waits for the ACK');
  dialog.send('ACK', { body: sdp({ version: 2, port: 7_010 }) });
  reply(it, await it.peer.next('UPDATE', 100), 200);
  await it.sim.wait(told, 100);
  assert.deepEqual([call.state, call.streams[0].remote?.port], ['Established', 7_010]);
  assert.equal((await dialog.ask('BYE')).status, 200);
  await assertQuiet(it);
});

test('a re-INVITE without an offer, cancelled while the media make ours, leaves nothing in the way (14.2, 9.2)', async () => {
  const it = agentBench();
  const { media, ready } = slowMedia(it.sim);
  const { call, dialog } = await establishedToPeer(it, { media }, { headers: [['Allow', 'INVITE, UPDATE']] });
  const invite = dialog.draft('INVITE', { branch: 'z9hG4bKcancelled' });
  it.peer.send(request(invite), BOB);
  await it.sim.runAsync(10);
  const update = await dialog.ask('UPDATE', { body: sdp({ version: 2 }) });
  assert.equal(update.status, 491, 'it would cross the offer that is being made');
  it.peer.send(request({ ...invite, method: 'CANCEL' }), BOB);
  await it.peer.next(487, 100);
  it.peer.send(request({ ...invite, method: 'ACK' }), BOB);
  ready.resolve();
  await it.sim.runAsync(10);
  const held = call.hold();
  reply(it, await it.peer.next('INVITE', 100), 200, { body: sdp({ direction: 'recvonly', version: 2 }) });
  await it.peer.next('ACK', 100);
  await it.sim.wait(held, 100);
  assert.equal((await dialog.ask('BYE')).status, 200);
  await assertQuiet(it);
});
