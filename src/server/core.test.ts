import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialsLine, requestText, type RequestFields, titles } from '../../test/request-text.ts';
import { SERVER, type ServerSetting, SimulatedServer, TRUSTED } from '../../test/simulated-server.ts';
import { decodeUtf8, type Message } from '../message/index.ts';
import { type ScriptedPeer } from '../testing/index.ts';

const tag = (toTag: string) => ({ toTag });

/** alice has an account, bob one and a phone, carol one without a phone. */
async function start(setting: ServerSetting = {}) {
  const server = await SimulatedServer.start(setting);
  await server.account('alice');
  await server.account('carol');
  await server.bind('bob', 'sip:bob@10.0.2.1');
  const phone = server.peer('bob', '10.0.2.1');
  return { server, phone };
}

let calls = 0;

/** Sends a request, with credentials once it is asked for them. @returns the final response */
async function ask(
  server: SimulatedServer,
  peer: ScriptedPeer,
  fields: RequestFields,
  username?: string,
): Promise<Message> {
  const method = fields.method ?? 'INVITE';
  const callId = fields.callId ?? `ask-${++calls}`;
  const final = async () => {
    await server.run(20);
    return peer.expect((message) => 'status' in message && message.status >= 200, 0).message;
  };
  peer.send(requestText(peer, { ...fields, callId }), server.at());
  const first = await final();
  if (username === undefined) return first;
  const line = credentialsLine(first, {
    method,
    uri: fields.uri ?? 'sip:bob@example.com',
    username,
    body: fields.body,
  });
  const headers = [...(fields.headers ?? []), line];
  peer.send(requestText(peer, { ...fields, callId, cseq: 2, headers }), server.at());
  return final();
}

const statusOf = (message: Message) => (message as unknown as { status: number }).status;

/** What all responses to one caller must have in common, whoever was called: all but what names the request. */
const shape = (message: Message) =>
  message.text.replace(/^(Via|To|From|Call-ID|CSeq): .*\r\n/gm, '').replace(/nonce="[^"]*"/, 'nonce=""');

test('strangers get one answer whether the user is registered, known or nobody, under each policy', async () => {
  for (const [policy, expected] of [
    ['challenge', 407],
    ['trusted', 403],
  ] as const) {
    const { server, phone } = await start({ config: `strangers: ${policy}` });
    const mallory = server.peer('mallory', '198.51.100.1');
    for (const method of ['INVITE', 'MESSAGE', 'OPTIONS', 'SUBSCRIBE']) {
      const shapes = new Set<string>();
      for (const user of ['bob', 'carol', 'nobody']) {
        const answer = await ask(server, mallory, {
          method,
          uri: `sip:${user}@example.com`,
          from: 'sip:m@evil.example',
        });
        assert.equal(statusOf(answer), expected, `${policy} ${method} ${user}`);
        shapes.add(shape(answer));
      }
      assert.equal(shapes.size, 1, [...shapes].join('\n'));
    }
    assert.deepEqual(phone.received, []);
    await server.finish();
  }
});

test('under public, strangers reach who is registered, and cannot tell the others apart', async () => {
  const { server, phone } = await start({ config: 'strangers: public' });
  const stranger = server.peer('stranger', '198.51.100.1');
  const from = 'sip:m@evil.example';
  const shapes = new Set<string>();
  for (const user of ['carol', 'nobody']) {
    const answer = await ask(server, stranger, { uri: `sip:${user}@example.com`, from });
    assert.equal(statusOf(answer), 480, user);
    shapes.add(shape(answer));
  }
  assert.equal(shapes.size, 1);
  stranger.send(requestText(stranger, { from, method: 'MESSAGE' }), server.at());
  phone.respond(phone.expect('MESSAGE'), 200);
  stranger.expect(200);
  // Who says that it is one of us has to prove it.
  assert.equal(statusOf(await ask(server, stranger, { from: 'sip:alice@example.com' })), 407);
  await server.finish();
});

test('to callers we know, an unregistered user is 480 and nobody is 404', async () => {
  for (const [setting, address, username] of [
    [{ config: TRUSTED }, '10.0.1.1', undefined],
    [{}, '198.51.100.1', 'alice'],
    [{ config: 'strangers: public' }, '198.51.100.1', 'alice'],
  ] as const) {
    const { server, phone } = await start(setting);
    const alice = server.peer('alice', address);
    for (const [user, expected] of [
      ['carol', 480],
      ['nobody', 404],
    ] as const)
      assert.equal(statusOf(await ask(server, alice, { uri: `sip:${user}@example.com` }, username)), expected);
    phone.onReceive = (received) => phone.respond(received, 200, tag('b'));
    assert.equal(statusOf(await ask(server, alice, { method: 'MESSAGE' }, username)), 200);
    await server.finish();
  }
});

test('a foreign domain is relayed for accounts and trusted peers, for nobody else', async () => {
  const relayed = 'sip:x@10.0.8.1';
  for (const strangers of ['challenge', 'trusted', 'public']) {
    const { server } = await start({ config: `strangers: ${strangers}` });
    const outside = server.peer('outside', '10.0.8.1');
    const mallory = server.peer('mallory', '198.51.100.1');
    const refused = strangers === 'trusted' ? 403 : 407;
    const cases: RequestFields[] = [
      { uri: relayed },
      { uri: relayed, from: 'sip:m@evil.example' },
      { uri: relayed, method: 'REGISTER' },
      { uri: relayed, method: 'MESSAGE', headers: [`Route: <sip:${SERVER};lr>`] },
    ];
    for (const fields of cases)
      assert.equal(statusOf(await ask(server, mallory, fields)), refused, JSON.stringify(fields));
    // Hops of the sender's own choice are a relay too, whatever the Request-URI says.
    for (const fields of [
      { headers: ['Route: <sip:10.0.8.1;lr>'] },
      { headers: ['Route: <sip:10.0.8.1;lr>'], uri: `sip:${SERVER}`, method: 'OPTIONS' },
      { headers: [`Route: <sip:${SERVER};lr>`, 'Route: <sip:10.0.8.1>'] },
      { uri: 'sip:bob@example.com;maddr=10.0.8.1' },
      { uri: `sip:${SERVER};maddr=10.0.8.1`, method: 'OPTIONS' },
    ])
      assert.equal(statusOf(await ask(server, mallory, fields)), 407, JSON.stringify(fields));
    await server.run(1000);
    assert.deepEqual(outside.received, []);
    await server.finish();
  }
});

test('an account may call abroad, by a Route of its own, and by maddr (RFC 3261 16.5)', async () => {
  const { server } = await start();
  const outside = server.peer('outside', '10.0.8.1');
  const alice = server.peer('alice', '198.51.100.1');
  outside.onReceive = (received) => outside.respond(received, 200, tag('o'));
  const cases: [fields: RequestFields, uri: string][] = [
    [{ uri: 'sip:x@10.0.8.1' }, 'sip:x@10.0.8.1'],
    [{ uri: 'sip:x@else.example', headers: ['Route: <sip:10.0.8.1;lr>'] }, 'sip:x@else.example'],
    [{ uri: 'sip:bob@example.com', headers: [`Route: <sip:${SERVER};lr>, <sip:10.0.8.1;lr>`] }, 'sip:bob@example.com'],
    [{ uri: 'sip:bob@example.com;maddr=10.0.8.1' }, 'sip:bob@example.com;maddr=10.0.8.1'],
    [{ uri: 'sip:example.com', headers: ['Route: <sip:10.0.8.1;lr>'] }, 'sip:example.com'],
  ];
  for (const [fields, uri] of cases) {
    const before = outside.received.length;
    assert.equal(statusOf(await ask(server, alice, { method: 'MESSAGE', ...fields }, 'alice')), 200, uri);
    assert.equal(outside.received[before].message.text.split(' ')[1], uri);
    assert.ok(!outside.received[before].message.text.includes('Proxy-Authorization'), 'our credentials stay here');
  }
  await server.finish();
});

test('the domain itself as the outbound proxy of a phone is us (RFC 3261 16.4)', async () => {
  const { server, phone } = await start({ config: TRUSTED });
  const alice = server.peer('alice', '10.0.1.1');
  alice.send(requestText(alice, { method: 'MESSAGE', headers: ['Route: <sip:example.com;lr>'] }), server.at());
  const message = phone.expect('MESSAGE');
  assert.ok(!message.message.text.includes('Route'));
  phone.respond(message, 200);
  alice.expect(200);
  await server.finish();
});

test('From has to be the account that authenticated: 403 (RFC 3261 22.1, 26)', async () => {
  const { server, phone } = await start();
  const alice = server.peer('alice', '198.51.100.1');
  for (const from of ['sip:carol@example.com', 'sip:alice@else.example', 'sip:anonymous@anonymous.invalid'])
    assert.equal(statusOf(await ask(server, alice, { from }, 'alice')), 403, from);
  // The same address in another spelling.
  phone.onReceive = (received) => phone.respond(received, 200, tag('b'));
  for (const from of ['sip:%61lice@EXAMPLE.com', `sip:alice@${SERVER}:5060`])
    assert.equal(statusOf(await ask(server, alice, { method: 'MESSAGE', from }, 'alice')), 200, from);
  await server.finish();
});

test('a phone registers for its own account only, and a trusted proxy for anyone (RFC 3261 10.3)', async () => {
  const { server } = await start({ config: TRUSTED });
  const mallory = server.peer('mallory', '198.51.100.1');
  const edge = server.peer('edge', '10.0.1.1');
  const register = (to: string): RequestFields => ({ method: 'REGISTER', uri: 'sip:example.com', to, from: to });
  assert.equal(statusOf(await ask(server, mallory, register('sip:carol@example.com'), 'alice')), 403);
  assert.equal(statusOf(await ask(server, mallory, register('sip:alice@else.example'), 'alice')), 403);
  assert.equal(statusOf(await ask(server, mallory, register('sip:alice@example.com'), 'alice')), 200);
  assert.equal(statusOf(await ask(server, edge, register('sip:carol@example.com'))), 200);
  assert.equal(statusOf(await ask(server, edge, register('sip:nobody@example.com'))), 404);
  assert.equal(server.store.bindings('alice@example.com', server.sim.clock.wall()).length, 1);
  await server.finish();
});

test('an account that is switched off can neither call nor be called', async () => {
  const { server, phone } = await start({ config: TRUSTED });
  await server.account('bob', { enabled: false });
  await server.account('alice', { enabled: false });
  const known = server.peer('known', '10.0.1.1');
  const alice = server.peer('alice', '198.51.100.1');
  assert.equal(statusOf(await ask(server, known, {})), 404);
  assert.equal(statusOf(await ask(server, alice, {}, 'alice')), 407);
  assert.deepEqual(phone.received, []);
  await server.finish();
});

test('an account that is redirected answers with its contacts, and a route of the configuration too', async () => {
  const config = `${TRUSTED}routes:\n  - {match: {user: sales}, redirect: {code: 301, contacts: ["sip:shop@else.example"]}}\n`;
  const { server } = await start({ config });
  const alice = server.peer('alice', '10.0.1.1');
  await server.account('carol', {
    redirect: { code: 302, contacts: ['<sip:c@else.example>;q=0.5', 'sip:d@else.example'] },
  });
  const moved = await ask(server, alice, { uri: 'sip:carol@example.com' });
  assert.equal(statusOf(moved), 302);
  assert.match(moved.text, /^Contact: <sip:c@else\.example>;q=0\.5\r\nContact: sip:d@else\.example\r$/m);
  assert.equal(statusOf(await ask(server, alice, { uri: 'sip:sales@example.com' })), 301);
  await server.finish();
});

test('a tel URI is a user of the first domain; what has no next hop is refused', async () => {
  const { server } = await start({ config: TRUSTED });
  const alice = server.peer('alice', '10.0.1.1');
  const desk = server.peer('desk', '10.0.2.2');
  await server.bind('+4930123', 'sip:desk@10.0.2.2');
  alice.send(requestText(alice, { method: 'MESSAGE', uri: 'tel:+4930123' }), server.at());
  desk.respond(desk.expect('MESSAGE'), 200);
  alice.expect(200);
  assert.equal(statusOf(await ask(server, alice, { uri: 'tel:+4930124' })), 404);
  await server.finish();
});

// ---- the routing module ----

test('the routing module decides, knows the caller, and may leave the decision to the routes', async () => {
  const seen: string[] = [];
  const { server, phone } = await start({
    config: TRUSTED,
    routing: (request, call) => {
      seen.push(
        `${request.method} ${request.uri} ${call.otherwise.action} ${call.trusted} ${call.contacts('bob@example.com').join()}`,
      );
      if (request.uri.includes('blocked')) return { action: 'reject', code: 603, reason: 'Сегодня нет' };
      if (request.uri.includes('moved')) return { action: 'redirect', contacts: ['sip:new@else.example'] };
      if (request.uri.includes('forward')) return { action: 'proxy', targets: ['sip:bob@10.0.2.1;x=1'] };
      if (request.uri.includes('ask')) return { action: 'challenge' };
      return undefined;
    },
  });
  const alice = server.peer('alice', '10.0.1.1');
  const blocked = await ask(server, alice, { uri: 'sip:blocked@example.com' });
  assert.ok(decodeUtf8(blocked.text).startsWith('SIP/2.0 603 Сегодня нет\r\n'));
  assert.equal(statusOf(await ask(server, alice, { uri: 'sip:moved@example.com' })), 302);
  assert.equal(statusOf(await ask(server, alice, { uri: 'sip:ask@example.com' })), 407);
  phone.onReceive = (received) => phone.respond(received, 200, tag('b'));
  assert.equal(statusOf(await ask(server, alice, { method: 'MESSAGE', uri: 'sip:forward@example.com' })), 200);
  assert.ok(phone.received[0].message.text.startsWith('MESSAGE sip:bob@10.0.2.1;x=1 SIP/2.0\r\n'));
  assert.equal(statusOf(await ask(server, alice, { method: 'MESSAGE' })), 200);
  assert.equal(seen[0], 'INVITE sip:blocked@example.com proxy true sip:bob@10.0.2.1');
  await server.finish();
});

test('a module that throws, is late or answers nonsense is a 500, and the next call goes on', async () => {
  const { server, phone } = await start({
    config: `${TRUSTED}routingDeadline: 10ms`,
    routing: (request) => {
      if (request.uri.includes('throw')) throw new Error('no such customer');
      if (request.uri.includes('late')) return new Promise(() => {});
      if (request.uri.includes('nonsense')) return { action: 'dance' } as never;
      return undefined;
    },
  });
  const alice = server.peer('alice', '10.0.1.1');
  for (const user of ['throw', 'nonsense'])
    assert.equal(statusOf(await ask(server, alice, { uri: `sip:${user}@example.com` })), 500, user);
  alice.send(requestText(alice, { uri: 'sip:late@example.com', callId: 'late' }), server.at());
  await server.run(10);
  // The deadline is one of the real clock.
  while (server.composition.unanswered > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  alice.expect(500);
  phone.onReceive = (received) => phone.respond(received, 200, tag('b'));
  assert.equal(statusOf(await ask(server, alice, { method: 'MESSAGE' })), 200);
  await server.finish();
});

/** A module whose answers come when the test says so. */
async function slowly() {
  const answers: (() => void)[] = [];
  const { server, phone } = await start({
    config: `${TRUSTED}routingDeadline: 60s`,
    routing: () => new Promise((resolve) => answers.push(() => resolve(undefined))),
  });
  return { server, phone, answers, alice: server.peer('alice', '10.0.1.1') };
}

test('while the module thinks, the INVITE is asked about once, and its caller hears 100 (RFC 3261 17.2.1)', async () => {
  const { server, phone, alice, answers } = await slowly();
  const invite = requestText(alice, { branch: 'z9hG4bK-slow' });
  alice.send(invite, server.at());
  await server.run(100);
  assert.deepEqual(titles(alice.received), []);
  await server.run(150);
  assert.deepEqual(titles(alice.received), ['100 INVITE']);
  alice.send(invite, server.at());
  await server.run(10);
  assert.deepEqual(titles(alice.received), ['100 INVITE', '100 INVITE']);
  assert.equal(answers.length, 1);
  assert.equal(server.composition.unanswered, 1);
  answers[0]();
  await server.run(10);
  phone.respond(phone.expect('INVITE'), 200, tag('b'));
  alice.expect(200);
  await server.finish();
});

test('a CANCEL while the module thinks: 200 to it, 487 to the INVITE, both with one tag; nobody is rung (RFC 3261 9.2)', async () => {
  const { server, phone, alice, answers } = await slowly();
  alice.send(requestText(alice, { branch: 'z9hG4bK-slow' }), server.at());
  await server.run(10);
  const cancel = requestText(alice, { method: 'CANCEL', branch: 'z9hG4bK-slow', contact: '' });
  alice.send(cancel, server.at());
  const ok = alice.expect(200);
  answers[0]();
  await server.run(10);
  const terminated = alice.expect(487);
  assert.equal(terminated.message.to.tag, ok.message.to.tag);
  alice.send(
    requestText(alice, { method: 'ACK', branch: 'z9hG4bK-slow', toTag: terminated.message.to.tag, contact: '' }),
    server.at(),
  );
  assert.deepEqual(titles(alice.idle(64_000)), []);
  assert.deepEqual(phone.received, []);
  await server.finish();
});

test('undecided requests are bounded like transactions: 503 beyond (RFC 3261 21.5.4)', async () => {
  const { server, alice, answers } = await slowly();
  await server.reload(
    `${TRUSTED}routingDeadline: 60s\nlimits: {transactions: 100}`,
    () => new Promise((resolve) => answers.push(() => resolve({ action: 'reject', code: 404 }))),
  );
  for (let at = 0; at < 101; at++)
    alice.send(requestText(alice, { method: 'MESSAGE', callId: `many-${at}` }), server.at());
  await server.run(10);
  assert.match(alice.expect(503).message.text, /^Retry-After: 5\r$/m);
  assert.equal(answers.length, 100);
  for (const answer of answers) answer();
  await server.finish();
});
