/** Transfers that we ask for, against scripted transferees and between agents (RFC 3515, RFC 4488, RFC 5589, RFC 7614). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  type Bench,
  BOB,
  callFromPeer,
  establishedToPeer,
  outcomeOf,
  PEER,
  type PeerDialog,
  type ReplyParts,
  reply,
  request,
} from '../../../test/agent-bench.ts';
import { type Call } from '../call/call.ts';
import { type ReferOptions, type Transfer } from './transfer.ts';

const CAROL = 'sip:carol@192.0.2.3';

/** The peer tells how the transfer goes. @returns the status of our answer */
async function tell(dialog: PeerDialog, status: string, state: string, event = 'refer'): Promise<number> {
  const headers = [`Event: ${event}`, `Subscription-State: ${state}`, 'Content-Type: message/sipfrag;version=2.0'];
  return (await dialog.ask('NOTIFY', { headers, body: `SIP/2.0 ${status}\r\n` })).status;
}

function follow(transfer: Transfer): string[] {
  const told: string[] = [];
  const read = async () => {
    for await (const { status, reason } of transfer.progress) told.push(`${status} ${reason}`);
    told.push('end');
  };
  void read();
  return told;
}

/** Bob asks the peer of a call to call Carol, and the peer agrees. */
async function referred(it: Bench, call: Call, options: ReferOptions = {}, answer: ReplyParts = {}) {
  const sent = call.refer(CAROL, options);
  const refer = await it.peer.next('REFER', 100);
  reply(it, refer, 202, { tag: refer.message.to.tag, ...answer });
  return { transfer: await it.sim.wait(sent, 100), refer };
}

test('a blind transfer: REFER, the NOTIFYs, and BYE when it is done (RFC 3515 4.1, RFC 5589 6.1)', async () => {
  const it = agentBench({ identity: 'Bob <sip:bob@example.com>' });
  const { call, dialog } = await callFromPeer(it);
  const { transfer, refer } = await referred(it, call, { headers: [['X-A', 'b']] });
  const { message } = refer;
  assert.deepEqual(message.named('Refer-To'), [`<${CAROL}>`]);
  assert.deepEqual(message.named('Referred-By'), ['Bob <sip:bob@example.com>']);
  assert.deepEqual([message.named('Refer-Sub'), message.named('X-A')], [[], ['b']]);
  assert.deepEqual(message.named('Accept'), ['message/sipfrag']);
  assert.equal(message.named('Contact').length, 1);
  assert.deepEqual([transfer.response.status, transfer.subscribed], [202, true]);
  const told = follow(transfer);
  assert.equal(await tell(dialog, '100 Trying', 'active;expires=60'), 200);
  assert.equal(await tell(dialog, '180 Klingelt \xc3\xbc', 'active;expires=50'), 200);
  const done = outcomeOf(transfer.done);
  await it.sim.runAsync(10);
  assert.equal(done.settled, undefined);
  assert.equal(await tell(dialog, '200 OK', 'terminated;reason=noresource'), 200);
  assert.deepEqual(await it.sim.wait(transfer.done), { status: 200, reason: 'OK' });
  await it.sim.runAsync(1);
  assert.deepEqual(told, ['100 Trying', '180 Klingelt ü', '200 OK', 'end']);
  assert.equal(transfer.subscribed, false);
  assert.equal(call.state, 'Established', 'the call is the application’s to end');
  const ended = call.hangUp();
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  await it.sim.wait(ended);
  await assertQuiet(it);
});

test('a refusal and silence are told; 481 says that the call is gone (RFC 5057 5.1)', async () => {
  const it = agentBench();
  const { call } = await callFromPeer(it);
  const refused = call.refer(CAROL);
  reply(it, await it.peer.next('REFER', 100), 603);
  await assert.rejects(it.sim.wait(refused), { code: 'SIP_REFUSED', status: 603 });
  assert.equal(call.state, 'Established');
  const silent = call.refer(CAROL);
  await assert.rejects(it.sim.wait(silent), { code: 'SIP_NO_RESPONSE', status: 408 });
  const gone = call.refer(CAROL);
  reply(it, await it.peer.next(({ text, cseq }) => text.startsWith('REFER') && cseq.sequence === 3), 481);
  await assert.rejects(it.sim.wait(gone), { status: 481 });
  assert.equal(call.end?.cause, 'gone');
  await assert.rejects(call.refer(CAROL), { code: 'SIP_CALL_ENDED' });
  it.peer.respond(await it.peer.next('BYE', 100), 481);
  await assertQuiet(it);
});

test('the subscription outlasts the call: the outcome is told after BYE (RFC 5057 4.2)', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  const { transfer } = await referred(it, call);
  assert.equal(await tell(dialog, '100 Trying', 'active;expires=60'), 200);
  void call.hangUp();
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  await it.sim.runAsync(1_000);
  assert.deepEqual([call.state, it.bob.dialogCount], ['Ended', 1]);
  assert.equal(await tell(dialog, '486 Busy Here', 'terminated;reason=noresource'), 200);
  assert.deepEqual(await it.sim.wait(transfer.done), { status: 486, reason: 'Busy Here' });
  assert.equal(it.bob.dialogCount, 0);
  await assertQuiet(it);
});

test('the NOTIFY may come before the 2xx, and be the last one', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  const sent = call.refer(CAROL);
  const refer = await it.peer.next('REFER', 100);
  assert.equal(await tell(dialog, '404 Not Found', 'terminated;reason=noresource', 'refer;id=1'), 200);
  reply(it, refer, 202, { tag: refer.message.to.tag });
  const transfer = await it.sim.wait(sent);
  assert.deepEqual([(await transfer.done)?.status, transfer.subscribed], [404, false]);
  const { value } = await transfer.progress[Symbol.asyncIterator]().next();
  assert.deepEqual(value, { status: 404, reason: 'Not Found' });
  void call.hangUp();
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  await assertQuiet(it);
});

test('what is told of a REFER that is refused all the same counts for nothing', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  const sent = call.refer(CAROL);
  const refer = await it.peer.next('REFER', 100);
  assert.equal(await tell(dialog, '100 Trying', 'active;expires=60'), 200);
  reply(it, refer, 500);
  await assert.rejects(it.sim.wait(sent), { status: 500 });
  assert.equal(await tell(dialog, '180 Ringing', 'active;expires=60'), 481);
  void call.hangUp();
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  await assertQuiet(it);
});

test('several REFERs of a call are told apart by the CSeq number (RFC 3515 2.4.6)', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  const one = await referred(it, call);
  const two = await referred(it, call);
  const [first, second] = [one, two].map(({ refer }) => `refer;id=${refer.message.cseq.sequence}`);
  assert.notEqual(first, second);
  assert.equal(await tell(dialog, '180 Ringing', 'active', second), 200);
  assert.equal(await tell(dialog, '200 OK', 'terminated', second), 200);
  assert.equal((await it.sim.wait(two.transfer.done))?.status, 200);
  assert.equal(await tell(dialog, '180 Ringing', 'active', second), 481, 'that one is over');
  assert.equal(one.transfer.subscribed, true);
  assert.equal(await tell(dialog, '503 No', 'terminated', first), 200);
  assert.equal((await it.sim.wait(one.transfer.done))?.status, 503);
  void call.hangUp();
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  await assertQuiet(it);
});

test('where nobody tells the outcome, that is said too', async () => {
  const cases: readonly ((it: Bench, dialog: PeerDialog) => Promise<unknown>)[] = [
    // No NOTIFY at all.
    () => Promise.resolve(),
    // None after the first.
    (_it, dialog) => tell(dialog, '100 Trying', 'active;expires=60'),
    // An end without a status.
    (_it, dialog) => tell(dialog, '100 Trying', 'terminated;reason=timeout'),
    // No status at all.
    (_it, dialog) => tell(dialog, 'nonsense', 'terminated'),
  ];
  for (const act of cases) {
    const it = agentBench();
    const { call, dialog } = await callFromPeer(it);
    const { transfer } = await referred(it, call);
    await act(it, dialog);
    assert.equal(await it.sim.wait(transfer.done, 400_000), undefined);
    void call.hangUp();
    it.peer.respond(await it.peer.next('BYE', 100), 200);
    await assertQuiet(it);
  }
});

test('a telephone may ring for longer than its phone grants, and need not say terminated', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  const { transfer } = await referred(it, call);
  await tell(dialog, '100 Trying', 'active;expires=30');
  await it.sim.runAsync(120_000);
  assert.equal(await tell(dialog, '200 OK', 'active;expires=1'), 200);
  assert.equal((await it.sim.wait(transfer.done))?.status, 200);
  assert.equal(await tell(dialog, '200 OK', 'active;expires=1'), 481);
  void call.hangUp();
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  await assertQuiet(it);
});

test('without a subscription: Refer-Sub: false, and nosub where the peer knows it (RFC 4488 4, RFC 7614)', async () => {
  const it = agentBench();
  const { call } = await callFromPeer(it);
  const quiet = await referred(it, call, { subscribe: false }, { headers: [['Refer-Sub', 'false']] });
  assert.deepEqual(quiet.refer.message.named('Refer-Sub'), ['false']);
  assert.deepEqual([quiet.transfer.subscribed, await quiet.transfer.done], [false, undefined]);
  void call.hangUp();
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  await assertQuiet(it);

  const chatty = agentBench();
  const other = await callFromPeer(chatty);
  const { transfer } = await referred(chatty, other.call, { subscribe: false });
  assert.equal(transfer.subscribed, true, 'the peer did not agree');
  assert.equal(await tell(other.dialog, '200 OK', 'terminated'), 200);
  assert.equal((await chatty.sim.wait(transfer.done))?.status, 200);
  void other.call.hangUp();
  chatty.peer.respond(await chatty.peer.next('BYE', 100), 200);
  await assertQuiet(chatty);

  const modern = agentBench();
  const third = await callFromPeer(modern, { headers: ['Supported: nosub'] });
  const none = await referred(modern, third.call, { subscribe: false });
  assert.deepEqual(none.refer.message.named('Require'), ['nosub']);
  assert.deepEqual([none.refer.message.named('Refer-Sub'), none.transfer.subscribed], [[], false]);
  void third.call.hangUp();
  modern.peer.respond(await modern.peer.next('BYE', 100), 200);
  await assertQuiet(modern);
});

test('an attended transfer names the other call: its contact where that is reached, otherwise its address (RFC 5589 7.1, 7.4)', async () => {
  const it = agentBench();
  const { call } = await callFromPeer(it, { callId: 'one' });
  const direct = await establishedToPeer(it, {}, { tag: 'x', contact: 'sip:carol@192.0.2.9;transport=udp' });
  const sent = call.refer(direct.call);
  const refer = await it.peer.next('REFER', 100);
  const { callId, localTag } = direct.call.dialog!;
  assert.deepEqual(refer.message.named('Refer-To'), [
    `<sip:carol@192.0.2.9;transport=udp?Replaces=${callId}%3Bto-tag%3Dx%3Bfrom-tag%3D${localTag}>`,
  ]);
  reply(it, refer, 202, { tag: refer.message.to.tag, headers: [['Refer-Sub', 'false']] });
  await it.sim.wait(sent);

  const route = [['Record-Route', '<sip:192.0.2.9;lr>']] as const;
  const proxied = await establishedToPeer(it, { to: 'Carol <sip:carol@example.com>' }, { tag: 'y', headers: route });
  void call.refer(proxied.call);
  const second = await it.peer.next('REFER', 100);
  assert.match(
    second.message.named('Refer-To').join(),
    /^<sip:carol@example\.com\?Replaces=[^;]+%3Bto-tag%3Dy%3Bfrom-tag%3D[^&]+&Require=replaces>$/,
  );
  const unique = await establishedToPeer(it, {}, { tag: 'z', headers: route, contact: 'sip:carol@192.0.2.9;gr=1' });
  void call.refer(unique.call);
  const third = await it.peer.next(({ text, cseq }) => text.startsWith('REFER') && cseq.sequence === 3);
  assert.match(third.message.named('Refer-To').join(), /^<sip:carol@192\.0\.2\.9;gr=1\?Replaces=[^&]*>$/);
  it.bob.stop();
});

test('what cannot be asked for is told', async () => {
  const it = agentBench();
  const { call } = await callFromPeer(it);
  await assert.rejects(call.refer('not a URI'), { code: 'SIP_URI_INVALID' });
  await assert.rejects(call.refer(`${CAROL}>\r\nX: y`), { code: 'SIP_URI_INVALID' });
  const early = it.bob.invite(PEER);
  const invite = await it.peer.next('INVITE', 100);
  await assert.rejects(call.refer(early), { code: 'SIP_NO_DIALOG' });
  await assert.rejects(early.refer(CAROL), { code: 'SIP_NO_DIALOG' });
  reply(it, invite, 180);
  await it.sim.runAsync(10);
  await assert.rejects(call.refer(early), { code: 'SIP_NO_DIALOG' }, 'RFC 3891 3: it rings');
  reply(it, invite, 486);
  await it.sim.wait(early.ended);
  await assert.rejects(call.refer(early), { code: 'SIP_CALL_ENDED' });
  const aborted = AbortSignal.abort();
  await assert.rejects(call.refer(CAROL, { signal: aborted }), { name: 'AbortError' });
  it.bob.stop();
});

test('a signal stops the wait for the answer, and for the outcome', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  const first = new AbortController();
  const sent = call.refer(CAROL, { signal: first.signal });
  const refer = await it.peer.next('REFER', 100);
  first.abort();
  await assert.rejects(it.sim.wait(sent), { name: 'AbortError' });
  reply(it, refer, 202, { tag: refer.message.to.tag });
  assert.equal(await tell(dialog, '100 Trying', 'active'), 481);
  const second = new AbortController();
  const { transfer } = await referred(it, call, { signal: second.signal });
  second.abort();
  assert.equal(await it.sim.wait(transfer.done), undefined);
  void call.hangUp();
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  await assertQuiet(it);
});

test('outside a call REFER makes a dialog by its NOTIFY (RFC 3515 2, RFC 6665 4.4.1)', async () => {
  const it = agentBench();
  const sent = it.bob.refer(PEER, CAROL);
  const refer = await it.peer.next('REFER', 100);
  const { callId, from } = refer.message;
  const notify = (status: string, state: string, fromTag: string, sequence: number) =>
    it.peer.send(
      request({
        method: 'NOTIFY',
        callId,
        fromTag,
        toTag: from.tag,
        sequence,
        headers: ['Event: refer', `Subscription-State: ${state}`, 'Content-Type: message/sipfrag'],
        body: `SIP/2.0 ${status}\r\n`,
      }),
      BOB,
    );
  notify('100 Trying', 'active;expires=60', 'x', 1);
  await it.peer.next(200, 100);
  reply(it, refer, 202);
  const transfer = await it.sim.wait(sent);
  const told = follow(transfer);
  notify('180 Ringing', 'active', 'fork', 1);
  await it.peer.next(481, 100);
  notify('200 OK', 'terminated;reason=noresource', 'x', 2);
  assert.equal((await it.sim.wait(transfer.done))?.status, 200);
  await it.sim.runAsync(1);
  assert.deepEqual(told, ['100 Trying', '200 OK', 'end']);
  await assertQuiet(it);
  await assert.rejects(it.bob.refer('tel:1', CAROL), { code: 'SIP_URI_INVALID' });
  const refused = it.bob.refer(PEER, CAROL);
  reply(it, await it.peer.next('REFER', 100), 405);
  await assert.rejects(it.sim.wait(refused), { status: 405 });
  await assertQuiet(it);
});
