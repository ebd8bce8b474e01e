/** Changes of the session that the peer asks for: its re-INVITE and UPDATE, at the right time and at the wrong one (RFC 3261 14.2, RFC 3311 5.2). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  bobsMedia,
  BOB,
  callFromPeer,
  callToPeer,
  establishedToPeer,
  PeerDialog,
  reply,
  request,
  sdp,
  heard,
} from '../../../test/agent-bench.ts';
import { Deferred } from '../deferred.ts';
import { type Media } from './media.ts';
import { type SessionMedia } from './session-media.ts';

const versionIn = (body: string) => /^o=\S+ \S+ (\d+) /m.exec(body)?.[1];

/** Real media that can be made to wait. */
function slowMedia(real: SessionMedia) {
  const it: { gate: Deferred<void> | undefined; media: Media } = {
    gate: undefined,
    media: {
      offer: (session) => real.offer(session),
      answer: (session, offer) => {
        const make = () => real.answer(session, offer);
        return it.gate === undefined ? make() : it.gate.promise.then(make);
      },
    },
  };
  return it;
}

const isWait = (values: string[]) => values.length === 1 && /^([0-9]|10)$/.test(values[0]);

test('a re-INVITE is answered by the media, or refused with 488, and the call stands either way (14.2)', async () => {
  for (const [offer, status, codec] of [
    [sdp({ version: 2, formats: '8' }), 200, 'PCMA'],
    [sdp({ version: 2, formats: '3' }), 488, 'PCMU'],
    ['v=0\r\nnonsense', 400, 'PCMU'],
  ] as const) {
    const it = agentBench();
    const { call, dialog } = await callFromPeer(it);
    const response = await dialog.ask('INVITE', { body: offer });
    assert.equal(response.status, status);
    if (status === 200) assert.match(response.body, /m=audio 5000 RTP\/AVP 8\r/);
    dialog.send('ACK', { branch: status === 200 ? undefined : response.via.branch });
    await it.sim.runAsync(60_000);
    assert.deepEqual([call.state, call.streams[0].codec?.name, it.sim.leftovers()], ['Established', codec, []]);
    dialog.send('BYE');
    await assertQuiet(it);
  }
});

test('an offer with fewer streams than before is refused with 488 (RFC 3264 8)', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it, { body: `${sdp()}m=video 0 RTP/AVP 31\r\n` });
  assert.equal((await dialog.ask('INVITE', { body: sdp({ version: 2 }) })).status, 488);
  assert.deepEqual([call.state, call.streams.length], ['Established', 2]);
});

test('what was said before, word for word, gets the same answer (RFC 3264 8)', async () => {
  const it = agentBench();
  const { dialog, response } = await callFromPeer(it);
  const again = await dialog.ask('INVITE', { body: sdp() });
  assert.deepEqual([again.status, again.body], [200, response.body]);
});

test('the peer holds by its direction or by 0.0.0.0, and takes off again (RFC 3264 8.4)', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  assert.equal(call.heldByPeer, false);
  const cases = [
    [sdp({ version: 2, direction: 'sendonly' }), 'recvonly', true],
    [sdp({ version: 3, direction: 'inactive' }), 'inactive', true],
    [sdp({ version: 4 }), 'sendrecv', false],
    [sdp({ version: 5 }).replace('c=IN IP4 192.0.2.9', 'c=IN IP4 0.0.0.0'), 'recvonly', true],
    [sdp({ version: 6, direction: 'recvonly' }), 'sendonly', false],
  ] as const;
  for (const [body, direction, heldByPeer] of cases)
    for (const method of ['INVITE', 'UPDATE']) {
      const response = await dialog.ask(method, { body });
      assert.deepEqual(
        [response.status, call.heldByPeer, call.streams[0].direction],
        [200, heldByPeer, direction],
        body,
      );
      if (method === 'INVITE') dialog.send('ACK');
      await it.sim.runAsync(10);
    }
  assert.equal(call.held, false);
});

test('without an offer the re-INVITE gets ours, and the ACK must answer it (14.2)', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  const first = await dialog.ask('INVITE');
  assert.match(first.body, /m=audio 5000.*a=sendrecv/s);
  dialog.send('ACK', { body: sdp({ version: 2, direction: 'sendonly' }) });
  await it.sim.runAsync(10);
  assert.equal(call.streams[0].direction, 'recvonly');
  await dialog.ask('INVITE');
  dialog.send('ACK');
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  assert.equal((await it.sim.wait(call.ended)).cause, 'no answer');
  await assertQuiet(it);
});

test('the target moves with a re-INVITE or an UPDATE that is taken, and not with one that is refused (12.2.2)', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  const moved = (to: string, method: string, body: string) =>
    dialog.ask(method, { body, contact: `sip:${to}@192.0.2.9` });
  for (const [to, method, body] of [
    ['a', 'INVITE', sdp({ version: 2 })],
    ['b', 'UPDATE', ''],
    ['c', 'UPDATE', sdp({ version: 3 })],
  ] as const) {
    assert.equal((await moved(to, method, body)).status, 200);
    if (method === 'INVITE') dialog.send('ACK');
    await it.sim.runAsync(10);
    assert.equal(call.dialog?.remoteTarget, `sip:${to}@192.0.2.9`);
  }
  assert.equal((await moved('d', 'UPDATE', sdp({ version: 4, formats: '3' }))).status, 488);
  assert.equal(call.dialog?.remoteTarget, 'sip:c@192.0.2.9');
});

// ---- at the wrong time ----

test('before our final response to the first INVITE a second one gets 500 with a wait by chance (14.2)', async () => {
  const it = agentBench({ onCall: (call) => call.ring() });
  it.peer.send(request({ body: sdp() }), BOB);
  const dialog = new PeerDialog(it, 'c', 'p', (await it.peer.next(180, 100)).message.to.tag, 1);
  const waits = new Set<string>();
  for (let i = 0; i < 60; i++) {
    const refusal = await dialog.ask('INVITE', { body: sdp({ version: 2 }) });
    assert.equal(refusal.status, 500);
    const values = refusal.named('Retry-After');
    assert.ok(isWait(values), values.join());
    waits.add(values[0]);
    dialog.send('ACK', { branch: refusal.via.branch });
  }
  assert.ok(waits.size >= 8, [...waits].join());
});

test('while our INVITE makes the dialog, one of the callee gets 491 (14.2)', async () => {
  const it = agentBench();
  const { invite, dialogOf } = await callToPeer(it);
  reply(it, invite, 180);
  assert.equal((await dialogOf('x').ask('INVITE', { body: sdp() })).status, 491);
});

test('without the ACK of a re-INVITE the call ends with BYE (13.3.1.4)', async () => {
  const it = agentBench();
  const { call, dialog } = await establishedToPeer(it);
  assert.equal((await dialog.ask('INVITE', { body: sdp({ version: 2 }) })).status, 200);
  it.peer.respond(await it.peer.next('BYE'), 200);
  assert.equal((await it.sim.wait(call.ended)).cause, 'no ACK');
  await assertQuiet(it);
});

test('while an offer of the peer waits for our media, a further one gets 500 with a wait (14.2, RFC 3311 5.2)', async () => {
  for (const [first, second] of [
    ['INVITE', 'INVITE'],
    ['INVITE', 'UPDATE'],
    ['UPDATE', 'INVITE'],
    ['UPDATE', 'UPDATE'],
  ]) {
    const it = agentBench();
    const slow = slowMedia(bobsMedia(it.sim));
    const { call, dialog } = await establishedToPeer(it, { media: slow.media });
    slow.gate = new Deferred();
    dialog.send(first, { body: sdp({ version: 2, formats: '8' }) });
    await it.sim.runAsync(10);
    const refusal = await dialog.ask(second, { body: sdp({ version: 3 }) });
    assert.equal(refusal.status, 500, `${first} ${second}`);
    assert.ok(isWait(refusal.named('Retry-After')));
    slow.gate.resolve();
    const { message } = await it.peer.next(200, 100);
    assert.equal(message.cseq.method, first);
    assert.equal(call.streams[0].codec?.name, 'PCMA');
  }
});

test('while our UPDATE is under way, theirs gets 491, with an offer; without one it is answered (RFC 3311 5.2)', async () => {
  const it = agentBench();
  const { call, dialog } = await establishedToPeer(it);
  void call.modify('UPDATE');
  const ours = await it.peer.next('UPDATE', 100);
  assert.equal((await dialog.ask('UPDATE', { body: sdp({ version: 2 }) })).status, 491);
  assert.equal((await dialog.ask('INVITE', { body: sdp({ version: 2 }) })).status, 491);
  assert.equal((await dialog.ask('UPDATE')).status, 200);
  reply(it, ours, 200, { body: sdp({ version: 2 }) });
});

test('a re-INVITE that the peer cancels gets 487, and our own change goes on (9.2, 14)', async () => {
  const it = agentBench();
  const slow = slowMedia(bobsMedia(it.sim));
  const { call, dialog } = await establishedToPeer(it, { media: slow.media });
  slow.gate = new Deferred();
  dialog.send('INVITE', { body: sdp({ version: 2, formats: '8' }), branch: 'z9hG4bKre' });
  await it.sim.runAsync(10);
  const held = call.hold();
  const { gate } = slow;
  slow.gate = undefined;
  dialog.send('CANCEL', { branch: 'z9hG4bKre', sequence: dialog.sequence });
  const refusal = await it.peer.next(487, 100);
  dialog.send('ACK', { branch: refusal.message.via.branch });
  gate.resolve();
  const ours = await it.peer.next('INVITE', 100);
  assert.equal(call.streams[0].codec?.name, 'PCMU', 'what was withdrawn has changed nothing');
  reply(it, ours, 200, { body: sdp({ direction: 'recvonly' }) });
  await it.sim.wait(held, 100);
  assert.deepEqual(
    (await heard(it, 20_000)).filter(({ message }) => 'status' in message),
    [],
    'and no second answer',
  );
});

test('a BYE while a change waits for our media answers it with 487 (15.1.2)', async () => {
  for (const method of ['INVITE', 'UPDATE']) {
    const it = agentBench();
    const slow = slowMedia(bobsMedia(it.sim));
    const { call, dialog } = await establishedToPeer(it, { media: slow.media });
    slow.gate = new Deferred();
    dialog.send(method, { body: sdp({ version: 2 }) });
    await it.sim.runAsync(10);
    dialog.send('BYE');
    await it.sim.runAsync(10);
    slow.gate.resolve();
    const refusal = await it.peer.next(487, 100);
    assert.equal(refusal.message.cseq.method, method);
    await it.sim.wait(call.ended);
    dialog.send('ACK', { branch: refusal.message.via.branch, sequence: refusal.message.cseq.sequence });
    await assertQuiet(it);
  }
});

// ---- UPDATE ----

test('an UPDATE is answered at once, with a session or without (RFC 3311 5.2)', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  const changed = await dialog.ask('UPDATE', { body: sdp({ version: 2, formats: '8' }) });
  assert.deepEqual([changed.status, versionIn(changed.body), changed.named('Contact').length], [200, '2', 1]);
  assert.equal(call.streams[0].codec?.name, 'PCMA');
  const bare = await dialog.ask('UPDATE');
  assert.deepEqual([bare.status, bare.body], [200, '']);
  const refused = await dialog.ask('UPDATE', { body: sdp({ version: 3, formats: '3' }) });
  assert.deepEqual([refused.status, call.streams[0].codec?.name], [488, 'PCMA']);
});

test('an UPDATE of the caller before the answer waits for the first exchange, and for its PRACK (RFC 3311 5.2, RFC 6337 4.3)', async () => {
  const it = agentBench({ onCall: (call) => call.ring() });
  it.peer.send(request({ body: sdp(), headers: ['Supported: 100rel'] }), BOB);
  const dialog = new PeerDialog(it, 'c', 'p', (await it.peer.next(180, 100)).message.to.tag, 1);
  const early = await dialog.ask('UPDATE', { body: sdp({ version: 2 }) });
  assert.ok(early.status === 500 && isWait(early.named('Retry-After')), String(early.status));
  const [call] = it.calls;
  void call.progress().catch(() => {});
  const [rseq] = (await it.peer.next(183, 100)).message.named('RSeq');
  const waiting = await dialog.ask('UPDATE', { body: sdp({ version: 2 }) });
  assert.ok(waiting.status === 500 && isWait(waiting.named('Retry-After')), String(waiting.status));
  assert.equal((await dialog.ask('PRACK', { headers: [`RAck: ${rseq} 1 INVITE`] })).status, 200);
  const taken = await dialog.ask('UPDATE', { body: sdp({ version: 2, formats: '8' }) });
  assert.equal(taken.status, 200);
  const answered = call.answer();
  assert.equal((await it.peer.next(200, 100)).message.body, '');
  dialog.send('ACK', { sequence: 1 });
  await it.sim.wait(answered, 100);
  assert.equal(call.streams[0].codec?.name, 'PCMA');
});

test('an UPDATE of the callee changes the session of its early dialog alone (RFC 3311 5.2)', async () => {
  const it = agentBench();
  const { call, invite, dialogOf } = await callToPeer(it);
  for (const tag of ['x', 'y']) {
    reply(it, invite, 183, { tag, rseq: 1, body: sdp() });
    reply(it, await it.peer.next('PRACK', 100), 200);
  }
  await it.sim.runAsync(10);
  assert.equal((await dialogOf('y').ask('UPDATE', { body: sdp({ version: 2, formats: '8' }) })).status, 200);
  reply(it, invite, 200, { tag: 'y' });
  await it.peer.next('ACK', 100);
  await it.sim.wait(call.established, 100);
  assert.equal(call.streams[0].codec?.name, 'PCMA');
  assert.equal((await dialogOf('x').ask('UPDATE', { body: sdp({ version: 2 }) })).status, 200);
  assert.equal(call.streams[0].codec?.name, 'PCMA');
});

test('an UPDATE that is refused while an INVITE waits leaves the INVITE its answer', async () => {
  const it = agentBench({ onCall: (call) => call.ring() });
  it.peer.send(request({ body: sdp(), headers: ['Supported: timer', 'Session-Expires: 1800'] }), BOB);
  const dialog = new PeerDialog(it, 'c', 'p', (await it.peer.next(180, 100)).message.to.tag, 1);
  const refused = await dialog.ask('UPDATE', { headers: ['Supported: timer', 'Session-Expires: 10'] });
  assert.deepEqual([refused.status, refused.named('Min-SE')], [422, ['90']]);
  const answered = it.calls[0].answer();
  const { message } = await it.peer.next(200, 100);
  assert.deepEqual([message.cseq.method, message.named('Session-Expires').length], ['INVITE', 1]);
  dialog.send('ACK', { sequence: 1 });
  await it.sim.wait(answered, 100);
});
