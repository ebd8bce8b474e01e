import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestText, valuesOf } from '../../test/request-text.ts';
import { SERVER, SimulatedServer, TRUSTED } from '../../test/simulated-server.ts';
import { MemoryStore } from '../store/index.ts';

test('a new configuration is in force for the next request; listeners and their names stay', async () => {
  const listen = `listen: [{address: "udp://${SERVER}:5060", advertise: "sip.example.com:5060"}, "tcp://${SERVER}:5060"]\n`;
  const server = await SimulatedServer.start({ config: listen });
  await server.bind('bob', 'sip:bob@10.0.2.1');
  const bob = server.peer('bob', '10.0.2.1');
  const alice = server.peer('alice', '10.0.1.1');
  alice.send(requestText(alice, { method: 'MESSAGE' }), server.at());
  alice.expect(407);
  await server.reload(`${TRUSTED}listen: ["udp://${SERVER}:5070"]`);
  alice.send(requestText(alice, { method: 'MESSAGE' }), server.at());
  const message = bob.expect('MESSAGE');
  assert.match(message.message.text, /^Via: SIP\/2\.0\/UDP sip\.example\.com:5060;/m);
  bob.respond(message, 200);
  alice.expect(200);
  alice.send(requestText(alice, { method: 'OPTIONS', uri: 'sip:sip.example.com:5060' }), server.at());
  alice.expect(200);
  await server.finish();
});

test('a dialog outlives the process: the secret of its Record-Route is kept in the store', async () => {
  const store = new MemoryStore();
  const first = await SimulatedServer.start({ config: TRUSTED, store });
  await first.bind('bob', 'sip:bob@10.0.2.1');
  const alice = first.peer('alice', '10.0.1.1');
  const bob = first.peer('bob', '10.0.2.1');
  alice.send(requestText(alice), first.at());
  const [route] = valuesOf(bob.expect('INVITE').message, 'Record-Route');
  bob.respond(bob.received[0], 200, { toTag: 'b' });
  await first.finish();

  const second = await SimulatedServer.start({ store, seed: 2 });
  const stranger = second.peer('alice', '10.0.1.1');
  const phone = second.peer('bob', '10.0.2.1');
  const bye = { method: 'BYE', uri: 'sip:bob@10.0.2.1', toTag: 'b', headers: [`Route: ${route}`] };
  stranger.send(requestText(stranger, bye), second.at());
  phone.respond(phone.expect('BYE'), 200);
  stranger.expect(200);
  await second.finish();
});

test('bindings expire by the wall clock and are swept', async () => {
  const server = await SimulatedServer.start({ config: TRUSTED });
  await server.bind('bob', 'sip:bob@10.0.2.1', { expiresAt: server.sim.clock.wall() + 60_000 });
  const alice = server.peer('alice', '10.0.1.1');
  const bob = server.peer('bob', '10.0.2.1');
  await server.run(59_000);
  alice.send(requestText(alice, { method: 'MESSAGE' }), server.at());
  bob.respond(bob.expect('MESSAGE'), 200);
  alice.expect(200);
  await server.run(3_000);
  alice.send(requestText(alice, { method: 'MESSAGE', callId: 'c2' }), server.at());
  alice.expect(480);
  assert.equal(server.store.bindingCount, 0);
  await server.finish();
});

test('open transactions are bounded: 503 with Retry-After (RFC 3261 21.5.4)', async () => {
  const server = await SimulatedServer.start({ config: `${TRUSTED}limits: {transactions: 100}` });
  await server.bind('bob', 'sip:bob@10.0.9.9');
  const alice = server.peer('alice', '10.0.1.1');
  for (let at = 0; at < 60; at++) alice.send(requestText(alice, { method: 'MESSAGE', callId: `c${at}` }), server.at());
  assert.match(alice.expect(503).message.text, /^Retry-After: \d+\r$/m);
  assert.equal(server.composition.stack.transactionCount, 100);
  await server.run(64_000);
  const bob = server.peer('bob', '10.0.9.9');
  alice.send(requestText(alice, { method: 'MESSAGE', callId: 'later' }), server.at());
  bob.respond(bob.expect('MESSAGE'), 200);
  alice.expect(200);
  await server.finish();
});
