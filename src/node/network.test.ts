/** The network of a user agent on this very machine: loopback only, no name is looked up outside (RFC 3261 18, 8.1.1.8). */

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { test, type TestContext } from 'node:test';
import { parseUri, type Uri } from '../message/index.ts';
import { Resolver } from '../resolve/index.ts';
import { openSockets } from '../sockets/index.ts';
import { type Destination, type Flow } from '../transport/index.ts';
import { type IncomingCall, UserAgent } from '../ua/index.ts';
import { addressToward, outwardAddress } from './local-address.ts';
import { type NetworkOptions, openNetwork, openOnOnePort } from './network.ts';
import { resolveTarget } from './resolve-target.ts';

const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);

async function opened(t: TestContext, options?: NetworkOptions) {
  const network = await openNetwork(options);
  t.after(() => network.close(0));
  return network;
}

function agentOn(t: TestContext, network: Awaited<ReturnType<typeof opened>>, user: string): UserAgent {
  const agent = new UserAgent({ identity: `sip:${user}@example.com`, ...network });
  t.after(() => agent.stop());
  return agent;
}

async function nextCall(agent: UserAgent): Promise<IncomingCall> {
  for await (const call of agent.calls) return call;
  throw new Error('no call came');
}

test('without a wish: UDP and TCP on one free port of all addresses (18.2.1)', async (t) => {
  const { transport, address } = await opened(t);
  const ports = new Set(transport.listeners.map(({ port }) => port));
  assert.equal(ports.size, 1);
  const kinds = transport.listeners.map((each) => `${each.transport} ${each.address}`);
  assert.deepEqual(kinds.slice(0, 2), ['UDP 0.0.0.0', 'TCP 0.0.0.0']);
  assert.deepEqual(kinds.slice(2), own.some(({ family }) => family === 'IPv6') ? ['UDP ::', 'TCP ::'] : []);
  assert.ok(
    own.some((each) => each.address === address),
    address,
  );
});

test('an address, a port and a transport of one’s own', async (t) => {
  const { transport, address } = await opened(t, { address: '127.0.0.1', transports: ['TCP'] });
  const [{ port }] = transport.listeners;
  assert.deepEqual([transport.listeners, address], [[{ transport: 'TCP', address: '127.0.0.1', port }], '127.0.0.1']);
  await assert.rejects(openNetwork({ address: '127.0.0.1', port, transports: ['TCP'] }), { code: 'SIP_PORT_IN_USE' });
  await assert.rejects(openNetwork({ address: '192.0.2.200' }), { code: 'SIP_LISTEN_FAILED' });
  await assert.rejects(openNetwork({ transports: [] }), { code: 'SIP_OPTIONS' });
});

test('a port that is free for UDP and taken for TCP is not taken; where none is free for both, that is told', async (t) => {
  const both = (['UDP', 'TCP'] as const).map((transport) => ({ transport, address: '127.0.0.1', port: 0 }));
  const server = createServer();
  t.after(() => server.close());
  let attempts = 0;
  const opener: typeof openSockets = async (listeners, ...rest) => {
    // Somebody takes the first port that was found before we do.
    if (listeners.length > 1 && ++attempts === 1)
      await once(server.listen(listeners[1].port, '127.0.0.1'), 'listening');
    return openSockets(listeners, ...rest);
  };
  const sockets = await openOnOnePort(both, {}, opener);
  t.after(() => sockets.close(0));
  assert.equal(attempts, 2);
  assert.equal(new Set(sockets.listeners.map(({ port }) => port)).size, 1);
  const hopeless: typeof openSockets = (listeners, ...rest) =>
    openSockets(listeners.length > 1 ? sockets.listeners : listeners, ...rest);
  await assert.rejects(openOnOnePort(both, {}, hopeless), { code: 'SIP_PORT_IN_USE' });
});

test('an address that was bound is told as it is, a wildcard by the way to the peer', async (t) => {
  const { sentBy } = await opened(t);
  const flow = (localAddress: string, remoteAddress: string): Flow => ({
    transport: 'UDP',
    localAddress,
    localPort: 5070,
    remoteAddress,
    remotePort: 5060,
    connection: 0,
  });
  assert.deepEqual(sentBy(flow('10.0.0.1', '127.0.0.1')), { host: '10.0.0.1', port: 5070 });
  for (const round of [1, 2]) assert.equal(sentBy(flow('0.0.0.0', '127.0.0.1')).host, '127.0.0.1', `round ${round}`);
  assert.equal(sentBy(flow('::', '::1')).host, '::1');
  for (const { address, internal, family } of own) {
    if (internal || address.startsWith('fe80')) continue;
    assert.equal(sentBy(flow(family === 'IPv4' ? '0.0.0.0' : '::', address)).host, address);
    assert.equal(addressToward(address), address);
  }
  // Where nothing leads there is a guess, and never a wildcard.
  for (const far of ['203.0.113.77', '2001:db8::7', 'fe80::1'])
    assert.ok(
      own.some(({ address }) => address === addressToward(far)) || /^(127\.0\.0\.1|::1)$/.test(addressToward(far)),
    );
  assert.ok(
    own.some(({ address }) => address === outwardAddress()),
    outwardAddress(),
  );
});

test('a next hop is found by its numeric address at once, by its name later, and not at all where nothing carries it', async () => {
  const resolver = new Resolver({
    lookup: async (host) => (host === 'phone.example.com' ? ['192.0.2.7', '2001:db8::7'] : []),
  });
  const resolve = resolveTarget(resolver);
  const find = (uri: string) => new Promise<readonly Destination[]>((done) => resolve(parseUri(uri) as Uri, done));
  let numeric: readonly Destination[] = [];
  resolve(parseUri('sip:bob@192.0.2.7:5070') as Uri, (found) => (numeric = found));
  assert.deepEqual(numeric, [{ transport: 'UDP', address: '192.0.2.7', port: 5070 }]);
  const named = [
    { transport: 'TCP', address: '192.0.2.7', port: 5060 },
    { transport: 'TCP', address: '2001:db8::7', port: 5060 },
  ];
  assert.deepEqual(await find('sip:phone.example.com;transport=tcp'), named);
  assert.deepEqual(await find('sip:nowhere.example.com'), []);
  assert.deepEqual(await find('sip:192.0.2.7;transport=sctp'), []);
});

for (const transport of ['udp', 'tcp']) {
  test(`two agents call each other over ${transport}, and both hang up`, { timeout: 30_000 }, async (t) => {
    const alice = agentOn(t, await opened(t), 'alice');
    const bobsNetwork = await opened(t, { address: '127.0.0.1' });
    const bob = agentOn(t, bobsNetwork, 'bob');
    const [{ port }] = bobsNetwork.transport.listeners;
    const coming = nextCall(bob);
    const call = alice.invite(`sip:bob@127.0.0.1:${port};transport=${transport}`);
    const taken = await coming;
    taken.ring();
    await taken.answer();
    await call.established;
    assert.equal(call.dialog?.remoteTarget, `sip:bob@127.0.0.1:${port}${transport === 'tcp' ? ';transport=tcp' : ''}`);
    assert.match(taken.dialog?.remoteTarget ?? '', /^sip:alice@127\.0\.0\.1:\d+/, 'reached by the way to the peer');
    assert.equal((await taken.hangUp()).by, 'local');
    assert.equal((await call.ended).by, 'remote');
  });
}
