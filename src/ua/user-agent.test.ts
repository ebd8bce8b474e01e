/** What a user agent refuses, what it answers, and the races of a call, against a scripted peer (RFC 3261 8.2, 9, 12.2, 13, 14, 15). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Request } from '../message/index.ts';
import { type Received, type ScriptedPeer, Simulation } from '../testing/index.ts';
import { type CallEnd } from './call.ts';
import { type IncomingCall } from './incoming-call.ts';
import { type UserAgent, type UserAgentOptions } from './user-agent.ts';

const BOB = { transport: 'UDP', address: '192.0.2.2', port: 5060 } as const;
const PEER = 'sip:peer@192.0.2.9';

interface Bench {
  readonly sim: Simulation;
  readonly bob: UserAgent;
  readonly peer: ScriptedPeer;
  readonly calls: IncomingCall[];
  readonly ends: CallEnd[];
}

function bench(onCall: (call: IncomingCall) => void = () => {}, options: Partial<UserAgentOptions> = {}): Bench {
  const sim = new Simulation();
  const calls: IncomingCall[] = [];
  const ends: CallEnd[] = [];
  const bob = sim.userAgent(
    'bob',
    { address: BOB.address },
    {
      identity: 'sip:bob@example.com',
      onCall: (call) => {
        calls.push(call);
        call.handlers = { onEnd: (_, end) => ends.push(end) };
        onCall(call);
      },
      ...options,
    },
  );
  return { sim, bob, peer: sim.peer('peer', { address: '192.0.2.9' }), calls, ends };
}

interface Draft {
  readonly method?: string;
  readonly uri?: string;
  readonly callId?: string;
  readonly branch?: string;
  readonly fromTag?: string;
  readonly toTag?: string;
  readonly sequence?: number;
  readonly headers?: readonly string[];
  readonly body?: string;
}

let branches = 0;

function request({
  method = 'INVITE',
  uri = 'sip:bob@192.0.2.2',
  callId = 'c',
  branch = `z9hG4bKt${++branches}`,
  fromTag = 'p',
  toTag,
  sequence = 1,
  headers = [],
  body = '',
}: Draft = {}): string {
  const to = toTag === undefined ? '' : `;tag=${toTag}`;
  return [
    `${method} ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP 192.0.2.9;branch=${branch}`,
    'Max-Forwards: 70',
    `From: <${PEER}>;tag=${fromTag}`,
    `To: <sip:bob@example.com>${to}`,
    `Call-ID: ${callId}`,
    `CSeq: ${sequence} ${method}`,
    `Contact: <${PEER}>`,
    ...headers,
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

const sdp = ['Content-Type: application/sdp'];

test('what it refuses, with the headers that go with it (8.2, 21.4)', () => {
  const cases: readonly (readonly [Draft, status: number, header?: string, value?: RegExp])[] = [
    [{ method: 'SUBSCRIBE' }, 405, 'Allow', /^INVITE, ACK, BYE, CANCEL, OPTIONS$/],
    [{ method: 'BREAKFAST' }, 501, 'Allow', /INVITE/],
    [{ uri: 'http://192.0.2.2' }, 416],
    [{ uri: 'sip:carol@192.0.2.2' }, 404],
    [{ headers: ['Require: 100rel, foo'] }, 420, 'Unsupported', /^100rel, foo$/],
    [{ headers: ['Content-Type: text/plain'], body: 'hello' }, 415, 'Accept', /^application\/sdp$/],
    [{ body: 'hello' }, 415, 'Accept', /sdp/],
    [{ headers: [...sdp, 'Content-Encoding: gzip'], body: 'v=0' }, 415, 'Accept-Encoding', /^identity$/],
    [{ headers: ['Accept: text/html'] }, 406, 'Accept', /sdp/],
    [{ headers: ['Accept: application/sdp;q=0'] }, 406],
    [{ method: 'CANCEL' }, 481],
    [{ method: 'BYE' }, 481],
    [{ method: 'BYE', toTag: 'unknown' }, 481],
    [{ method: 'INVITE', toTag: 'unknown' }, 481],
    [{ method: 'OPTIONS' }, 200, 'Accept', /sdp/],
    [{ headers: ['Contact: <mailto:x@y>'] }, 400],
  ];
  for (const [draft, status, header, value] of cases) {
    const { peer, calls } = bench();
    const text = request(draft);
    peer.send(status === 400 ? text.replace(`Contact: <${PEER}>\r\n`, '') : text, BOB);
    const { message } = peer.expect(status, 100);
    if (header !== undefined) assert.match(message.named(header).join(), value as RegExp, JSON.stringify(draft));
    assert.equal(calls.length, 0, JSON.stringify(draft));
  }
});

test('what it takes although it could seem strange', () => {
  const taken: readonly Draft[] = [
    { headers: ['Content-Type: text/plain', 'Content-Disposition: icon;handling=optional'], body: 'hello' },
    { headers: ['Accept: */*'] },
    { headers: ['Accept: text/html, application/*'] },
    { headers: [...sdp, 'Content-Encoding: identity'], body: 'v=0' },
    { uri: 'sip:192.0.2.2' },
  ];
  for (const draft of taken) {
    const { peer, calls, sim } = bench();
    peer.send(request(draft), BOB);
    sim.run(10);
    assert.equal(calls.length, 1, JSON.stringify(draft));
  }
});

test('the same request by another way is merged: 482 (8.2.2.2)', () => {
  const { peer, calls, sim } = bench();
  peer.send(request(), BOB);
  peer.send(request(), BOB);
  peer.expect(482, 100);
  peer.send(request({ fromTag: 'other' }), BOB);
  sim.run(10);
  assert.equal(calls.length, 2, 'another From tag is another call');
  for (const call of calls) call.refuse(486);
  sim.run(100_000);
  peer.send(request(), BOB);
  sim.run(10);
  assert.equal(calls.length, 3, 'and after the end of the transaction it is a new one');
});

/** A call that the peer has made, answered and acknowledged. */
function establish(it: Bench, offer = 'v=0\r\n'): { readonly tag: string } {
  it.peer.send(request({ headers: sdp, body: offer }), BOB);
  it.sim.run(10);
  it.calls[0].answer({ body: 'v=0\r\nb' });
  const tag = it.peer.expect(200, 100).message.to.tag;
  it.peer.send(request({ method: 'ACK', toTag: tag }), BOB);
  it.sim.run(10);
  return { tag };
}

test('a request within a dialog whose CSeq is not above the last is answered 500 (12.2.2)', () => {
  const it = bench();
  const { tag } = establish(it);
  it.peer.send(request({ method: 'OPTIONS', toTag: tag, sequence: 5 }), BOB);
  it.peer.expect(200, 100);
  it.peer.send(request({ method: 'BYE', toTag: tag, sequence: 4 }), BOB);
  it.peer.expect(500, 100);
  it.peer.send(request({ method: 'BYE', toTag: tag, sequence: 6 }), BOB);
  it.peer.expect(200, 100);
  assert.deepEqual([it.ends[0].cause, it.ends[0].by], ['bye', 'remote']);
});

test('a 2xx is sent again until its ACK, and without one the call ends with BYE (13.3.1.4)', () => {
  const it = bench((call) => call.answer({ body: 'v=0\r\n' }));
  it.peer.send(request({ headers: sdp, body: 'v=0\r\n' }), BOB);
  const { at } = it.peer.expect(200, 100);
  const times = [1, 2, 3, 4, 5].map(() => Math.round((it.peer.expect(200).at - at) / 100) * 100);
  assert.deepEqual(times, [500, 1500, 3500, 7500, 11_500]);
  const bye = it.peer.expect('BYE');
  assert.equal(Math.round((bye.at - at) / 100) * 100, 32_000);
  it.peer.respond(bye, 481);
  it.sim.run(60_000);
  assert.deepEqual([it.ends[0].cause, it.ends[0].by], ['no ACK', 'network']);
  assert.deepEqual([it.sim.leftovers(), it.bob.dialogCount], [[], 0]);
});

test('a callee that hangs up before the ACK waits for it (15)', () => {
  const it = bench((call) => call.answer({ body: 'v=0\r\n' }));
  it.peer.send(request({ headers: sdp, body: 'v=0\r\n' }), BOB);
  const tag = it.peer.expect(200, 100).message.to.tag;
  it.calls[0].hangUp();
  assert.deepEqual(it.peer.idle(400), []);
  it.peer.send(request({ method: 'ACK', toTag: tag }), BOB);
  it.peer.respond(it.peer.expect('BYE', 100), 200);
  assert.deepEqual([it.ends[0].cause, it.ends[0].by], ['bye', 'local']);
});

test('a CANCEL ends a ringing call with 487, and does nothing to one that was answered (9.2)', () => {
  const it = bench((call) => call.ring());
  it.peer.send(request({ branch: 'z9hG4bKc' }), BOB);
  it.peer.expect(180, 100);
  it.peer.send(request({ method: 'CANCEL', branch: 'z9hG4bKc' }), BOB);
  it.peer.expect((message) => message.cseq.method === 'CANCEL', 100);
  it.peer.expect(487, 100);
  assert.deepEqual([it.ends[0].cause, it.ends[0].by, it.ends[0].status], ['cancelled', 'remote', 487]);
  const late = bench((call) => call.answer({ body: 'v=0\r\n' }));
  late.peer.send(request({ branch: 'z9hG4bKd' }), BOB);
  late.peer.expect(200, 100);
  late.peer.send(request({ method: 'CANCEL', branch: 'z9hG4bKd' }), BOB);
  late.peer.expect((message) => message.cseq.method === 'CANCEL', 100);
  assert.equal(late.calls[0].state, 'Established');
});

test('a BYE before the answer ends the call, and the INVITE is answered 487 (15.1.2)', () => {
  const it = bench((call) => call.ring());
  it.peer.send(request(), BOB);
  const tag = it.peer.expect(180, 100).message.to.tag;
  it.peer.send(request({ method: 'BYE', toTag: tag, sequence: 2 }), BOB);
  it.peer.expect(487, 100);
  assert.deepEqual([it.ends[0].by, it.bob.dialogCount], ['remote', 0]);
});

test('without anyone to take it a call is refused with 480, and a call that is given up too', () => {
  const nobody = bench(undefined, { onCall: undefined });
  nobody.peer.send(request(), BOB);
  nobody.peer.expect(480, 100);
  const given = bench((call) => call.hangUp());
  given.peer.send(request(), BOB);
  given.peer.expect(480, 100);
});

test('what the user may not do is told', () => {
  const it = bench();
  it.peer.send(request(), BOB);
  it.sim.run(10);
  assert.throws(() => it.calls[0].ring(200), { code: 'SIP_STATUS' });
  assert.throws(() => it.calls[0].refuse(200), { code: 'SIP_STATUS' });
  assert.throws(() => it.bob.invite('tel:123'), { code: 'SIP_URI_INVALID' });
  assert.throws(() => bench(undefined, { identity: 'bob' }), { code: 'SIP_IDENTITY' });
});

test('a re-INVITE is answered by the handler, with what was said before where there is none, or with 488 (14.2)', () => {
  for (const [handler, status, body] of [
    [undefined, 200, 'v=0\r\nb'],
    [(offer: string) => `${offer}!`, 200, 'v=0\r\nnew!'],
    [() => undefined, 488, ''],
  ] as const) {
    const it = bench();
    const { tag } = establish(it);
    if (handler !== undefined) it.calls[0].handlers.onOffer = (_, offer) => handler(offer);
    it.peer.send(request({ toTag: tag, sequence: 2, headers: sdp, body: 'v=0\r\nnew' }), BOB);
    const { message } = it.peer.expect(status, 100);
    assert.equal(message.body, body);
    it.peer.send(
      request({ method: 'ACK', toTag: tag, sequence: 2, branch: status === 488 ? message.via.branch : undefined }),
      BOB,
    );
    it.sim.run(60_000);
    assert.equal(it.calls[0].state, 'Established');
    assert.deepEqual(it.sim.leftovers(), []);
  }
});

test('re-INVITEs of both sides at once get 491, one before our answer 500 with Retry-After (14.2)', () => {
  const glare = bench();
  const { tag } = establish(glare);
  const refusals: number[] = [];
  const offer = () =>
    glare.calls[0].sendReinvite(
      { body: 'v=0\r\n' },
      () => {},
      ({ status }) => refusals.push(status),
    );
  assert.ok(offer());
  assert.ok(!offer(), 'only one at a time');
  const theirs = glare.peer.expect('INVITE', 100);
  glare.peer.send(request({ toTag: tag, sequence: 2 }), BOB);
  glare.peer.expect(491, 100);
  glare.peer.respond(theirs, 491, { toTag: 'p' });
  glare.peer.expect('ACK', 100);
  assert.deepEqual([refusals, glare.calls[0].state], [[491], 'Established']);
  assert.ok(offer(), 'and then again');

  const early = bench((call) => call.ring());
  early.peer.send(request(), BOB);
  const ringing = early.peer.expect(180, 100).message.to.tag;
  early.peer.send(request({ toTag: ringing, sequence: 2 }), BOB);
  assert.match(early.peer.expect(500, 100).message.named('Retry-After')[0], /^([0-9]|10)$/);
});

test('481 to a request within the call ends it with BYE (12.2.1.2)', () => {
  const it = bench();
  establish(it);
  it.calls[0].sendReinvite(
    { body: 'v=0\r\n' },
    () => {},
    () => {},
  );
  it.peer.respond(it.peer.expect('INVITE', 100), 481);
  it.peer.respond(it.peer.expect('BYE', 100), 481);
  assert.deepEqual([it.ends[0].cause, it.ends[0].by], ['gone', 'remote']);
  it.sim.run(60_000);
  assert.deepEqual([it.sim.leftovers(), it.bob.dialogCount], [[], 0]);
});

// ---- calls that it makes ----

/** Bob calls the peer. */
function call(it: Bench) {
  const seen: string[] = [];
  const made = it.bob.invite(PEER, {
    offer: { body: 'v=0\r\n' },
    handlers: {
      onProgress: (_, { status }) => seen.push(String(status)),
      onEstablished: () => seen.push('established'),
      onEnd: (_, { cause, status, by }) => seen.push(`${cause} ${status} ${by}`),
    },
  });
  return { made, seen, invite: it.peer.expect('INVITE', 100) };
}

const contact = [['Contact', `<${PEER}>`]] as const;

function accept({ peer }: Bench, invite: Received, toTag: string): Request {
  peer.respond(invite, 200, { toTag, headers: contact, body: 'v=0\r\n', contentType: 'application/sdp' });
  return peer.expect('ACK', 100).message as Request;
}

test('each 2xx that comes again gets the same ACK again (13.2.2.4)', () => {
  const it = bench();
  const { seen, invite } = call(it);
  const [first, second] = [accept(it, invite, 'x'), accept(it, invite, 'x')];
  assert.equal(first.text, second.text);
  assert.deepEqual(seen, ['established']);
});

test('a fork’s second 2xx is acknowledged, and let go with BYE (13.2.2.4)', () => {
  const it = bench();
  const { seen, invite, made } = call(it);
  it.peer.respond(invite, 180, { toTag: 'x', headers: contact });
  it.peer.respond(invite, 180, { toTag: 'y', headers: contact });
  accept(it, invite, 'y');
  assert.equal(accept(it, invite, 'x').to.tag, 'x');
  const bye = it.peer.expect('BYE', 100);
  assert.equal(bye.message.to.tag, 'x');
  it.peer.respond(bye, 200);
  assert.deepEqual([seen, made.state], [['180', '180', 'established'], 'Established']);
  made.hangUp();
  it.peer.respond(it.peer.expect('BYE', 100), 200);
  it.sim.run(60_000);
  assert.deepEqual([it.sim.leftovers(), it.bob.dialogCount], [[], 0]);
});

test('a fork that never answers leaves its early dialog when the search is over (13.2.2.4)', () => {
  const it = bench();
  const { invite, made } = call(it);
  it.peer.respond(invite, 180, { toTag: 'x', headers: contact });
  accept(it, invite, 'y');
  assert.equal(it.bob.dialogCount, 2);
  it.sim.run(33_000);
  assert.deepEqual([it.bob.dialogCount, made.state], [1, 'Established']);
});

test('an answer that is faster than the CANCEL is acknowledged and ended with BYE (9.1)', () => {
  const it = bench();
  const { seen, invite, made } = call(it);
  it.peer.respond(invite, 180, { toTag: 'x', headers: contact });
  it.sim.run(10);
  made.hangUp();
  it.peer.expect('CANCEL', 100);
  accept(it, invite, 'x');
  it.peer.respond(it.peer.expect('BYE', 100), 200);
  assert.deepEqual(seen, ['180', 'cancelled 200 local']);
  it.sim.run(60_000);
  assert.deepEqual([it.sim.leftovers(), it.bob.dialogCount], [[], 0]);
});

test('the refusal, the silence and the fault of a call are told apart', () => {
  const refused = bench();
  const one = call(refused);
  refused.peer.respond(one.invite, 486, { toTag: 'x' });
  refused.sim.run(10);
  assert.deepEqual(one.seen, ['refused 486 remote']);

  const silent = bench();
  const two = call(silent);
  silent.sim.run(33_000);
  assert.deepEqual(two.seen, ['silence 408 network']);

  const broken = bench();
  const seen: string[] = [];
  broken.bob.invite('sip:x@192.0.2.250;transport=tcp', {
    handlers: { onEnd: (_, { cause, status }) => seen.push(`${cause} ${status}`) },
  });
  broken.bob.invite('sip:x@nowhere.example', {
    handlers: { onEnd: (_, { cause, status }) => seen.push(`${cause} ${status}`) },
  });
  broken.sim.run(100);
  assert.deepEqual(seen, ['fault 503', 'fault 503']);
});

test('a BYE for a call whose 2xx was lost ends it, and gives its INVITE up', () => {
  const it = bench();
  const { seen, invite } = call(it);
  it.peer.respond(invite, 180, { toTag: 'x', headers: contact });
  it.sim.run(10);
  const { callId, from } = invite.message;
  it.peer.send(request({ method: 'BYE', callId, fromTag: 'x', toTag: from.tag, uri: 'sip:bob@192.0.2.2' }), BOB);
  it.peer.expect(200, 100);
  it.sim.run(100_000);
  assert.deepEqual(seen, ['180', 'bye 200 remote']);
  assert.deepEqual([it.sim.leftovers(), it.bob.dialogCount], [[], 0]);
});

test('a large INVITE leaves by TCP, and by UDP where TCP is refused (18.1.1)', () => {
  const it = bench();
  const offer = { body: `v=0\r\n${'a=x\r\n'.repeat(300)}` };
  it.bob.invite(PEER, { offer });
  assert.equal(it.peer.expect('INVITE', 100).flow.transport, 'TCP');
  const udpOnly = it.sim.peer('small', { address: '192.0.2.10', transports: ['UDP'] });
  it.bob.invite('sip:peer@192.0.2.10', { offer });
  assert.equal(udpOnly.expect('INVITE', 100).flow.transport, 'UDP');
});

test('non-ASCII text crosses the wire as UTF-8', () => {
  const it = bench();
  let got = '';
  const made = it.bob.invite(PEER, {
    offer: { body: 's=Grüße €\r\n' },
    handlers: { onEstablished: (_, body) => (got = body) },
  });
  const invite = it.peer.expect('INVITE', 100);
  assert.equal(invite.message.body, 's=Gr\xc3\xbc\xc3\x9fe \xe2\x82\xac\r\n');
  it.peer.respond(invite, 200, { toTag: 'x', headers: contact, body: 's=\xc3\xbc', contentType: 'application/sdp' });
  it.sim.run(10);
  assert.equal(got, 's=ü');
  made.hangUp();
});
