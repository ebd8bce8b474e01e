/** Faults of the simulation, made after the rules were frozen: registrations first, then calls, as offices have them. */

import { nodeHash } from '../../../src/node/index.ts';
import { type Clock } from '../../../src/stack/index.ts';
import { type Store } from '../../../src/store/index.ts';
import { Simulation } from '../../../src/testing/index.ts';
import {
  audioStream,
  type IncomingCall,
  SessionMedia,
  type UserAgent,
  type UserAgentOptions,
} from '../../../src/ua/index.ts';
import { mountServer } from '../../sim/server-host.ts';
import { SERVER, SimulatedServer, TRUSTED, type ServerSetting } from '../../simulated-server.ts';
import { type Fault } from '../fault.ts';
import { FailingStore, ForgetfulPbx, RoundRobinPhone } from './parties.ts';
import { type CapturePoint, SimulatedCapture } from '../simulated-capture.ts';

const MINUTE = 60_000;
/** When the captures of the simulation begin, ms since 1970: a clock that shows another day would be a fault too. */
const TODAY = Date.UTC(2026, 0, 5, 9, 0, 0);
const ALICE = '10.0.4.11';
const BOB = '10.0.4.12';
const CAROL = '10.0.4.13';

/** A phone and what it does with calls. */
interface Phone {
  readonly agent: UserAgent;
  behave: (call: IncomingCall) => void;
}

/** A server with accounts, at which phones register with their password and are challenged for each call. */
class Office {
  readonly server: SimulatedServer;
  readonly sim: Simulation;

  static async open(setting: ServerSetting = {}): Promise<Office> {
    const clock = (of: Clock): Clock => ({
      now: () => of.now(),
      wall: () => TODAY + of.now(),
      after: (ms, callback) => of.after(ms, callback),
    });
    const server = await SimulatedServer.start({ seed: 23, delay: [3, 9], clock, ...setting });
    for (const user of ['alice', 'bob', 'carol']) await server.account(user);
    return new Office(server);
  }

  private constructor(server: SimulatedServer) {
    this.server = server;
    this.sim = server.sim;
  }

  phone(user: string, address: string, options: Partial<UserAgentOptions> = {}): Phone {
    return phoneOn(this.sim, user, address, { outboundProxy: `sip:${SERVER}`, ...options });
  }

  /** A phone that has registered. */
  async registered(user: string, address: string, options: Partial<UserAgentOptions> = {}): Promise<Phone> {
    const phone = this.phone(user, address, options);
    await this.sim.wait(phone.agent.register().registered);
    return phone;
  }

  run(ms: number): Promise<void> {
    return this.sim.runAsync(ms);
  }

  /** A call that goes well, for `ms`. */
  async talk(from: Phone, to: string, ms = 12_000): Promise<void> {
    const call = from.agent.invite(to);
    await this.sim.wait(call.established);
    await this.run(ms);
    await this.sim.wait(call.hangUp());
    await this.run(3_000);
  }

  /** A call that may go wrong: whatever becomes of it is in the capture. */
  attempt(from: Phone, to: string, withinMs = 2 * MINUTE): Promise<void> {
    return settle(this.sim, from.agent.invite(to).established, withinMs);
  }
}

function phoneOn(sim: Simulation, user: string, address: string, options: Partial<UserAgentOptions>): Phone {
  const agent = sim.userAgent(
    `${user} ${address}`,
    { address },
    {
      identity: `sip:${user}@example.com`,
      credentials: { password: 'secret' },
      hash: nodeHash,
      media: () => new SessionMedia({ address, streams: [audioStream(12_000)] }, sim.random),
      ...options,
    },
  );
  const phone: Phone = {
    agent,
    behave(call) {
      call.ring();
      sim.clock.after(2_500, () => void call.answer().catch(() => {}));
    },
  };
  void (async () => {
    for await (const call of agent.calls) phone.behave(call);
  })();
  return phone;
}

async function settle(sim: Simulation, promise: Promise<unknown>, withinMs: number): Promise<void> {
  await sim
    .wait(
      promise.catch(() => {}),
      withinMs,
    )
    .catch(() => {});
}

interface Setting extends ServerSetting {
  readonly point?: CapturePoint;
  /** A store of its own for each recording. */
  readonly makeStore?: () => Store;
}

/** One fault of an office. */
function inOffice(
  said: Pick<Fault, 'name' | 'symptom' | 'expected' | 'firstSaid'>,
  play: (office: Office) => Promise<void>,
  { point, makeStore, ...setting }: Setting = {},
): Fault {
  return {
    ...said,
    maker: 'simulation',
    set: 'held out',
    async record(folder) {
      const office = await Office.open({ ...setting, store: makeStore?.() });
      const capture = new SimulatedCapture(office.sim, point);
      await play(office);
      return capture.write(folder);
    },
  };
}

/** One fault without the server of the office. */
function without(
  said: Pick<Fault, 'name' | 'symptom' | 'expected' | 'firstSaid'>,
  play: (sim: Simulation) => Promise<void>,
  point?: CapturePoint,
): Fault {
  return {
    ...said,
    maker: 'simulation',
    set: 'held out',
    async record(folder) {
      const sim = new Simulation({ seed: 31, delay: [4, 12] });
      sim.clock.wall = () => TODAY + sim.clock.now();
      const capture = new SimulatedCapture(sim, point);
      await play(sim);
      return capture.write(folder);
    },
  };
}

export const heldOutSimulated: readonly Fault[] = [
  inOffice(
    {
      name: 'a PBX promises to refresh the session and never does',
      symptom: 'Calls from the front desk end after nine and a half minutes, in the middle of a sentence.',
      expected: 'session-timer-expired',
    },
    async (office) => {
      await office.registered('bob', BOB, { sessionTimer: {} });
      const carol = await office.registered('carol', CAROL);
      await office.talk(carol, 'sip:bob@example.com', 40_000);
      const pbx = new ForgetfulPbx(office.server.peer('pbx', '10.0.7.2'));
      pbx.call('sip:bob@example.com');
      await office.run(12 * MINUTE);
    },
    { config: `trusted: [10.0.7.2]\n` },
  ),
  inOffice(
    {
      name: 'the phone that is called has lost its network, as its caller sees it',
      symptom: 'Calls to Bob are silent for half a minute and then fail; calls to Carol work.',
      expected: 'hop-timeout',
    },
    async (office) => {
      await office.registered('bob', BOB);
      await office.registered('carol', CAROL);
      const alice = await office.registered('alice', ALICE);
      await office.talk(alice, 'sip:carol@example.com');
      office.sim.network.cut(SERVER, BOB);
      await office.attempt(alice, 'sip:bob@example.com');
      await office.run(5_000);
    },
    { point: { at: ALICE } },
  ),
  inOffice(
    {
      name: 'two offices send a number to each other, each with one more digit before it',
      symptom: 'Calls to the branch fail with 483 after a moment.',
      expected: 'too-many-hops',
    },
    async (office) => {
      await mountServer(office.sim, 'branch', {
        address: '10.0.0.2',
        domain: 'branch.example.net',
        yaml: `${TRUSTED}routes:\n  - match: { prefix: "0" }\n    proxy: ["sip:${SERVER}"]\n    add: "0"\n`,
      });
      await office.registered('carol', CAROL);
      const alice = await office.registered('alice', ALICE);
      await office.talk(alice, 'sip:carol@example.com');
      await office.attempt(alice, 'sip:0712345@example.com');
      await office.run(10_000);
    },
    {
      config: 'trusted: [10.0.0.2]\nroutes:\n  - match: { prefix: "0" }\n    proxy: ["sip:10.0.0.2"]\n    add: "0"\n',
      // All that the hops between the offices would show is out of the sight of whoever looks at the phone.
      point: { at: ALICE },
    },
  ),
  without(
    {
      name: 'each request goes to another server of the cluster, and each makes its own nonces',
      symptom: 'The door phone does not register since the provider has a second server; the desk phone does.',
      expected: 'dns-moved',
    },
    async (sim) => {
      const servers = ['198.51.100.31', '198.51.100.32'];
      for (const [i, address] of servers.entries())
        await mountServer(sim, `${i + 1}`, {
          address,
          domain: 'example.com',
          users: { alice: 'secret', bob: 'secret' },
        });
      // Ours stays with the server that challenged it.
      const desk = phoneOn(sim, 'bob', '203.0.113.61', { outboundProxy: `sip:${servers[1]}` });
      await sim.wait(desk.agent.register().registered);
      await sim.runAsync(4_000);
      const door = new RoundRobinPhone(sim.peer('door', { address: '203.0.113.62' }), servers);
      for (let i = 0; i < 4; i++) {
        door.register();
        await sim.runAsync(i % 2 === 0 ? 400 : 20_000);
      }
    },
  ),
  inOffice(
    {
      name: 'the called phone asks to be called through its proxy, and the caller gives up',
      symptom: 'Calls to the home worker fail with 305, others work.',
      expected: 'use-proxy',
    },
    async (office) => {
      await office.registered('carol', CAROL);
      const bob = await office.registered('bob', BOB);
      const alice = await office.registered('alice', ALICE, { redirects: 0 });
      bob.behave = (call) =>
        call.reject(305, { headers: [['Contact', '<sip:sbc.homeworkers.example.net:5060;lr;transport=udp>']] });
      await office.attempt(alice, 'sip:bob@example.com');
      await office.talk(alice, 'sip:carol@example.com');
    },
  ),
  inOffice(
    {
      name: 'a phone keeps the target of a temporary redirection',
      symptom: 'Bob has long been back at his desk, and calls from Alice still go to Carol.',
      expected: 'redirect-remembered',
    },
    async (office) => {
      const bob = await office.registered('bob', BOB);
      await office.registered('carol', CAROL);
      const alice = await office.registered('alice', ALICE);
      const usual = bob.behave;
      bob.behave = (call) => {
        call.ring();
        office.sim.clock.after(1_200, () => call.redirect(['sip:carol@example.com']));
      };
      await office.talk(alice, 'sip:bob@example.com');
      bob.behave = usual;
      await office.run(25 * MINUTE);
      const again = alice.agent.invite('sip:carol@example.com', { to: 'sip:bob@example.com' });
      await office.sim.wait(again.established);
      await office.run(9_000);
      await office.sim.wait(again.hangUp());
      await office.run(1_000);
    },
  ),
  inOffice(
    {
      name: 'a busy-lamp field asks for an event package that the phone does not have',
      symptom: 'The lamp for Bob never lights, though he can be called.',
      expected: 'not-acceptable',
    },
    async (office) => {
      await office.registered('bob', BOB, { events: ['message-summary', 'call-info'] });
      const alice = await office.registered('alice', ALICE);
      await settle(office.sim, alice.agent.subscribe('sip:bob@example.com', 'dialog').active, MINUTE);
      await office.run(5_000);
    },
  ),
  inOffice(
    {
      name: 'the disk of the registrar is full',
      symptom: 'Phones that were registered fall off within the hour.',
      expected: 'server-error',
      firstSaid: 'registration-expired',
    },
    async (office) => {
      const store = office.server.store as FailingStore;
      await office.registered('carol', CAROL);
      const alice = await office.registered('alice', ALICE);
      await office.talk(alice, 'sip:carol@example.com');
      await office.run(20 * MINUTE);
      store.down = true;
      await office.run(42 * MINUTE);
    },
    { makeStore: () => new FailingStore() },
  ),
  inOffice(
    {
      name: 'the softphone pushes the desk phone out of the registrar',
      symptom: 'My desk phone rings no more since I have the program on my laptop.',
      expected: 'registration-replaced',
      firstSaid: 'cancelled-by-timer',
    },
    async (office) => {
      await office.registered('bob', '10.0.4.12', { userAgent: 'Snom D785/10.1.169.16' });
      const alice = await office.registered('alice', ALICE);
      await office.talk(alice, 'sip:bob@example.com');
      await office.run(6 * MINUTE);
      const laptop = await office.registered('bob', '10.0.9.77', { userAgent: 'MicroSIP/3.21.4' });
      laptop.behave = (call) => call.ring();
      const out = alice.agent.invite('sip:bob@example.com');
      await office.run(25_000);
      await office.sim.wait(out.hangUp());
      await office.run(5_000);
    },
    { config: 'registrar: { maxContacts: 1, onContactLimit: replace }\n' },
  ),
];
