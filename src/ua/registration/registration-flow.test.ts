/** Registrations whose connection, or whose network, comes and goes (RFC 5626 4, 5.3, 11.6). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  accept,
  acceptOutbound,
  ALICE,
  REGISTRAR,
  registrarBench,
  type RegistrarBench,
  serve,
} from '../../../test/scripted-registrar.ts';
import { type RegisterOptions } from './registration-options.ts';

const UUID = '00000000-0000-1000-8000-000a95a0e128';
const TCP: RegisterOptions = { registrar: `sip:${REGISTRAR};transport=tcp` };
const OUTBOUND = `;reg-id=1;+sip.instance="<urn:uuid:${UUID}>"`;

/** An agent with an instance, and a registrar that takes part in outbound. */
function outboundBench(flowTimer = '100'): RegistrarBench {
  const it = registrarBench({ instanceId: UUID });
  it.answers = (register) => acceptOutbound(register, flowTimer);
  return it;
}

/** ms at which pings left Alice's host. */
function pingsOf({ sim }: RegistrarBench): number[] {
  const times: number[] = [];
  sim.network.tap(({ event, text, from }) => {
    if (event === 'sent' && text === '\r\n\r\n' && from.address === ALICE) times.push(sim.clock.now());
  });
  return times;
}

const connections = ({ registers }: RegistrarBench) => new Set(registers.map(({ flow }) => flow.connection)).size;

// ---- what is asked for ----

test('an agent with an instance asks for outbound on a connection, and is a plain contact over UDP (RFC 5626 4.2.1)', async () => {
  const it = outboundBench();
  const { outbound } = await it.sim.wait(it.alice.register(TCP).registered);
  const [{ request, contact }] = it.registers;
  assert.deepEqual(request.named('Supported'), ['path, outbound']);
  assert.equal(contact, `<sip:alice@${ALICE}:5060;transport=tcp>${OUTBOUND}`);
  assert.equal(outbound, true);
  const plain = outboundBench();
  assert.equal((await plain.sim.wait(plain.alice.register().registered)).outbound, false);
  assert.equal(plain.registers[0].contact, `<sip:alice@${ALICE}:5060>;+sip.instance="<urn:uuid:${UUID}>"`);
  const urn = registrarBench({ instanceId: 'urn:imei:90420156-025763-0' });
  await urn.sim.wait(urn.alice.register().registered);
  assert.match(urn.registers[0].contact, /\+sip\.instance="<urn:imei:90420156-025763-0>"$/);
});

test('registrations at once have reg-ids of their own, and a number that is free again is used again', async () => {
  const it = outboundBench();
  const first = it.alice.register(TCP);
  const second = it.alice.register(TCP);
  const named = it.alice.register({ ...TCP, regId: 7 });
  await it.sim.wait(Promise.all([first.registered, second.registered, named.registered]));
  assert.deepEqual([first.regId, second.regId, named.regId], [1, 2, 7]);
  await it.sim.wait(first.unregister());
  assert.equal(it.alice.register(TCP).regId, 1);
});

test('439: the first hop would not keep the connection, so it registers without (RFC 5626 11.6)', async () => {
  const it = outboundBench();
  it.answers = (register) => (register.contact.includes('reg-id') ? { status: 439 } : accept(register));
  const { outbound } = await it.sim.wait(it.alice.register(TCP).registered);
  assert.deepEqual([outbound, it.registers.length], [false, 2]);
  assert.deepEqual(it.registers[1].request.named('Supported'), ['path']);
  const fiend = outboundBench();
  fiend.answers = () => ({ status: 439 });
  const told = fiend.follow(fiend.alice.register(TCP));
  await fiend.sim.runAsync(25_000);
  assert.deepEqual([told, fiend.registers.length], [['failed 439'], 2]);
});

test('a registrar that rewrites our Contact is believed by instance and reg-id', async () => {
  const it = outboundBench();
  it.answers = (register) =>
    accept({ ...register, contact: register.contact.replace(ALICE, '198.51.100.7') }, ['Require', 'outbound']);
  await it.sim.wait(it.alice.register(TCP).registered);
});

test('the Contact of a call asks for the connection while a registration holds it, and only then (RFC 5626 4.3)', async () => {
  const contactOf = async (it: RegistrarBench) => {
    it.alice.invite(`sip:bob@${REGISTRAR};transport=tcp`);
    return (await it.registrar.next('INVITE', 100)).message.named('Contact').join();
  };
  const it = outboundBench();
  const before = `<sip:alice@${ALICE}:5060;transport=tcp>`;
  assert.equal(await contactOf(it), before);
  const registration = it.alice.register(TCP);
  await it.sim.wait(registration.registered);
  assert.equal(await contactOf(it), `<sip:alice@${ALICE}:5060;transport=tcp;ob>`);
  await it.sim.wait(registration.unregister());
  assert.equal(await contactOf(it), before);
});

// ---- keep-alive ----

test('pings leave after 80 to 100 % of Flow-Timer, each is answered, and the registration is left as it is (RFC 5626 4.4)', async () => {
  const it = outboundBench('100');
  const pings = pingsOf(it);
  const told = it.follow(it.alice.register(TCP));
  await it.sim.runAsync(3_000_000);
  const pauses = pings.slice(1).map((at, i) => at - pings[i]);
  assert.ok(pings.length >= 29 && pings.length <= 38, String(pings.length));
  assert.ok(
    pauses.every((ms) => ms >= 80_000 && ms <= 100_100),
    String(pauses),
  );
  assert.ok(new Set(pauses.map((ms) => Math.round(ms / 1000))).size > 5, 'at random');
  assert.deepEqual([told, connections(it)], [['registered 3600'], 1]);
});

test('without a Flow-Timer a ping leaves every 95 to 120 s; without outbound none does, unless that is asked for', async () => {
  const free = outboundBench();
  free.answers = (register) => accept(register, ['Require', 'outbound']);
  const pings = pingsOf(free);
  free.alice.register(TCP);
  await free.sim.runAsync(1_000_000);
  assert.ok(
    pings.slice(1).every((at, i) => at - pings[i] >= 95_000 && at - pings[i] <= 120_100),
    String(pings),
  );
  assert.ok(pings.length >= 8);
  const none = registrarBench();
  const nothing = pingsOf(none);
  none.alice.register(TCP);
  await none.sim.runAsync(1_000_000);
  assert.deepEqual(nothing, []);
  for (const options of [TCP, {}]) {
    const asked = registrarBench();
    const often = pingsOf(asked);
    const told = asked.follow(asked.alice.register({ ...options, keepAlive: 25 }));
    await asked.sim.runAsync(1_000_000);
    assert.ok(often.length >= 39 && often.length <= 51, String(often.length));
    assert.deepEqual(told, ['registered 3600'], 'over UDP nobody answers, and nobody has to');
  }
});

test('a Flow-Timer of nothing is no flood, and one of for ever no keep-alive', async () => {
  for (const timer of ['0', '1', '4294967295']) {
    const it = outboundBench(timer);
    const pings = pingsOf(it);
    const told = it.follow(it.alice.register(TCP));
    await it.sim.runAsync(100_000);
    assert.ok(pings.length <= 26, `${timer}: ${pings.length}`);
    assert.deepEqual(told, ['registered 3600'], timer);
  }
});

test('a ping that is not answered within 10 s: the connection is dead, and another one takes its place (RFC 5626 4.4.1)', async () => {
  const it = outboundBench('60');
  const pings = pingsOf(it);
  const told = it.follow(it.alice.register(TCP));
  const untilPing = (count: number) => it.sim.untilAsync(() => pings.length === count, 120_000);
  await untilPing(2);
  // Late, but in time.
  it.sim.network.cut(ALICE, REGISTRAR);
  await it.sim.runAsync(9_000);
  it.sim.network.heal(ALICE, REGISTRAR);
  await untilPing(3);
  it.sim.network.cut(ALICE, REGISTRAR);
  await it.sim.runAsync(9_990);
  assert.deepEqual(told, ['registered 3600']);
  await it.sim.runAsync(20);
  assert.deepEqual(told, ['registered 3600', 'lost']);
  it.sim.network.heal(ALICE, REGISTRAR);
  await it.sim.runAsync(70_000);
  assert.deepEqual([told.at(-1), connections(it)], ['registered 3600', 2]);
});

// ---- the end of a connection ----

test('a connection that was good and breaks is made anew at once, with the same reg-id (RFC 5626 4.5)', async () => {
  const it = outboundBench('60');
  const registration = it.alice.register(TCP);
  const told = it.follow(registration);
  await it.sim.runAsync(200_000);
  const broken = it.sim.clock.now();
  it.sim.network.reset(ALICE, REGISTRAR);
  await it.sim.runAsync(100);
  assert.deepEqual(told, ['registered 3600', 'lost', 'registered 3600']);
  assert.ok(it.registers[1].at - broken < 50, 'at once');
  assert.deepEqual([connections(it), it.registers[1].contact], [2, it.registers[0].contact]);
  assert.ok(registration.active);
});

test('a plain connection that has lasted is made anew at once, too', async () => {
  const it = registrarBench();
  const told = it.follow(it.alice.register(TCP));
  await it.sim.runAsync(31_000);
  it.sim.network.reset(ALICE, REGISTRAR);
  await it.sim.runAsync(100);
  assert.deepEqual(told, ['registered 3600', 'lost', 'registered 3600']);
});

test('a server that takes every registration and hangs up is not hammered: each is a failure more (RFC 5626 4.5)', async () => {
  for (const it of [registrarBench(), outboundBench()]) {
    const { answers } = it;
    it.answers = (register, count) => {
      it.sim.clock.after(5, () => it.sim.network.reset(ALICE, REGISTRAR));
      return answers(register, count);
    };
    it.alice.register(TCP);
    await it.sim.runAsync(3_600_000);
    assert.ok(it.registers.length >= 4 && it.registers.length <= 9, String(it.registers.length));
    for (const [i, ms] of it.pauses.entries()) assert.ok(ms >= 15_000 * 2 ** Math.min(5, i + 1), `${i}: ${ms}`);
  }
});

test('a refresh whose connection breaks under it takes another one, and nothing is lost', async () => {
  const it = outboundBench('90');
  const registration = it.alice.register({ ...TCP, expires: 200 });
  const told = it.follow(registration);
  it.answers = (register, count) => {
    if (count === 2) it.sim.network.reset(ALICE, REGISTRAR);
    return count === 2 ? undefined : acceptOutbound(register, '90');
  };
  await it.sim.runAsync(170_000);
  assert.deepEqual(told, ['registered 200', 'registered 200']);
  assert.deepEqual([it.registers.length, connections(it)], [3, 2]);
});

test('a refresh leaves by the connection of the binding (RFC 5626 4.2.1)', async () => {
  const it = outboundBench();
  it.alice.register({ ...TCP, expires: 200 });
  await it.sim.runAsync(1_000_000);
  assert.ok(it.registers.length > 4);
  assert.equal(connections(it), 1);
});

test('a server that dies and comes back is found again, and a second registration waits three times as long (RFC 5626 4.5)', async () => {
  const it = outboundBench('60');
  serve(it, it.sim.peer('other', { address: '192.0.2.10' }));
  const told = it.follow(it.alice.register(TCP));
  await it.sim.wait(it.alice.register({ registrar: 'sip:192.0.2.10', expires: 100_000 }).registered);
  await it.sim.runAsync(200_000);
  it.sim.network.hostAt(REGISTRAR)?.kill();
  await it.sim.runAsync(89_000);
  assert.deepEqual(told, ['registered 3600', 'lost', 'failed 503'], 'between 90 and 180 s');
  serve(it, it.sim.peer('registrar', { address: REGISTRAR }));
  await it.sim.runAsync(92_000);
  assert.deepEqual(told.slice(3), ['registered 3600']);
});

test('a closed connection of somebody else, and a late pong, mean nothing', async () => {
  const it = outboundBench();
  const registration = it.alice.register(TCP);
  await it.sim.wait(registration.registered);
  const [{ flow }] = it.registers;
  it.alice.onFlowClosed({ ...flow, connection: 4711 }, '');
  it.alice.onPong({ ...flow, connection: 4711 });
  await it.sim.wait(registration.unregister());
  it.alice.onPong(flow);
  await it.sim.runAsync(1_000_000);
  assert.deepEqual([it.registers.length, it.sim.leftovers()], [2, []]);
});
