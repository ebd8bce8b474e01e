/** The session timer of a call: who refreshes it, by what, and what becomes of a session that nobody refreshes (RFC 4028). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  type Bench,
  type BenchOptions,
  callFromPeer,
  establishedToPeer,
  heard,
  reply,
  sdp,
} from '../../../test/agent-bench.ts';
import { type Header } from '../../message/index.ts';
import { type Received } from '../../testing/index.ts';

const agreed = (refresher: 'uac' | 'uas', seconds = 100): Header[] => [
  ['Session-Expires', `${seconds};refresher=${refresher}`],
  ['Require', 'timer'],
];
const allowsUpdate: Header = ['Allow', 'INVITE, ACK, BYE, UPDATE'];

/** A refresh that comes `seconds` after `since`. */
async function refreshAfter(it: Bench, method: string, since: number, seconds: number): Promise<Received> {
  const received = await it.peer.next(method, 200_000);
  assert.equal(Math.round((received.at - since) / 100) / 10, seconds);
  return received;
}

async function ends(it: Bench, since: number, seconds: number): Promise<void> {
  const bye = await refreshAfter(it, 'BYE', since, seconds);
  assert.deepEqual(bye.message.named('Reason'), ['SIP;cause=408;text="Session timer expired"']);
  it.peer.respond(bye, 200);
  await assertQuiet(it);
}

test('a caller that refreshes does so at half of the interval, by UPDATE where the callee knows it (7.4, 10)', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it, {}, { headers: [...agreed('uac'), allowsUpdate] });
  let since = it.sim.clock.now();
  for (let round = 0; round < 3; round++) {
    const update = await refreshAfter(it, 'UPDATE', since, 50);
    const { message } = update;
    assert.deepEqual([message.body, message.named('Session-Expires')], ['', ['100;refresher=uac']]);
    assert.match(message.named('Supported').join(), /timer/);
    reply(it, update, 200, { headers: agreed('uac') });
    since = update.at;
  }
  assert.equal(call.state, 'Established');
});

test('and by a re-INVITE that changes nothing where the callee does not', async () => {
  const it = agentBench();
  const { ack, call } = await establishedToPeer(it, {}, { headers: agreed('uac') });
  assert.equal(ack.body, '');
  const invite = await refreshAfter(it, 'INVITE', it.sim.clock.now(), 50);
  assert.match(invite.message.body, /^v=0\r\no=- \d+ 1 IN.*m=audio 5000/s);
  reply(it, invite, 200, { headers: agreed('uac'), body: sdp() });
  await it.peer.next('ACK', 100);
  assert.equal(call.streams[0].direction, 'sendrecv');
});

test('a callee that the caller gave the part refreshes too (9)', async () => {
  const it = agentBench();
  const headers = ['Supported: timer', 'Session-Expires: 100;refresher=uas', 'Allow: UPDATE'];
  const { response } = await callFromPeer(it, { headers });
  assert.deepEqual([response.named('Session-Expires'), response.named('Require')], [['100;refresher=uas'], ['timer']]);
  const update = await refreshAfter(it, 'UPDATE', it.sim.clock.now(), 50);
  // The refresher parameter is relative to each request.
  assert.deepEqual(update.message.named('Session-Expires'), ['100;refresher=uac']);
  reply(it, update, 200, { headers: agreed('uac') });
});

test('who does not refresh, waits; and without a refresh ends the call with BYE before the interval is over (10)', async () => {
  const it = agentBench();
  const { call, dialog } = await establishedToPeer(it, {}, { headers: agreed('uas') });
  for (const method of ['UPDATE', 'INVITE']) {
    assert.deepEqual(await heard(it, 60_000), []);
    const response = await dialog.ask(method, {
      headers: ['Supported: timer', 'Session-Expires: 100;refresher=uac'],
      body: method === 'INVITE' ? sdp() : '',
    });
    assert.deepEqual([response.status, response.named('Session-Expires')], [200, ['100;refresher=uac']]);
    if (method === 'INVITE') dialog.send('ACK');
    await it.sim.runAsync(1);
  }
  await ends(it, it.sim.clock.now(), 68);
  const { cause, by } = await it.sim.wait(call.ended);
  assert.deepEqual([cause, by], ['session expired', 'network']);
});

test('the part may change hands with each refresh (7.4, 9)', async () => {
  const it = agentBench();
  const { dialog } = await establishedToPeer(it, {}, { headers: [...agreed('uac'), allowsUpdate] });
  const headers = ['Supported: timer', 'Session-Expires: 100;refresher=uac', 'Allow: UPDATE'];
  assert.deepEqual((await dialog.ask('UPDATE', { headers })).named('Session-Expires'), ['100;refresher=uac']);
  assert.deepEqual(await heard(it, 60_000), [], 'now it is the peer’s');
  const back = ['Supported: timer', 'Session-Expires: 100;refresher=uas', 'Allow: UPDATE'];
  assert.deepEqual((await dialog.ask('UPDATE', { headers: back })).named('Session-Expires'), ['100;refresher=uas']);
  await refreshAfter(it, 'UPDATE', it.sim.clock.now(), 50);
});

test('a refresh of the peer’s that asks for too little gets 422, and the session is not refreshed by it (9)', async () => {
  const it = agentBench();
  const { dialog } = await establishedToPeer(it, {}, { headers: agreed('uas') });
  const since = it.sim.clock.now();
  await it.sim.runAsync(40_000);
  const headers = ['Supported: timer', 'Session-Expires: 60;refresher=uac'];
  const refusal = await dialog.ask('UPDATE', { headers });
  assert.deepEqual([refusal.status, refusal.named('Min-SE')], [422, ['90']]);
  await ends(it, since, 68);
});

test('a 422 to a refresh of ours makes the interval longer (7.3)', async () => {
  const it = agentBench();
  await establishedToPeer(it, {}, { headers: [...agreed('uac'), allowsUpdate] });
  const first = await refreshAfter(it, 'UPDATE', it.sim.clock.now(), 50);
  reply(it, first, 422, { headers: [['Min-SE', '300']] });
  const second = await it.peer.next('UPDATE', 100);
  assert.deepEqual(
    [second.message.named('Session-Expires'), second.message.named('Min-SE')],
    [['300;refresher=uac'], ['300']],
  );
  reply(it, second, 200, { headers: agreed('uac', 300) });
  await refreshAfter(it, 'UPDATE', second.at, 150);
});

test('a refresh that fails ends the call when the interval is over, and at once where the call is unknown (10)', async () => {
  for (const [status, cause] of [
    [500, 'session expired'],
    [405, 'session expired'],
    [481, 'gone'],
  ] as const) {
    const it = agentBench();
    const { call } = await establishedToPeer(it, {}, { headers: [...agreed('uac'), allowsUpdate] });
    const since = it.sim.clock.now();
    const update = await refreshAfter(it, 'UPDATE', since, 50);
    reply(it, update, status);
    if (status === 481) it.peer.respond(await it.peer.next('BYE', 100), 481);
    else await ends(it, since, 68);
    assert.equal((await it.sim.wait(call.ended)).cause, cause);
    await assertQuiet(it);
  }
});

test('with a peer that knows no session timers there is none, unless we refresh for ourselves (7.2, 9)', async () => {
  const without: readonly [options: BenchOptions, headers: Header[]][] = [
    [{}, []],
    [{ sessionTimer: { supported: false } }, agreed('uac')],
  ];
  for (const [options, headers] of without) {
    const it = agentBench(options);
    const { call } = await establishedToPeer(it, {}, { headers });
    assert.deepEqual(await heard(it, 24 * 3_600_000), []);
    assert.equal(call.state, 'Established');
  }
  const unasked = agentBench({ sessionTimer: { supported: false } });
  const { response } = await callFromPeer(unasked, { headers: ['Supported: timer', 'Session-Expires: 100'] });
  assert.deepEqual(
    [response.named('Session-Expires'), response.named('Supported').join().includes('timer')],
    [[], false],
  );
  const plain = agentBench();
  assert.deepEqual((await callFromPeer(plain)).response.named('Session-Expires'), []);
  assert.deepEqual(await heard(plain, 24 * 3_600_000), []);
  const alone = agentBench({ sessionTimer: { alone: true, sessionExpires: 200 } });
  await establishedToPeer(alone);
  const since = alone.sim.clock.now();
  reply(alone, await refreshAfter(alone, 'INVITE', since, 100), 200, { body: sdp() });
});

test('the interval that we ask for, and the least that we take, are ours to say (4, 5)', async () => {
  const it = agentBench({ sessionTimer: { sessionExpires: 600, minSE: 300, refresher: 'local' } });
  it.bob.invite('sip:peer@192.0.2.9');
  const { message } = await it.peer.next('INVITE', 100);
  assert.deepEqual([message.named('Session-Expires'), message.named('Min-SE')], [['600;refresher=uac'], ['300']]);
  const brief = agentBench({ sessionTimer: { minSE: 300 } });
  const { response } = await callFromPeer(brief, { headers: ['Supported: timer', 'Session-Expires: 300'] });
  assert.match(response.named('Session-Expires').join(), /^300;refresher=/);
});

test('what goes on in a call refreshes its session too: hold is enough (7.4)', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it, {}, { headers: agreed('uas') });
  await it.sim.runAsync(60_000);
  const held = call.hold();
  const invite = await it.peer.next('INVITE', 100);
  reply(it, invite, 200, { headers: agreed('uas'), body: sdp({ direction: 'recvonly' }) });
  await it.peer.next('ACK', 100);
  await it.sim.wait(held, 100);
  await ends(it, invite.at, 68);
});

test('two user agents keep their call for a day', async () => {
  const it = agentBench({ onCall: (call) => void call.answer() });
  const alice = it.sim.userAgent('alice', { address: '192.0.2.3' }, { identity: 'sip:alice@example.com' });
  const call = await it.sim.wait(alice.invite('sip:bob@192.0.2.2').established);
  await it.sim.runAsync(24 * 3_600_000);
  assert.deepEqual([call.state, it.calls[0].state], ['Established', 'Established']);
  const updates = it.sim.ladder.flow.filter((step) => step.includes(' UPDATE ')).length;
  assert.ok(updates >= 2 * 95 && updates <= 2 * 97, `${updates}, requests and responses`);
  void call.hangUp();
  await assertQuiet(it);
});
