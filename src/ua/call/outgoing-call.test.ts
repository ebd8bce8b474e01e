/** A call that a user agent makes: its answers and refusals, and the way that the INVITE takes (RFC 3261 13.2). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  type Bench,
  bobsMedia,
  BOB,
  callToPeer,
  establishedToPeer,
  outcomeOf,
  PEER,
  reply,
  sdp,
  statusesOf,
} from '../../../test/agent-bench.ts';
import { type Request } from '../../message/index.ts';
import { type Received } from '../../testing/index.ts';
import { Deferred } from '../deferred.ts';
import { type Media } from './media.ts';
import { resolveNumeric } from '../request/resolve.ts';
import { audioStream, SessionMedia } from './session-media.ts';

/** The peer takes the call, and Bob acknowledges. */
async function accept(it: Bench, invite: Received, tag: string, body = sdp()): Promise<Request> {
  reply(it, invite, 200, { tag, body });
  return (await it.peer.next('ACK', 100)).message as Request;
}

test('it hears of the progress, is answered, and acknowledges (13.2)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it, { headers: [['Subject', 'lunch']] });
  const seen = statusesOf(call.progress);
  const { message } = invite;
  assert.match(message.body, /m=audio 5000 RTP\/AVP 0 8 101/);
  assert.deepEqual(
    [message.named('Contact'), message.named('Subject'), message.named('To')],
    [['<sip:bob@192.0.2.2:5060>'], ['lunch'], [`<${PEER}>`]],
  );
  assert.match(message.named('Allow').join(), /PRACK, UPDATE/);
  assert.match(message.named('Supported').join(), /100rel, timer/);
  reply(it, invite, 100);
  await it.sim.runAsync(10);
  assert.deepEqual([call.state, call.direction, call.dialog], ['Trying', 'outgoing', undefined]);
  reply(it, invite, 180);
  await it.sim.runAsync(10);
  assert.deepEqual([call.state, call.dialog?.remoteTag], ['Ringing', 'x']);
  const ack = await accept(it, invite, 'x');
  assert.equal(await it.sim.wait(call.established, 0), call);
  assert.deepEqual([ack.cseq, ack.body], [{ sequence: 1, method: 'ACK' }, '']);
  assert.deepEqual([seen, call.state, call.streams[0].codec?.name], [[180], 'Established', 'PCMU']);
  const ended = it.sim.wait(call.hangUp({ headers: [['Reason', 'Q.850;cause=16']] }));
  const bye = await it.peer.next('BYE', 100);
  assert.deepEqual(bye.message.named('Reason'), ['Q.850;cause=16']);
  it.peer.respond(bye, 200);
  const { cause, by, status } = await ended;
  assert.deepEqual([cause, by, status], ['bye', 'local', 200]);
  await assertQuiet(it);
});

test('each 2xx that comes again gets the same ACK again (13.2.2.4)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  const [first, second] = [await accept(it, invite, 'x'), await accept(it, invite, 'x')];
  assert.equal(first.text, second.text);
  assert.equal(call.state, 'Established');
});

test('the ACK and the BYE go where the 2xx says, by its route set (12.1.2, 13.2.2.4)', async () => {
  const it = agentBench();
  const { call, invite } = await callToPeer(it);
  reply(it, invite, 180, { headers: [['Record-Route', '<sip:192.0.2.77;lr>']] });
  const route = `<sip:192.0.2.9:5060;lr>`;
  reply(it, invite, 200, {
    body: sdp(),
    contact: 'sip:deep@203.0.113.1',
    headers: [['Record-Route', route]],
  });
  const { message } = await it.peer.next('ACK', 100);
  assert.deepEqual([message.text.split(' ')[1], message.named('Route')], ['sip:deep@203.0.113.1', [route]]);
  void call.hangUp();
  const bye = await it.peer.next('BYE', 100);
  assert.deepEqual([bye.message.text.split(' ')[1], bye.message.named('Route')], ['sip:deep@203.0.113.1', [route]]);
});

test('the refusal, the silence and the fault of a call are told apart', async () => {
  const refused = agentBench();
  const one = await callToPeer(refused);
  reply(refused, one.invite, 486, { headers: [['Reason', 'Q.850;cause=17']] });
  await assert.rejects(refused.sim.wait(one.call.established), { code: 'SIP_REFUSED', status: 486 });
  const { cause, status, by, reasons, response } = await refused.sim.wait(one.call.ended);
  assert.deepEqual([cause, status, by, reasons], ['refused', 486, 'remote', ['Q.850;cause=17']]);
  assert.equal(response?.status, 486);
  await assertQuiet(refused);

  const silent = agentBench();
  const two = await callToPeer(silent);
  await assert.rejects(silent.sim.wait(two.call.established), { code: 'SIP_NO_RESPONSE', status: 408 });
  assert.deepEqual([two.call.end?.cause, two.call.end?.status, two.call.end?.by], ['silence', 408, 'network']);
  await assertQuiet(silent);

  for (const target of ['sip:x@192.0.2.250;transport=tcp', 'sip:x@nowhere.example']) {
    const it = agentBench();
    const call = it.bob.invite(target);
    await assert.rejects(it.sim.wait(call.established), { code: 'SIP_NO_RESPONSE', status: 503 });
    assert.deepEqual([call.end?.cause, call.end?.status, call.end?.by], ['fault', 503, 'network']);
    await assertQuiet(it);
  }
});

test('a 2xx that fits no session is acknowledged, and ended with BYE (13.2.2.4, RFC 3264 4)', async () => {
  for (const body of ['', 'v=0\r\nnonsense', `${sdp()}m=audio 9 RTP/AVP 0\r\n`]) {
    const it = agentBench();
    const { call, invite } = await callToPeer(it);
    await accept(it, invite, 'x', body);
    it.peer.respond(await it.peer.next('BYE', 100), 200);
    await assert.rejects(it.sim.wait(call.established), { code: 'SIP_CALL_ENDED' });
    assert.deepEqual([call.end?.cause, call.end?.by], ['no answer', 'local']);
    await assertQuiet(it);
  }
});

test('a description in a provisional response that is not reliable is a preview, not the answer (13.2.1, RFC 6337 3.1.1)', async () => {
  const it = agentBench();
  const previews: string[] = [];
  const media: Media = Object.assign(bobsMedia(it.sim), {
    onPreview: (streams: SessionMedia['streams']) => previews.push(streams[0].codec?.name ?? ''),
  });
  const { call, invite } = await callToPeer(it, { media });
  reply(it, invite, 183, { body: sdp({ formats: '8' }) });
  await it.sim.runAsync(10);
  assert.deepEqual([previews, call.streams], [['PCMA'], []]);
  await accept(it, invite, 'x', sdp({ formats: '0' }));
  await it.sim.wait(call.established);
  assert.equal(call.streams[0].codec?.name, 'PCMU');
});

// ---- the late offer ----

test('without an offer of ours, that in the 2xx is answered in the ACK (13.2.2.4)', async () => {
  const it = agentBench();
  const { call, ack } = await establishedToPeer(it, { lateOffer: true }, { body: sdp({ direction: 'sendonly' }) });
  assert.match(ack.body, /m=audio 5000.*a=recvonly/s);
  assert.deepEqual([call.streams[0].direction, ack.named('Content-Type')], ['recvonly', ['application/sdp']]);

  for (const body of ['', 'v=0\r\nnonsense', sdp({ formats: '3' })]) {
    const other = agentBench();
    const { call: failed, invite } = await callToPeer(other, { lateOffer: true });
    assert.equal(invite.message.body, '');
    await accept(other, invite, 'x', body);
    other.peer.respond(await other.peer.next('BYE', 100), 200);
    assert.equal((await other.sim.wait(failed.ended)).cause, 'no answer');
    await assertQuiet(other);
  }
});

test('a call that is hung up while the media make the late answer is acknowledged all the same', async () => {
  const it = agentBench();
  const gate = new Deferred<void>();
  const real = bobsMedia(it.sim);
  const media: Media = {
    offer: (session) => real.offer(session),
    answer: (session, offer) => gate.promise.then(() => real.answer(session, offer)),
  };
  const { call, invite } = await callToPeer(it, { lateOffer: true, media });
  reply(it, invite, 200, { body: sdp() });
  await it.sim.runAsync(10);
  assert.deepEqual([call.state, outcomeOf(call.established).settled], ['Established', undefined]);
  const ended = call.hangUp();
  await it.peer.next('ACK', 100);
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  gate.resolve();
  assert.equal((await it.sim.wait(ended)).cause, 'bye');
  await assert.rejects(it.sim.wait(call.established), { code: 'SIP_CALL_ENDED' });
  await assertQuiet(it);
});

test('media without an offer end the call before it begins', async () => {
  const it = agentBench();
  const failing: Media = {
    offer: () => Promise.reject(new Error('no microphone')),
    answer: () => undefined,
  };
  const call = it.bob.invite(PEER, { media: failing });
  await assert.rejects(it.sim.wait(call.established), { message: 'no microphone' });
  assert.deepEqual([call.end?.cause, call.end?.by, it.sim.ladder.sent], ['fault', 'local', 0]);
  await assertQuiet(it);
});

// ---- the way ----

test('a large INVITE leaves by TCP, and by UDP where TCP is refused (18.1.1)', async () => {
  const it = agentBench();
  const attributes = Array.from({ length: 100 }, (_, i) => `x-long:${i}`);
  const streams = [{ ...audioStream(5000), attributes }];
  const media = new SessionMedia({ address: BOB.address, streams }, it.sim.random);
  it.bob.invite(PEER, { media });
  assert.equal((await it.peer.next('INVITE', 100)).flow.transport, 'TCP');
  const udpOnly = it.sim.peer('small', { address: '192.0.2.10', transports: ['UDP'] });
  it.bob.invite('sip:peer@192.0.2.10', { media });
  assert.equal((await udpOnly.next('INVITE', 1_000)).flow.transport, 'UDP');
});

test('non-ASCII text crosses the wire as UTF-8', async () => {
  const it = agentBench();
  const session = { address: BOB.address, name: 'Grüße €', streams: [audioStream(5000)] };
  const media = new SessionMedia(session, it.sim.random);
  const { invite } = await callToPeer(it, { media, headers: [['Subject', 'Käse']] });
  assert.match(invite.message.body, /^s=Gr\xc3\xbc\xc3\x9fe \xe2\x82\xac\r$/m);
});

test('an address that is silent for 4 s is left for the next, whose answer counts; a late one of the first does too (RFC 3263 4.3)', async () => {
  const [silent, other] = ['192.0.2.9', '192.0.2.10'].map(
    (address) => ({ transport: 'UDP', address, port: 5060 }) as const,
  );
  for (const late of [false, true]) {
    const it = agentBench({
      resolve: (uri, done) => (uri.host === 'example.org' ? done([silent, other]) : resolveNumeric(uri, done)),
    });
    const second = it.sim.peer('second', { address: other.address });
    const { call, invite } = await callToPeer(it, {}, 'sip:peer@example.org');
    const again = await second.next('INVITE', 5_000);
    assert.ok(again.at - invite.at >= 4_000 && again.at - invite.at < 4_100, String(again.at - invite.at));
    assert.notEqual(again.message.via.branch, invite.message.via.branch);
    const { peer, received } = late ? { peer: it.peer, received: invite } : { peer: second, received: again };
    peer.respond(received, 200, {
      toTag: 'x',
      headers: [['Contact', `<sip:peer@${peer.address}>`]],
      body: sdp(),
      contentType: 'application/sdp',
    });
    const ack = await peer.next('ACK', 100);
    assert.equal(ack.message.cseq.sequence, received.message.cseq.sequence);
    await it.sim.wait(call.established);
    void call.hangUp();
    peer.respond(await peer.next('BYE', 100), 200);
    await assertQuiet(it);
  }
});

test('a late answer of a silent address is let go, when the call has failed at the others', async () => {
  const it = agentBench({
    resolve: (_, done) =>
      done([
        { transport: 'UDP', address: '192.0.2.9', port: 5060 },
        { transport: 'WS', address: '192.0.2.9', port: 80 },
      ]),
  });
  const faults: unknown[] = [];
  it.bob.stack.log.error = (fault) => faults.push(fault);
  const { call, invite } = await callToPeer(it);
  assert.equal((await it.sim.wait(call.ended)).cause, 'silence');
  reply(it, invite, 200, { body: sdp() });
  await it.peer.next('ACK', 100);
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  assert.deepEqual(faults, []);
  await assertQuiet(it);
});
