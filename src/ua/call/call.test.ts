/** Requests within a call, of both sides, and what becomes of them when nobody reads (RFC 3261 12.2, RFC 6086, RFC 3428). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  BOB,
  callFromPeer,
  callToPeer,
  establishedToPeer,
  heard,
  PEER,
  reply,
  request,
  sdp,
} from '../../../test/agent-bench.ts';
import { type Call } from './call.ts';
import { type IncomingRequest } from '../request/incoming-request.ts';

function readRequests({ requests }: Call): IncomingRequest[] {
  const seen: IncomingRequest[] = [];
  const read = async () => {
    for await (const each of requests) seen.push(each);
  };
  void read();
  return seen;
}

test('what nobody reads is refused as it deserves (8.2.1, 21.5.2, RFC 6086 4.2.2)', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  const cases: readonly [method: string, headers: readonly string[], body: string, status: number, header?: string][] =
    [
      ['MESSAGE', ['Content-Type: text/plain'], 'hello', 405, 'Allow'],
      ['BREAKFAST', [], '', 501, 'Allow'],
      ['PUBLISH', ['Event: presence'], '', 405, 'Allow'],
      ['INFO', [], '', 200],
      ['INFO', ['Content-Type: text/plain'], 'hello', 415, 'Accept'],
      ['INFO', ['Info-Package: foo', 'Content-Type: text/plain'], 'hello', 469, 'Recv-Info'],
      ['PRACK', ['RAck: 1 1 INVITE'], '', 481],
      ['NOTIFY', ['Event: foo', 'Subscription-State: active'], '', 481],
      ['OPTIONS', [], '', 200, 'Allow'],
    ];
  for (const [method, headers, body, status, header] of cases) {
    const response = await dialog.ask(method, { headers, body });
    assert.equal(response.status, status, method);
    if (header !== undefined) assert.equal(response.named(header).length, 1, `${method} ${header}`);
  }
  assert.equal(call.state, 'Established');
  assert.equal((await dialog.ask('INFO', { headers: ['Require: foo'] })).status, 420);
});

test('what somebody reads waits for the answer of the application, digits too where only requests are read', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  const requests = readRequests(call);
  const cases = [
    ['MESSAGE', ['Content-Type: text/plain'], 'Gr\xc3\xbc\xc3\x9fe'],
    ['BREAKFAST', [], ''],
    ['INFO', ['Info-Package: foo', 'Content-Type: text/plain'], 'hello'],
    ['INFO', ['Content-Type: application/dtmf'], '5'],
  ] as const;
  for (const [i, [method, headers, body]] of cases.entries()) {
    dialog.send(method, { headers, body });
    await it.sim.runAsync(10);
    assert.deepEqual([requests.length, requests[i].method], [i + 1, method]);
    assert.deepEqual(await heard(it, 100), []);
    requests[i].respond(200 + i);
    assert.equal((await it.peer.next(200 + i, 100)).message.cseq.method, method);
  }
  assert.equal(requests[0].body, 'Grüße');
  dialog.send('MESSAGE', { headers: ['Content-Type: text/plain'], body: 'unanswered' });
  dialog.send('BYE');
  await it.sim.wait(call.ended);
  await assertQuiet(it);
});

test('of 1,000 requests that nobody takes 256 wait, the others get 503', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  void call.requests[Symbol.asyncIterator]();
  for (let i = 0; i < 1_000; i++) dialog.send('BREAKFAST');
  const refused = await heard(it, 100);
  assert.equal(refused.length, 1_000 - 256);
  assert.ok(refused.every(({ message }) => 'status' in message && message.status === 503));
  dialog.send('BYE');
  await assertQuiet(it);
});

test('requests of one’s own go by the dialog, in order, and have their responses (12.2.1)', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it);
  const cases = [
    [call.message('Grüße'), 'MESSAGE', 'Gr\xc3\xbc\xc3\x9fe', 'text/plain'],
    [call.info({ body: 'x', contentType: 'a/b' }), 'INFO', 'x', 'a/b'],
    [call.info({ body: 'y' }, 'foo'), 'INFO', 'y', 'text/plain'],
    [call.send('BREAKFAST', { headers: [['X-Mood', 'good']] }), 'BREAKFAST', '', undefined],
  ] as const;
  let sequence = 1;
  for (const [sent, method, body, contentType] of cases) {
    const got = await it.peer.next(method, 100);
    const { message } = got;
    assert.deepEqual([message.body, message.named('Content-Type')[0]], [body, contentType]);
    assert.deepEqual([message.cseq.sequence, message.to.tag, message.named('Contact')], [++sequence, 'x', []]);
    assert.deepEqual(message.named('Info-Package'), body === 'y' ? ['foo'] : []);
    it.peer.respond(got, 488);
    assert.equal((await it.sim.wait(sent, 100)).status, 488);
  }
});

test('there are none before the dialog, nor after it (12)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  await assert.rejects(it.sim.wait(call.info({ body: 'x' })), { code: 'SIP_NO_DIALOG' });
  await assert.rejects(it.sim.wait(call.sendDigits('1')), { code: 'SIP_NO_DIALOG' });
  await assert.rejects(it.sim.wait(call.hold()), { code: 'SIP_NO_DIALOG' });
  reply(it, invite, 180);
  await it.sim.runAsync(10);
  const early = call.info({ body: 'x' });
  it.peer.respond(await it.peer.next('INFO', 100), 200);
  assert.equal((await it.sim.wait(early, 100)).status, 200);
  reply(it, invite, 486);
  await it.sim.wait(call.ended);
  await assert.rejects(it.sim.wait(call.info({ body: 'x' })), { code: 'SIP_CALL_ENDED' });

  it.peer.send(request({ body: sdp() }), BOB);
  await it.sim.runAsync(10);
  await assert.rejects(it.sim.wait(it.calls[0].info({ body: 'x' })), { code: 'SIP_NO_DIALOG' });
});

test('without media of its own a call is silent, and stands all the same (RFC 3264 5.1)', async () => {
  const it = agentBench({ media: undefined });
  const { call, dialog } = await establishedToPeer(it, {}, { body: sdp({ direction: 'inactive' }) });
  assert.deepEqual([call.streams[0].direction, call.streams[0].kind], ['inactive', 'audio']);
  dialog.send('BYE');
  await it.sim.wait(call.ended);
  const taken = await callFromPeer(it);
  assert.match(taken.response.body, /m=audio 9 .*a=inactive/s);
});

test('what a call tells of itself stays true after its end', async () => {
  const it = agentBench();
  const { call, dialog } = await establishedToPeer(it);
  assert.equal(await call.established, call);
  dialog.send('BYE');
  const end = await it.sim.wait(call.ended);
  assert.equal(call.end, end);
  assert.equal(await call.established, call, 'it was answered');
  assert.deepEqual([call.state, call.dialog?.state, call.streams.length], ['Ended', 'Terminated', 1]);
  for await (const digit of call.digits) assert.fail(`a digit: ${digit.digit}`);
  for await (const each of call.requests) assert.fail(each.method);
  assert.equal((await it.sim.wait(it.bob.invite(PEER).hangUp(), 70_000)).cause, 'cancelled');
});
