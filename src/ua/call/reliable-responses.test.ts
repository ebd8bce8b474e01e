/** Provisional responses that the caller acknowledges, as the callee sends them (RFC 3262 3, 5). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  type Bench,
  bobsMedia,
  BOB,
  outcomeOf,
  PeerDialog,
  request,
  type RequestDraft,
  sdp,
  heard,
} from '../../../test/agent-bench.ts';
import { type Request, type Response } from '../../message/index.ts';
import { type IncomingCall } from './incoming-call.ts';
import { type Media } from './media.ts';

const SUPPORTED = 'Supported: 100rel';

/** The peer calls, and knows PRACK. */
async function offered(
  it: Bench,
  { headers = [SUPPORTED], body = sdp(), ...draft }: RequestDraft = {},
): Promise<IncomingCall> {
  it.peer.send(request({ headers, body, ...draft }), BOB);
  await it.sim.runAsync(10);
  return it.calls[0];
}

/** The next reliable response with this status, and the dialog that it makes. */
async function reliable(it: Bench, status: number, withinMs = 100) {
  const { message, at } = await it.peer.next(status, withinMs);
  const response = message as Response;
  assert.deepEqual(response.named('Require'), ['100rel']);
  const rseq = Number(response.named('RSeq')[0]);
  const dialog = new PeerDialog(it, 'c', 'p', response.to.tag, 1);
  const acknowledge = (parts: RequestDraft = {}, rack = `${rseq} 1 INVITE`) =>
    dialog.ask('PRACK', { headers: [`RAck: ${rack}`], ...parts });
  return { response, rseq, dialog, acknowledge, at };
}

test('a description goes reliably to who knows PRACK, ringing only where that is asked for (RFC 3262 3)', async () => {
  const plain = agentBench();
  const call = await offered(plain, { headers: [] });
  const sent = call.progress({ reliable: true });
  assert.deepEqual((await plain.peer.next(183, 100)).message.named('RSeq'), [], 'the caller does not know PRACK');
  await plain.sim.wait(sent, 0);

  const cases: readonly [act: (call: IncomingCall) => void, draft: RequestDraft, rseqs: number][] = [
    [(made) => made.ring(), {}, 0],
    [(made) => made.ring({ reliable: true }), {}, 1],
    [(made) => made.ring(), { headers: ['Require: 100rel'] }, 1],
    [(made) => made.ring(), { headers: ['Require: 100REL'] }, 1],
    [(made) => void made.progress().catch(() => {}), {}, 1],
    [(made) => void made.progress({ reliable: false }).catch(() => {}), {}, 0],
    [(made) => void made.progress({ reliable: false }).catch(() => {}), { headers: ['Require: 100rel'] }, 1],
    [(made) => void made.progress().catch(() => {}), { body: '' }, 1],
    [(made) => void made.progress({ reliable: false }).catch(() => {}), { body: '' }, 0],
  ];
  for (const [act, draft, rseqs] of cases) {
    const it = agentBench();
    act(await offered(it, draft));
    const { message } = await it.peer.next((response) => 'status' in response && response.status > 100, 100);
    assert.equal(message.named('RSeq').length, rseqs, `${String(act)} ${JSON.stringify(draft)}`);
    if (rseqs === 0 && draft.body === '') assert.equal(message.body, '', 'no offer that could not be answered');
  }
});

test('the policy insists on PRACK, or does not know it', async () => {
  const insisting = agentBench({ reliable: 'required' });
  (await offered(insisting)).ring();
  await reliable(insisting, 180);
  const without = agentBench({ reliable: 'off' });
  const call = await offered(without);
  const sent = call.progress({ reliable: true });
  assert.deepEqual((await without.peer.next(183, 100)).message.named('RSeq'), []);
  await without.sim.wait(sent, 0);
  const refusing = agentBench({ reliable: 'off' });
  refusing.peer.send(request({ headers: ['Require: 100rel'] }), BOB);
  assert.deepEqual((await refusing.peer.next(420, 100)).message.named('Unsupported'), ['100rel']);
});

test('it is sent again with doubled waits, without the limit of T2, until its PRACK comes (3)', async () => {
  const it = agentBench();
  const sent = (await offered(it)).progress();
  const { at, rseq, response, acknowledge } = await reliable(it, 183);
  assert.ok(rseq >= 1 && rseq < 2 ** 31, String(rseq));
  const outcome = outcomeOf(sent);
  for (const wanted of [500, 1_500, 3_500, 7_500, 15_500]) {
    const again = await it.peer.next(183, 60_000);
    assert.equal(Math.round((again.at - at) / 10) * 10, wanted);
    assert.equal(again.message.text, response.text);
  }
  assert.equal(outcome.settled, undefined);
  assert.equal((await acknowledge()).status, 200);
  await it.sim.wait(sent, 0);
  assert.deepEqual(await heard(it, 60_000), []);
});

test('without a PRACK for 64 T1 the call is refused with 504 (3)', async () => {
  const it = agentBench();
  const sent = (await offered(it)).progress();
  const { at, response } = await reliable(it, 183);
  const refusal = await it.peer.next(504);
  assert.equal(Math.round((refusal.at - at) / 100) * 100, 32_000);
  await assert.rejects(it.sim.wait(sent, 0), { code: 'SIP_CALL_ENDED' });
  assert.deepEqual([it.ends[0].cause, it.ends[0].by, it.ends[0].status], ['no PRACK', 'network', 504]);
  it.peer.send(request({ method: 'ACK', toTag: response.to.tag, branch: response.via.branch }), BOB);
  await assertQuiet(it);
});

test('a PRACK that fits no response of ours gets 481, and stops nothing (3)', async () => {
  const it = agentBench();
  void (await offered(it)).progress().catch(() => {});
  const { rseq, acknowledge, dialog } = await reliable(it, 183);
  for (const rack of [`${rseq + 1} 1 INVITE`, `${rseq} 2 INVITE`, `${rseq} 1 UPDATE`, 'nonsense'])
    assert.equal((await acknowledge({}, rack)).status, 481, rack);
  assert.equal((await dialog.ask('PRACK')).status, 481);
  await it.peer.next(183, 1_000);
  assert.equal((await acknowledge()).status, 200);
  assert.equal((await acknowledge()).status, 481, 'once');
});

test('the next one waits for the PRACK of the one before, and has the next number (3)', async () => {
  const it = agentBench();
  const call = await offered(it);
  const seen: string[] = [];
  call.progress().then(
    () => seen.push('183'),
    () => {},
  );
  call.progress({ status: 182, reliable: true }).then(
    () => seen.push('182'),
    () => {},
  );
  const first = await reliable(it, 183);
  assert.deepEqual(
    (await heard(it, 100)).map(({ message }) => message.text.slice(8, 11)),
    [],
  );
  first.dialog.send('PRACK', { headers: [`RAck: ${first.rseq} 1 INVITE`] });
  // The PRACK is answered first.
  await it.peer.next(200, 100);
  const second = await reliable(it, 182);
  assert.deepEqual([second.rseq, seen], [first.rseq + 1, ['183']]);
  second.dialog.sequence = 2;
  assert.equal((await second.acknowledge()).status, 200);
  await it.sim.runAsync(0);
  assert.deepEqual(seen, ['183', '182']);
});

test('the 2xx waits for the PRACK of a description, and leaves it out then (3, 5)', async () => {
  const it = agentBench();
  const call = await offered(it);
  void call.progress().catch(() => {});
  const { acknowledge, response, dialog } = await reliable(it, 183);
  assert.match(response.body, /m=audio 5000/);
  const answered = call.answer();
  assert.deepEqual(await heard(it, 400), []);
  assert.equal((await acknowledge()).status, 200);
  const success = (await it.peer.next(200, 100)).message;
  assert.deepEqual([success.cseq.method, success.body], ['INVITE', '']);
  dialog.send('ACK', { sequence: 1 });
  await it.sim.wait(answered, 100);
  assert.equal(call.streams[0].direction, 'sendrecv');
});

test('the 2xx does not wait for ringing, whose PRACK is answered all the same (3)', async () => {
  const it = agentBench();
  const call = await offered(it);
  call.ring({ reliable: true });
  const { acknowledge, dialog } = await reliable(it, 180);
  call.ring({ status: 182, reliable: true });
  const answered = call.answer();
  assert.equal(((await it.peer.next(200, 100)).message as Response).cseq.method, 'INVITE');
  dialog.send('ACK', { sequence: 1 });
  await it.sim.wait(answered, 100);
  assert.deepEqual(await heard(it, 2_000), [], 'it is not sent again, and the one behind it not at all');
  assert.equal((await acknowledge()).status, 200);
  assert.equal((await acknowledge()).status, 481);
});

test('an offer of ours in a reliable response is answered in the PRACK (5)', async () => {
  const it = agentBench();
  const call = await offered(it, { body: '' });
  const sent = call.progress();
  const { response, acknowledge, dialog } = await reliable(it, 183);
  assert.match(response.body, /m=audio 5000/);
  const done = await acknowledge({ body: sdp({ direction: 'sendonly' }) });
  assert.deepEqual([done.status, done.body], [200, '']);
  await it.sim.wait(sent, 0);
  assert.equal(call.streams[0].direction, 'recvonly');
  const answered = call.answer();
  assert.equal((await it.peer.next(200, 100)).message.body, '');
  dialog.send('ACK', { sequence: 1 });
  await it.sim.wait(answered, 100);
});

test('a PRACK that does not answer our offer ends the call', async () => {
  for (const body of ['', 'v=0\r\nnonsense']) {
    const it = agentBench();
    const call = await offered(it, { body: '' });
    void call.progress().catch(() => {});
    const { response, acknowledge } = await reliable(it, 183);
    const answered = call.answer();
    const first = await acknowledge({ body });
    assert.deepEqual([first.status, first.cseq.method], [200, 'PRACK']);
    await it.peer.next(488, 100);
    await assert.rejects(it.sim.wait(answered, 0), { code: 'SIP_CALL_ENDED' });
    assert.equal(it.ends[0].cause, 'no answer');
    it.peer.send(request({ method: 'ACK', toTag: response.to.tag, branch: response.via.branch }), BOB);
    await assertQuiet(it);
  }
});

test('an offer of the caller in the PRACK is answered in its 200; one that can not be taken keeps the 2xx no longer (5)', async () => {
  for (const [formats, status] of [
    ['8', 200],
    ['3', 488],
  ] as const) {
    const it = agentBench();
    const call = await offered(it);
    void call.progress().catch(() => {});
    const { acknowledge, dialog } = await reliable(it, 183);
    const answered = call.answer();
    const done = await acknowledge({ body: sdp({ version: 2, formats }) });
    assert.equal(done.status, status);
    if (status === 200) assert.match(done.body, /m=audio 5000 RTP\/AVP 8\r/);
    await it.peer.next((message: Request | Response) => 'status' in message && message.cseq.method === 'INVITE', 100);
    dialog.send('ACK', { sequence: 1 });
    await it.sim.wait(answered, 100);
    assert.equal(call.streams[0].codec?.name, status === 200 ? 'PCMA' : 'PCMU');
  }
});

test('what ends the call ends its responses: the refusal, a CANCEL, a BYE', async () => {
  for (const how of ['reject', 'CANCEL', 'BYE']) {
    const it = agentBench();
    const call = await offered(it, { branch: `z9hG4bKr${how}` });
    const waiting = outcomeOf(call.progress());
    const queued = outcomeOf(call.progress());
    const { dialog, response } = await reliable(it, 183);
    if (how === 'reject') call.reject(603);
    else if (how === 'BYE') dialog.send('BYE');
    else it.peer.send(request({ method: 'CANCEL', branch: `z9hG4bKr${how}` }), BOB);
    const refusal = await it.peer.next((message) => 'status' in message && message.status > 400, 100);
    await it.sim.runAsync(0);
    assert.deepEqual([waiting.settled, queued.settled], ['SIP_CALL_ENDED', 'SIP_CALL_ENDED'], how);
    it.peer.send(
      request({ method: 'ACK', toTag: response.to.tag, branch: refusal.message.via.branch, sequence: 1 }),
      BOB,
    );
    await assertQuiet(it);
    assert.ok(!it.sim.ladder.between('bob', 'peer').slice(2).includes('183 INVITE'), how);
  }
});

test('our own UPDATE in the early dialog waits for the PRACK, and for the ACK where the answer was faster (RFC 3311 5.1)', async () => {
  const it = agentBench();
  const media = bobsMedia(it.sim);
  const call = await offered(it, { headers: [SUPPORTED, 'Allow: UPDATE'] });
  void call.progress({ media }).catch(() => {});
  const { acknowledge } = await reliable(it, 183);
  const changed = call.modify();
  assert.deepEqual(await heard(it, 400), []);
  assert.equal((await acknowledge()).status, 200);
  const update = await it.peer.next('UPDATE', 100);
  it.peer.respond(update, 200, { body: sdp({ direction: 'sendonly' }), contentType: 'application/sdp' });
  await it.sim.wait(changed, 100);
  assert.equal(call.streams[0].direction, 'recvonly');
});

test('media that take their time keep the reliable response back, and the answer behind it', async () => {
  const it = agentBench();
  const real = bobsMedia(it.sim);
  let open: () => void = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  const media: Media = {
    offer: (session) => real.offer(session),
    answer: (session, offer) => gate.then(() => real.answer(session, offer)),
  };
  const call = await offered(it);
  void call.progress({ media }).catch(() => {});
  const answered = call.answer();
  await it.peer.next(100, 1_000);
  open();
  const { acknowledge, dialog } = await reliable(it, 183);
  assert.equal((await acknowledge()).status, 200);
  assert.equal((await it.peer.next(200, 100)).message.cseq.method, 'INVITE');
  dialog.send('ACK', { sequence: 1 });
  await it.sim.wait(answered, 100);
});

test('while it rings it says so again, lest a proxy give the call up (RFC 3261 13.3.1.1, RFC 3262 3)', async () => {
  const plain = agentBench();
  const call = await offered(plain, { headers: [] });
  call.ring();
  for (const second of [0, 60, 120]) assert.equal(Math.round((await plain.peer.next(180, 61_000)).at / 1000), second);
  call.reject(486);
  await plain.peer.next(486, 100);

  const sure = agentBench();
  const ringing = await offered(sure);
  ringing.ring({ reliable: true });
  const rseqs: number[] = [];
  for (const second of [0, 150, 300]) {
    const { at, rseq, acknowledge } = await reliable(sure, 180, 151_000);
    assert.equal(Math.round(at / 1000), second);
    rseqs.push(rseq);
    await acknowledge({ sequence: 2 + rseqs.length });
  }
  assert.deepEqual(rseqs, [rseqs[0], rseqs[0] + 1, rseqs[0] + 2]);
});
