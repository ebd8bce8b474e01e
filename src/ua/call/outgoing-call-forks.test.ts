/** A call that several callees hear of: early dialogs, further answers, branches that end, and how many there may be (RFC 3261 13.2.2.4, RFC 6228). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentBench, assertQuiet, callToPeer, reply, sdp, statusesOf } from '../../../test/agent-bench.ts';

test('a fork’s second 2xx is acknowledged, and let go with BYE (13.2.2.4)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  const seen = statusesOf(call.progress);
  reply(it, invite, 180, { tag: 'x' });
  reply(it, invite, 180, { tag: 'y' });
  reply(it, invite, 200, { tag: 'y', body: sdp({ formats: '8' }) });
  assert.equal((await it.peer.next('ACK', 100)).message.to.tag, 'y');
  reply(it, invite, 200, { tag: 'x', body: sdp() });
  assert.equal((await it.peer.next('ACK', 100)).message.to.tag, 'x');
  const bye = await it.peer.next('BYE', 100);
  assert.equal(bye.message.to.tag, 'x');
  it.peer.respond(bye, 200);
  await it.sim.wait(call.established);
  assert.deepEqual([seen, call.state, call.dialog?.remoteTag], [[180, 180], 'Established', 'y']);
  assert.equal(call.streams[0].codec?.name, 'PCMA', 'each branch has a session of its own');
  reply(it, invite, 200, { tag: 'x', body: sdp() });
  assert.equal((await it.peer.next('ACK', 100)).message.to.tag, 'x', 'its 2xx again gets its ACK again');
  void call.hangUp();
  const last = await it.peer.next('BYE', 100);
  assert.equal(last.message.to.tag, 'y');
  it.peer.respond(last, 200);
  await assertQuiet(it);
});

test('a fork that never answers leaves its early dialog when the search is over (13.2.2.4)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  reply(it, invite, 180, { tag: 'x' });
  reply(it, invite, 200, { tag: 'y', body: sdp() });
  await it.peer.next('ACK', 100);
  assert.equal(it.bob.dialogCount, 2);
  await it.sim.runAsync(33_000);
  assert.deepEqual([it.bob.dialogCount, call.state], [1, 'Established']);
});

test('a refusal ends all early dialogs (12.3)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  for (const tag of ['x', 'y', 'z']) reply(it, invite, 183, { tag });
  await it.sim.runAsync(10);
  assert.equal(it.bob.dialogCount, 3);
  reply(it, invite, 486, { tag: 'z' });
  assert.equal((await it.sim.wait(call.ended)).status, 486);
  assert.equal(it.bob.dialogCount, 0);
  await assertQuiet(it);
});

test('a 199 ends one branch, and the call goes on by the others (RFC 6228 6)', async () => {
  const it = agentBench();
  const { call, invite, dialogOf } = await callToPeer(it);
  const seen = statusesOf(call.progress);
  reply(it, invite, 180, { tag: 'x' });
  reply(it, invite, 180, { tag: 'y' });
  reply(it, invite, 199, { tag: 'x' });
  await it.sim.runAsync(10);
  assert.deepEqual([it.bob.dialogCount, call.dialog?.remoteTag, seen], [1, 'y', [180, 180, 199]]);
  assert.equal((await dialogOf('x').ask('UPDATE')).status, 481);
  reply(it, invite, 199, { tag: 'y' });
  await it.sim.runAsync(10);
  assert.deepEqual([it.bob.dialogCount, call.dialog, call.state], [0, undefined, 'Ringing']);
  reply(it, invite, 200, { tag: 'z', body: sdp() });
  await it.sim.wait(call.established);
});

test('a BYE for a call whose 2xx was lost ends it, and gives its INVITE up', async () => {
  const it = agentBench();
  const { call, invite, dialogOf } = await callToPeer(it);
  const seen = statusesOf(call.progress);
  reply(it, invite, 180);
  await it.sim.runAsync(10);
  assert.equal((await dialogOf('x').ask('BYE')).status, 200);
  const { cause, status, by } = await it.sim.wait(call.ended);
  await it.sim.runAsync(100_000);
  assert.deepEqual([seen, cause, status, by], [[180], 'bye', 200, 'remote']);
  assert.deepEqual([it.sim.leftovers(), it.bob.dialogCount], [[], 0]);
  assert.deepEqual(it.sim.ladder.between('bob', 'peer'), ['INVITE', '200 BYE', 'CANCEL', ...cancels(it)]);
});

/** What was sent again of a CANCEL that nobody answered. */
function cancels(it: ReturnType<typeof agentBench>): string[] {
  return it.sim.ladder
    .between('bob', 'peer')
    .slice(3)
    .filter((title) => title === 'CANCEL');
}

test('a BYE of one early branch leaves the call to the others', async () => {
  const it = agentBench();
  const { call, invite, dialogOf } = await callToPeer(it);
  reply(it, invite, 180, { tag: 'x' });
  reply(it, invite, 180, { tag: 'y' });
  await it.sim.runAsync(10);
  assert.equal((await dialogOf('x').ask('BYE')).status, 200);
  assert.deepEqual([call.state, call.dialog?.remoteTag, it.bob.dialogCount], ['Ringing', 'y', 1]);
  reply(it, invite, 200, { tag: 'y', body: sdp() });
  await it.sim.wait(call.established);
  void call.hangUp();
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  await assertQuiet(it);
});

test('that a callee knows nothing of an early dialog decides nothing: the outcome of the INVITE does (12.2.1.2)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  reply(it, invite, 180, { tag: 'x' });
  reply(it, invite, 180, { tag: 'y' });
  await it.sim.runAsync(10);
  const asked = call.send('INFO', { body: 'x' });
  it.peer.respond(await it.peer.next('INFO', 100), 481);
  assert.equal((await it.sim.wait(asked)).status, 481);
  assert.equal(call.state, 'Ringing');
  reply(it, invite, 486, { tag: 'y' });
  const { cause, status } = await it.sim.wait(call.ended);
  assert.deepEqual([cause, status], ['refused', 486]);
  await assertQuiet(it);
});

test('of 1,000 forks 64 are listened to, and the call can be answered all the same', async () => {
  const it = agentBench();
  const logged: string[] = [];
  it.bob.stack.log.info = (_: unknown, text?: string) => logged.push(text ?? '');
  const { call, invite } = await callToPeer(it);
  const seen = statusesOf(call.progress);
  for (let i = 0; i < 1_000; i++) reply(it, invite, 180, { tag: `t${i}` });
  await it.sim.runAsync(10);
  assert.deepEqual([it.bob.dialogCount, seen.length], [64, 64]);
  assert.equal(logged.filter((text) => text === 'a call forks to too many callees').length, 1_000 - 64);
  reply(it, invite, 180, { tag: 't3' });
  reply(it, invite, 199, { tag: 't3' });
  reply(it, invite, 180, { tag: 'late' });
  await it.sim.runAsync(10);
  assert.deepEqual([it.bob.dialogCount, seen.length], [64, 67], 'one that ends makes room');
  reply(it, invite, 200, { tag: 't999', body: sdp() });
  assert.equal((await it.peer.next('ACK', 100)).message.to.tag, 't999');
  await it.sim.wait(call.established);
  await it.sim.runAsync(33_000);
  assert.equal(it.bob.dialogCount, 1);
});

test('of 1,000 answers 64 are acknowledged', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  for (let i = 0; i < 1_000; i++) reply(it, invite, 200, { tag: `t${i}`, body: sdp() });
  await it.sim.wait(call.established);
  await it.sim.runAsync(10);
  const sent = it.sim.ladder.between('bob', 'peer');
  assert.deepEqual([sent.filter((title) => title === 'ACK').length, it.bob.dialogCount], [64, 1]);
  assert.equal(sent.filter((title) => title === 'BYE').length, 63);
});
