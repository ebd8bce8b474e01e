/** A call that a user agent is offered: ringing, the answer, the refusal, and what the caller does meanwhile (RFC 3261 9.2, 13.3, 15). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  BOB,
  callFromPeer,
  outcomeOf,
  PEER,
  PeerDialog,
  request,
  sdp,
  heard,
} from '../../../test/agent-bench.ts';
import { type Request, type Response } from '../../message/index.ts';
import { type IncomingCall } from './incoming-call.ts';

const isAnswerTo = (method: string) => (message: Request | Response) =>
  'status' in message && message.cseq.method === method;

test('it rings, tells of early media, and is answered (13.3.1)', async () => {
  const it = agentBench();
  it.peer.send(request({ body: sdp() }), BOB);
  await it.sim.runAsync(10);
  const [call] = it.calls;
  assert.deepEqual([call.state, call.pending, call.direction, call.from.uri.text], ['Trying', true, 'incoming', PEER]);
  call.ring({ headers: [['Alert-Info', '<urn:alert:service:normal>']] });
  const ringing = (await it.peer.next(180, 100)).message;
  assert.deepEqual([ringing.body, ringing.named('Alert-Info').length, ringing.named('RSeq')], ['', 1, []]);
  assert.equal(call.state, 'Ringing');
  await it.sim.wait(call.progress(), 0);
  const early = (await it.peer.next(183, 100)).message;
  const answered = call.answer({ headers: [['X-Mood', 'good']] });
  assert.equal(call.pending, false);
  const success = (await it.peer.next(200, 100)).message;
  assert.equal(success.body, early.body, 'what was told before is the answer, word for word (13.2.1)');
  assert.deepEqual(
    [success.named('X-Mood'), success.named('Contact'), success.to.tag],
    [['good'], ['<sip:bob@192.0.2.2:5060>'], ringing.to.tag],
  );
  const outcome = outcomeOf(answered);
  await it.sim.runAsync(10);
  assert.deepEqual([call.state, outcome.settled], ['Established', undefined], 'nobody knows yet whether it arrived');
  new PeerDialog(it, 'c', 'p', success.to.tag, 1).send('ACK');
  assert.equal(await it.sim.wait(answered, 100), call);
  assert.deepEqual(
    call.streams.map(({ direction, codec }) => [direction, codec?.name]),
    [['sendrecv', 'PCMU']],
  );
});

test('without a body an answer still stands: the offer is ours, the answer comes in the ACK (13.2.1)', async () => {
  const it = agentBench({ onCall: (call) => void call.progress().catch(() => {}) });
  it.peer.send(request(), BOB);
  assert.equal((await it.peer.next(183, 100)).message.body, '', 'without PRACK an offer could not be answered');
  void it.calls[0].answer();
  const { message } = await it.peer.next(200, 100);
  assert.match(message.body, /^v=0\r\n.*m=audio 5000 /s);
  const dialog = new PeerDialog(it, 'c', 'p', message.to.tag, 1);
  dialog.send('ACK', { body: sdp({ direction: 'recvonly', formats: '8' }) });
  await it.sim.wait(it.calls[0].established, 100);
  assert.deepEqual(
    it.calls[0].streams.map(({ direction, codec }) => [direction, codec?.name]),
    [['sendonly', 'PCMA']],
  );
});

test('an ACK that does not answer our offer ends the call with BYE', async () => {
  for (const body of ['', 'v=0\r\nnonsense', `${sdp()}m=audio 9 RTP/AVP 0\r\n`]) {
    const it = agentBench({ onCall: (call) => void call.answer() });
    it.peer.send(request(), BOB);
    const { message } = await it.peer.next(200, 100);
    new PeerDialog(it, 'c', 'p', message.to.tag, 1).send('ACK', { body });
    it.peer.respond(await it.peer.next('BYE', 100), 200);
    await assert.rejects(it.sim.wait(it.calls[0].established), { code: 'SIP_CALL_ENDED' });
    assert.deepEqual([it.ends[0].cause, it.ends[0].by], ['no answer', 'network']);
    await assertQuiet(it);
  }
});

// ---- the 2xx and its ACK ----

test('a 2xx is sent again until its ACK, and without one the call ends with BYE (13.3.1.4)', async () => {
  const it = agentBench({ onCall: (call) => void call.answer() });
  it.peer.send(request({ body: sdp() }), BOB);
  const { at } = await it.peer.next(200, 100);
  const times: number[] = [];
  for (let i = 0; i < 5; i++) times.push(Math.round(((await it.peer.next(200)).at - at) / 100) * 100);
  assert.deepEqual(times, [500, 1500, 3500, 7500, 11_500]);
  const bye = await it.peer.next('BYE');
  assert.equal(Math.round((bye.at - at) / 100) * 100, 32_000);
  it.peer.respond(bye, 481);
  await assert.rejects(it.sim.wait(it.calls[0].established), { code: 'SIP_CALL_ENDED' });
  await assertQuiet(it);
  assert.deepEqual([it.ends[0].cause, it.ends[0].by], ['no ACK', 'network']);
});

test('an ACK of another INVITE stops nothing, one with the branch of the INVITE does', async () => {
  const it = agentBench({ onCall: (call) => void call.answer() });
  it.peer.send(request({ body: sdp(), branch: 'z9hG4bKown' }), BOB);
  const dialog = new PeerDialog(it, 'c', 'p', (await it.peer.next(200, 100)).message.to.tag, 1);
  dialog.send('ACK', { sequence: 7 });
  await it.peer.next(200, 1_000);
  dialog.send('ACK', { sequence: 1, branch: 'z9hG4bKown' });
  await it.sim.wait(it.calls[0].established, 100);
  assert.deepEqual(await heard(it, 40_000), []);
});

test('a callee that hangs up before the ACK waits for it (15)', async () => {
  const it = agentBench({ onCall: (call) => void call.answer() });
  it.peer.send(request({ body: sdp() }), BOB);
  const tag = (await it.peer.next(200, 100)).message.to.tag;
  const ended = it.calls[0].hangUp({ headers: [['Reason', 'Q.850;cause=16']] });
  assert.deepEqual(await heard(it, 400), []);
  new PeerDialog(it, 'c', 'p', tag, 1).send('ACK');
  const bye = await it.peer.next('BYE', 100);
  assert.deepEqual(bye.message.named('Reason'), ['Q.850;cause=16']);
  it.peer.respond(bye, 200);
  const { cause, by } = await it.sim.wait(ended);
  assert.deepEqual([cause, by], ['bye', 'local']);
  await assertQuiet(it);
});

test('and where the ACK never comes, hanging up ends as the call does', async () => {
  const it = agentBench({ onCall: (call) => void call.answer() });
  it.peer.send(request({ body: sdp() }), BOB);
  await it.peer.next(200, 100);
  const { cause, by } = await it.sim.wait(it.calls[0].hangUp());
  assert.deepEqual([cause, by], ['no ACK', 'network']);
  it.peer.respond(await it.peer.next('BYE'), 200);
  await assertQuiet(it);
});

// ---- the caller gives up ----

test('a CANCEL ends a ringing call with 487, and does nothing to one that was answered (9.2)', async () => {
  const it = agentBench({ onCall: (call) => call.ring() });
  it.peer.send(request({ branch: 'z9hG4bKc' }), BOB);
  await it.peer.next(180, 100);
  const reason = 'SIP;cause=200;text="Call completed elsewhere"';
  it.peer.send(request({ method: 'CANCEL', branch: 'z9hG4bKc', headers: [`Reason: ${reason}`] }), BOB);
  assert.equal(((await it.peer.next(isAnswerTo('CANCEL'), 100)).message as Response).status, 200);
  await it.peer.next(487, 100);
  await it.sim.runAsync(0);
  const [{ cause, by, status, reasons }] = it.ends;
  assert.deepEqual([cause, by, status, reasons], ['cancelled', 'remote', 487, [reason]]);
  await assert.rejects(it.sim.wait(it.calls[0].established), { code: 'SIP_CALL_ENDED' });

  const late = agentBench({ onCall: (call) => void call.answer() });
  late.peer.send(request({ branch: 'z9hG4bKd', body: sdp() }), BOB);
  await late.peer.next(200, 100);
  late.peer.send(request({ method: 'CANCEL', branch: 'z9hG4bKd' }), BOB);
  assert.equal(((await late.peer.next(isAnswerTo('CANCEL'), 100)).message as Response).status, 200);
  assert.equal(late.calls[0].state, 'Established');
});

test('a BYE before the answer ends the call, and the INVITE is answered 487 (15.1.2)', async () => {
  const it = agentBench({ onCall: (call) => call.ring() });
  it.peer.send(request(), BOB);
  const tag = (await it.peer.next(180, 100)).message.to.tag;
  const dialog = new PeerDialog(it, 'c', 'p', tag, 1);
  assert.equal((await dialog.ask('BYE')).status, 200);
  await it.peer.next(487, 100);
  await it.sim.runAsync(0);
  assert.deepEqual([it.ends[0].by, it.bob.dialogCount], ['remote', 0]);
  dialog.send('ACK', { sequence: 1 });
  await assertQuiet(it);
});

test('a BYE of the caller says why (RFC 3326), and what comes after it has no call', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  assert.equal((await dialog.ask('BYE', { headers: ['Reason: Q.850;cause=16', 'Reason: SIP;cause=200'] })).status, 200);
  const { by, cause, reasons } = await it.sim.wait(call.ended);
  assert.deepEqual([by, cause, reasons], ['remote', 'bye', ['Q.850;cause=16', 'SIP;cause=200']]);
  assert.equal((await dialog.ask('BYE')).status, 481);
  assert.equal(await it.sim.wait(call.hangUp()), call.end, 'hanging up again changes nothing');
  await assertQuiet(it);
});

// ---- no ----

test('a call is given up with 480, refused with what the user says, or sent elsewhere (21.3, 21.4)', async () => {
  const cases: readonly [act: (call: IncomingCall) => unknown, status: number, line: string, headers: string[]][] = [
    [(call) => call.hangUp(), 480, 'Temporarily Unavailable', []],
    [(call) => call.reject(), 486, 'Busy Here', []],
    [(call) => call.reject(603, { reason: 'Nö', headers: [['Retry-After', '60']] }), 603, 'N\xc3\xb6', ['60']],
    [(call) => call.redirect(['sip:a@x', 'sip:b@y', 'sip:c@z']), 302, 'Moved Temporarily', []],
    [(call) => call.redirect(['sip:a@x'], true), 301, 'Moved Permanently', []],
  ];
  for (const [act, status, phrase, retryAfter] of cases) {
    const it = agentBench({ onCall: (call) => void act(call) });
    it.peer.send(request({ body: sdp() }), BOB);
    const message = (await it.peer.next(status, 100)).message as Response;
    assert.equal(message.reason, phrase);
    assert.deepEqual(message.named('Retry-After'), retryAfter);
    if (status === 302) assert.deepEqual(message.named('Contact'), ['<sip:a@x>', '<sip:b@y>;q=0.9', '<sip:c@z>;q=0.8']);
    await it.sim.runAsync(0);
    const [end] = it.ends;
    assert.deepEqual([end.cause, end.by, end.status, it.bob.dialogCount], ['refused', 'local', status, 0]);
    it.peer.send(request({ method: 'ACK', toTag: message.to.tag, branch: message.via.branch }), BOB);
    await assertQuiet(it);
  }
});

test('what the user may not do is told', async () => {
  const it = agentBench();
  it.peer.send(request(), BOB);
  await it.sim.runAsync(10);
  const [call] = it.calls;
  assert.throws(() => call.ring({ status: 200 }), { code: 'SIP_STATUS' });
  assert.throws(() => call.ring({ status: 100 }), { code: 'SIP_STATUS' });
  assert.throws(() => call.reject(200), { code: 'SIP_STATUS' });
  assert.throws(() => call.reject(700), { code: 'SIP_STATUS' });
  await assert.rejects(call.progress({ status: 200 }), { code: 'SIP_STATUS' });
  await assert.rejects(call.progress({ status: 100 }), { code: 'SIP_STATUS' });
  await assert.rejects(
    call.send('INFO', { body: 'x' }).then(() => it.sim.runAsync(0)),
    { code: 'SIP_NO_DIALOG' },
  );
});

test('what comes too late does nothing', async () => {
  const it = agentBench({ onCall: (call) => call.reject(486) });
  it.peer.send(request({ body: sdp() }), BOB);
  await it.peer.next(486, 100);
  const [call] = it.calls;
  call.ring();
  call.reject(603);
  call.redirect(['sip:a@x']);
  await assert.rejects(it.sim.wait(call.progress()), { code: 'SIP_CALL_ENDED' });
  await assert.rejects(it.sim.wait(call.answer()), { code: 'SIP_CALL_ENDED' });
  await assert.rejects(it.sim.wait(call.hold()), { code: 'SIP_CALL_ENDED' });
  assert.deepEqual(
    (await heard(it, 10)).map(({ message }) => message.text.slice(8, 11)),
    [],
  );
});

test('a request within the early dialog that finds it gone ends the call, without a BYE of the callee (12.2.1.2, 15)', async () => {
  for (const status of [481, 408]) {
    const it = agentBench({ onCall: (call) => call.ring() });
    it.peer.send(request({ body: sdp() }), BOB);
    const ringing = await it.peer.next(180, 100);
    const sent = it.calls[0].send('INFO', { body: 'x' }).catch(() => {});
    it.peer.respond(await it.peer.next('INFO', 100), status);
    await it.sim.wait(sent);
    const refusal = await it.peer.next((message) => 'status' in message && message.status >= 400, 100);
    assert.equal(refusal.message.cseq.method, 'INVITE');
    const { cause } = await it.sim.wait(it.calls[0].ended);
    assert.equal(cause, 'gone');
    const { branch } = ringing.message.via;
    it.peer.send(request({ method: 'ACK', toTag: ringing.message.to.tag, branch }), BOB);
    assert.deepEqual(await heard(it, 1_000), [], 'no BYE');
    await assertQuiet(it);
  }
});
