/** The stack between a scripted peer and a core: matching, answers, limits, ways back (RFC 3261 8.2.7, 9.2, 17, 18.2.2, RFC 3581). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildResponse, decodeUtf8, encodeUtf8, type Request, type Response } from '../message/index.ts';
import { type ScriptedPeer, Simulation } from '../testing/index.ts';
import { type Flow, type MemoryHost } from '../transport/index.ts';
import { type ClientTransaction, type ClientUser } from './client-transaction.ts';
import { type Core, type StackOptions } from './core.ts';
import { type ServerTransaction, type ServerUser } from './server-transaction.ts';
import { Stack } from './stack.ts';

const SERVER = { transport: 'UDP', address: '192.0.2.1', port: 5060 } as const;
const SERVER_TCP = { ...SERVER, transport: 'TCP' } as const;

interface Bench {
  readonly sim: Simulation;
  readonly stack: Stack;
  readonly host: MemoryHost;
  readonly peer: ScriptedPeer;
  readonly requests: { readonly request: Request; readonly flow: Flow }[];
  readonly acks: Request[];
  readonly strays: Response[];
  readonly closed: string[];
  readonly logged: string[];
}

type OnRequest = (stack: Stack, request: Request, flow: Flow) => void;

function bench(onRequest: OnRequest = () => {}, options: Partial<StackOptions> = {}): Bench {
  const sim = new Simulation();
  const host = sim.host('stack', { address: SERVER.address });
  const requests: Bench['requests'] = [];
  const acks: Request[] = [];
  const strays: Response[] = [];
  const closed: string[] = [];
  const logged: string[] = [];
  const note = (_: object, text: string) => logged.push(text);
  const core: Core = {
    onRequest(request, flow) {
      requests.push({ request, flow });
      onRequest(stack, request, flow);
    },
    onAck: (request) => acks.push(request),
    onStrayResponse: (response) => strays.push(response),
    onFlowClosed: (_, error) => closed.push(error),
  };
  const log = { debug() {}, info() {}, warn: note, error: note };
  const stack: Stack = new Stack({ core, clock: sim.clock, random: sim.random.fork(), log, ...options });
  stack.attach(host);
  host.setReceiver(stack);
  sim.watch('stack', stack);
  return { sim, stack, host, peer: sim.peer('peer', { address: '192.0.2.9' }), requests, acks, strays, closed, logged };
}

interface Draft {
  readonly method?: string;
  readonly branch?: string;
  readonly via?: string;
  readonly toTag?: string;
  readonly cseq?: string;
  readonly extra?: string;
  readonly body?: string;
}

let callIds = 0;
const callId = () => `call-${++callIds}`;

function request(
  id: string,
  { method = 'INVITE', branch = 'z9hG4bKone', via, toTag, cseq, extra = '', body = '' }: Draft = {},
): string {
  return `${method} sip:bob@192.0.2.1 SIP/2.0
Via: ${via ?? `SIP/2.0/UDP 192.0.2.9;branch=${branch}`}
Max-Forwards: 70
From: <sip:alice@192.0.2.9>;tag=a
To: <sip:bob@192.0.2.1>${toTag === undefined ? '' : `;tag=${toTag}`}
Call-ID: ${id}
CSeq: ${cseq ?? `1 ${method}`}
Contact: <sip:alice@192.0.2.9>
${extra}Content-Length: ${body.length}

${body}`;
}

const answerWith =
  (status: number, user: ServerUser = {}): OnRequest =>
  (stack, received, flow) =>
    stack.startServer(received, flow, user).respond(status);

test('a request that comes again is absorbed, and its response sent again', () => {
  const { peer, requests, stack } = bench(answerWith(486));
  const id = callId();
  for (let i = 0; i < 3; i++) peer.send(request(id), SERVER);
  const tags = [1, 2, 3].map(() => peer.expect(486, 100).message.to.tag);
  assert.equal(requests.length, 1);
  assert.equal(new Set(tags).size, 1);
  assert.equal(stack.counters.retransmissionsAbsorbed, 2);
});

test('a response other than 2xx to INVITE is sent again until the ACK, which the transaction keeps to itself (17.2.1)', () => {
  const { peer, acks, sim } = bench(answerWith(486));
  const id = callId();
  peer.send(request(id), SERVER);
  const { message, at } = peer.expect(486, 100);
  // Deadlines are met up to one tick of the wheel late.
  const ticks = [1, 2].map(() => Math.floor((peer.expect(486).at - at) / 10));
  assert.deepEqual(ticks, [50, 150]);
  peer.send(request(id, { method: 'ACK', toTag: message.to.tag }), SERVER);
  assert.deepEqual(peer.idle(60_000), []);
  assert.deepEqual([acks.length, sim.leftovers().length], [0, 0]);
});

test('the ACK of a 2xx goes to the core, whatever its branch (13.2.2.4, RFC 6026 7.1)', () => {
  const { peer, acks, sim } = bench(answerWith(200));
  const id = callId();
  peer.send(request(id), SERVER);
  const tag = peer.expect(200, 100).message.to.tag;
  peer.send(request(id, { method: 'ACK', toTag: tag, branch: 'z9hG4bKother' }), SERVER);
  sim.run(100);
  assert.equal(acks.length, 1);
});

test('an ACK with the branch of its INVITE reaches the user of a transaction that sent 2xx (RFC 6026 7.1)', () => {
  const seen: string[] = [];
  const { peer, acks, sim } = bench(answerWith(200, { onAck: (_, ack) => seen.push(ack.method) }));
  const id = callId();
  peer.send(request(id), SERVER);
  peer.send(request(id, { method: 'ACK', toTag: peer.expect(200, 100).message.to.tag }), SERVER);
  sim.run(100);
  assert.deepEqual([seen, acks.length], [['ACK'], 0]);
});

test('a CANCEL is answered 200 with the tag of the INVITE, and its user told once (9.2)', () => {
  let cancels = 0;
  const { peer, sim } = bench((stack, received, flow) => {
    const server: ServerTransaction = stack.startServer(received, flow, {
      onCancel: () => {
        cancels++;
        server.respond(487);
      },
    });
    server.respond(180);
  });
  const id = callId();
  peer.send(request(id), SERVER);
  const tag = peer.expect(180, 100).message.to.tag;
  for (let i = 0; i < 2; i++) peer.send(request(id, { method: 'CANCEL' }), SERVER);
  const ok = peer.expect((message) => message.cseq.method === 'CANCEL', 100).message as Response;
  assert.deepEqual([ok.status, ok.to.tag], [200, tag]);
  peer.expect(487, 100);
  peer.send(request(id, { method: 'ACK', toTag: tag }), SERVER);
  sim.run(60_000);
  assert.equal(cancels, 1);
  assert.deepEqual(sim.leftovers(), []);
});

test('a CANCEL after the final response changes nothing (9.2)', () => {
  let cancels = 0;
  const { peer } = bench(answerWith(200, { onCancel: () => cancels++ }));
  const id = callId();
  peer.send(request(id), SERVER);
  peer.expect(200, 100);
  peer.send(request(id, { method: 'CANCEL' }), SERVER);
  peer.expect((message) => message.cseq.method === 'CANCEL', 100);
  assert.equal(cancels, 0);
});

test('a CANCEL that fits nothing is the core’s affair', () => {
  const { peer, requests } = bench((stack, received, flow) => stack.respond(received, flow, 481));
  peer.send(request(callId(), { method: 'CANCEL' }), SERVER);
  peer.expect(481, 100);
  assert.equal(requests.length, 1);
});

test('two clients with one branch are two transactions (17.2.3)', () => {
  const { peer, requests, stack } = bench(answerWith(486));
  const id = callId();
  for (const host of ['192.0.2.9', '192.0.2.10', '192.0.2.9:5062'])
    peer.send(request(id, { via: `SIP/2.0/UDP ${host};rport;branch=z9hG4bKsame` }), SERVER);
  for (let i = 0; i < 3; i++) peer.expect(486, 100);
  assert.deepEqual([requests.length, stack.serverTransactionCount], [3, 3]);
});

test('a peer of RFC 2543 is matched by what 17.2.3 compares', () => {
  const { peer, requests, acks, sim } = bench(answerWith(486));
  const id = callId();
  const via = 'SIP/2.0/UDP 192.0.2.9;branch=1';
  peer.send(request(id, { via }), SERVER);
  const tag = peer.expect(486, 100).message.to.tag;
  peer.send(request(id, { via }), SERVER);
  peer.expect(486, 100);
  assert.equal(requests.length, 1);
  peer.send(request(id, { via, toTag: 'another' }), SERVER);
  peer.expect((message) => message.to.tag === 'another', 100);
  assert.equal(requests.length, 2, 'another To tag is another request');
  peer.send(request(id, { via, method: 'ACK', toTag: 'third' }), SERVER);
  sim.run(10);
  assert.equal(acks.length, 1, 'an ACK with a foreign tag is none of ours');
  peer.send(request(id, { via, method: 'ACK', toTag: tag }), SERVER);
  peer.send(request(id, { via, method: 'ACK', toTag: 'another' }), SERVER);
  sim.run(40_000);
  assert.deepEqual([acks.length, sim.leftovers().length], [1, 0]);
});

test('a stateless refusal has one tag for all retransmissions, and its ACK ends here (8.2.7)', () => {
  const { peer, acks, stack } = bench((self, received, flow) => self.respond(received, flow, 404));
  const id = callId();
  const tags = [1, 2].map(() => {
    peer.send(request(id), SERVER);
    return peer.expect(404, 100).message.to.tag;
  });
  assert.equal(tags[0], tags[1]);
  peer.send(request(id, { method: 'ACK', toTag: tags[0] }), SERVER);
  assert.deepEqual(peer.idle(1_000), []);
  assert.deepEqual([acks.length, stack.transactionCount], [0, 0]);
});

test('a broken request is refused with what is wrong and where, a broken ACK with silence', () => {
  const { peer, requests, stack } = bench();
  peer.send(request(callId(), { cseq: '1 BYE' }), SERVER);
  assert.match(peer.expect(400, 100).message.named('Warning')[0], /^399 192\.0\.2\.1:5060 "CSeq at offset \d+: /);
  peer.send(request(callId(), { method: 'ACK', cseq: '1 BYE' }), SERVER);
  peer.send('GET / HTTP/1.1\n\n', SERVER);
  assert.deepEqual(peer.idle(100), []);
  assert.equal(requests.length, 0);
  assert.deepEqual(
    [...stack.counters.drops],
    [
      ['broken ACK', 1],
      ['not SIP', 1],
    ],
  );
});

test('beyond its limit of transactions the stack answers 503, and goes on with those that it has', () => {
  const { peer, stack, requests } = bench(answerWith(486), { maxTransactions: 2 });
  for (const branch of ['z9hG4bK1', 'z9hG4bK2', 'z9hG4bK3']) peer.send(request('limit', { branch }), SERVER);
  const refusal = peer.expect(503, 100).message;
  assert.deepEqual(refusal.named('Retry-After'), ['5']);
  peer.send(request('limit', { branch: 'z9hG4bK1' }), SERVER);
  peer.expect(486, 100);
  assert.deepEqual([stack.transactionCount, requests.length], [2, 2]);
});

test('a core that throws costs one request: it is answered 500, also where it had a transaction', () => {
  for (const opens of [false, true]) {
    const { peer, logged, sim } = bench((stack, received, flow) => {
      if (opens) stack.startServer(received, flow, {});
      throw new Error('bug');
    });
    const id = callId();
    peer.send(request(id), SERVER);
    const tag = peer.expect(500, 100).message.to.tag;
    peer.send(request(id, { method: 'ACK', toTag: tag }), SERVER);
    sim.run(60_000);
    assert.equal(logged.length, 1);
    assert.deepEqual(sim.leftovers(), [], opens ? 'with a transaction' : 'without');
  }
});

// ---- where responses go ----

test('a response goes to the source address, and to the port of sent-by (18.2.2)', () => {
  const { peer, sim } = bench(answerWith(404));
  const other = sim.peer('other', { address: '192.0.2.77' });
  peer.send(request(callId(), { via: 'SIP/2.0/UDP 192.0.2.77:5060;branch=z9hG4bKx' }), SERVER);
  const { message } = peer.expect(404, 100);
  assert.equal(message.via.params.get('received'), '192.0.2.9');
  assert.deepEqual(other.received, []);
});

test('with rport a response goes to the port that the request came from (RFC 3581 4)', () => {
  const { sim } = bench(answerWith(404));
  const peer = sim.peer('nat', { address: '192.0.2.50', port: 40_000 });
  peer.send(request(callId(), { via: 'SIP/2.0/UDP 10.0.0.1;rport;branch=z9hG4bKr' }), SERVER);
  const { via } = peer.expect(404, 100).message;
  assert.deepEqual([via.params.get('rport'), via.params.get('received')], ['40000', '192.0.2.50']);
  peer.send(request(callId(), { via: 'SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKs' }), SERVER);
  assert.deepEqual(peer.idle(100), [], 'without rport the port of sent-by counts, and nobody listens there');
});

test('with maddr a response goes there (18.2.2)', () => {
  const { peer, sim } = bench(answerWith(404));
  const other = sim.peer('other', { address: '192.0.2.77' });
  peer.send(request(callId(), { via: 'SIP/2.0/UDP 192.0.2.9;maddr=192.0.2.77;branch=z9hG4bKm' }), SERVER);
  other.expect(404, 100);
});

test('over a stream the response takes the connection of the request, or a new one to sent-by when that is gone (18.2.2)', () => {
  let open: ServerTransaction | undefined;
  const { peer, sim, stack } = bench((self, received, flow) => {
    open = self.startServer(received, flow, {});
    open.respond(180);
  });
  peer.send(request(callId(), { via: 'SIP/2.0/TCP 192.0.2.9:5060;branch=z9hG4bKt' }), SERVER_TCP);
  const first = peer.expect(180, 200).flow.connection;
  sim.network.reset('192.0.2.1', '192.0.2.9');
  sim.run(100);
  stack.turn(() => open?.respond(486));
  const { flow } = peer.expect(486, 1_000);
  assert.notEqual(flow.connection, first);
});

test('where there is no way back the user is told, and an INVITE still absorbs its retransmissions (RFC 6026 7.1)', () => {
  const faults: string[] = [];
  const { stack, sim } = bench();
  const text = request(callId(), { via: 'SIP/2.0/TLS 192.0.2.9;branch=z9hG4bKn' }).replaceAll('\n', '\r\n');
  const flow: Flow = {
    transport: 'TLS',
    localAddress: '192.0.2.1',
    localPort: 5061,
    remoteAddress: '192.0.2.9',
    remotePort: 9,
    connection: 99,
  };
  const requests: Request[] = [];
  const core = stack as unknown as { core: Core };
  core.core = {
    onRequest(received, from) {
      requests.push(received);
      stack.startServer(received, from, { onFault: (_, error) => faults.push(error) }).respond(486);
    },
    onAck() {},
  };
  stack.receive(text, flow);
  stack.receive(text, flow);
  assert.equal(requests.length, 1);
  assert.equal(faults.length, 2);
  sim.run(40_000);
  assert.deepEqual(sim.leftovers(), []);
});

// ---- what we send ----

interface Told {
  readonly user: ClientUser;
  readonly log: string[];
}

function told(): Told {
  const log: string[] = [];
  const user: ClientUser = {
    onResponse: (_, { status }) => log.push(String(status)),
    onTimeout: () => log.push('timeout'),
    onFault: (_, error) => log.push(`fault: ${error}`),
    onEnd: () => log.push('end'),
  };
  return { user, log };
}

function start(
  { stack }: Bench,
  user: ClientUser,
  method: string,
  transport: 'UDP' | 'TCP' = 'UDP',
): ClientTransaction {
  return stack.turn(() => {
    const flow = stack.flowTo({ transport, address: '192.0.2.9', port: 5060 });
    assert.ok(flow !== undefined);
    const branch = stack.tokens.branch();
    const via = stack.viaLine(flow, branch).slice(5, -2);
    return stack.startClient(
      request(callId(), { method, via, extra: 'Route: <sip:192.0.2.9;lr>\n' }).replaceAll('\n', '\r\n'),
      method,
      branch,
      flow,
      user,
    );
  });
}

test('an INVITE is acknowledged by its transaction: same Via, Route, From, Call-ID and CSeq number, the To of the response (17.1.1.3)', () => {
  const it = bench();
  const { user, log } = told();
  start(it, user, 'INVITE');
  const invite = it.peer.expect('INVITE', 100);
  it.peer.respond(invite, 486, { toTag: 'b' });
  const ack = it.peer.expect('ACK', 100).message;
  const lines = (message: typeof ack, name: string) => message.named(name).join();
  for (const name of ['Route', 'From', 'Call-ID']) assert.equal(lines(ack, name), lines(invite.message, name));
  assert.equal(lines(ack, 'Via'), lines(invite.message, 'Via'));
  assert.deepEqual([ack.cseq.sequence, ack.cseq.method, ack.to.tag], [1, 'ACK', 'b']);
  it.peer.respond(invite, 486, { toTag: 'b' });
  assert.equal(it.peer.expect('ACK', 100).message.text, ack.text);
  it.sim.run(60_000);
  assert.deepEqual([log, it.sim.leftovers().length], [['486', 'end'], 0]);
});

test('a CANCEL waits for a provisional response, leaves once, and has the branch of its INVITE (9.1)', () => {
  const it = bench();
  const { user, log } = told();
  const client = start(it, user, 'INVITE');
  const invite = it.peer.expect('INVITE', 100);
  it.stack.turn(() => client.cancel());
  it.stack.turn(() => client.cancel());
  assert.deepEqual(it.peer.idle(400), []);
  it.peer.respond(invite, 180, { toTag: 'b' });
  const cancel = it.peer.expect('CANCEL', 100);
  it.stack.turn(() => client.cancel());
  assert.equal(cancel.message.via.branch, invite.message.via.branch);
  assert.equal(cancel.message.to.tag, '');
  it.peer.respond(cancel, 200, { toTag: 'b' });
  it.peer.respond(invite, 487, { toTag: 'b' });
  it.peer.expect('ACK', 100);
  assert.deepEqual(it.peer.idle(60_000), []);
  assert.deepEqual([log, it.sim.leftovers().length], [['180', '487', 'end'], 0]);
});

test('an INVITE that was cancelled and then meets silence is given up after 64 T1 (9.1)', () => {
  const it = bench();
  const { user, log } = told();
  const client = start(it, user, 'INVITE');
  it.peer.respond(it.peer.expect('INVITE', 100), 180, { toTag: 'b' });
  it.sim.run(10);
  it.stack.turn(() => client.cancel());
  it.sim.run(40_000);
  assert.deepEqual(log, ['180', 'timeout', 'end']);
  assert.deepEqual(it.sim.leftovers(), []);
});

test('every 2xx reaches the user, those that come again too, until timer M (RFC 6026 7.2); then they are stray', () => {
  const it = bench();
  const { user, log } = told();
  start(it, user, 'INVITE');
  const invite = it.peer.expect('INVITE', 100);
  for (const toTag of ['b', 'b', 'c']) it.peer.respond(invite, 200, { toTag });
  it.sim.run(100);
  it.sim.run(32_000);
  it.peer.respond(invite, 200, { toTag: 'b' });
  it.sim.run(100);
  assert.deepEqual(log, ['200', '200', '200', 'end']);
  assert.equal(it.strays.length, 1);
  assert.equal(it.stack.counters.drops.get('stray response'), 1);
});

test('a response that answers nothing of ours is dropped, and so is one whose method does not fit (17.1.3)', () => {
  const it = bench();
  const { user, log } = told();
  start(it, user, 'OPTIONS');
  const options = it.peer.expect('OPTIONS', 100);
  const other = options.message.text.replace('1 OPTIONS', '1 INVITE').replace(/^.*/, 'SIP/2.0 200 OK');
  it.peer.send(other, SERVER);
  it.peer.send(other.replace(/branch=[^;\r]*/, 'branch=z9hG4bKforeign'), SERVER);
  it.sim.run(100);
  assert.deepEqual(log, []);
  assert.deepEqual(
    [...it.stack.counters.drops],
    [
      ['stray response', 1],
      ['misrouted response', 1],
    ],
  );
});

test('silence is told once, when timer B or F fires', () => {
  for (const method of ['INVITE', 'OPTIONS']) {
    const it = bench();
    const { user, log } = told();
    start(it, user, method);
    it.sim.run(31_990);
    assert.deepEqual(log, []);
    it.sim.run(30);
    assert.deepEqual(log, ['timeout', 'end']);
    assert.deepEqual(it.sim.leftovers(), []);
  }
});

test('a connection that breaks is told to those on it, and to the core', () => {
  const it = bench();
  const { user, log } = told();
  start(it, user, 'INVITE', 'TCP');
  it.peer.expect('INVITE', 100);
  const other = told();
  start(it, other.user, 'OPTIONS', 'UDP');
  it.sim.network.reset('192.0.2.1', '192.0.2.9');
  it.sim.run(100);
  assert.deepEqual(log, ['fault: read ECONNRESET', 'end']);
  assert.deepEqual(other.log, []);
  assert.deepEqual(it.closed, ['read ECONNRESET']);
});

test('a connection that is refused is told at once', () => {
  const it = bench();
  it.sim.network.hostAt('192.0.2.9')?.kill();
  const { user, log } = told();
  start(it, user, 'INVITE', 'TCP');
  it.sim.run(100);
  assert.deepEqual(log, ['fault: connect ECONNREFUSED 192.0.2.9:5060', 'end']);
});

test('a user that throws does not keep its transaction from ending', () => {
  const it = bench();
  const bug: ClientUser = {
    onResponse() {
      throw new Error('bug');
    },
    onTimeout() {},
    onFault() {},
  };
  start(it, bug, 'INVITE');
  it.peer.respond(it.peer.expect('INVITE', 100), 180, { toTag: 'b' });
  it.peer.respond(it.peer.received[0], 200, { toTag: 'b' });
  it.sim.run(60_000);
  assert.equal(it.stack.counters.drops.get('fault'), 2);
  assert.deepEqual(it.sim.leftovers(), []);
});

test('a request other than INVITE is never answered 408, nor 1xx but 100 (RFC 4320 4.1, 4.2)', () => {
  const { peer, sim } = bench((stack, received, flow) => {
    const server = stack.startServer(received, flow, {});
    server.respond(183);
    server.respond(408);
  });
  peer.send(request(callId(), { method: 'OPTIONS' }), SERVER);
  assert.deepEqual(peer.idle(40_000), []);
  assert.deepEqual(sim.leftovers(), []);
});

test('an INVITE that its user lets wait is answered 100 after 200 ms, another request after 3.5 s (17.2.1, RFC 4320 4.1)', () => {
  for (const [method, ms] of [
    ['INVITE', 200],
    ['OPTIONS', 3_500],
  ] as const) {
    const { peer } = bench((stack, received, flow) => void stack.startServer(received, flow, {}));
    peer.send(request(callId(), { method }), SERVER);
    const { at, message } = peer.expect(100);
    assert.ok(at >= ms && at < ms + 20, `${method}: ${at}`);
    assert.equal(message.to.tag, '');
  }
});

test('stopping leaves nothing armed', () => {
  const it = bench((stack, received, flow) => void stack.startServer(received, flow, {}));
  it.peer.send(request(callId()), SERVER);
  start(it, told().user, 'INVITE');
  it.sim.run(10);
  it.stack.stop();
  assert.deepEqual(it.sim.leftovers(), []);
  const sent = it.sim.ladder.between('stack', 'peer').length;
  it.sim.run(60_000);
  assert.equal(it.sim.ladder.between('stack', 'peer').length, sent);
});

test('responses that the stack makes have the phrase that is asked for, by request and status (7.2, 20.3)', () => {
  const asked: [string, number][] = [];
  const phraseFor = ({ method }: Request, status: number) => {
    asked.push([method, status]);
    return status === 486 ? encodeUtf8('Везде занято') : undefined;
  };
  const answer: OnRequest = (stack, received, flow) => {
    if (received.method === 'OPTIONS') stack.respond(received, flow, 486, { headers: [['Retry-After', '5']] });
    else stack.startServer(received, flow, {}).respond(received.method === 'INVITE' ? 486 : 404);
  };
  const { peer, stack } = bench(answer, { phraseFor });
  const reasonTo = (method: string) => {
    const id = callId();
    const branch = `z9hG4bK${id}`;
    peer.send(request(id, { method, branch }), SERVER);
    const { message } = peer.expect(() => true, 100);
    if (method === 'INVITE')
      peer.send(request(id, { method: 'ACK', branch, toTag: message.to.tag, cseq: '1 ACK' }), SERVER);
    return decodeUtf8((message as Response).reason);
  };
  assert.equal(reasonTo('INVITE'), 'Везде занято');
  assert.equal(reasonTo('OPTIONS'), 'Везде занято');
  assert.equal(reasonTo('MESSAGE'), 'Not Found', 'the catalogue’s where there is none');
  assert.deepEqual(asked, [
    ['INVITE', 486],
    ['OPTIONS', 486],
    ['MESSAGE', 404],
  ]);
  stack.phraseFor = () => 'Later';
  assert.equal(reasonTo('OPTIONS'), 'Later', 'it may change while the stack runs');
  stack.phraseFor = undefined;
  assert.equal(reasonTo('OPTIONS'), 'Busy Here');
});

test('a response with a phrase of its own, and one that comes as text, keep it', () => {
  const own = { reason: 'Mine', toTag: 'x' };
  const { peer } = bench(
    (stack, received, flow) => {
      if (received.method === 'OPTIONS') stack.respond(received, flow, 486, own);
      else if (received.method === 'MESSAGE') stack.startServer(received, flow, {}).respond(486, own);
      else stack.startServer(received, flow, {}).send(486, buildResponse(received, 486, own));
    },
    { phraseFor: () => 'Another' },
  );
  for (const method of ['OPTIONS', 'MESSAGE', 'INVITE']) {
    peer.send(request(callId(), { method, branch: `z9hG4bK${method}` }), SERVER);
    assert.equal((peer.expect(486, 100).message as Response).reason, 'Mine', method);
  }
});

test('what the stack refuses by itself has the phrase too', () => {
  const { peer } = bench(() => {}, { phraseFor: (_, status) => `Phrase of ${status}`, maxTransactions: 0 });
  peer.send(request(callId(), { method: 'OPTIONS', cseq: '1 INVITE' }), SERVER);
  assert.equal((peer.expect(400, 100).message as Response).reason, 'Phrase of 400');
  peer.send(request(callId(), { method: 'OPTIONS' }), SERVER);
  assert.equal((peer.expect(503, 100).message as Response).reason, 'Phrase of 503');
});
