/** The route action `bridge` on the real server: what it lets through, where it leads, and what becomes of REFER and Replaces. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audioStream, type Call, type IncomingCall, SessionMedia, type UserAgent } from '../../src/ua/index.ts';
import { SERVER, SimulatedServer, TRUSTED } from '../simulated-server.ts';

interface Phone {
  readonly agent: UserAgent;
  readonly calls: IncomingCall[];
}

function phone(server: SimulatedServer, name: string, address: string, transport: 'UDP' | 'TCP' = 'UDP'): Phone {
  const { sim } = server;
  const agent = sim.userAgent(
    name,
    { address, transports: [transport] },
    {
      identity: `sip:${name}@example.com`,
      outboundProxy: `sip:${SERVER}${transport === 'TCP' ? ';transport=tcp' : ''}`,
      media: () => new SessionMedia({ address, streams: [audioStream(4000)] }, sim.random),
    },
  );
  const calls: IncomingCall[] = [];
  void (async () => {
    for await (const call of agent.calls) {
      calls.push(call);
      call.ring();
      void call.answer();
    }
  })();
  return { agent, calls };
}

/** Whom a side talks to, by the address of its sound. */
const hears = (call: Call) => call.streams[0].remote?.address;

const config = (refer = 'pass') => `${TRUSTED}routes:
  - match: { user: ["bob", "carol"] }
    bridge: { to: registered, refer: ${refer}, maxDuration: 1h }
`;

async function office(refer?: string) {
  const server = await SimulatedServer.start({ config: config(refer) });
  const alice = phone(server, 'alice', '10.0.1.1');
  const bob = phone(server, 'bob', '10.0.1.2');
  const carol = phone(server, 'carol', '10.0.1.3');
  await server.bind('bob', 'sip:bob@10.0.1.2');
  await server.bind('carol', 'sip:carol@10.0.1.3');
  const call = alice.agent.invite('sip:bob@example.com');
  await server.sim.wait(call.established);
  await server.run(100);
  return { server, alice, bob, carol, call };
}

test('a bridged call is two dialogs at the server, and the table of calls knows both', async () => {
  const { server, bob, call } = await office();
  const [leg] = bob.calls;
  assert.notEqual(leg.callId, call.callId);
  assert.deepEqual([hears(call), hears(leg)], ['10.0.1.2', '10.0.1.1']);
  assert.equal(call.dialog?.routeSet.length, 0);
  assert.match(call.dialog.remoteTarget, /^sip:bridge@10\.0\.0\.1/);
  assert.equal(server.composition.bridged, 1);
  await server.sim.wait(call.hold());
  assert.equal(leg.heldByPeer, true);
  await server.sim.wait(leg.hangUp());
  await server.run(1_000);
  assert.deepEqual([call.state, server.composition.bridged], ['Ended', 0]);
  await server.finish();
});

test('strangers are challenged before a call is bridged, and never reach a foreign target', async () => {
  const server = await SimulatedServer.start({
    config: 'routes:\n  - match: { prefix: "00" }\n    bridge: sip:198.51.100.9\n  - bridge: { to: registered }\n',
  });
  const mallory = phone(server, 'mallory', '10.0.1.9');
  await server.bind('bob', 'sip:bob@10.0.1.2');
  for (const target of ['sip:bob@example.com', 'sip:00900@example.com']) {
    const { status } = await server.sim.wait(mallory.agent.invite(target).ended);
    assert.equal(status, 407, target);
  }
  assert.equal(server.composition.bridged, 0);
  await server.finish();
});

test('a phone behind a connection is reached by it, and its requests within the call too (RFC 5626)', async () => {
  const server = await SimulatedServer.start({ config: config() });
  const alice = phone(server, 'alice', '10.0.1.1');
  const bob = phone(server, 'bob', '10.0.1.2', 'TCP');
  await server.account('bob');
  const registration = bob.agent.register();
  await server.sim.wait(registration.registered);
  const call = alice.agent.invite('sip:bob@example.com');
  await server.sim.wait(call.established);
  await server.sim.wait(call.hold());
  assert.equal(bob.calls[0].heldByPeer, true);
  await server.sim.wait(call.hangUp());
  await server.sim.wait(registration.unregister());
  await server.run(5_000);
  assert.deepEqual([bob.calls[0].state, server.composition.bridged], ['Ended', 0]);
  await server.finish();
});

test('what is no INVITE goes the same way through the proxy', async () => {
  const { server, alice, bob, call } = await office();
  void (async () => {
    for await (const request of bob.agent.requests) request.respond(200);
  })();
  await server.run(0);
  const response = await server.sim.wait(alice.agent.message('sip:bob@example.com', 'hello'));
  assert.equal(response.status, 200);
  assert.equal(response.named('Via').length, 1);
  await server.sim.wait(call.hangUp());
  await server.finish();
});

test('REFER through the bridge, attended: passed on, and the INVITE with Replaces finds its leg', async () => {
  const { server, alice, bob, carol, call } = await office();
  const second = alice.agent.invite('sip:carol@example.com');
  await server.sim.wait(second.established);
  await server.run(100);
  const followed: Call[] = [];
  void (async () => {
    for await (const referral of bob.calls[0].referrals) followed.push(referral.accept());
  })();
  await server.run(0);
  const transfer = await server.sim.wait(call.refer(second));
  assert.equal((await server.sim.wait(transfer.done))?.status, 200);
  await server.sim.wait(call.hangUp());
  await server.run(5_000);
  assert.deepEqual([hears(followed[0]), hears(carol.calls[0])], ['10.0.1.3', '10.0.1.2']);
  assert.equal(carol.calls.length, 1);
  assert.equal(server.composition.bridged, 1);
  await server.sim.wait(carol.calls[0].hangUp());
  await server.run(5_000);
  assert.deepEqual([followed[0].state, server.composition.bridged], ['Ended', 0]);
  await server.finish();
});

test('REFER through the bridge, handled: users of ours are called, and nobody else', async () => {
  const { server, bob, carol, call } = await office('handle');
  await assert.rejects(server.sim.wait(call.refer('sip:premium@198.51.100.9')), { status: 403 });
  const transfer = await server.sim.wait(call.refer('sip:carol@example.com'));
  assert.equal((await server.sim.wait(transfer.done))?.status, 200);
  await server.sim.wait(call.ended);
  await server.run(5_000);
  assert.deepEqual([hears(bob.calls[0]), hears(carol.calls[0])], ['10.0.1.3', '10.0.1.2']);
  await server.sim.wait(bob.calls[0].hangUp());
  await server.run(5_000);
  assert.equal(server.composition.bridged, 0);
  await server.finish();
});

test('who is not known takes the place of nobody, even with the right tags', async () => {
  const server = await SimulatedServer.start({ config: config().replace('10.0.0.0/8', '10.0.1.0/24') });
  const alice = phone(server, 'alice', '10.0.1.1');
  phone(server, 'bob', '10.0.1.2');
  const mallory = phone(server, 'mallory', '10.0.2.1');
  await server.bind('bob', 'sip:bob@10.0.1.2');
  const call = alice.agent.invite('sip:bob@example.com');
  await server.sim.wait(call.established);
  const { callId, localTag, remoteTag } = call.dialog ?? assert.fail();
  const headers = [['Replaces', `${callId};to-tag=${remoteTag};from-tag=${localTag}`]] as const;
  const { status } = await server.sim.wait(mallory.agent.invite('sip:bob@example.com', { headers }).ended);
  assert.equal(status, 407);
  assert.equal(call.state, 'Established');
  await server.sim.wait(call.hangUp());
  await server.finish();
});

test('a server that stops ends its bridged calls, and both sides hear why', async () => {
  const { server, bob, call } = await office();
  server.composition.drain();
  const ends = await server.sim.wait(Promise.all([call.ended, bob.calls[0].ended]));
  for (const { by, reasons } of ends)
    assert.deepEqual([by, reasons], ['remote', ['SIP;cause=503;text="The server stops"']]);
  await server.finish();
});
