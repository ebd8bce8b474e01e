/** What a user agent does when its network goes, comes back, or is another one, and how it ends in good order (RFC 3261 10.2, RFC 5626 4.5). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  accept,
  acceptOutbound,
  ALICE,
  REGISTRAR,
  registrarBench,
  type RegistrarBench,
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

test('while the network is gone nothing is sent, and when it is back the registration is made anew at once', async () => {
  const it = outboundBench('60');
  const pings = pingsOf(it);
  const registration = it.alice.register({ ...TCP, expires: 300 });
  const told = it.follow(registration);
  await it.sim.runAsync(100_000);
  it.alice.networkLost();
  it.sim.network.cut(ALICE, REGISTRAR);
  const before = [it.registers.length, pings.length];
  assert.equal(registration.active, false);
  await it.sim.runAsync(1_000_000);
  assert.deepEqual([it.registers.length, pings.length], before);
  assert.deepEqual(told, ['registered 300', 'lost']);
  it.sim.network.heal(ALICE, REGISTRAR);
  const back = it.sim.clock.now();
  it.alice.networkChanged();
  await it.sim.runAsync(100);
  assert.deepEqual(told, ['registered 300', 'lost', 'registered 300']);
  assert.ok((it.registers.at(-1)?.at ?? 0) - back < 50);
  assert.equal(connections(it), 2, 'what was open before is not trusted');
});

test('a registration that begins, or is under way, while the network is gone waits for it; one that is given up is over', async () => {
  const it = registrarBench();
  it.answers = () => undefined;
  const underway = it.alice.register();
  const told = it.follow(underway);
  await it.sim.runAsync(10);
  it.alice.networkLost();
  const later = it.alice.register();
  const given = it.alice.register();
  await it.sim.wait(given.unregister());
  await it.sim.runAsync(100_000);
  const sent = it.registers.length;
  assert.deepEqual(told, []);
  it.answers = (register) => accept(register);
  it.alice.networkChanged();
  await it.sim.wait(Promise.all([underway.registered, later.registered]));
  assert.equal(it.registers.length, sent + 2);
  assert.deepEqual(told, ['registered 3600'], 'and nothing failed');
});

test('what is under way while the network changes is not waited for', async () => {
  const it = registrarBench();
  it.answers = () => undefined;
  const registration = it.alice.register();
  await it.sim.runAsync(100);
  it.answers = (register) => accept(register);
  it.alice.networkChanged();
  await it.sim.wait(registration.registered, 100);
  assert.deepEqual(
    it.registers.map(({ request }) => request.cseq.sequence),
    [1, 2],
  );
});

test('after a change of address the new Contact is bound and the old one removed, in one REGISTER (10.2.2)', async () => {
  let port = 5060;
  const sentBy = () => ({ host: ALICE, port });
  const it = registrarBench({ sentBy });
  const registration = it.alice.register();
  await it.sim.wait(registration.registered);
  port = 6060;
  it.alice.networkChanged();
  await it.sim.runAsync(100);
  it.alice.networkChanged();
  await it.sim.runAsync(100);
  const [old, now] = ['5060', '6060'].map((each) => `<sip:alice@${ALICE}:${each}>`);
  assert.deepEqual(
    it.registers.map(({ contact }) => contact),
    [old, `${now}, ${old};expires=0`, now],
  );
  port = 7060;
  await it.sim.wait(registration.unregister());
  assert.equal(it.registers.at(-1)?.contact, now, 'what is taken back is what is bound');
  const outbound = registrarBench({ sentBy, instanceId: UUID });
  outbound.answers = (register) => acceptOutbound(register);
  await outbound.sim.wait(outbound.alice.register(TCP).registered);
  port = 8060;
  outbound.alice.networkChanged();
  await outbound.sim.runAsync(100);
  assert.equal(
    outbound.registers[1].contact,
    `<sip:alice@${ALICE}:8060;transport=tcp>${OUTBOUND}`,
    'replaced by its reg-id',
  );
});

test('calls tell their peers where we are now, those that are not answered yet as soon as they are', async () => {
  let port = 5060;
  const it = registrarBench({ sentBy: () => ({ host: ALICE, port }) });
  const bob = it.sim.userAgent('bob', { address: '192.0.2.2' }, { identity: 'sip:bob@192.0.2.2' });
  const carol = it.sim.userAgent('carol', { address: '192.0.2.3' }, { identity: 'sip:carol@192.0.2.3' });
  const bobs = bob.calls[Symbol.asyncIterator]().next();
  const carols = carol.calls[Symbol.asyncIterator]().next();
  const talking = it.alice.invite('sip:bob@192.0.2.2;transport=tcp');
  const waited = it.alice.invite('sip:carol@192.0.2.3');
  const { value: taken } = await it.sim.wait(bobs);
  const { value: waiting } = await it.sim.wait(carols);
  void taken?.answer();
  await it.sim.wait(talking.established);
  port = 6060;
  it.alice.networkChanged();
  await it.sim.runAsync(1_000);
  assert.equal(taken?.dialog?.remoteTarget, `sip:alice@${ALICE}:6060;transport=tcp`);
  void waiting?.answer();
  await it.sim.wait(waited.established);
  await it.sim.runAsync(1_000);
  assert.equal(waiting?.dialog?.remoteTarget, `sip:alice@${ALICE}:6060`);
  assert.deepEqual([talking.state, waited.state], ['Established', 'Established']);
});

test('an agent that closes hangs up and unregisters, and is done when all of that is answered', async () => {
  const it = registrarBench();
  const registration = it.alice.register();
  await it.sim.wait(registration.registered);
  const bob = it.sim.userAgent('bob', { address: '192.0.2.2' }, { identity: 'sip:bob@192.0.2.2' });
  const coming = bob.calls[Symbol.asyncIterator]().next();
  const call = it.alice.invite('sip:bob@192.0.2.2');
  const { value: taken } = await it.sim.wait(coming);
  void taken?.answer();
  await it.sim.wait(call.established);
  const ringing = it.alice.invite(`sip:nobody@${REGISTRAR}`);
  await it.sim.wait(it.alice.close());
  assert.deepEqual([call.state, ringing.state, registration.active], ['Ended', 'Ended', false]);
  assert.deepEqual([taken?.end?.by, it.registers.at(-1)?.expires], ['remote', '0']);
  await it.sim.runAsync(40_000);
  assert.deepEqual(it.sim.leftovers(), []);
});

test('whatever happens to the network: once it is well the registration stands, and at its end nothing is left over', async () => {
  for (let seed = 1; seed <= 24; seed++) {
    const it = registrarBench(seed % 2 === 0 ? { instanceId: UUID } : {}, { seed, loss: 0.1, delay: [1, 40] });
    it.answers = (register) => (seed % 4 === 0 ? acceptOutbound(register, '30') : accept(register));
    const { network, random } = it.sim;
    const registration = it.alice.register({ ...(seed % 3 === 0 ? {} : TCP), expires: 120, keepAlive: 20 });
    const events = [
      () => it.alice.networkLost(),
      () => it.alice.networkChanged(),
      () => network.reset(ALICE, REGISTRAR),
      () => network.cut(ALICE, REGISTRAR),
      () => network.heal(ALICE, REGISTRAR),
      () => registration.begin(),
    ];
    for (let round = 0; round < 30; round++) {
      random.pick(events)();
      await it.sim.runAsync(random.pick([0, 1, 30, 500, 11_000, 60_000]));
    }
    network.heal(ALICE, REGISTRAR);
    it.alice.networkChanged();
    await it.sim.runAsync(1_900_000);
    assert.equal(registration.active, true, `seed ${seed}`);
    const sent = it.registers.length;
    await it.sim.runAsync(600_000);
    assert.ok(it.registers.length - sent <= 60, `seed ${seed}: ${it.registers.length - sent} in ten minutes`);
    await it.sim.wait(registration.unregister());
    await it.sim.runAsync(100_000);
    assert.deepEqual(it.sim.leftovers(), [], `seed ${seed}`);
  }
});
