/** An INVITE that takes the place of a call that is there (RFC 3891 3). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  BOB,
  callFromPeer,
  callToPeer,
  establishedToPeer,
  PeerDialog,
  reply,
  request,
  sdp,
} from '../../../test/agent-bench.ts';
import { type Call } from './call.ts';
import { callFor, replacesValue } from './replaces.ts';

/** What a third party writes of a call of Bob's. */
function replacesLine({ dialog }: Call, extra = ''): string {
  assert.ok(dialog !== undefined);
  return `Replaces: ${dialog.callId};to-tag=${dialog.localTag};from-tag=${dialog.remoteTag}${extra}`;
}

test('an established call is replaced when the new one is answered: BYE to the old (3)', async () => {
  const it = agentBench();
  const { call: old } = await establishedToPeer(it);
  const third = { callId: 'new', fromTag: 'third', headers: [replacesLine(old)] };
  it.peer.send(request({ ...third, body: sdp() }), BOB);
  await it.sim.runAsync(10);
  const [call] = it.calls;
  assert.deepEqual([call.replaces === old, old.state], [true, 'Established'], 'nothing has happened yet');
  const answered = call.answer();
  const { message } = await it.peer.next(200, 100);
  const bye = await it.peer.next('BYE', 100);
  assert.equal(bye.message.callId, old.callId);
  it.peer.respond(bye, 200);
  const { cause, by } = await it.sim.wait(old.ended);
  assert.deepEqual([cause, by], ['replaced', 'remote']);
  const dialog = new PeerDialog(it, 'new', 'third', message.to.tag, 1);
  dialog.send('ACK');
  await it.sim.wait(answered, 100);
  dialog.send('BYE');
  await assertQuiet(it);
});

test('a call that we took is replaced alike, and waits for its ACK (RFC 3261 15)', async () => {
  const it = agentBench();
  it.peer.send(request({ body: sdp() }), BOB);
  await it.sim.runAsync(10);
  const [old] = it.calls;
  void old.answer();
  const first = new PeerDialog(it, 'c', 'p', (await it.peer.next(200, 100)).message.to.tag, 1);
  it.peer.send(request({ callId: 'new', fromTag: 'third', headers: [replacesLine(old)], body: sdp() }), BOB);
  await it.sim.runAsync(10);
  void it.calls[1].answer();
  assert.equal((await it.peer.next(200, 100)).message.callId, 'new');
  assert.equal(old.state, 'Established');
  first.send('ACK');
  assert.equal((await it.peer.next('BYE', 100)).message.callId, 'c');
  assert.equal((await it.sim.wait(old.ended)).cause, 'replaced');
});

test('a new call that is refused, or given up, replaces nothing', async () => {
  const it = agentBench();
  const { call: old } = await callFromPeer(it);
  for (const [callId, act] of [
    ['a', () => it.calls[1].reject(603)],
    ['b', () => it.peer.send(request({ method: 'CANCEL', callId: 'b', fromTag: 'third', branch: 'z9hG4bKb' }), BOB)],
  ] as const) {
    it.peer.send(
      request({ callId, fromTag: 'third', branch: `z9hG4bK${callId}`, headers: [replacesLine(old)], body: sdp() }),
      BOB,
    );
    await it.sim.runAsync(10);
    act();
    await it.peer.next((message) => 'status' in message && message.status > 400, 100);
  }
  assert.equal(old.state, 'Established');
});

test('an early dialog is replaced at its caller: the old call is cancelled (3, 7.1)', async () => {
  const it = agentBench();
  const { call: old, invite } = await callToPeer(it);
  reply(it, invite, 180);
  await it.sim.runAsync(10);
  for (const early of ['', ';early-only']) {
    it.peer.send(
      request({ callId: `new${early}`, fromTag: 'third', headers: [replacesLine(old, early)], body: sdp() }),
      BOB,
    );
    await it.sim.runAsync(10);
    assert.equal(it.calls.at(-1)?.replaces, old);
  }
  void it.calls[0].answer();
  const cancel = await it.peer.next('CANCEL', 100);
  it.peer.respond(cancel, 200);
  reply(it, invite, 487);
  assert.equal((await it.sim.wait(old.ended)).cause, 'cancelled');
});

test('an early dialog of a callee is not replaced: 481 (3)', async () => {
  const it = agentBench({ onCall: (call) => call.ring() });
  it.peer.send(request({ body: sdp() }), BOB);
  await it.peer.next(180, 100);
  it.peer.send(request({ callId: 'new', fromTag: 'third', headers: [replacesLine(it.calls[0])] }), BOB);
  await it.peer.next(481, 100);
  assert.equal(it.calls.length, 1);
});

test('early-only does not replace a call that was answered: 486 (3)', async () => {
  const it = agentBench();
  const { call: old } = await establishedToPeer(it);
  it.peer.send(request({ callId: 'new', headers: [replacesLine(old, ';early-only')] }), BOB);
  await it.peer.next(486, 100);
  assert.deepEqual([it.calls.length, old.state], [0, 'Established']);
});

test('what names no call of ours, or a call that has ended, gets 481; what names none at all, or two, 400 (3)', async () => {
  const it = agentBench();
  const { call: old, dialog } = await establishedToPeer(it);
  const line = replacesLine(old);
  const swapped = line.replace('to-tag', 'x').replace('from-tag', 'to-tag').replace('x=', 'from-tag=');
  const cases: readonly [headers: readonly string[], status: number][] = [
    [[line.replace(': ', ': x')], 481],
    [[line.replace(/to-tag=[^;]+/, 'to-tag=x')], 481],
    [[line.replace(/from-tag=.*/, 'from-tag=y')], 481],
    [[swapped], 481],
    [[line.replace(/;from-tag=.*/, '')], 400],
    [[line.replace(/;to-tag=[^;]+/, '')], 400],
    [['Replaces: ;;;'], 400],
    [[line, line], 400],
  ];
  for (const [headers, status] of cases) {
    it.peer.send(request({ callId: `n${cases.findIndex(([each]) => each === headers)}`, headers }), BOB);
    const { message } = await it.peer.next((each) => 'status' in each && each.status >= 200, 100);
    assert.equal('status' in message && message.status, status, headers.join());
  }
  assert.equal((await dialog.ask('INFO', { headers: [line] })).status, 400, 'nor can anything but an INVITE');
  dialog.send('BYE');
  await it.sim.wait(old.ended);
  it.peer.send(request({ callId: 'late', headers: [line] }), BOB);
  await it.peer.next(481, 100);
  assert.equal(it.calls.length, 0);
});

test('the value that replaces a call at its peer is written, and found again there', async () => {
  const it = agentBench();
  const alice = it.sim.userAgent('alice', { address: '192.0.2.3' }, { identity: 'sip:alice@example.com' });
  const made = alice.invite('sip:bob@192.0.2.2');
  assert.equal(replacesValue(made), undefined, 'nobody knows of it yet');
  await it.sim.runAsync(10);
  void it.calls[0].answer();
  await it.sim.wait(made.established);
  const value = replacesValue(made);
  assert.ok(value !== undefined);
  assert.equal(callFor(value, it.calls), it.calls[0]);
  assert.equal(callFor(value.replace('to-tag', 'TO-TAG'), it.calls), it.calls[0]);
  for (const other of [`x${value}`, `${value}x`, '', ';;']) assert.equal(callFor(other, it.calls), undefined, other);
});
