/** The flows of RFC 3665 3 and what comes of each; with every tenth datagram lost they run in a thread of their own. */

import assert from 'node:assert/strict';
import { Request } from '../../src/message/index.ts';
import { Simulation } from '../../src/testing/index.ts';
import { type OutgoingCall } from '../../src/ua/index.ts';
import { inThread, serve } from './in-thread.ts';
import { lossy } from './lossy.ts';
import { ATLANTA, BILOXI, BOBS_PHONE, endOf, names, type Pair, pair, sendsTo, trapezoid } from './rfc3665-pair.ts';
import { mountServer } from './server-host.ts';

export const BOB = `sip:bob@${BILOXI}`;

/** What comes of a flow: it must not hang on what gets lost on the way. */
type Outcome = Readonly<Record<string, string>>;

// ---- the flows ----

/** Both talk, and Bob hangs up. */
async function talk(it: Pair, call: OutgoingCall): Promise<Outcome> {
  const { sim } = it;
  const bobs = await sim.wait(it.rings);
  await sim.wait(Promise.all([call.established, bobs.established]));
  void bobs.hangUp();
  return {
    alice: await endOf(sim, call),
    bob: await endOf(sim, bobs),
    aliceSendsTo: sendsTo(call),
    bobSendsTo: sendsTo(bobs),
  };
}

const talked: Outcome = {
  alice: 'bye 200 by remote',
  bob: 'bye 200 by local',
  aliceSendsTo: '192.0.2.201:3456',
  bobSendsTo: '192.0.2.101:49172',
};

/** Bob's side, where there is no session. */
async function fail(it: Pair, call: OutgoingCall): Promise<Outcome> {
  const bobs = await it.sim.wait(it.rings);
  return { alice: await endOf(it.sim, call), bob: await endOf(it.sim, bobs) };
}

function alone(sim: Simulation): Promise<Pair> {
  return Promise.resolve(pair(sim));
}

function callBob(it: Pair): Promise<Outcome> {
  return talk(it, it.alice.invite(BOB));
}

/** 3.3: the second proxy is one that a test writes. */
async function twoRealms(sim: Simulation): Promise<Pair> {
  await mountServer(sim, 'atlanta', { address: '192.0.2.10', domain: ATLANTA, names, users: { alice: 'wonderland' } });
  const biloxi = sim.peer('biloxi', { address: '192.0.2.20' });
  const challenge =
    'Digest realm="biloxi.example.com", nonce="f84f1cec41e6cbe5aea9c8e88d359", algorithm=MD5, qop="auth"';
  biloxi.onReceive = (received) => {
    const { message } = received;
    if (!(message instanceof Request) || message.method !== 'INVITE') return;
    const credentials = message.named('Proxy-Authorization').join('\n');
    // 22.3: the credentials for Atlanta stay there.
    const refused = credentials === '' || credentials.includes('realm="atlanta.example.com"');
    const headers = [['Proxy-Authenticate', challenge]] as const;
    if (refused) biloxi.respond(received, 407, { toTag: 'b1', headers });
    else biloxi.respond(received, 486, { toTag: 'b2' });
  };
  return pair(sim, { proxyOfAlice: `sip:${ATLANTA}` });
}

/** 3.4 */
async function deadProxy(sim: Simulation): Promise<Pair> {
  const yaml = `trusted: [192.0.2.101]\n`;
  await mountServer(sim, 'second', { address: '192.0.2.10', domain: ATLANTA, names, users: { alice: 'x' }, yaml });
  const addresses = new Map([[ATLANTA, ['192.0.2.66', '192.0.2.10']]]);
  return pair(sim, { proxyOfAlice: `sip:${ATLANTA}`, names: addresses });
}

/** 3.6 */
async function redirector(sim: Simulation): Promise<Pair> {
  await mountServer(sim, 'redirector', {
    address: '192.0.2.10',
    domain: ATLANTA,
    names,
    users: { bob: 'x' },
    redirects: { bob: `<${BOBS_PHONE}>` },
    yaml: 'trusted: [192.0.2.101]\n',
  });
  return pair(sim);
}

/** 3.7 */
async function moveBobsMedia(it: Pair): Promise<Outcome> {
  const { sim, bobsMedia } = it;
  const call = it.alice.invite(BOBS_PHONE);
  const bobs = await sim.wait(it.rings);
  await sim.wait(Promise.all([call.established, bobs.established]));
  bobsMedia.session = { ...bobsMedia.session, address: '192.0.2.202' };
  await sim.wait(bobs.modify());
  void call.hangUp();
  return { alice: await endOf(sim, call), bob: await endOf(sim, bobs), aliceSendsTo: sendsTo(call) };
}

/** 3.8 */
async function giveUp(it: Pair): Promise<Outcome> {
  const call = it.alice.invite(BOB);
  await it.sim.wait(it.rings);
  await it.sim.runAsync(5_000);
  void call.hangUp();
  return fail(it, call);
}

/** 3.10 */
async function callTheDead(it: Pair): Promise<Outcome> {
  it.sim.network.hostAt('192.0.2.201')?.kill();
  return { alice: await endOf(it.sim, it.alice.invite(BOB)) };
}

const flows: readonly {
  readonly section: string;
  readonly mount: (sim: Simulation) => Promise<Pair>;
  readonly run: (it: Pair) => Promise<Outcome>;
  readonly outcome: Outcome;
}[] = [
  { section: '3.1', mount: alone, run: (it) => talk(it, it.alice.invite(BOBS_PHONE)), outcome: talked },
  { section: '3.2', mount: trapezoid, run: callBob, outcome: talked },
  {
    section: '3.3',
    mount: twoRealms,
    run: async ({ sim, alice }) => ({ alice: await endOf(sim, alice.invite(BOB)) }),
    outcome: { alice: 'refused 486 by remote' },
  },
  { section: '3.4', mount: deadProxy, run: (it) => talk(it, it.alice.invite(BOBS_PHONE)), outcome: talked },
  { section: '3.5', mount: trapezoid, run: (it) => talk(it, it.alice.invite(`${BOB};transport=tcp`)), outcome: talked },
  {
    section: '3.6',
    mount: redirector,
    run: (it) => talk(it, it.alice.invite(`sip:bob@${ATLANTA}`, { lateOffer: true })),
    outcome: talked,
  },
  {
    section: '3.7',
    mount: alone,
    run: moveBobsMedia,
    outcome: { alice: 'bye 200 by local', bob: 'bye 200 by remote', aliceSendsTo: '192.0.2.202:3456' },
  },
  {
    section: '3.8',
    mount: (sim) => trapezoid(sim, { bob: (call) => call.ring() }),
    run: giveUp,
    outcome: { alice: 'cancelled 487 by local', bob: 'cancelled 487 by remote' },
  },
  {
    section: '3.9',
    mount: (sim) => trapezoid(sim, { bob: (call) => call.reject(486) }),
    run: (it) => fail(it, it.alice.invite(BOB)),
    outcome: { alice: 'refused 486 by remote', bob: 'refused 486 by local' },
  },
  { section: '3.10', mount: trapezoid, run: callTheDead, outcome: { alice: 'refused 408 by remote' } },
  {
    section: '3.11',
    mount: (sim) =>
      trapezoid(sim, {
        bob: (call) => {
          call.ring();
          sim.clock.after(500, () => call.reject(480));
        },
      }),
    run: (it) => fail(it, it.alice.invite(BOB)),
    outcome: { alice: 'refused 480 by remote', bob: 'refused 480 by local' },
  },
];

export const sections = flows.map(({ section }) => section);

/** Plays a flow to its end, and checks what comes of it, and that nothing is left. */
export async function play(section: string, sim = new Simulation()): Promise<Pair> {
  const flow = flows.find((each) => each.section === section);
  assert.ok(flow !== undefined);
  const it = await flow.mount(sim);
  assert.deepEqual(await flow.run(it), flow.outcome);
  if (it.registration !== undefined) await sim.wait(it.registration.unregister(), 100_000);
  sim.run(100_000);
  await sim.runAsync(0);
  const { alice, bob } = it;
  const dialogs = [alice.dialogCount, bob.dialogCount, alice.callCount, bob.callCount];
  assert.deepEqual({ left: sim.leftovers(), dialogs }, { left: [], dialogs: [0, 0, 0, 0] });
  return it;
}

/** Plays every flow over all seeds with loss. @returns by section: the first failure, with its messages; '' for none */
export function playLossy(): Promise<Readonly<Record<string, string>>> {
  return inThread(import.meta.url, undefined);
}

await serve(import.meta.url, async () => {
  const failures: Record<string, string> = {};
  for (const section of sections) {
    failures[section] = await lossy(async (sim) => void (await play(section, sim))).then(
      () => '',
      (error: Error) => `${error.message}\n${String(error.cause)}`,
    );
  }
  return failures;
});
