/** Healthy calls of our own user agents at our own server, on the simulated network: what takes hours, or three parties. */

import { Simulation } from '../../../src/testing/index.ts';
import { audioStream, type Call, SessionMedia, type UserAgentOptions } from '../../../src/ua/index.ts';
import { nodeHash } from '../../../src/node/index.ts';
import { play } from '../../sim/rfc3665-flows.ts';
import { type Person, Stage, type StageSetting } from '../../sim/service-stage.ts';
import { SERVER, SimulatedServer } from '../../simulated-server.ts';
import { type Healthy } from '../fault.ts';
import { type CapturePoint, SimulatedCapture } from '../simulated-capture.ts';

interface Setting extends Partial<StageSetting> {
  readonly point?: CapturePoint;
}

/** Alice, Bob and Carol at one server. */
function onStage(name: string, act: (stage: Stage) => Promise<void>, { point, ...setting }: Setting = {}): Healthy {
  return {
    name,
    maker: 'simulation',
    async record(folder) {
      const stage = await Stage.begin({ seed: 3, loss: 0, ...setting });
      const capture = new SimulatedCapture(stage.server.sim, point);
      await act(stage);
      // What is still under way comes to its end.
      await stage.run(1_000);
      return capture.write(folder);
    },
  };
}

/** A flow of RFC 3665 3, by its section. */
function basic(section: string, name: string): Healthy {
  return {
    name: `RFC 3665 ${section}: ${name}`,
    maker: 'simulation',
    async record(folder) {
      const sim = new Simulation();
      const capture = new SimulatedCapture(sim);
      await play(section, sim);
      return capture.write(folder);
    },
  };
}

/** Another phone than those of the stage, which do what is usual. */
function phone(stage: Stage, name: string, address: string, options: Partial<UserAgentOptions>) {
  return phoneOf(stage.server.sim, name, address, options);
}

function phoneOf(sim: Simulation, name: string, address: string, options: Partial<UserAgentOptions> = {}) {
  return sim.userAgent(
    name,
    { address },
    {
      identity: `sip:${name}@example.com`,
      outboundProxy: `sip:${SERVER}`,
      media: () => new SessionMedia({ address, streams: [audioStream(4000)] }, sim.random),
      ...options,
    },
  );
}

/** They talk for ms, and the first hangs up. */
async function talk(stage: Stage, call: Call, ms = 20_000): Promise<void> {
  await stage.run(ms);
  await stage.wait(call.hangUp());
}

/** Follows the referrals of a call, with the calls that come of it. */
function follow(call: Call): Call[] {
  const made: Call[] = [];
  void (async () => {
    for await (const referral of call.referrals) made.push(referral.accept());
  })();
  return made;
}

/** Rings, and takes the call when ms have passed. */
function slowly(stage: Stage, person: Person, ms: number): void {
  person.behave = (call) => {
    call.ring();
    stage.after(ms, () => void call.answer().catch(() => {}));
  };
}

const BRIDGE = 'routes:\n  - match: { user: ["bob", "carol"] }\n    bridge: { to: registered }\n';
const FORK = {
  routing: ({ uri }: { uri: string }) =>
    uri.startsWith('sip:bob@example.com')
      ? ({ action: 'proxy', targets: ['sip:bob@10.0.1.2', 'sip:carol@10.0.1.3'] } as const)
      : undefined,
};

export const healthySimulated: readonly Healthy[] = [
  basic('3.1', 'a call without a proxy'),
  basic('3.2', 'a call through two proxies, challenged by both'),
  basic('3.5', 'a call over TCP'),
  basic('3.6', 'a call by a redirect server, with the offer in the answer'),
  basic('3.7', 'the media move in the midst of the call'),
  basic('3.8', 'the caller gives up after some seconds'),
  onStage('consultation: hold, a second call, resume', async (stage) => {
    const { alice, bob, carol } = stage;
    const first = await stage.call(alice, bob);
    await stage.run(8_000);
    await stage.wait(first.in.hold());
    const second = await stage.call(bob, carol);
    await talk(stage, second.out, 6_000);
    await stage.wait(first.in.resume());
    await talk(stage, first.out);
  }),
  onStage('an attended transfer, with Replaces', async (stage) => {
    const { alice, bob, carol } = stage;
    const call = await stage.call(alice, bob);
    await stage.wait(call.in.hold());
    const second = await stage.call(bob, carol);
    const made = follow(call.out);
    await stage.run(3_000);
    const asked = await stage.wait(call.in.refer(second.out));
    await stage.wait(asked.done);
    await stage.wait(second.out.ended);
    await stage.wait(call.in.hangUp());
    await talk(stage, made[0]);
  }),
  onStage('a call is parked, and taken from another phone', async (stage) => {
    const { alice, bob, carol } = stage;
    const park = stage.person('park', '10.0.1.4');
    await stage.server.bind('park', 'sip:park@10.0.1.4');
    const call = await stage.call(alice, bob);
    follow(call.out);
    await stage.run(2_000);
    const asked = await stage.wait(call.in.refer(park.uri));
    await stage.wait(asked.done);
    await stage.wait(call.in.hangUp());
    const { callId = '', localTag = '', remoteTag = '' } = park.calls[0].dialog ?? {};
    const headers = [['Replaces', `${callId};to-tag=${remoteTag};from-tag=${localTag}`]] as const;
    const picked = carol.agent.invite(alice.uri, { headers });
    await stage.wait(picked.established);
    await talk(stage, picked);
  }),
  onStage(
    'all calls to Bob go to Carol',
    async (stage) => {
      const call = stage.alice.agent.invite(stage.bob.uri);
      await stage.wait(call.established);
      await talk(stage, call);
    },
    { config: 'routes:\n  - match: { user: bob }\n    proxy: sip:carol@10.0.1.3\n' },
  ),
  onStage('nobody answers for ten seconds, and the phone redirects', async (stage) => {
    const { alice, bob, carol } = stage;
    bob.behave = (call) => {
      call.ring();
      stage.after(10_000, () => call.redirect([carol.uri]));
    };
    const call = alice.agent.invite(bob.uri);
    await stage.wait(call.established);
    await talk(stage, call);
  }),
  onStage(
    'two people are called at once, and one of them answers',
    async (stage) => {
      slowly(stage, stage.bob, 4_000);
      slowly(stage, stage.carol, 30_000);
      const call = stage.alice.agent.invite('sip:bob@example.com');
      await stage.wait(call.established);
      await talk(stage, call);
    },
    FORK,
  ),
  onStage(
    'two people are called at once, one is busy, the other answers',
    async (stage) => {
      stage.bob.behave = (call) => call.reject(486);
      slowly(stage, stage.carol, 4_000);
      const call = stage.alice.agent.invite('sip:bob@example.com');
      await stage.wait(call.established);
      await talk(stage, call);
    },
    FORK,
  ),
  onStage('a program makes one phone call another', async (stage) => {
    const { alice, bob, carol } = stage;
    void (async () => {
      for await (const referral of alice.agent.referrals) referral.accept();
    })();
    await stage.run(0);
    const taken = bob.next();
    const asked = await stage.wait(carol.agent.refer(alice.uri, bob.uri));
    await stage.wait(asked.done);
    await talk(stage, await stage.wait(taken));
  }),
  onStage('both sides change the call at once, and both changes are made in the end', async (stage) => {
    const call = await stage.call(stage.alice, stage.bob);
    await stage.run(5_000);
    await stage.wait(Promise.allSettled([call.out.hold(), call.in.modify()]));
    await stage.run(5_000);
    await talk(stage, call.out);
  }),
  onStage('a call of three hours, with a session timer', async (stage) => {
    const bob = phone(stage, 'erin', '10.0.1.5', { sessionTimer: { sessionExpires: 1_800 } });
    await stage.server.bind('erin', 'sip:erin@10.0.1.5');
    void (async () => {
      for await (const call of bob.calls) void call.answer();
    })();
    const alice = phone(stage, 'frank', '10.0.1.6', { sessionTimer: { sessionExpires: 1_800, refresher: 'remote' } });
    const call = alice.invite('sip:erin@example.com');
    await stage.wait(call.established);
    await stage.run(3 * 3_600_000);
    await stage.wait(call.hangUp());
  }),
  onStage('a session interval is too small, and the caller takes the larger one', async (stage) => {
    const bob = phone(stage, 'erin', '10.0.1.5', { sessionTimer: { minSE: 600 } });
    await stage.server.bind('erin', 'sip:erin@10.0.1.5');
    void (async () => {
      for await (const call of bob.calls) void call.answer();
    })();
    const alice = phone(stage, 'frank', '10.0.1.6', { sessionTimer: { sessionExpires: 90 } });
    const call = alice.invite('sip:erin@example.com');
    await stage.wait(call.established);
    await talk(stage, call);
  }),
  onStage('the callee answers after 50 seconds of ringing, acknowledged by PRACK', async (stage) => {
    stage.bob.behave = (call) => {
      call.ring({ reliable: true });
      stage.after(50_000, () => void call.answer());
    };
    const call = stage.alice.agent.invite(stage.bob.uri);
    await stage.wait(call.established);
    await talk(stage, call);
  }),
  onStage('early media, changed by UPDATE before the answer', async (stage) => {
    stage.bob.behave = (call) => {
      void call.progress().then(() => stage.after(1_000, () => void call.modify('UPDATE').catch(() => {})));
      stage.after(6_000, () => void call.answer().catch(() => {}));
    };
    const call = stage.alice.agent.invite(stage.bob.uri);
    await stage.wait(call.established);
    await talk(stage, call);
  }),
  onStage('the offer comes in the answer', async (stage) => {
    const call = stage.alice.agent.invite(stage.bob.uri, { lateOffer: true });
    await stage.wait(call.established);
    await talk(stage, call);
  }),
  onStage(
    'the server is a back-to-back user agent, and the call is held and resumed through it',
    async (stage) => {
      const call = await stage.call(stage.alice, stage.bob);
      await stage.run(3_000);
      await stage.wait(call.out.hold());
      await stage.run(3_000);
      await stage.wait(call.out.resume());
      await talk(stage, call.out);
    },
    { config: BRIDGE },
  ),
  onStage(
    'a twentieth of all packets is lost, and every call comes about',
    async (stage) => {
      for (let i = 0; i < 5; i++) {
        const call = stage.alice.agent.invite(stage.bob.uri);
        await stage.wait(call.established);
        await talk(stage, call, 10_000);
      }
      await stage.run(40_000);
    },
    { loss: 0.05, seed: 11 },
  ),
  onStage(
    'a call as the caller alone sees it',
    async (stage) => {
      const call = await stage.call(stage.alice, stage.bob);
      await stage.wait(call.in.hold());
      await stage.wait(call.in.resume());
      await talk(stage, call.in);
    },
    { point: { at: '10.0.1.1' } },
  ),
  onStage('both sides hang up at the same moment', async (stage) => {
    const call = await stage.call(stage.alice, stage.bob);
    await stage.run(20_000);
    await stage.wait(Promise.all([call.out.hangUp(), call.in.hangUp()]));
  }),
  onStage('the caller gives up in the moment in which the callee answers', async (stage) => {
    const { alice, bob } = stage;
    slowly(stage, bob, 9_000);
    const next = bob.next();
    const call = alice.agent.invite(bob.uri);
    const taken = await stage.wait(next);
    // The 200 leaves Bob 9 s after the INVITE came, and the CANCEL leaves Alice while it is under way.
    await stage.run(8_995);
    await stage.wait(call.hangUp());
    await stage.wait(taken.ended);
  }),
  onStage('a call within a day of silence: fifty minutes after the phone has registered', async (stage) => {
    await stage.run(50 * 60_000);
    const call = await stage.call(stage.alice, stage.bob);
    await talk(stage, call.out);
  }),
  onStage('messages, OPTIONS and INFO, within a call and outside', async (stage) => {
    const { alice, bob } = stage;
    void (async () => {
      for await (const request of bob.agent.requests) request.respond(200);
    })();
    await stage.run(0);
    await stage.wait(alice.agent.message(bob.uri, 'Do you have a minute?'));
    await stage.wait(alice.agent.optionsOf(bob.uri));
    const call = await stage.call(alice, bob);
    void (async () => {
      for await (const request of call.in.requests) request.respond(200);
    })();
    await stage.run(0);
    await stage.wait(call.out.info({ body: 'Signal=5\r\nDuration=160\r\n', contentType: 'application/dtmf-relay' }));
    await talk(stage, call.out);
  }),
  onStage('a phone watches another: SUBSCRIBE, NOTIFY, refreshes for three hours', async (stage) => {
    const { alice, bob } = stage;
    void (async () => {
      for await (const watcher of bob.agent.subscriptions) watcher.accept();
    })();
    await stage.run(0);
    const subscription = alice.agent.subscribe(bob.uri, 'dialog', { expires: 3_600 });
    await stage.wait(subscription.active);
    await stage.run(3 * 3_600_000);
    await stage.wait(subscription.unsubscribe());
  }),
  {
    name: 'two phones of one user register, renew for a day, and take it back',
    maker: 'simulation',
    async record(folder) {
      const server = await SimulatedServer.start({});
      await server.account('alice');
      const capture = new SimulatedCapture(server.sim);
      const account = { hash: nodeHash, credentials: { password: 'secret' } };
      const registrations = ['10.0.9.1', '10.0.9.2'].map((address) =>
        server.sim
          .userAgent(
            address,
            { address },
            { identity: 'sip:alice@example.com', outboundProxy: `sip:${SERVER}`, ...account },
          )
          .register(),
      );
      for (const registration of registrations) await server.sim.wait(registration.registered);
      await server.run(24 * 3_600_000);
      for (const registration of registrations) await server.sim.wait(registration.unregister());
      return capture.write(folder);
    },
  },
];
