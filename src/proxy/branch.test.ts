import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestText, titles } from '../../test/request-text.ts';
import { SERVER, type ServerSetting, SimulatedServer, TRUSTED } from '../../test/simulated-server.ts';
import { type Flow } from '../transport/index.ts';

async function start(setting: ServerSetting = {}) {
  const server = await SimulatedServer.start({ ...setting, config: TRUSTED + (setting.config ?? '') });
  const alice = server.peer('alice', '10.0.1.1');
  const fields = { branch: 'z9hG4bK-invite' };
  const call = (extra: Parameters<typeof requestText>[1] = {}) =>
    alice.send(requestText(alice, { ...fields, ...extra }), server.at());
  const ack = () => alice.send(requestText(alice, { ...fields, method: 'ACK', contact: '' }), server.at());
  return { server, alice, call, ack };
}

/** What `peer` got since the start, without repetitions. */
const kinds = (peer: { received: Parameters<typeof titles>[0] }) => [...new Set(titles(peer.received))];
const tag = (toTag: string) => ({ toTag });
const silent = '10.0.9.1';

test('a target that never answers an INVITE counts as 408 after timer B (RFC 3261 16.7 step 6, 17.1.1.2)', async () => {
  const { server, alice, call, ack } = await start();
  await server.bind('bob', `sip:bob@${silent}`);
  call();
  const { at } = alice.expect(408);
  assert.ok(at >= 32_000 && at < 33_000, `at ${at} ms`);
  ack();
  await server.finish();
});

test('a target that never answers another request is answered by silence (RFC 4320 4.2)', async () => {
  const { server, alice, call } = await start();
  await server.bind('bob', `sip:bob@${silent}`);
  call({ method: 'MESSAGE' });
  assert.deepEqual(titles(alice.idle(64_000)), ['100 MESSAGE']);
  await server.finish();
});

test('a 408 that came from a target of another request is not passed on either (RFC 4320 4.2)', async () => {
  const { server, alice, call } = await start();
  const bob = server.peer('bob', '10.0.2.1');
  await server.bind('bob', 'sip:bob@10.0.2.1');
  call({ method: 'MESSAGE' });
  bob.respond(bob.expect('MESSAGE'), 408);
  assert.deepEqual(titles(alice.idle(64_000)), []);
  await server.finish();
});

test('timer C ends a call that only rings: CANCEL, then 487; each 1xx but 100 starts it anew (RFC 3261 16.6 step 11, 16.8)', async () => {
  const { server, alice, call, ack } = await start({ config: 'proxy: {timerC: 190s}' });
  const bob = server.peer('bob', '10.0.2.1');
  await server.bind('bob', 'sip:bob@10.0.2.1');
  call();
  const invite = bob.expect('INVITE');
  bob.respond(invite, 180, tag('b'));
  await server.run(150_000);
  bob.respond(invite, 180, tag('b'));
  await server.run(150_000);
  bob.respond(invite, 100);
  const cancel = bob.expect('CANCEL', 60_000);
  assert.ok(cancel.at > 150_000 + 190_000 && cancel.at < 150_000 + 191_000, `at ${cancel.at} ms`);
  bob.respond(cancel, 200, tag('b'));
  bob.respond(invite, 487, tag('b'));
  alice.expect(487);
  ack();
  await server.finish();
});

test('a phone that rang and then vanished counts as 408 once its CANCEL was not answered (RFC 3261 16.8)', async () => {
  const { server, alice, call, ack } = await start({ config: 'proxy: {timerC: 1m}' });
  const bob = server.peer('bob', '10.0.2.1');
  await server.bind('bob', 'sip:bob@10.0.2.1');
  call();
  bob.respond(bob.expect('INVITE'), 180, tag('b'));
  alice.expect(408, 120_000);
  ack();
  assert.deepEqual(kinds(bob), ['INVITE', 'CANCEL']);
  await server.finish();
});

test('timer C also ends a call of which only a 100 was heard (RFC 3261 16.6 step 11)', async () => {
  const { server, alice, call, ack } = await start({ config: 'proxy: {timerC: 190s}' });
  const bob = server.peer('bob', '10.0.2.1');
  await server.bind('bob', 'sip:bob@10.0.2.1');
  call();
  const invite = bob.expect('INVITE');
  bob.respond(invite, 100);
  const cancel = bob.expect('CANCEL', 200_000);
  assert.ok(cancel.at >= 190_000 && cancel.at < 191_000, `at ${cancel.at} ms`);
  bob.respond(cancel, 200);
  bob.respond(invite, 487, tag('b'));
  alice.expect(487);
  ack();
  await server.finish();
});

test('a phone that rang, was cancelled and never said more counts as 487 (RFC 3261 9.1)', async () => {
  const { server, alice, call, ack } = await start();
  const bob = server.peer('bob', '10.0.2.1');
  await server.bind('bob', 'sip:bob@10.0.2.1');
  call();
  bob.respond(bob.expect('INVITE'), 180, tag('b'));
  alice.expect(180);
  alice.send(requestText(alice, { method: 'CANCEL', branch: 'z9hG4bK-invite', contact: '' }), server.at());
  const { at } = alice.expect(487);
  assert.ok(at >= 32_000 && at < 33_000, `at ${at} ms`);
  ack();
  await server.finish();
});

test('nobody at the address: 503 of the transport becomes 500 (RFC 3261 16.9, 16.7 step 6)', async () => {
  const { server, alice, call, ack } = await start();
  await server.bind('bob', 'sip:bob@10.0.9.9:5060;transport=tcp');
  call();
  alice.expect(500);
  ack();
  await server.finish();
});

test('a name that has no address: 500; a user whose only contact is no SIP URI cannot be reached', async () => {
  const { server, alice, call, ack } = await start();
  call({ uri: 'sip:bob@nowhere.example' });
  await server.run(100);
  alice.expect(500);
  ack();
  await server.bind('bob', 'mailto:bob@example.com');
  call({ callId: 'c2', branch: 'z9hG4bK-2', method: 'MESSAGE' });
  alice.expect(416);
  await server.finish();
});

test('the next address after a silent first one, with a new branch, long before timer B (RFC 3263 4.3)', async () => {
  const { server, alice, call } = await start({ hosts: { 'gw.example': [silent, '10.0.9.2'] } });
  const gone = server.peer('gone', silent);
  const second = server.peer('second', '10.0.9.2');
  call({ uri: 'sip:+49@gw.example' });
  await server.run(5_000);
  const first = gone.received[0];
  const again = second.expect('INVITE');
  assert.ok(again.at < 5_000, `at ${again.at} ms`);
  assert.notEqual(again.message.via.branch, first.message.via.branch);
  second.respond(again, 200, tag('s'));
  alice.expect(200);
  // The first one wakes up: it is cancelled, and what it answers goes nowhere.
  gone.respond(first, 180, tag('g'));
  gone.respond(gone.expect('CANCEL'), 200, tag('g'));
  gone.respond(first, 487, tag('g'));
  gone.expect('ACK');
  assert.deepEqual(titles(alice.idle(1000)), []);
  await server.finish();
});

test('a first address that wakes up late may still win: the second is cancelled', async () => {
  const { server, alice, call } = await start({ hosts: { 'gw.example': [silent, '10.0.9.2'] } });
  const slow = server.peer('slow', silent);
  const second = server.peer('second', '10.0.9.2');
  call({ uri: 'sip:+49@gw.example' });
  await server.run(5_000);
  const invite = second.expect('INVITE');
  second.respond(invite, 180, tag('s'));
  slow.respond(slow.received[0], 200, tag('g'));
  assert.equal(alice.expect(200).message.to.tag, 'g');
  second.respond(second.expect('CANCEL'), 200, tag('s'));
  second.respond(invite, 487, tag('s'));
  await server.finish();
});

test('who rings is not left for the next address, and a caller who gave up rings no further one', async () => {
  const hosts = { 'gw.example': [silent, '10.0.9.2'] };
  const { server, call } = await start({ hosts });
  const first = server.peer('first', silent);
  const second = server.peer('second', '10.0.9.2');
  call({ uri: 'sip:+49@gw.example' });
  await server.run(100);
  first.respond(first.expect('INVITE'), 100);
  await server.run(40_000);
  assert.deepEqual(second.received, []);
  first.respond(first.received[0], 200, tag('f'));
  await server.finish();

  const other = await start({ hosts });
  const never = other.server.peer('never', '10.0.9.2');
  other.call({ uri: 'sip:+49@gw.example' });
  await other.server.run(100);
  other.alice.send(
    requestText(other.alice, { method: 'CANCEL', uri: 'sip:+49@gw.example', branch: 'z9hG4bK-invite', contact: '' }),
    other.server.at(),
  );
  other.alice.expect(487);
  other.ack();
  await other.server.finish();
  assert.deepEqual(never.received, []);
});

test('503, a refused connection and silence lead to the next address, any other answer does not (RFC 3263 4.3)', async () => {
  for (const status of [503, 500, 404]) {
    const { server, alice, call, ack } = await start({ hosts: { 'gw.example': ['10.0.9.1', '10.0.9.2'] } });
    const first = server.peer('first', '10.0.9.1');
    const second = server.peer('second', '10.0.9.2');
    call({ uri: 'sip:+49@gw.example' });
    await server.run(100);
    first.respond(first.expect('INVITE'), status, tag('f'));
    if (status === 503) {
      second.respond(second.expect('INVITE'), 200, tag('s'));
      alice.expect(200);
    } else {
      alice.expect(status);
      ack();
      assert.deepEqual(second.received, []);
    }
    await server.finish();
  }
  const { server, alice, call } = await start({ hosts: { 'gw.example': ['10.0.9.1', '10.0.9.2'] } });
  const second = server.peer('second', '10.0.9.2');
  call({ uri: 'sip:+49@gw.example;transport=tcp' });
  await server.run(1500);
  second.respond(second.expect('INVITE'), 200, tag('s'));
  alice.expect(200);
  await server.finish();
});

test('other requests move on to the next address too', async () => {
  const { server, alice, call } = await start({ hosts: { 'gw.example': [silent, '10.0.9.2'] } });
  const second = server.peer('second', '10.0.9.2');
  call({ method: 'MESSAGE', uri: 'sip:+49@gw.example' });
  await server.run(5_000);
  second.respond(second.expect('MESSAGE'), 202, tag('s'));
  alice.expect(202);
  await server.finish();
});

const BIG = 'v=0\r\n'.repeat(300);

test('a large request leaves by TCP where the next hop was resolved, and its Via says so (RFC 3261 18.1.1)', async () => {
  const { server, alice, call } = await start({ hosts: { 'gw.example': ['10.0.9.1'] } });
  const gateway = server.peer('gateway', '10.0.9.1');
  call({ uri: 'sip:+49@gw.example', body: BIG });
  await server.run(200);
  const invite = gateway.expect('INVITE');
  assert.equal(invite.flow.transport, 'TCP');
  assert.equal(invite.message.via.transport, 'TCP');
  assert.deepEqual(
    [...invite.message.text.matchAll(/^Record-Route: (.*?);lr/gm)].map(([, uri]) => uri),
    [`<sip:${SERVER}:5060;transport=tcp`, `<sip:${SERVER}:5060`],
  );
  gateway.respond(invite, 200, tag('g'));
  alice.expect(200);
  call({ uri: 'sip:+49@gw.example', callId: 'c2', branch: 'z9hG4bK-2' });
  await server.run(200);
  assert.equal(gateway.expect('INVITE').flow.transport, 'UDP', 'a small one stays');
  gateway.respond(gateway.received[1], 200, tag('g'));
  await server.finish();
});

test('a large request goes back to UDP where nobody takes TCP, refused or without a word (RFC 3261 18.1.1)', async () => {
  const { server, alice, call } = await start({ hosts: { 'gw.example': ['10.0.9.1'] } });
  const gateway = server.peer('gateway', '10.0.9.1', ['UDP']);
  call({ uri: 'sip:+49@gw.example', body: BIG });
  await server.run(200);
  const invite = gateway.expect('INVITE');
  assert.equal(invite.flow.transport, 'UDP');
  gateway.respond(invite, 200, tag('g'));
  alice.expect(200);
  await server.finish();
});

test("a large request never leaves a binding's flow, through which alone the phone may be reached", async () => {
  const { server, alice, call } = await start();
  const phone = server.peer('phone', '10.0.2.1');
  const flow: Flow = {
    transport: 'UDP',
    localAddress: SERVER,
    localPort: 5060,
    remoteAddress: '10.0.2.1',
    remotePort: 5060,
    connection: 0,
  };
  await server.bind('bob', 'sip:bob@192.168.1.7:5060', { flow });
  call({ body: BIG });
  const invite = phone.expect('INVITE');
  assert.equal(invite.flow.transport, 'UDP');
  assert.ok(invite.message.text.startsWith('INVITE sip:bob@192.168.1.7:5060 SIP/2.0\r\n'));
  phone.respond(invite, 200, tag('p'));
  alice.expect(200);
  await server.finish();
});

test('a binding over TCP is reached by its connection; once that has closed, at its contact', async () => {
  const { server, alice, call } = await start();
  const phone = server.peer('phone', '10.0.2.1');
  // An OPTIONS shows the server the connection that a REGISTER would come by.
  phone.send(requestText(phone, { method: 'OPTIONS', uri: `sip:${SERVER}`, transport: 'TCP' }), server.at('TCP'));
  phone.expect(200);
  const { flow: ofPhone } = phone.received[0];
  const flow: Flow = {
    ...ofPhone,
    localAddress: SERVER,
    localPort: 5060,
    remoteAddress: '10.0.2.1',
    remotePort: 49152,
  };
  const connection = [1, 2, 3].find((number) => server.host.isOpen({ ...flow, connection: number }));
  assert.ok(connection !== undefined);
  await server.bind('bob', 'sip:bob@10.0.2.1:5060;transport=tcp', { flow: { ...flow, connection } });
  call();
  const invite = phone.expect('INVITE');
  assert.equal(invite.flow.connection, ofPhone.connection, 'the connection that the phone opened');
  phone.respond(invite, 200, tag('p'));
  alice.expect(200);

  server.sim.network.reset(SERVER, '10.0.2.1');
  await server.run(100);
  call({ callId: 'c2', branch: 'z9hG4bK-2' });
  const anew = phone.expect('INVITE');
  assert.notEqual(anew.flow.connection, ofPhone.connection);
  phone.respond(anew, 200, tag('p'));
  alice.expect(200);
  await server.finish();
});

test('a binding whose connection closes under the request is reached at its contact', async () => {
  const { server, alice, call } = await start();
  const phone = server.peer('phone', '10.0.2.1');
  phone.send(requestText(phone, { method: 'OPTIONS', uri: `sip:${SERVER}`, transport: 'TCP' }), server.at('TCP'));
  phone.expect(200);
  const { flow: ofPhone } = phone.received[0];
  const flow: Flow = {
    ...ofPhone,
    localAddress: SERVER,
    localPort: 5060,
    remoteAddress: '10.0.2.1',
    remotePort: 49152,
  };
  const connection = [1, 2, 3].find((number) => server.host.isOpen({ ...flow, connection: number }));
  assert.ok(connection !== undefined);
  await server.bind('bob', 'sip:bob@10.0.2.1:5060;transport=tcp', { flow: { ...flow, connection } });
  call();
  const lost = phone.expect('INVITE');
  server.sim.network.reset(SERVER, '10.0.2.1');
  const anew = phone.expect('INVITE');
  assert.notEqual(anew.flow.connection, lost.flow.connection);
  phone.respond(anew, 200, tag('p'));
  alice.expect(200);
  await server.finish();
});

test('a connection that breaks while it rings counts as 503 of that branch (RFC 3261 16.9)', async () => {
  const { server, alice, call, ack } = await start();
  const phone = server.peer('phone', '10.0.2.1');
  await server.bind('bob', 'sip:bob@10.0.2.1:5060;transport=tcp');
  call();
  phone.respond(phone.expect('INVITE'), 180, tag('p'));
  alice.expect(180);
  server.sim.network.reset(SERVER, '10.0.2.1');
  alice.expect(500);
  ack();
  await server.finish();
});

test('a binding with Path is reached through it, its own flow left alone (RFC 3327 5.3)', async () => {
  const { server, alice, call } = await start();
  const edge = server.peer('edge', '10.0.5.1');
  await server.bind('bob', 'sip:bob@192.168.1.7', { path: ['<sip:10.0.5.1;lr;ob=1>', '<sip:10.0.5.2;lr>'] });
  call();
  const invite = edge.expect('INVITE');
  assert.ok(invite.message.text.startsWith('INVITE sip:bob@192.168.1.7 SIP/2.0\r\n'));
  assert.deepEqual(
    [...invite.message.text.matchAll(/^Route: (.*)\r$/gm)].map(([, value]) => value),
    ['<sip:10.0.5.1;lr;ob=1>', '<sip:10.0.5.2;lr>'],
  );
  edge.respond(invite, 200, tag('e'));
  alice.expect(200);
  await server.finish();
});

test('each attempt of an INVITE keeps its CANCEL on its own branch and flow (RFC 3261 9.1)', async () => {
  const { server, alice, call, ack } = await start();
  const phone = server.peer('phone', '10.0.2.1');
  await server.bind('bob', 'sip:bob@10.0.2.1:5060;transport=tcp', { path: ['<sip:10.0.2.1;transport=tcp;lr>'] });
  call();
  const invite = phone.expect('INVITE');
  phone.respond(invite, 180, tag('p'));
  alice.expect(180);
  alice.send(requestText(alice, { method: 'CANCEL', branch: 'z9hG4bK-invite', contact: '' }), server.at());
  const cancel = phone.expect('CANCEL');
  assert.equal(cancel.flow.connection, invite.flow.connection);
  assert.equal(cancel.message.via.branch, invite.message.via.branch);
  assert.match(cancel.message.text, /^Route: <sip:10\.0\.2\.1;transport=tcp;lr>\r$/m);
  assert.match(cancel.message.text, /^CANCEL sip:bob@10\.0\.2\.1:5060;transport=tcp SIP\/2\.0\r$/m);
  phone.respond(cancel, 200, tag('p'));
  phone.respond(invite, 487, tag('p'));
  alice.expect(487);
  ack();
  await server.finish();
});
