/** What a user agent does about a refusal that says how to fare better: 401, 407, 420, 422, 488, 503 (RFC 3261 8.1.3.5, 22.2, RFC 4028 7.3). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentBench, assertQuiet, type Bench, BOB, callToPeer, PEER, reply, sdp } from '../../../test/agent-bench.ts';
import { type Hash } from '../../auth/index.ts';
import { type Header, indexMessage, Response } from '../../message/index.ts';
import { type Received } from '../../testing/index.ts';
import { type RequestDraft } from './outgoing-request.ts';
import { retryAfter, withHeaders, withoutExtensions } from './retry.ts';
import { audioStream, SessionMedia } from '../call/session-media.ts';

/** No hash function, but as good as one where nobody counts bits. */
const hash: Hash = (algorithm, text) => {
  let sum = algorithm.length;
  for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) >>> 0;
  return sum
    .toString(16)
    .padStart(8, '0')
    .repeat(algorithm === 'MD5' ? 4 : 8);
};
const secret = { credentials: { password: 'secret' }, hash };

const challenge = (parameters: string): Header => ['WWW-Authenticate', `Digest realm="r", ${parameters}`];
const credentialsIn = ({ message }: Received, field = 'Authorization') => message.named(field);

async function refuse(it: Bench, status: number, headers: readonly Header[], body = ''): Promise<Received> {
  const invite = await it.peer.next('INVITE', 5_000);
  reply(it, invite, status, { headers, body });
  await it.peer.next('ACK', 100);
  return invite;
}

// ---- 401, 407 ----

test('a challenge is answered in a new request of the same call, and in every one after it (22.2, 22.3)', async () => {
  for (const [status, field, answerField] of [
    [401, 'WWW-Authenticate', 'Authorization'],
    [407, 'Proxy-Authenticate', 'Proxy-Authorization'],
  ] as const) {
    const it = agentBench(secret);
    const call = it.bob.invite(PEER);
    const first = await refuse(it, status, [[field, 'Digest realm="r", nonce="n", qop="auth"']]);
    assert.deepEqual(credentialsIn(first, answerField), []);
    const second = await it.peer.next('INVITE', 100);
    const [line] = credentialsIn(second, answerField);
    assert.match(line, /^Digest username="bob", realm="r", nonce="n", uri="sip:peer@192\.0\.2\.9", .*nc=00000001$/);
    assert.deepEqual(
      [second.message.callId, second.message.from.tag, second.message.cseq.sequence, second.message.body],
      [first.message.callId, first.message.from.tag, 2, first.message.body],
    );
    reply(it, second, 200, { body: sdp() });
    const ack = await it.peer.next('ACK', 100);
    assert.deepEqual(credentialsIn(ack, answerField), [line], 'the ACK repeats those of its INVITE (22.1)');
    await it.sim.wait(call.established);
    void call.hangUp();
    const bye = await it.peer.next('BYE', 100);
    assert.match(credentialsIn(bye, answerField).join(), /nc=00000002$/);
    it.peer.respond(bye, 200);
    await assertQuiet(it);
  }
});

test('of several algorithms the strongest is answered (RFC 8760 2.4)', async () => {
  const it = agentBench(secret);
  void it.bob.invite(PEER);
  await refuse(it, 401, [
    challenge('nonce="a", algorithm=MD5, qop="auth"'),
    challenge('nonce="b", algorithm=SHA-512-256, qop="auth"'),
    challenge('nonce="c", algorithm=SHA-256, qop="auth"'),
    challenge('nonce="d", algorithm=AKAv1-MD5'),
  ]);
  const answers = credentialsIn(await it.peer.next('INVITE', 100));
  assert.equal(answers.length, 1);
  assert.match(answers[0], /nonce="b".*response="[0-9a-f]{64}", algorithm=SHA-512-256/);
});

test('credentials that are refused again are not sent again, but for a stale nonce (22.2)', async () => {
  const it = agentBench(secret);
  const call = it.bob.invite(PEER);
  await refuse(it, 401, [challenge('nonce="a", qop="auth"')]);
  await refuse(it, 401, [challenge('nonce="b", stale=true, qop="auth"')]);
  const third = await refuse(it, 401, [challenge('nonce="c", qop="auth"')]);
  assert.match(credentialsIn(third).join(), /nonce="b"/);
  const { status, response } = await it.sim.wait(call.ended);
  assert.deepEqual([status, response?.named('WWW-Authenticate').length], [401, 1]);
  await assertQuiet(it);
});

test('without a password, or an algorithm that is known, a challenge is a refusal', async () => {
  for (const [options, parameters] of [
    [{}, 'nonce="a"'],
    [{ hash }, 'nonce="a"'],
    [secret, 'nonce="a", algorithm=AKAv1-MD5'],
    [secret, 'qop="auth"'],
  ] as const) {
    const it = agentBench(options);
    const call = it.bob.invite(PEER);
    await refuse(it, 401, [challenge(parameters)]);
    assert.equal((await it.sim.wait(call.ended)).status, 401);
    await assertQuiet(it);
  }
});

test('what is not a call is challenged and answered alike, and a call that was given up is not', async () => {
  const it = agentBench(secret);
  const sent = it.bob.message(PEER, 'hello');
  it.peer.respond(await it.peer.next('MESSAGE', 100), 401, { toTag: 'r', headers: [challenge('nonce="a"')] });
  const again = await it.peer.next('MESSAGE', 100);
  assert.match(credentialsIn(again).join(), /nonce="a"/);
  it.peer.respond(again, 200);
  assert.equal((await it.sim.wait(sent)).status, 200);

  const { call, invite } = await callToPeer(it);
  reply(it, invite, 180);
  await it.sim.runAsync(10);
  const ended = call.hangUp();
  it.peer.respond(await it.peer.next('CANCEL', 100), 200);
  reply(it, invite, 407, { headers: [['Proxy-Authenticate', 'Digest realm="p", nonce="a"']] });
  const { cause, status } = await it.sim.wait(ended);
  assert.deepEqual([cause, status], ['cancelled', 407]);
  await assertQuiet(it);
});

// ---- 420, 422 ----

test('what is not known is required no more (21.4.15)', async () => {
  const it = agentBench();
  const call = it.bob.invite(PEER, { headers: [['Require', 'Foo, bar']] });
  await refuse(it, 420, [['Unsupported', 'FOO']]);
  const second = await refuse(it, 420, [['Unsupported', 'something-else']]);
  assert.deepEqual(second.message.named('Require'), ['bar']);
  assert.equal((await it.sim.wait(call.ended)).status, 420);
  await assertQuiet(it);
});

test('an interval that is too small grows, as far as there is a reason to (RFC 4028 7.3)', async () => {
  const it = agentBench({ reliable: 'required', sessionTimer: { required: true, sessionExpires: 120 } });
  const call = it.bob.invite(PEER);
  const first = await refuse(it, 422, [['Min-SE', '600']]);
  assert.deepEqual(first.message.named('Session-Expires'), ['120']);
  const second = await refuse(it, 422, [['Min-SE', '700']]);
  const third = await it.peer.next('INVITE', 100);
  for (const [{ message }, seconds] of [
    [second, '600'],
    [third, '700'],
  ] as const) {
    assert.deepEqual([message.named('Session-Expires'), message.named('Min-SE')], [[seconds], [seconds]]);
    assert.deepEqual(message.named('Require'), ['100rel', 'timer'], 'what else is required stays so');
  }
  reply(it, third, 422, { headers: [['Min-SE', '700']] });
  assert.equal((await it.sim.wait(call.ended)).status, 422, 'no higher than before');
  await assertQuiet(it);

  const endless = agentBench();
  let asked = 0;
  endless.peer.onReceive = (received) => {
    if ('method' in received.message && received.message.method === 'INVITE')
      reply(endless, received, 422, { headers: [['Min-SE', String(10_000 + ++asked)]] });
  };
  assert.equal((await endless.sim.wait(endless.bob.invite(PEER).ended)).status, 422);
  assert.ok(asked <= 6, String(asked));
});

// ---- 488 ----

/** Sound and pictures. */
function bothKinds({ sim }: Bench): SessionMedia {
  const video = { kind: 'video', port: 5002, codecs: [{ name: 'VP8', clockRate: 90_000 }] };
  return new SessionMedia({ address: BOB.address, streams: [audioStream(5000), video] }, sim.random);
}

test('a 488 that tells what would do gets an offer of that, once (21.4.26)', async () => {
  for (const status of [488, 606]) {
    const it = agentBench();
    const call = it.bob.invite(PEER, { media: bothKinds(it) });
    if (status === 606) {
      await refuse(it, 606, [], sdp());
      assert.equal((await it.sim.wait(call.ended)).status, 606, 'nobody else would take it (21.6)');
      continue;
    }
    const first = await refuse(it, 488, [], sdp());
    assert.match(first.message.body, /m=audio 5000.*m=video 5002/s);
    const second = await it.peer.next('INVITE', 100);
    assert.match(second.message.body, /^v=0\r\no=- \d+ 2 .*m=audio 5000/s);
    assert.doesNotMatch(second.message.body, /m=video/);
    reply(it, second, 200, { body: sdp() });
    await it.peer.next('ACK', 100);
    await it.sim.wait(call.established);
    assert.deepEqual(
      call.streams.map(({ kind, accepted }) => [kind, accepted]),
      [['audio', true]],
    );
  }
});

test('a 488 that tells nothing new is a refusal', async () => {
  for (const body of ['', 'v=0\r\nnonsense', `${sdp()}m=video 0 RTP/AVP 31\r\n`, sdp().replace('m=audio', 'm=image')]) {
    const it = agentBench();
    const call = it.bob.invite(PEER, { media: bothKinds(it) });
    await refuse(it, 488, [], body);
    assert.equal((await it.sim.wait(call.ended)).status, 488, body);
    await assertQuiet(it);
  }
  const it = agentBench();
  const call = it.bob.invite(PEER, { media: bothKinds(it) });
  await refuse(it, 488, [], sdp());
  await refuse(it, 488, [], sdp());
  assert.equal((await it.sim.wait(call.ended)).status, 488);
  await assertQuiet(it);
});

// ---- 503 ----

test('a 503 is the next server’s turn, and who asked for a while is asked last until it is over (21.5.4, RFC 3263 4.3)', async () => {
  const servers = ['192.0.2.9', '192.0.2.10'].map((address) => ({ transport: 'UDP', address, port: 5060 }) as const);
  const it = agentBench({ resolve: (_, done) => done(servers) });
  const second = it.sim.peer('second', { address: '192.0.2.10' });
  const first = await callToPeer(it, {}, 'sip:carol@example.org');
  reply(it, first.invite, 503, { headers: [['Retry-After', '60 (rebooting)']] });
  const invite = await second.next('INVITE', 100);
  assert.notEqual(invite.message.via.branch, first.invite.message.via.branch);
  second.respond(invite, 486, { toTag: 'y' });
  assert.equal((await it.sim.wait(first.call.ended)).status, 486);

  void it.bob.message('sip:carol@example.org', 'hello').catch(() => {});
  second.respond(await second.next('MESSAGE', 100), 503, { toTag: 'y' });
  it.peer.respond(await it.peer.next('MESSAGE', 100), 200);
  await it.sim.runAsync(60_000);
  const later = await callToPeer(it, {}, 'sip:carol@example.org');
  reply(it, later.invite, 503);
  second.respond(await second.next('INVITE', 100), 503, { toTag: 'y' });
  assert.equal((await it.sim.wait(later.call.ended)).status, 503, 'no server is left');
  await assertQuiet(it);
});

// ---- the parts ----

const response = (text: string) => {
  const message = indexMessage(`SIP/2.0 420 No\r\n${text}\r\n\r\n`);
  assert.ok(message instanceof Response);
  return message;
};
const draft = (...headers: Header[]): RequestDraft => ({
  method: 'INVITE',
  uri: PEER,
  nextHop: PEER,
  headers,
  body: '',
  contentType: '',
  contact: true,
  nextSequence: () => 1,
});

test('Retry-After is read where it can be (20.33)', () => {
  assert.equal(retryAfter(response('Retry-After: 5;duration=60')), 5);
  assert.equal(retryAfter(response('Retry-After: 5 (a while)')), 5);
  for (const text of ['Retry-After: soon', 'Retry-After: -1', 'X: y'])
    assert.equal(retryAfter(response(text)), undefined);
});

test('requirements go one by one, and Supported stays', () => {
  const whole = draft(['Require', '100rel,  timer'], ['Proxy-Require', 'foo'], ['Supported', 'timer']);
  const less = withoutExtensions(whole, response('Unsupported: TIMER, foo'));
  assert.deepEqual(less?.headers, [
    ['Require', '100rel'],
    ['Supported', 'timer'],
  ]);
  assert.equal(withoutExtensions(whole, response('X: y')), undefined);
  assert.equal(withoutExtensions(draft(['Require', 'replaces']), response('Unsupported: replaces')), undefined);
});

test('headers that are replaced leave none of their name', () => {
  const before = draft(['Min-SE', '90'], ['Require', '100rel'], ['Require', 'timer'], ['Min-SE', '91'], ['To', 'x']);
  assert.deepEqual(
    withHeaders(before, [
      ['Min-SE', '100'],
      ['Require', 'timer'],
    ]).headers,
    [
      ['Require', '100rel'],
      ['To', 'x'],
      ['Min-SE', '100'],
      ['Require', 'timer'],
    ],
  );
});
