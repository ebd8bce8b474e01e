/** What comes within a dialog after our BYE (RFC 5407 2: the Mortal state). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentBench, assertQuiet, callFromPeer, establishedToPeer, heard, reply } from '../../../test/agent-bench.ts';

test('a BYE that crosses ours gets 200, whoever called (RFC 5407 3.2.1)', async () => {
  for (const caller of ['bob', 'peer']) {
    const it = agentBench();
    const { call, dialog } = caller === 'bob' ? await establishedToPeer(it) : await callFromPeer(it);
    void call.hangUp();
    const ours = await it.peer.next('BYE', 100);
    assert.equal((await dialog.ask('BYE')).status, 200);
    assert.equal((await dialog.ask('BYE')).status, 200, 'and one more, as after a challenge');
    it.peer.respond(ours, 200);
    await assertQuiet(it);
  }
});

test('anything else gets 481 (RFC 5407 3.2.2, 3.3.3, D)', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  void call.hangUp();
  const ours = await it.peer.next('BYE', 100);
  const methods = ['INVITE', 'UPDATE', 'INFO', 'MESSAGE', 'REFER', 'SUBSCRIBE', 'NOTIFY', 'PRACK', 'OPTIONS'];
  const headers = ['Refer-To: <sip:carol@192.0.2.7>', 'Event: refer', 'Subscription-State: active', 'RAck: 1 1 INVITE'];
  for (const method of methods) assert.equal((await dialog.ask(method, { headers })).status, 481, method);
  it.peer.respond(ours, 200);
  await assertQuiet(it);
});

test('when the transaction of our BYE is over, the dialog is not known any more', async () => {
  for (const answer of [200, 481, undefined]) {
    const it = agentBench();
    const { call, dialog } = await callFromPeer(it);
    void call.hangUp();
    const ours = await it.peer.next('BYE', 100);
    if (answer !== undefined) it.peer.respond(ours, answer);
    await it.sim.runAsync(4_000);
    assert.equal((await dialog.ask('BYE')).status, 200, 'as long as timer F or K runs');
    await it.sim.runAsync(40_000);
    assert.equal((await dialog.ask('BYE')).status, 481);
    await assertQuiet(it);
  }
});

test('a BYE that is challenged is sent again with credentials (RFC 5407 D)', async () => {
  const it = agentBench({ credentials: { username: 'bob', password: 'secret' }, hash: () => 'hash' });
  const { call } = await callFromPeer(it);
  void call.hangUp();
  const bare = await it.peer.next('BYE', 100);
  reply(it, bare, 401, { headers: [['WWW-Authenticate', 'Digest realm="r", nonce="n", algorithm=MD5']] });
  const { message, flow, at } = await it.peer.next('BYE', 100);
  assert.match(message.named('Authorization').join(), /response="hash"/);
  it.peer.respond({ message, flow, at }, 200);
  assert.deepEqual(await heard(it, 70_000), []);
  await assertQuiet(it);
});
