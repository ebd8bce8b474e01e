/** Changes of the session that a user agent asks for: re-INVITE, UPDATE, hold and resume (RFC 3261 14.1, RFC 3311 5.1, RFC 3264 8). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  type Bench,
  bobsMedia,
  callToPeer,
  establishedToPeer,
  outcomeOf,
  reply,
  sdp,
  heard,
} from '../../../test/agent-bench.ts';
import { type Received } from '../../testing/index.ts';
import { Deferred } from '../deferred.ts';
import { type Media } from './media.ts';

const versionIn = ({ message }: Received) => /^o=\S+ \S+ (\d+) /m.exec(message.body)?.[1];
const directionIn = ({ message }: Received) => /^a=(sendrecv|sendonly|recvonly|inactive)\r$/m.exec(message.body)?.[1];

/** The peer takes what Bob offers. */
async function take(it: Bench, direction = 'sendrecv', method = 'INVITE'): Promise<Received> {
  const received = await it.peer.next(method, 5_000);
  reply(it, received, 200, { body: sdp({ direction }) });
  if (method === 'INVITE') await it.peer.next('ACK', 100);
  return received;
}

test('hold and resume change the direction and raise the version (RFC 3264 8.4)', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it);
  assert.deepEqual([call.held, call.streams[0].direction], [false, 'sendrecv']);
  const held = call.hold();
  const first = await take(it, 'recvonly');
  await it.sim.wait(held, 100);
  assert.deepEqual([directionIn(first), versionIn(first)], ['sendonly', '2']);
  assert.deepEqual([call.held, call.streams[0].direction, call.heldByPeer], [true, 'sendonly', false]);
  const resumed = call.resume();
  const second = await take(it);
  await it.sim.wait(resumed, 100);
  assert.deepEqual([directionIn(second), versionIn(second)], ['sendrecv', '3']);
  assert.deepEqual([call.held, call.streams[0].direction], [false, 'sendrecv']);
});

test('a refusal leaves everything as it was, what was to be held too (14.1)', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it);
  const refuse = async (change: Promise<void>, status: number) => {
    reply(it, await it.peer.next('INVITE', 100), status);
    await assert.rejects(it.sim.wait(change, 100), { code: 'SIP_REFUSED', status });
  };
  await refuse(call.hold(), 488);
  assert.deepEqual([call.state, call.held, call.streams[0].direction], ['Established', false, 'sendrecv']);
  const held = call.hold();
  const resumed = call.resume();
  await take(it, 'recvonly');
  await it.sim.wait(held, 100);
  await refuse(resumed, 603);
  assert.deepEqual([call.held, call.streams[0].direction], [true, 'sendonly']);
  const modified = call.modify();
  assert.equal(directionIn(await take(it, 'recvonly')), 'sendonly', 'what is on hold stays so');
  await it.sim.wait(modified, 100);
});

test('one change goes after the other, with a new 2xx each acknowledged as often as it comes (13.2.2.4)', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it);
  const done: string[] = [];
  for (const [name, change] of [
    ['hold', call.hold()],
    ['modify', call.modify()],
    ['update', call.modify('UPDATE')],
  ] as const)
    void change.then(() => done.push(name));
  const first = await it.peer.next('INVITE', 100);
  assert.deepEqual(await heard(it, 400), []);
  reply(it, first, 200, { body: sdp({ direction: 'recvonly' }) });
  const { message } = await it.peer.next('ACK', 100);
  reply(it, first, 200, { body: sdp({ direction: 'recvonly' }) });
  assert.equal((await it.peer.next('ACK', 100)).message.text, message.text);
  await it.sim.runAsync(0);
  await it.peer
    .next('INVITE', 1_000)
    .then((second) => reply(it, second, 200, { body: sdp({ direction: 'recvonly' }) }));
  await take(it, 'recvonly', 'UPDATE');
  await it.sim.runAsync(10);
  assert.deepEqual(done, ['hold', 'modify', 'update']);
});

// ---- other forms ----

test('a re-INVITE without an offer asks the peer for one, which is answered in the ACK (RFC 3725)', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it);
  const asked = call.askForOffer();
  const invite = await it.peer.next('INVITE', 100);
  assert.equal(invite.message.body, '');
  reply(it, invite, 200, { body: sdp({ version: 2, direction: 'sendonly' }) });
  const ack = await it.peer.next('ACK', 100);
  assert.deepEqual([directionIn(ack), versionIn(ack)], ['recvonly', '2']);
  await it.sim.wait(asked, 100);
  assert.equal(call.streams[0].direction, 'recvonly');
  const again = call.askForOffer();
  reply(it, await it.peer.next('INVITE', 100), 200);
  await it.peer.next('ACK', 100);
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  await assert.rejects(it.sim.wait(again), { code: 'SIP_CALL_ENDED' });
  assert.equal(call.end?.cause, 'no answer');
  await assertQuiet(it);
});

test('what a preview said answers the INVITE alone: a re-INVITE without an answer ends the call (13.2.1)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  reply(it, invite, 183, { body: sdp() });
  reply(it, invite, 200);
  await it.peer.next('ACK', 100);
  await it.sim.wait(call.established);
  assert.equal(call.streams[0].codec?.name, 'PCMU');
  const changed = call.hold();
  reply(it, await it.peer.next('INVITE', 100), 200);
  await it.peer.next('ACK', 100);
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  await assert.rejects(it.sim.wait(changed), { code: 'SIP_CALL_ENDED' });
  assert.equal(call.end?.cause, 'no answer');
  await assertQuiet(it);
});

test('UPDATE changes the session without an ACK, and its refusal leaves it (RFC 3311 5.1)', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it);
  const changed = call.modify('UPDATE');
  reply(it, await it.peer.next('UPDATE', 100), 200, { body: sdp({ version: 2, formats: '8' }) });
  await it.sim.wait(changed, 100);
  assert.equal(call.streams[0].codec?.name, 'PCMA');
  assert.deepEqual(await heard(it, 100), []);
  const refused = call.modify('UPDATE');
  reply(it, await it.peer.next('UPDATE', 100), 405);
  await assert.rejects(it.sim.wait(refused, 100), { status: 405 });
  assert.equal(call.state, 'Established');
});

test('to tell where we are nothing is offered by UPDATE, and what holds by re-INVITE (RFC 3264 8)', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it, {}, { headers: [['Allow', 'INVITE, UPDATE']] });
  const first = call.refresh();
  const update = await it.peer.next('UPDATE', 100);
  assert.deepEqual([update.message.body, update.message.named('Contact').length], ['', 1]);
  reply(it, update, 200, { contact: 'sip:moved@192.0.2.9', headers: [['Allow', 'INVITE']] });
  await it.sim.wait(first, 100);
  const second = call.refresh();
  const invite = await take(it);
  assert.equal(versionIn(invite), '1', 'nothing has changed');
  assert.equal(invite.message.text.split(' ')[1], 'sip:moved@192.0.2.9', 'the 2xx says where the peer is (12.2.1.2)');
  await it.sim.wait(second, 100);
});

test('a 420 and a 422 are followed by the form that fares better', async () => {
  const it = agentBench({ sessionTimer: { required: true } });
  const { call } = await establishedToPeer(it);
  const changed = call.modify();
  reply(it, await it.peer.next('INVITE', 100), 422, { headers: [['Min-SE', '3000']] });
  const second = await it.peer.next('INVITE', 100);
  assert.deepEqual(
    [second.message.named('Min-SE'), second.message.named('Session-Expires')[0].split(';')[0]],
    [['3000'], '3000'],
  );
  assert.deepEqual(second.message.named('Require'), ['timer']);
  reply(it, second, 420, { headers: [['Unsupported', 'timer']] });
  const third = await take(it);
  assert.deepEqual(third.message.named('Require'), []);
  await it.sim.wait(changed, 100);
});

test('media that take their time keep the request back, and the peer’s meanwhile gets 491', async () => {
  const it = agentBench();
  const real = bobsMedia(it.sim);
  let gate = new Deferred<void>();
  gate.resolve();
  const media: Media = {
    offer: (session) => gate.promise.then(() => real.offer(session)),
    answer: (session, offer) => gate.promise.then(() => real.answer(session, offer)),
  };
  const { call, dialog } = await establishedToPeer(it, { media });
  gate = new Deferred();
  const held = call.hold();
  const theirs = await dialog.ask('INVITE', { body: sdp({ version: 2 }) });
  assert.equal(theirs.status, 491);
  dialog.send('ACK', { branch: theirs.via.branch });
  gate.resolve();
  await take(it, 'recvonly');
  await it.sim.wait(held, 100);

  gate = new Deferred();
  const asked = outcomeOf(call.askForOffer());
  reply(it, await it.peer.next('INVITE', 100), 200, { body: sdp({ version: 3 }) });
  await it.sim.runAsync(10);
  const ended = call.hangUp();
  await it.peer.next('ACK', 100);
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  gate.resolve();
  await it.sim.wait(ended);
  assert.equal(asked.settled, 'SIP_CALL_ENDED');
  await assertQuiet(it);
});

test('media that fail fail the change, and nothing is sent', async () => {
  const it = agentBench();
  const real = bobsMedia(it.sim);
  let broken = false;
  const media: Media = {
    offer: (session) => (broken ? Promise.reject(new Error('no microphone')) : real.offer(session)),
    answer: (session, offer) => real.answer(session, offer),
  };
  const { call } = await establishedToPeer(it, { media });
  broken = true;
  await assert.rejects(it.sim.wait(call.hold()), { message: 'no microphone' });
  assert.deepEqual([call.held, call.state, await heard(it, 100)], [false, 'Established', []]);
  broken = false;
  const modified = call.modify();
  await take(it);
  await it.sim.wait(modified, 100);
});
