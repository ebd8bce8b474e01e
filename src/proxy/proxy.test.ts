import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestText, titles, valuesOf } from '../../test/request-text.ts';
import { SERVER, SimulatedServer, TRUSTED } from '../../test/simulated-server.ts';

/** alice is trusted, bob has one phone. */
async function start(config = TRUSTED) {
  const server = await SimulatedServer.start({ config });
  const alice = server.peer('alice', '10.0.1.1');
  const bob = server.peer('bob', '10.0.2.1');
  await server.bind('bob', 'sip:bob@10.0.2.1');
  return { server, alice, bob };
}

test('Max-Forwards: 0 is answered 483, 1 arrives as 0, none arrives as 70 (RFC 3261 16.3 step 3, 16.6 step 3)', async () => {
  const { server, alice, bob } = await start();
  alice.send(requestText(alice, { maxForwards: 0 }), server.at());
  alice.expect(483);
  alice.send(requestText(alice, { method: 'OPTIONS', maxForwards: 0, callId: 'c2' }), server.at());
  alice.expect(483);
  assert.deepEqual(bob.received, []);
  alice.send(requestText(alice, { method: 'OPTIONS', maxForwards: 1, callId: 'c3' }), server.at());
  assert.match(bob.expect('OPTIONS').message.text, /^Max-Forwards: 0\r$/m);
  alice.send(requestText(alice, { method: 'OPTIONS', maxForwards: undefined, callId: 'c4' }), server.at());
  assert.match(bob.expect('OPTIONS').message.text, /^Max-Forwards: 70\r$/m);
  await server.finish();
});

test('Max-Forwards 0 is no hindrance for who asks the server itself (RFC 3261 16.3 step 3)', async () => {
  const { server, alice } = await start();
  alice.send(requestText(alice, { method: 'OPTIONS', uri: `sip:${SERVER}`, maxForwards: 0 }), server.at());
  alice.expect(200);
  await server.finish();
});

test('a request that comes back as it left is a loop, 482; one that was retargeted is a spiral and passes (RFC 3261 16.3 step 4, RFC 5393 4.2)', async () => {
  const { server, alice, bob } = await start();
  const echo = server.peer('echo', '10.0.3.1');
  await server.bind('loop', 'sip:loop@10.0.3.1');
  await server.bind('spiral', 'sip:spiral@10.0.3.1');
  // A proxy that sends everything back to us: either as it was at first, or to another user.
  const back = (uri: string, branch: string) => {
    const { message } = echo.expect('OPTIONS');
    echo.send(
      message.text
        .replace(/^OPTIONS \S+/, `OPTIONS ${uri}`)
        .replace('Via:', `Via: SIP/2.0/UDP 10.0.3.1;branch=${branch}\r\nVia:`),
      server.at(),
    );
  };
  alice.send(requestText(alice, { method: 'OPTIONS', uri: 'sip:loop@example.com' }), server.at());
  back('sip:loop@example.com', 'z9hG4bK-back-1');
  echo.expect(482);
  alice.send(requestText(alice, { method: 'OPTIONS', uri: 'sip:spiral@example.com', callId: 'c2' }), server.at());
  back('sip:bob@example.com', 'z9hG4bK-back-2');
  const spiralled = bob.expect('OPTIONS');
  assert.equal(
    [...spiralled.message.text.matchAll(/^Via: /gm)].length,
    4,
    'alice, the server, the other proxy, the server',
  );
  bob.respond(spiralled, 200);
  echo.expect(200);
  await server.finish();
});

test('a loop through the server itself ends with 482, not with Max-Forwards', async () => {
  const { server, alice } = await start();
  // Two users who are each other's contact.
  await server.bind('one', 'sip:two@example.com;maddr=10.0.0.1');
  await server.bind('two', 'sip:one@example.com;maddr=10.0.0.1');
  alice.send(requestText(alice, { uri: 'sip:one@example.com', branch: 'z9hG4bK-i' }), server.at());
  alice.expect(482);
  alice.send(requestText(alice, { method: 'ACK', uri: 'sip:one@example.com', branch: 'z9hG4bK-i' }), server.at());
  const passes = server.sim.ladder.between('server', 'server').filter((title) => title === 'INVITE').length;
  assert.ok(passes < 4, `${passes} passes`);
  await server.finish();
});

test('Proxy-Require is answered 420 with Unsupported, which names each tag (RFC 3261 16.3 step 5)', async () => {
  const { server, alice, bob } = await start();
  const headers = ['Proxy-Require: foo, bar', 'Proxy-Require: baz', 'Require: 100rel'];
  alice.send(requestText(alice, { headers }), server.at());
  assert.match(alice.expect(420).message.text, /^Unsupported: foo, bar, baz\r$/m);
  alice.send(requestText(alice, { method: 'OPTIONS', uri: `sip:${SERVER}`, headers }), server.at());
  assert.match(alice.expect(420).message.text, /^Unsupported: foo, bar, baz\r$/m);
  // Require is for the callee.
  alice.send(requestText(alice, { headers: ['Require: unheard-of'], callId: 'c3', method: 'OPTIONS' }), server.at());
  assert.match(bob.expect('OPTIONS').message.text, /^Require: unheard-of\r$/m);
  await server.finish();
});

test('an unknown URI scheme is answered 416 (RFC 3261 16.3 step 2), a malformed Route 400 with its place', async () => {
  const { server, alice } = await start();
  alice.send(requestText(alice, { uri: 'nobody:x', to: 'sip:x@y' }), server.at());
  alice.expect(416);
  alice.send(requestText(alice, { headers: ['Route: <sip:x'] }), server.at());
  assert.match(alice.expect(400).message.text, /^Warning: 399 10\.0\.0\.1:5060 "Route at offset \d+: /m);
  await server.finish();
});

test('an unknown method is proxied like any other (RFC 3261 16)', async () => {
  const { server, alice, bob } = await start();
  alice.send(requestText(alice, { method: 'NEWMETHOD' }), server.at());
  bob.respond(bob.expect('NEWMETHOD'), 200);
  alice.expect(200);
  await server.finish();
});

test('headers and body that nobody touched reach the callee byte for byte, and the answer the caller (RFC 3261 16.6)', async () => {
  const { server, alice, bob } = await start();
  const odd = ['X-Odd :  \xff;;,', 'Subject:\t"\xd0\x91"  ', 's: one\r\n  two', 'Supported: a ,b'];
  alice.send(requestText(alice, { headers: odd, body: 'v=0\r\n\x00\xfe' }), server.at());
  const { message } = bob.expect('INVITE');
  assert.ok(
    message.text.includes(
      `CSeq: 1 INVITE\r\n${odd.join('\r\n')}\r\nContact: <sip:alice@10.0.1.1:5060>\r\nContent-Type`,
    ),
  );
  assert.equal(message.body, 'v=0\r\n\x00\xfe');
  const vias = [...message.text.matchAll(/^Via: (.*)\r$/gm)].map(([, value]) => value);
  // A callee that writes all Via values in one line, and reasons of its own.
  const answer = [
    'SIP/2.0 200 \xd0\x9e\xd0\x9a, fine',
    `v: ${vias.join(' , ')}`,
    'f: <sip:alice@example.com>;tag=alice-tag',
    't: <sip:bob@example.com>;tag=bob-tag',
    'i: call-1',
    'CSeq:   1   INVITE',
    'X-Odd :  \xff;;,',
    'l: 0',
    '',
    '',
  ].join('\r\n');
  bob.send(answer, server.at());
  assert.equal(alice.expect(200).message.text, answer.replace(`${vias[0]} , `, ''));
  await server.finish();
});

test('an ACK for a 2xx passes without a transaction, for other responses it ends here (RFC 3261 16.11, 17.1.1.3)', async () => {
  const { server, alice, bob } = await start();
  alice.send(requestText(alice, { branch: 'z9hG4bK-i1' }), server.at());
  bob.respond(bob.expect('INVITE'), 486, { toTag: 'bob-tag' });
  bob.expect('ACK');
  alice.expect(486);
  alice.send(requestText(alice, { method: 'ACK', toTag: 'bob-tag', branch: 'z9hG4bK-i1', contact: '' }), server.at());
  assert.deepEqual(titles(bob.idle(1000)), []);
  assert.deepEqual(titles(alice.idle(64_000)), [], 'the 486 is not repeated once it was acknowledged');

  alice.send(requestText(alice, { callId: 'c2' }), server.at());
  const invite = bob.expect('INVITE');
  bob.respond(invite, 200, { toTag: 'bob-tag', recordRoute: true, headers: [['Contact', '<sip:bob@10.0.2.1>']] });
  const ok = alice.expect(200);
  const route = `Route: ${valuesOf(ok.message, 'Record-Route')[0]}`;
  const before = server.composition.stack.transactionCount;
  const ack = {
    method: 'ACK',
    uri: 'sip:bob@10.0.2.1',
    to: 'sip:bob@example.com',
    toTag: 'bob-tag',
    callId: 'c2',
    contact: '',
  };
  alice.send(requestText(alice, { ...ack, headers: [route] }), server.at());
  const { message } = bob.expect('ACK');
  assert.equal(server.composition.stack.transactionCount, before);
  assert.ok(!message.text.includes('Route:'));
  assert.match(message.text, /^Max-Forwards: 69\r$/m);
  // Each copy of the 2xx has an ACK of its own: nothing is absorbed.
  alice.send(requestText(alice, { ...ack, headers: [route] }), server.at());
  bob.expect('ACK');
  await server.finish();
});

test('an ACK that no dialog of ours knows is dropped without an answer', async () => {
  const { server, alice, bob } = await start();
  const ack = { method: 'ACK', uri: 'sip:bob@10.0.2.1', toTag: 'b', contact: '' };
  alice.send(requestText(alice, ack), server.at());
  alice.send(
    requestText(alice, { ...ack, headers: ['Route: <sip:10.0.0.1;lr;sw=00000000000000000000>'] }),
    server.at(),
  );
  await server.run(1000);
  assert.deepEqual([alice.received, bob.received], [[], []]);
  assert.equal(server.composition.stack.counters.drops.get('stray ACK'), 2);
  await server.finish();
});
