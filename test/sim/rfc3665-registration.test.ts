/** The registrations of RFC 3665 2, with the real server on the simulated network: as it should be, and with every tenth datagram lost. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeHash } from '../../src/server/index.ts';
import { Simulation } from '../../src/testing/index.ts';
import { type RequestFailed, type UserAgent } from '../../src/ua/index.ts';
import { LOSSY_SEEDS, lossy } from './lossy.ts';
import { mountServer, resolveBy, type ServerHost } from './server-host.ts';

const DOMAIN = 'biloxi.example.com';

interface Scene {
  readonly sim: Simulation;
  readonly server: ServerHost;
  readonly bob: UserAgent;
  /** Ends every registration. */
  readonly over: AbortController;
  /** Another agent of Bob's. */
  elsewhere(name: string, address: string): UserAgent;
}

async function scene(sim: Simulation, password = 'zanzibar'): Promise<Scene> {
  const users = { bob: 'zanzibar' };
  const server = await mountServer(sim, 'server', { address: '192.0.2.20', domain: DOMAIN, users });
  const elsewhere = (name: string, address: string) =>
    sim.userAgent(
      name,
      { address },
      {
        identity: `Bob <sip:bob@${DOMAIN}>`,
        credentials: { password },
        hash: nodeHash,
        resolve: resolveBy(new Map([[DOMAIN, '192.0.2.20']])),
      },
    );
  return { sim, server, bob: elsewhere('bob', '192.0.2.201'), over: new AbortController(), elsewhere };
}

const bobsContact = 'sip:bob@192.0.2.201:5060';
const elsewhereContact = 'sip:bob@192.0.2.202:5060';

function bindings({ server, sim }: Scene): string[] {
  return server.store
    .bindings(`bob@${DOMAIN}`, sim.clock.wall())
    .map(({ contact }) => contact)
    .toSorted();
}

const uris = (contacts: readonly { readonly uri: { readonly text: string } }[]) =>
  contacts.map(({ uri }) => uri.text).toSorted();

// ---- the flows: what comes of each, whatever gets lost on the way ----

/** 2.1 */
async function register(it: Scene) {
  const { bindings: contacts, expires } = await it.sim.wait(it.bob.register({ signal: it.over.signal }).registered);
  return { contacts: uris(contacts), expires, bindings: bindings(it) };
}

/** 2.2 */
async function addContact(it: Scene) {
  await it.sim.wait(it.bob.register({ signal: it.over.signal }).registered);
  const other = it.elsewhere('mobile', '192.0.2.202').register({ signal: it.over.signal });
  const { bindings: contacts } = await it.sim.wait(other.registered);
  return { contacts: uris(contacts) };
}

/** 2.3 */
async function askForContacts(it: Scene) {
  const registration = it.bob.register({ signal: it.over.signal });
  await it.sim.wait(registration.registered);
  const contacts = await it.sim.wait(registration.query());
  return { contacts: uris(contacts), bindings: bindings(it) };
}

/** 2.4 */
async function unregister(it: Scene) {
  const registration = it.bob.register({ signal: it.over.signal });
  await it.sim.wait(registration.registered);
  await it.sim.wait(registration.unregister());
  return { active: registration.active, bindings: bindings(it) };
}

/** 2.5 */
async function failToRegister(it: Scene) {
  const registration = it.bob.register({ signal: it.over.signal });
  const failure = await it.sim.wait(registration.registered.catch((error: unknown) => error as RequestFailed));
  return { status: 'status' in failure ? failure.status : 200, bindings: bindings(it) };
}

// ---- on a network that does no harm ----

test('2.1: a new registration is challenged and then made', async () => {
  const it = await scene(new Simulation());
  assert.deepEqual(await register(it), { contacts: [bobsContact], expires: 3600, bindings: [bobsContact] });
  assert.deepEqual(it.sim.ladder.flow, [
    'bob REGISTER server',
    'server 401 REGISTER bob',
    'bob REGISTER server',
    'server 200 REGISTER bob',
  ]);
});

test('2.2: a further contact is added, and the list of both comes back', async () => {
  assert.deepEqual(await addContact(await scene(new Simulation())), { contacts: [bobsContact, elsewhereContact] });
});

test('2.3: the contact list is asked for with the credentials at hand, and stays as it is', async () => {
  const it = await scene(new Simulation());
  assert.deepEqual(await askForContacts(it), { contacts: [bobsContact], bindings: [bobsContact] });
  assert.deepEqual(it.sim.ladder.flow.slice(4), ['bob REGISTER server', 'server 200 REGISTER bob']);
});

test('2.4: a registration is cancelled with Expires: 0', async () => {
  const it = await scene(new Simulation());
  assert.deepEqual(await unregister(it), { active: false, bindings: [] });
  await it.sim.runAsync(60_000);
  assert.deepEqual(it.sim.leftovers(), []);
});

test('2.5: a wrong password is refused, and not sent twice', async () => {
  const it = await scene(new Simulation(), 'wrong');
  assert.deepEqual(await failToRegister(it), { status: 401, bindings: [] });
  assert.deepEqual(it.sim.ladder.flow, [
    'bob REGISTER server',
    'server 401 REGISTER bob',
    'bob REGISTER server',
    'server 401 REGISTER bob',
  ]);
});

test('a registration is refreshed before it ends, with the same Call-ID and a higher CSeq (RFC 3261 10.2.4)', async () => {
  const it = await scene(new Simulation());
  const registration = it.bob.register({ expires: 120 });
  let granted = 0;
  void (async () => {
    for await (const { state } of registration.changes) if (state === 'registered') granted++;
  })();
  await it.sim.runAsync(87_000);
  assert.equal(granted, 1);
  await it.sim.runAsync(4_000);
  assert.equal(granted, 2);
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
  const it = await scene(new Simulation());
  const { expires } = await it.sim.wait(it.bob.register({ expires: 5 }).registered);
  assert.ok(it.sim.ladder.flow.includes('server 423 REGISTER bob'));
  assert.deepEqual(bindings(it), [bobsContact]);
  assert.ok(expires > 5);
});

// ---- on one that loses every tenth datagram ----

const flows = [
  { name: '2.1', flow: register, outcome: { contacts: [bobsContact], expires: 3600, bindings: [bobsContact] } },
  { name: '2.2', flow: addContact, outcome: { contacts: [bobsContact, elsewhereContact] } },
  { name: '2.3', flow: askForContacts, outcome: { contacts: [bobsContact], bindings: [bobsContact] } },
  { name: '2.4', flow: unregister, outcome: { active: false, bindings: [] } },
  { name: '2.5', flow: failToRegister, password: 'wrong', outcome: { status: 401, bindings: [] } },
];

for (const { name, flow, password, outcome } of flows) {
  test(`${name}: the same over ${LOSSY_SEEDS} seeds with loss, and nothing is left`, () =>
    lossy(async (sim) => {
      const it = await scene(sim, password);
      assert.deepEqual(await flow(it), outcome);
      it.over.abort();
      await sim.runAsync(40_000);
      sim.run(40_000);
      assert.deepEqual({ left: sim.leftovers(), bindings: bindings(it) }, { left: [], bindings: [] });
    }));
}
