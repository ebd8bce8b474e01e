/** Our 2xx to an INVITE, first or later, while their ACKs are late or lost (RFC 3261 13.3.1.4, RFC 5407 3.1.4, 3.1.5). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  type Bench,
  BOB,
  heard,
  outcomeOf,
  PeerDialog,
  request,
  sdp,
} from '../../../test/agent-bench.ts';
import { type IncomingCall } from './incoming-call.ts';

/** Bob answers the peer's INVITE, whose ACK does not come. */
async function unacknowledged(
  body: string,
): Promise<Bench & { readonly call: IncomingCall; readonly dialog: PeerDialog }> {
  const it = agentBench({ onCall: (call) => void call.answer().catch(() => {}) });
  it.peer.send(request({ body }), BOB);
  const { message } = await it.peer.next(200, 100);
  return { ...it, call: it.calls[0], dialog: new PeerDialog(it, 'c', 'p', message.to.tag, 1) };
}

test('a re-INVITE is answered though the 2xx before has no ACK yet: each 2xx comes again until it has its own (RFC 5407 3.1.4)', async () => {
  const it = await unacknowledged(sdp());
  const { call, dialog } = it;
  assert.equal((await dialog.ask('INVITE', { body: sdp({ version: 2, direction: 'sendonly' }) })).status, 200);
  assert.equal(call.heldByPeer, true);
  const again = (await heard(it, 900)).map(({ message }) => message.cseq.sequence);
  assert.deepEqual(new Set(again), new Set([1, 2]));
  const established = outcomeOf(call.established);
  void call.hangUp();
  dialog.send('ACK', { sequence: 2 });
  const rest = (await heard(it, 3_000)).map(({ message }) => message.cseq.sequence);
  assert.deepEqual(new Set(rest), new Set([1]), 'and there is no BYE before the last ACK (15)');
  assert.equal(established.settled, call);
  dialog.send('ACK', { sequence: 1 });
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  await assertQuiet(it);
});

test('while the offer in our 2xx has no answer, a further one gets 491, also in UPDATE (RFC 5407 3.1.5)', async () => {
  for (const method of ['INVITE', 'UPDATE']) {
    const { call, dialog, sim } = await unacknowledged('');
    const early = await dialog.ask(method, { body: sdp({ version: 2 }) });
    assert.equal(early.status, 491);
    if (method === 'INVITE') dialog.send('ACK', { branch: early.via.branch });
    dialog.send('ACK', { sequence: 1, body: sdp() });
    await sim.wait(call.established, 100);
    assert.equal((await dialog.ask(method, { body: sdp({ version: 2 }) })).status, 200);
  }
});

test('an ACK answers the offer of its own 2xx alone (13.2.2.4)', async () => {
  const it = await unacknowledged(sdp());
  const { call, dialog } = it;
  assert.equal((await dialog.ask('INVITE')).status, 200);
  dialog.send('ACK', { sequence: 1 });
  await it.sim.runAsync(10);
  assert.equal(call.state, 'Established');
  dialog.send('ACK', { sequence: 2, body: sdp({ version: 2, direction: 'sendonly' }) });
  await it.sim.runAsync(10);
  assert.deepEqual([call.state, call.heldByPeer], ['Established', true]);
});

test('who acknowledges nothing is not answered for ever', async () => {
  const { dialog } = await unacknowledged(sdp());
  const statuses: number[] = [];
  for (let version = 2; version < 20; version++)
    statuses.push((await dialog.ask('INVITE', { body: sdp({ version }) })).status);
  assert.deepEqual([statuses[0], new Set(statuses.slice(8))], [200, new Set([491])]);
});
