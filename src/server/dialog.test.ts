/** Calls through the server from their INVITE to their BYE: who stays on the path, and how the later requests find their way. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestText, titles, valuesOf } from '../../test/request-text.ts';
import { SERVER, SimulatedServer, TRUSTED } from '../../test/simulated-server.ts';
import { type ScriptedPeer } from '../testing/index.ts';
import { type Flow, type TransportName } from '../transport/index.ts';

interface Side {
  readonly peer: ScriptedPeer;
  readonly uri: string;
  readonly tag: string;
  readonly transport: TransportName;
  readonly contact: string;
}

/** A call that is up: both sides with the route sets that they learned (RFC 3261 12.1). */
async function establish(
  transports: { alice: TransportName; bob: TransportName },
  config = '',
  contacts: { alice?: string; bob?: string } = {},
) {
  const server = await SimulatedServer.start({ config: TRUSTED + config });
  const lower = (transport: TransportName) => (transport === 'UDP' ? '' : `;transport=${transport.toLowerCase()}`);
  const side = (name: string, address: string): Side => {
    const transport = transports[name as 'alice' | 'bob'];
    const contact = contacts[name as 'alice' | 'bob'] ?? `sip:${name}@${address}:5060${lower(transport)}`;
    return {
      peer: server.peer(name, address),
      uri: `sip:${name}@example.com`,
      tag: `${name}-tag`,
      transport,
      contact,
    };
  };
  const alice = side('alice', '10.0.1.1');
  const bob = side('bob', '10.0.2.1');
  await server.bind('bob', `sip:bob@10.0.2.1:5060${lower(transports.bob)}`);
  const text = requestText(alice.peer, { transport: alice.transport, contact: `<${alice.contact}>` });
  alice.peer.send(text, server.at(alice.transport));
  const invite = bob.peer.expect('INVITE');
  assert.equal(invite.flow.transport, bob.transport);
  bob.peer.respond(invite, 200, { toTag: bob.tag, recordRoute: true, headers: [['Contact', `<${bob.contact}>`]] });
  const ok = alice.peer.expect(200);
  const routes = valuesOf(ok.message, 'Record-Route');
  assert.deepEqual(valuesOf(invite.message, 'Record-Route'), routes);
  const request = (from: Side, to: Side, method: string, extra: Parameters<typeof requestText>[1] = {}) => {
    const set = from === alice ? routes.toReversed() : routes;
    const first = from === alice ? alice.transport : bob.transport;
    from.peer.send(
      requestText(from.peer, {
        method,
        uri: to.contact,
        from: from.uri,
        fromTag: from.tag,
        to: to.uri,
        toTag: to.tag,
        transport: first,
        headers: set.map((route) => `Route: ${route}`),
        cseq: 2,
        ...extra,
      }),
      server.at(first),
    );
  };
  return { server, alice, bob, routes, request };
}

for (const [from, to] of [
  ['UDP', 'UDP'],
  ['UDP', 'TCP'],
  ['TCP', 'UDP'],
  ['TCP', 'TCP'],
] as const)
  test(`from ${from} to ${to}: ACK, re-INVITE and BYE take the recorded route in both directions (RFC 3261 12.2, 16.12, RFC 5658)`, async () => {
    const { server, alice, bob, routes, request } = await establish({ alice: from, bob: to });
    // Two where the transport changes; a phone that opened a connection is reached by it, so its value is its own.
    assert.equal(routes.length, from === 'UDP' && to === 'UDP' ? 1 : 2);
    // The value nearest to each side speaks the transport of that side.
    assert.equal(routes[0].includes('transport=tcp'), to === 'TCP');
    assert.equal(routes.at(-1)?.includes('transport=tcp'), from === 'TCP');

    request(alice, bob, 'ACK', { cseq: 1 });
    const ack = bob.peer.expect('ACK');
    request(bob, alice, 'INVITE');
    const again = alice.peer.expect('INVITE');
    alice.peer.respond(again, 200, { headers: [['Contact', `<${alice.contact}>`]] });
    bob.peer.expect(200);
    request(bob, alice, 'ACK');
    const ack2 = alice.peer.expect('ACK');
    request(alice, bob, 'BYE', { cseq: 3 });
    const bye = bob.peer.expect('BYE');
    bob.peer.respond(bye, 200);
    alice.peer.expect(200);
    for (const [received, transport, contact] of [
      [ack, to, bob.contact],
      [again, from, alice.contact],
      [ack2, from, alice.contact],
      [bye, to, bob.contact],
    ] as const) {
      assert.equal(received.flow.transport, transport);
      assert.deepEqual(valuesOf(received.message, 'Route'), []);
      assert.equal(received.message.text.split(' ')[1], contact);
      assert.deepEqual(valuesOf(received.message, 'Record-Route'), [], 'a dialog has its route set already');
    }
    await server.finish();
  });

test('what a strict router made of a request is repaired before it goes on (RFC 3261 16.4, 16.12.1.2)', async () => {
  const { server, alice, bob, routes, request } = await establish({ alice: 'UDP', bob: 'UDP' });
  const ours = routes[0].slice(1, -1);
  request(alice, bob, 'BYE', { uri: ours, headers: [`Route: <${bob.contact}>`] });
  const bye = bob.peer.expect('BYE');
  assert.equal(bye.message.text.split(' ')[1], bob.contact);
  assert.deepEqual(valuesOf(bye.message, 'Route'), []);
  bob.peer.respond(bye, 200);
  alice.peer.expect(200);
  await server.finish();
});

test('hops beyond us in the route set are kept, and a strict one gets what it expects (RFC 3261 16.6 step 6)', async () => {
  const { server, alice, bob, routes, request } = await establish({ alice: 'UDP', bob: 'UDP' });
  const hop = server.peer('hop', '10.0.5.1');
  request(alice, bob, 'INFO', { headers: [`Route: ${routes[0]}, <sip:10.0.5.1;lr>, <sip:10.0.5.2;lr>`] });
  const loose = hop.expect('INFO');
  assert.equal(loose.message.text.split(' ')[1], bob.contact);
  assert.deepEqual(valuesOf(loose.message, 'Route'), ['<sip:10.0.5.1;lr>', '<sip:10.0.5.2;lr>']);
  hop.respond(loose, 200);
  request(alice, bob, 'INFO', { cseq: 3, headers: [`Route: ${routes[0]}, <sip:10.0.5.1>, <sip:10.0.5.2;lr>`] });
  const strict = hop.expect('INFO');
  assert.equal(strict.message.text.split(' ')[1], 'sip:10.0.5.1');
  assert.deepEqual(valuesOf(strict.message, 'Route'), ['<sip:10.0.5.2;lr>', `<${bob.contact}>`]);
  hop.respond(strict, 200);
  await server.finish();
});

test('an ACK whose Max-Forwards is used up ends here, without an answer (RFC 3261 16.3)', async () => {
  const { server, alice, bob, request } = await establish({ alice: 'UDP', bob: 'UDP' });
  request(alice, bob, 'ACK', { cseq: 1, maxForwards: 0 });
  assert.deepEqual([titles(bob.peer.idle(100)), titles(alice.peer.idle(100))], [[], []]);
  request(alice, bob, 'ACK', { cseq: 1, maxForwards: 1 });
  assert.match(bob.peer.expect('ACK').message.text, /^Max-Forwards: 0\r$/m);
  await server.finish();
});

test('without record-routing the dialog goes on without us', async () => {
  const { server, routes } = await establish({ alice: 'UDP', bob: 'UDP' }, 'proxy: {recordRoute: false}');
  assert.deepEqual(routes, []);
  await server.finish();
});

test('a peer whose Contact is its address-of-record is reached at its bindings', async () => {
  const { server, bob, alice, request } = await establish({ alice: 'UDP', bob: 'UDP' }, '', {
    bob: 'sip:bob@example.com',
  });
  request(alice, bob, 'BYE');
  const bye = bob.peer.expect('BYE');
  assert.equal(bye.message.text.split(' ')[1], 'sip:bob@10.0.2.1:5060');
  bob.peer.respond(bye, 200);
  alice.peer.expect(200);
  await server.finish();
});

test('CANCEL of a re-INVITE goes the way of the re-INVITE', async () => {
  const { server, alice, bob, request } = await establish({ alice: 'UDP', bob: 'UDP' });
  request(alice, bob, 'INVITE', { branch: 'z9hG4bK-re' });
  const invite = bob.peer.expect('INVITE');
  bob.peer.respond(invite, 180);
  alice.peer.expect(180);
  request(alice, bob, 'CANCEL', { branch: 'z9hG4bK-re' });
  alice.peer.expect(200);
  const cancel = bob.peer.expect('CANCEL');
  assert.equal(cancel.message.via.branch, invite.message.via.branch);
  bob.peer.respond(cancel, 200);
  bob.peer.respond(invite, 487);
  alice.peer.expect(487);
  request(alice, bob, 'ACK', { branch: 'z9hG4bK-re' });
  // One that comes when all is over finds nothing.
  await server.run(64_000);
  request(alice, bob, 'CANCEL', { branch: 'z9hG4bK-re' });
  alice.peer.expect(481);
  assert.deepEqual(titles(bob.peer.idle(100)), ['ACK']);
  await server.finish();
});

test('a token that is forged, missing, of another call, or outside of a dialog opens nothing to a stranger', async () => {
  const { server, bob, routes } = await establish({ alice: 'UDP', bob: 'UDP' });
  const mallory = server.peer('mallory', '198.51.100.1');
  const victim = server.peer('victim', '10.0.7.1');
  const forged = routes[0].replace(/sw=[0-9a-f]+/, `sw=${'0'.repeat(20)}`);
  const inDialog = { uri: 'sip:10.0.7.1', from: 'sip:m@evil.example', toTag: bob.tag, contact: '' };
  const cases: Parameters<typeof requestText>[1][] = [
    { ...inDialog, headers: [`Route: ${forged}`] },
    { ...inDialog, headers: [`Route: <sip:${SERVER};lr>`] },
    { ...inDialog, headers: [`Route: <sip:${SERVER};lr;sw>`] },
    { ...inDialog, headers: [`Route: ${routes[0]}`], callId: 'another' },
    // The right token, but a new call: it has to ask like any other.
    { ...inDialog, headers: [`Route: ${routes[0]}`], toTag: '' },
    { ...inDialog, uri: forged.slice(1, -1), headers: ['Route: <sip:10.0.7.1>'] },
    { ...inDialog, headers: [] },
  ];
  for (const fields of cases) {
    for (const method of ['INVITE', 'BYE', 'MESSAGE']) {
      mallory.send(requestText(mallory, { ...fields, method }), server.at());
      mallory.expect(407, 100);
    }
    // Nobody can be asked for credentials by the answer to an ACK: there is none.
    mallory.send(requestText(mallory, { ...fields, method: 'ACK' }), server.at());
  }
  await server.run(1000);
  assert.deepEqual(victim.received, []);
  await server.finish();
});

test('credentials for our realm stay here in later requests and in the ACK too (RFC 3261 22.3)', async () => {
  const { server, alice, bob, routes, request } = await establish({ alice: 'UDP', bob: 'UDP' });
  const ours = 'Proxy-Authorization: Digest username="alice", realm="example.com", nonce="n", uri="u", response="r"';
  const headers = [`Route: ${routes[0]}`, ours];
  request(alice, bob, 'ACK', { cseq: 1, headers });
  request(alice, bob, 'BYE', { headers });
  for (const method of ['ACK', 'BYE'])
    assert.ok(!bob.peer.expect(method).message.text.includes('Proxy-Authorization'), method);
  bob.peer.respond(bob.peer.received.at(-1)!, 200);
  alice.peer.expect(200);
  await server.finish();
});

test('a server that drains refuses new calls with 503 and lets those that are up end', async () => {
  const { server, alice, bob, request } = await establish({ alice: 'UDP', bob: 'UDP' });
  server.composition.drain();
  alice.peer.send(requestText(alice.peer, { callId: 'new' }), server.at());
  assert.match(alice.peer.expect(503).message.text, /^Retry-After: \d+\r$/m);
  request(alice, bob, 'BYE');
  bob.peer.respond(bob.peer.expect('BYE'), 200);
  alice.peer.expect(200);
  await server.finish();
});

test('phones behind a NAT hear every later request by their flow, whatever their Contacts say (RFC 5626 5.3)', async () => {
  const server = await SimulatedServer.start({ config: 'trusted: [203.0.113.0/24]' });
  // As the server sees them: the address and port of the NAT. Their own addresses are not reachable.
  const alice = server.peer('alice', '203.0.113.1', ['UDP'], 40_001);
  const bob = server.peer('bob', '203.0.113.2', ['UDP'], 40_002);
  const flow: Flow = {
    transport: 'UDP',
    localAddress: SERVER,
    localPort: 5060,
    remoteAddress: '203.0.113.2',
    remotePort: 40_002,
    connection: 0,
  };
  await server.bind('bob', 'sip:bob@192.168.1.7:5060', { flow });
  const inside = (text: string) =>
    text
      .replace('203.0.113.1:40001;branch', '192.168.1.6:5060;rport;branch')
      .replace('203.0.113.2:40002;branch', '192.168.1.7:5060;rport;branch');
  alice.send(inside(requestText(alice, { contact: '<sip:alice@192.168.1.6:5060>' })), server.at());
  const invite = bob.expect('INVITE');
  const routes = valuesOf(invite.message, 'Record-Route');
  assert.equal(routes.length, 2, 'one for each side, since each is reached by its flow');
  bob.respond(invite, 200, { toTag: 'b', recordRoute: true, headers: [['Contact', '<sip:bob@192.168.1.7:5060>']] });
  alice.expect(200);

  const toBob = {
    uri: 'sip:bob@192.168.1.7:5060',
    toTag: 'b',
    headers: routes.toReversed().map((route) => `Route: ${route}`),
  };
  alice.send(inside(requestText(alice, { ...toBob, method: 'ACK' })), server.at());
  bob.expect('ACK');
  alice.send(inside(requestText(alice, { ...toBob, method: 'INFO', cseq: 2 })), server.at());
  const info = bob.expect('INFO');
  assert.equal(info.message.text.split(' ')[1], 'sip:bob@192.168.1.7:5060');
  assert.deepEqual(valuesOf(info.message, 'Route'), []);
  bob.respond(info, 200);
  alice.expect(200);
  const toAlice = {
    uri: 'sip:alice@192.168.1.6:5060',
    from: 'sip:bob@example.com',
    fromTag: 'b',
    to: 'sip:alice@example.com',
    toTag: 'alice-tag',
    headers: routes.map((route) => `Route: ${route}`),
  };
  bob.send(inside(requestText(bob, { ...toAlice, method: 'BYE' })), server.at());
  alice.respond(alice.expect('BYE'), 200);
  bob.expect(200);

  // A flow of one's own choice is not covered by the token.
  const mallory = server.peer('mallory', '198.51.100.1');
  const bent = toBob.headers.map((line) => line.replaceAll('203.0.113.2/40002', '203.0.113.9/5060'));
  mallory.send(requestText(mallory, { ...toBob, headers: bent, method: 'INFO' }), server.at());
  mallory.expect(407);
  await server.finish();
});

test('a phone that called over TCP is reached by its connection, and at its Contact once that has closed', async () => {
  const { server, alice, bob, routes, request } = await establish({ alice: 'TCP', bob: 'UDP' });
  const [first] = alice.peer.received;
  request(bob, alice, 'INFO');
  const info = alice.peer.expect('INFO');
  assert.equal(info.flow.connection, first.flow.connection, 'the connection that the phone opened');
  alice.peer.respond(info, 200);
  bob.peer.expect(200);
  server.sim.network.reset(SERVER, '10.0.1.1');
  await server.run(100);
  request(bob, alice, 'INFO', { cseq: 3 });
  const again = alice.peer.expect('INFO');
  assert.notEqual(again.flow.connection, first.flow.connection);
  alice.peer.respond(again, 200);
  bob.peer.expect(200);
  assert.equal(routes.filter((route) => route.includes(';fl=')).length, 1);
  await server.finish();
});
