import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialsLine, requestText, type RequestFields } from '../../test/request-text.ts';
import { type ServerSetting, SimulatedServer, TRUSTED } from '../../test/simulated-server.ts';
import { indexMessage, type Message } from '../message/index.ts';
import { type ScriptedPeer } from '../testing/index.ts';

const REGISTER: RequestFields = {
  method: 'REGISTER',
  uri: 'sip:example.com',
  from: 'sip:alice@example.com',
  to: 'sip:alice@example.com',
};
const LOGIN = { method: 'REGISTER', uri: 'sip:example.com' };

async function start(setting: ServerSetting = {}) {
  const server = await SimulatedServer.start(setting);
  await server.account('alice');
  const alice = server.peer('alice', '198.51.100.1');
  const send = async (fields: RequestFields, peer: ScriptedPeer = alice): Promise<Message> => {
    peer.send(requestText(peer, fields), server.at());
    await server.run(20);
    return peer.expect((message) => 'status' in message && message.status >= 200, 0).message;
  };
  return { server, alice, send };
}

const statusOf = (message: Message) => (message as unknown as { status: number }).status;
const challengeOf = (message: Message) => /^(?:WWW|Proxy)-Authenticate: (.*)\r$/m.exec(message.text)?.[1] ?? '';
const isStale = (message: Message) => /stale="?true/i.test(challengeOf(message));

test('401 from the registrar, 407 from the proxy, one MD5 challenge each by default (RFC 3261 22.1, RFC 8760)', async () => {
  const { server, send } = await start();
  const registrar = await send(REGISTER);
  assert.equal(statusOf(registrar), 401);
  assert.match(registrar.text, /^WWW-Authenticate: Digest /m);
  const proxy = await send({ uri: 'sip:bob@example.com' });
  assert.equal(statusOf(proxy), 407);
  assert.match(proxy.text, /^Proxy-Authenticate: Digest /m);
  for (const message of [registrar, proxy]) {
    assert.equal([...message.text.matchAll(/-Authenticate:/g)].length, 1);
    assert.match(challengeOf(message), /realm="example\.com"/);
    assert.match(challengeOf(message), /qop="auth"/);
    assert.doesNotMatch(challengeOf(message), /SHA/);
  }
  await server.finish();
});

test('the right password registers; the wrong one and an unknown user look the same (RFC 3261 26)', async () => {
  const { server, send } = await start();
  const challenged = await send(REGISTER);
  const right = await send({ ...REGISTER, cseq: 2, headers: [credentialsLine(challenged, LOGIN)] });
  assert.equal(statusOf(right), 200);
  const shapes = new Set<string>();
  for (const login of [
    { ...LOGIN, password: 'wrong' },
    { ...LOGIN, username: 'nobody' },
    { ...LOGIN, username: 'nobody@example.com' },
    { ...LOGIN, username: 'alice@else.example' },
  ]) {
    const refused = await send({ ...REGISTER, cseq: 3, headers: [credentialsLine(challenged, login)] });
    assert.equal(statusOf(refused), 401);
    shapes.add(refused.text.replace(/nonce="[^"]*"/, '').replace(/^(Via|To): .*\r\n/gm, ''));
  }
  assert.equal(shapes.size, 1, [...shapes].join('\n'));
  await server.finish();
});

test('a user name with its domain is the same user, as some phones write it', async () => {
  const { server, send } = await start();
  await server.account('alice@example.com', { realm: 'example.com' });
  const challenged = await send(REGISTER);
  const headers = [credentialsLine(challenged, { ...LOGIN, username: 'alice' })];
  assert.equal(statusOf(await send({ ...REGISTER, cseq: 2, headers })), 200);
  await server.finish();
});

test('an old nonce is stale: the same password does with a new one (RFC 7616 3.3)', async () => {
  const { server, send } = await start({ config: 'auth: {nonceLifetime: 1m}' });
  const challenged = await send(REGISTER);
  await server.run(61_000);
  const late = await send({ ...REGISTER, cseq: 2, headers: [credentialsLine(challenged, LOGIN)] });
  assert.equal(statusOf(late), 401);
  assert.ok(isStale(late));
  assert.equal(statusOf(await send({ ...REGISTER, cseq: 3, headers: [credentialsLine(late, LOGIN)] })), 200);
  // To who does not know the password an old nonce is no different from a new one.
  const wrong = { ...LOGIN, password: 'wrong' };
  assert.ok(!isStale(await send({ ...REGISTER, cseq: 4, headers: [credentialsLine(challenged, wrong)] })));
  await server.finish();
});

test('a nonce may be used again with the next count, as phones do', async () => {
  const { server, send } = await start();
  const challenged = await send(REGISTER);
  for (const nc of [1, 2, 3]) {
    const headers = [credentialsLine(challenged, { ...LOGIN, nc })];
    assert.equal(statusOf(await send({ ...REGISTER, cseq: nc + 1, headers })), 200);
  }
  await server.finish();
});

test('a captured REGISTER is useless: with another Contact, Call-ID or CSeq, or sent once more as it was', async () => {
  const { server, send } = await start();
  const mallory = server.peer('mallory', '198.51.100.66');
  const line = credentialsLine(await send(REGISTER), LOGIN);
  const registered: RequestFields = { ...REGISTER, cseq: 2, headers: [line] };
  assert.equal(statusOf(await send(registered)), 200);
  for (const change of [{}, { callId: 'another' }, { cseq: 3 }, { fromTag: 'another' }]) {
    const answer = await send({ ...registered, contact: '<sip:mallory@198.51.100.66>', ...change }, mallory);
    assert.equal(statusOf(answer), 401, JSON.stringify(change));
    assert.ok(isStale(answer));
  }
  const contacts = server.store.bindings('alice@example.com', server.sim.clock.wall()).map(({ contact }) => contact);
  assert.deepEqual(contacts, ['sip:alice@198.51.100.1:5060']);
  await server.finish();
});

test('captured credentials of a call cannot call anybody else, but the call itself may come by two ways (RFC 3261 8.2.2.2)', async () => {
  const { server, send } = await start();
  await server.account('bob');
  const mallory = server.peer('mallory', '198.51.100.66');
  const call: RequestFields = { uri: 'sip:bob@example.com', callId: 'the-call' };
  const line = credentialsLine(await send(call), { method: 'INVITE', uri: 'sip:bob@example.com' });
  const proven: RequestFields = { ...call, cseq: 2, headers: [line] };
  assert.equal(statusOf(await send(proven)), 480);
  // A fork upstream: the same request with another branch.
  assert.equal(statusOf(await send(proven)), 480);
  for (const change of [{ callId: 'another' }, { cseq: 3 }, { fromTag: 'another' }])
    assert.equal(statusOf(await send({ ...proven, ...change }, mallory)), 407, JSON.stringify(change));
  assert.equal(statusOf(await send({ ...proven, uri: 'sip:carol@example.com' }, mallory)), 400);
  assert.equal(statusOf(await send({ ...proven, method: 'MESSAGE' }, mallory)), 407);
  await server.finish();
});

test('a nonce that nobody minted, or that an earlier start minted, is stale to who knows the password', async () => {
  const { server, send } = await start();
  const before = await start();
  const earlier = await before.send(REGISTER);
  const madeUp = indexMessage((await send(REGISTER)).text.replace(/nonce="[^"]*"/, 'nonce="made-up"')) as Message;
  for (const challenged of [earlier, madeUp]) {
    const answer = await send({ ...REGISTER, cseq: 2, headers: [credentialsLine(challenged, LOGIN)] });
    assert.equal(statusOf(answer), 401);
    assert.ok(isStale(answer));
  }
  await server.finish();
  await before.server.finish();
});

test('auth-int protects the body where it is asked for (RFC 7616 3.4.3)', async () => {
  const { server, send } = await start({ config: 'auth: {qop: [auth-int]}' });
  await server.account('bob');
  const body = 'v=0\r\n';
  const call: RequestFields = { uri: 'sip:bob@example.com', body };
  const challenged = await send(call);
  assert.match(challengeOf(challenged), /qop="auth,\s*auth-int"/);
  const only = challengeOf(challenged).replace(/qop="[^"]*"/, 'qop="auth-int"');
  const offered = challenged.text.replace(challengeOf(challenged), only);
  const line = credentialsLine(indexMessage(offered) as Message, {
    method: 'INVITE',
    uri: 'sip:bob@example.com',
    body,
  });
  assert.match(line, /qop=auth-int/);
  assert.equal(statusOf(await send({ ...call, cseq: 2, headers: [line], body: 'v=1\r\n' })), 407);
  assert.equal(statusOf(await send({ ...call, cseq: 2, headers: [line] })), 480);
  await server.finish();
});

test('algorithms go by domain and by account (RFC 8760 2.3)', async () => {
  const { server, send } = await start({
    config: 'domains: [{name: example.com, algorithms: [SHA-256, MD5]}]',
  });
  await server.account('modern', { algorithms: ['SHA-512-256'] });
  const challenged = await send(REGISTER);
  assert.deepEqual(
    [...challenged.text.matchAll(/algorithm=("?[\w-]+"?)/g)].map(([, name]) => name),
    ['SHA-256', 'MD5'],
  );
  // The harness answers the strongest.
  const line = credentialsLine(challenged, LOGIN);
  assert.match(line, /algorithm=SHA-256/);
  assert.equal(statusOf(await send({ ...REGISTER, cseq: 2, headers: [line] })), 200);
  // Who this account is shows only in credentials: they are refused, and the next challenge is its own.
  const modern: RequestFields = { ...REGISTER, from: 'sip:modern@example.com', to: 'sip:modern@example.com' };
  const first = await send({
    ...modern,
    headers: [credentialsLine(await send(modern), { ...LOGIN, username: 'modern' })],
  });
  assert.equal(statusOf(first), 401);
  assert.match(challengeOf(first), /algorithm=SHA-512-256/);
  const again = credentialsLine(first, { ...LOGIN, username: 'modern' });
  assert.equal(statusOf(await send({ ...modern, cseq: 3, headers: [again] })), 200);
  await server.finish();
});

test('an account imported with MD5 alone registers with MD5, whatever else is offered', async () => {
  const { server, send } = await start({ config: 'auth: {algorithms: [MD5, SHA-256]}' });
  const { md5 } = server.store.account('alice', 'example.com')!.ha1;
  await server.account('alice', { ha1: { md5 } });
  const challenged = await send(REGISTER);
  const sha = credentialsLine(challenged, LOGIN);
  assert.match(sha, /SHA-256/);
  assert.equal(statusOf(await send({ ...REGISTER, cseq: 2, headers: [sha] })), 401);
  const md5Only = challenged.text.replace(/^WWW-Authenticate: .*SHA-256.*\r\n/m, '');
  const line = credentialsLine(indexMessage(md5Only) as Message, LOGIN);
  assert.equal(statusOf(await send({ ...REGISTER, cseq: 3, headers: [line] })), 200);
  await server.finish();
});

test('a domain has a realm of its own, also one that is not ASCII', async () => {
  const { server, send } = await start({ config: 'domains: [{name: example.com, realm: Bürö}]' });
  await server.account('alice', { realm: 'Bürö' });
  const phone = server.peer('bob', '10.0.2.1');
  await server.bind('bob', 'sip:bob@10.0.2.1');
  const challenged = await send(REGISTER);
  assert.ok(challengeOf(challenged).includes('realm="B\xc3\xbcr\xc3\xb6"'));
  const call: RequestFields = { method: 'MESSAGE', uri: 'sip:bob@example.com' };
  const line = credentialsLine(await send(call), { method: 'MESSAGE', uri: 'sip:bob@example.com' });
  const peer = server.peer('again', '198.51.100.2');
  peer.send(requestText(peer, { ...call, cseq: 2, headers: [line] }), server.at());
  const message = phone.expect('MESSAGE');
  assert.ok(!message.message.text.includes('Proxy-Authorization'));
  phone.respond(message, 200);
  await server.finish();
});

test('broken credentials are a 400 that says what, an unknown scheme a challenge (RFC 3261 22, RFC 4475 3.3.7)', async () => {
  const { server, send } = await start();
  const cases: [line: string, status: number][] = [
    ['Authorization: NoOneKnowsThisScheme opaque-data=here', 401],
    [
      'Authorization: Digest realm="else.example", username="alice", nonce="n", uri="sip:example.com", response="r"',
      401,
    ],
    ['Authorization: Digest realm="example.com", username="alice"', 400],
    [
      'Authorization: Digest realm="example.com", username="alice", nonce="n", uri="sip:example.com", response="short"',
      400,
    ],
    ['Authorization: Digest broken', 401],
  ];
  for (const [line, status] of cases) {
    const answer = await send({ ...REGISTER, headers: [line] });
    assert.equal(statusOf(answer), status, line);
    assert.equal(/^Warning: 399 /m.test(answer.text), status === 400);
  }
  await server.finish();
});

test('ACK and CANCEL are never challenged (RFC 3261 22.1)', async () => {
  const { server, alice, send } = await start();
  alice.send(requestText(alice, { method: 'ACK', toTag: 'x' }), server.at());
  await server.run(100);
  assert.deepEqual(alice.received, []);
  assert.equal(statusOf(await send({ method: 'CANCEL' })), 481);
  await server.finish();
});

test('the ACK of a 407 that was sent without a transaction is taken, and nothing is kept for strangers (RFC 3261 26.3.2.4)', async () => {
  const { server, alice, send } = await start();
  const invite: RequestFields = { branch: 'z9hG4bK-stranger' };
  const refused = await send(invite);
  assert.equal(server.composition.stack.transactionCount, 0);
  const again = await send(invite);
  assert.equal(again.to.tag, refused.to.tag, 'each repetition has the same tag');
  alice.send(requestText(alice, { ...invite, method: 'ACK', toTag: refused.to.tag }), server.at());
  await server.run(100);
  assert.equal(server.composition.stack.counters.drops.get('stray ACK'), undefined);
  await server.finish();
});

test('a trusted address needs no credentials, and a wrong one beside them does no harm', async () => {
  const { server } = await start({ config: TRUSTED });
  const edge = server.peer('edge', '10.0.1.1');
  edge.send(requestText(edge, { ...REGISTER, headers: ['Authorization: Digest realm="example.com"'] }), server.at());
  await server.run(20);
  edge.expect(200);
  await server.finish();
});

test('verdicts are counted by kind', async () => {
  const { server, send } = await start();
  const challenged = await send(REGISTER);
  await send({ ...REGISTER, cseq: 2, headers: [credentialsLine(challenged, { ...LOGIN, password: 'x' })] });
  await send({ ...REGISTER, cseq: 3, headers: [credentialsLine(challenged, LOGIN)] });
  const { verdicts } = server.composition.authenticator;
  assert.deepEqual(Object.fromEntries(verdicts), { 'no-credentials': 1, 'wrong-password': 1, ok: 1 });
  await server.finish();
});

test('a digest-uri with our address stands for our domain, another host does not (RFC 7616 3.4.6)', async () => {
  const { server, send } = await start();
  const challenged = await send(REGISTER);
  const own = { ...LOGIN, uri: 'sip:10.0.0.1:5060' };
  const right = await send({ ...REGISTER, cseq: 2, headers: [credentialsLine(challenged, own)] });
  assert.equal(statusOf(right), 200);
  const foreign = { ...LOGIN, uri: 'sip:10.0.0.2:5060' };
  const wrong = await send({ ...REGISTER, cseq: 3, headers: [credentialsLine(challenged, foreign)] });
  assert.equal(statusOf(wrong), 400);
  await server.finish();
});
