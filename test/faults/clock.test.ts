/** A wall clock that jumps: timers and nonces go by the monotonic one, only what is stored expires by the other. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock } from '../../src/stack/index.ts';
import { credentialsLine, requestText, type RequestFields } from '../request-text.ts';
import { SimulatedServer } from '../simulated-server.ts';

const HOUR = 3_600_000;
const uri = 'sip:example.com';
const alice = 'sip:alice@example.com';
const REGISTER: RequestFields = { method: 'REGISTER', uri, from: alice, to: alice };

/** A registrar whose wall clock is moved by `jump`, and alice, who registers with digest. */
async function start() {
  let offset = 0;
  const clock = (inner: Clock): Clock => ({
    now: () => inner.now(),
    wall: () => inner.wall() + offset,
    after: (ms, callback) => inner.after(ms, callback),
  });
  const server = await SimulatedServer.start({ clock });
  await server.account('alice');
  await server.account('bob');
  const phone = server.peer('alice', '10.0.1.1');
  let cseq = 0;
  const send = async (fields: RequestFields) => {
    phone.send(requestText(phone, { ...fields, cseq: ++cseq }), server.at());
    await server.run(50);
    return phone.expect((message) => 'status' in message && message.status >= 200, 0).message;
  };
  return {
    server,
    phone,
    send,
    jump: (ms: number) => void (offset += ms),
    contacts: () => server.store.bindings('alice@example.com', server.composition.stack.clock.wall()).length,
  };
}

const statusOf = (message: object) => (message as { status: number }).status;

for (const [way, jumped] of [
  ['ahead', 24 * HOUR],
  ['back', -24 * HOUR],
] as const)
  test(`a wall clock that jumps ${way} by a day: nonces stay good, transactions end in time, a phone registers anew`, async () => {
    const { server, phone, send, jump, contacts } = await start();
    const challenged = await send(REGISTER);
    const line = (nc: number) => credentialsLine(challenged, { method: 'REGISTER', uri, nc });
    assert.equal(statusOf(await send({ ...REGISTER, headers: [line(1)] })), 200);
    assert.equal(contacts(), 1);
    jump(jumped);
    await server.run(1500);
    // Ahead of its time a binding is gone, as it would be had the time passed; back in time it is still there.
    assert.equal(contacts(), jumped > 0 ? 0 : 1);
    const again = await send({ ...REGISTER, headers: [line(2)] });
    assert.equal(statusOf(again), 200, 'the nonce did not age');
    assert.match(again.text, /^Contact: .*;expires=3600\r$/m);
    assert.equal(contacts(), 1);

    // A call through it: a callee that never answers is given up after timer B by the monotonic clock.
    await server.bind('bob', 'sip:bob@10.0.9.9');
    const call = { callId: 'call', branch: 'z9hG4bK-call', from: alice };
    const asked = await send(call);
    assert.equal(statusOf(asked), 407);
    const credentials = credentialsLine(asked, { method: 'INVITE', uri: 'sip:bob@example.com' });
    phone.send(requestText(phone, { ...call, branch: 'z9hG4bK-2', headers: [credentials] }), server.at());
    const began = server.sim.clock.now();
    await server.run(1000);
    jump(-jumped);
    const { at } = phone.expect(408);
    assert.ok(at - began >= 32_000 && at - began < 33_000, `${at - began} ms`);
    await server.finish();
  });

test('an old nonce is stale whatever the wall clock says, and a clock set back does not keep it alive', async () => {
  const { server, send, jump } = await start();
  const challenged = await send(REGISTER);
  await server.run(6 * 60_000);
  jump(-6 * 60_000);
  const line = credentialsLine(challenged, { method: 'REGISTER', uri });
  const late = await send({ ...REGISTER, headers: [line] });
  assert.equal(statusOf(late), 401);
  assert.match(late.text, /stale="?true/i);
  await server.finish();
});

test('a phone that refreshes across a jump back keeps one binding with the time that it asked for', async () => {
  const { server, send, jump, contacts } = await start();
  const challenged = await send(REGISTER);
  const line = (nc: number) => credentialsLine(challenged, { method: 'REGISTER', uri, nc });
  await send({ ...REGISTER, headers: [line(1), 'Expires: 600'] });
  jump(-HOUR);
  await send({ ...REGISTER, headers: [line(2), 'Expires: 600'] });
  assert.equal(contacts(), 1);
  await server.run(601_000);
  assert.equal(contacts(), 0, 'it does not live an hour longer');
  await server.finish();
});
