/** The registrations of RFC 3665 2, with the real server on the simulated network. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeHash } from '../../src/server/index.ts';
import { Simulation } from '../../src/testing/index.ts';
import { type NoResponse, type Registration, type UserAgent } from '../../src/ua/index.ts';
import { type Response } from '../../src/message/index.ts';
import { mountServer, resolveBy, type ServerHost } from './server-host.ts';

const DOMAIN = 'biloxi.example.com';

interface Scene {
  readonly sim: Simulation;
  readonly server: ServerHost;
  readonly bob: UserAgent;
  /** Contacts of each 200 to REGISTER, and the seconds granted. */
  readonly granted: { readonly contacts: string[]; readonly expires: number }[];
  readonly failures: (Response | NoResponse)[];
  readonly unregistered: Registration[];
  register(expires?: number): Registration;
}

async function scene(password = 'zanzibar'): Promise<Scene> {
  const sim = new Simulation();
  const server = await mountServer(sim, 'server', {
    address: '192.0.2.20',
    domain: DOMAIN,
    users: { bob: 'zanzibar' },
  });
  const bob = sim.userAgent(
    'bob',
    { address: '192.0.2.201' },
    {
      identity: `Bob <sip:bob@${DOMAIN}>`,
      credentials: { username: 'bob', password },
      hash: nodeHash,
      resolve: resolveBy(new Map([[DOMAIN, '192.0.2.20']])),
    },
  );
  const granted: Scene['granted'] = [];
  const failures: Scene['failures'] = [];
  const unregistered: Registration[] = [];
  const register = (expires = 3600) =>
    bob.register({
      expires,
      handlers: {
        onRegistered: (_, bindings, seconds) =>
          granted.push({ contacts: bindings.map(({ uri }) => uri.text), expires: seconds }),
        onFailed: (_, outcome) => failures.push(outcome),
        onUnregistered: (registration) => unregistered.push(registration),
      },
    });
  return { sim, server, bob, granted, failures, unregistered, register };
}

const bobsContact = 'sip:bob@192.0.2.201:5060';

function bindings({ server, sim }: Scene): readonly string[] {
  return server.store.bindings(`bob@${DOMAIN}`, sim.clock.wall()).map(({ contact }) => contact);
}

test('2.1: a new registration is challenged and then made', async () => {
  const it = await scene();
  it.register();
  await it.sim.runAsync(1_000);
  assert.deepEqual(it.sim.ladder.flow, [
    'bob REGISTER server',
    'server 401 REGISTER bob',
    'bob REGISTER server',
    'server 200 REGISTER bob',
  ]);
  assert.deepEqual(it.granted, [{ contacts: [bobsContact], expires: 3600 }]);
  assert.deepEqual(bindings(it), [bobsContact]);
});

test('2.2: a further contact is added with the credentials at hand, and the list of both comes back', async () => {
  const it = await scene();
  it.register();
  await it.sim.runAsync(1_000);
  const elsewhere = it.sim.userAgent(
    'mobile',
    { address: '192.0.2.202' },
    {
      identity: `<sip:bob@${DOMAIN}>`,
      credentials: { username: 'bob', password: 'zanzibar' },
      hash: nodeHash,
      resolve: resolveBy(new Map([[DOMAIN, '192.0.2.20']])),
    },
  );
  let list: string[] = [];
  elsewhere.register({ handlers: { onRegistered: (_, all) => (list = all.map(({ uri }) => uri.text)) } });
  await it.sim.runAsync(1_000);
  assert.deepEqual(list.sort(), [bobsContact, 'sip:bob@192.0.2.202:5060']);
});

test('2.3: the contact list is asked for, and stays as it is', async () => {
  const it = await scene();
  const registration = it.register();
  await it.sim.runAsync(1_000);
  let list: readonly string[] | undefined;
  registration.query((all) => (list = all.map(({ uri }) => uri.text)));
  await it.sim.runAsync(1_000);
  assert.deepEqual(list, [bobsContact]);
  assert.deepEqual(bindings(it), [bobsContact]);
});

test('2.4: a registration is cancelled with Expires: 0', async () => {
  const it = await scene();
  const registration = it.register();
  await it.sim.runAsync(1_000);
  registration.close();
  await it.sim.runAsync(1_000);
  assert.deepEqual(bindings(it), []);
  assert.deepEqual(it.unregistered, [registration]);
  await it.sim.runAsync(60_000);
  assert.deepEqual(it.sim.leftovers(), []);
});

test('2.5: a wrong password is refused, and not sent twice', async () => {
  const it = await scene('wrong');
  const registration = it.register();
  await it.sim.runAsync(1_000);
  assert.deepEqual(it.sim.ladder.flow, [
    'bob REGISTER server',
    'server 401 REGISTER bob',
    'bob REGISTER server',
    'server 401 REGISTER bob',
  ]);
  assert.deepEqual(
    it.failures.map(({ status }) => status),
    [401],
  );
  assert.deepEqual(bindings(it), []);
  registration.close();
});

test('a registration is refreshed before it ends, with the same Call-ID and a higher CSeq (RFC 3261 10.2.4)', async () => {
  const it = await scene();
  it.register(120);
  await it.sim.runAsync(86_000);
  assert.equal(it.granted.length, 1);
  await it.sim.runAsync(4_000);
  assert.equal(it.granted.length, 2);
  await it.sim.runAsync(600_000);
  assert.deepEqual(bindings(it), [bobsContact]);
  const [first, ...rest] = [...it.sim.ladder.toString().matchAll(/REGISTER sip.*?\[CSeq (\d+) REGISTER, (\S+),/g)];
  assert.ok(rest.length > 5);
  rest.reduce((before, now) => {
    assert.equal(now[2], before[2]);
    assert.ok(Number(now[1]) > Number(before[1]));
    return now;
  }, first);
});

test('423 tells how long a registration must be, and it is asked for again (RFC 3261 10.2.8)', async () => {
  const it = await scene();
  it.register(5);
  await it.sim.runAsync(1_000);
  assert.ok(it.sim.ladder.flow.includes('server 423 REGISTER bob'));
  assert.deepEqual(bindings(it), [bobsContact]);
  assert.ok(it.granted[0].expires > 5);
});
