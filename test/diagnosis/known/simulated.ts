/** Faults in calls and registrations of our own user agents and server, on the simulated network; made beside the rules. */

import { type Simulation } from '../../../src/testing/index.ts';
import { audioStream, SessionMedia, type UserAgentOptions } from '../../../src/ua/index.ts';
import { nodeHash } from '../../../src/node/index.ts';
import { SERVER, SimulatedServer, TRUSTED } from '../../simulated-server.ts';
import { mountServer } from '../../sim/server-host.ts';
import { Stage } from '../../sim/service-stage.ts';
import { type Fault } from '../fault.ts';
import { type CapturePoint, SimulatedCapture } from '../simulated-capture.ts';

const BOB = '10.0.1.2';

/** One fault on the stage of Alice, Bob and Carol at one server. */
function onStage(
  name: string,
  symptom: string,
  expected: string,
  play: (stage: Stage) => Promise<void>,
  { point, config, loss = 0 }: { point?: CapturePoint; config?: string; loss?: number } = {},
): Fault {
  return {
    name,
    symptom,
    expected,
    maker: 'simulation',
    set: 'known',
    async record(folder) {
      const stage = await Stage.begin({ seed: 7, loss, config });
      const capture = new SimulatedCapture(stage.server.sim, point);
      await play(stage);
      return capture.write(folder);
    },
  };
}

/** One fault of a user agent that registers at a server with accounts. */
function registering(
  name: string,
  symptom: string,
  expected: string,
  password: string,
  user: string,
  config = '',
): Fault {
  return {
    name,
    symptom,
    expected,
    maker: 'simulation',
    set: 'known',
    async record(folder) {
      const server = await SimulatedServer.start({ config });
      await server.account('alice');
      const capture = new SimulatedCapture(server.sim);
      const agent = phone(server.sim, '10.0.9.1', { identity: `sip:${user}@example.com`, credentials: { password } });
      await settle(server.sim, agent.register().registered, 40_000);
      return capture.write(folder);
    },
  };
}

function phone(
  sim: Simulation,
  address: string,
  options: Omit<UserAgentOptions, 'transport' | 'stack' | 'clock' | 'random'>,
) {
  return sim.userAgent(
    'phone',
    { address },
    {
      outboundProxy: `sip:${SERVER}`,
      hash: nodeHash,
      media: () => new SessionMedia({ address, streams: [audioStream(4000)] }, sim.random),
      ...options,
    },
  );
}

/** Whatever becomes of it is in the capture. */
async function settle(sim: Simulation, promise: Promise<unknown>, withinMs = 60_000): Promise<void> {
  await sim
    .wait(
      promise.catch(() => {}),
      withinMs,
    )
    .catch(() => {});
}

export const simulatedFaults: readonly Fault[] = [
  registering(
    'wrong password at REGISTER',
    'My phone says 401 and never registers.',
    'wrong-password',
    'guess',
    'alice',
  ),
  onStage('callee not registered', 'Calling Carol gives 480.', 'user-unavailable', async (stage) => {
    await stage.server.account('dave');
    await settle(stage.server.sim, stage.alice.agent.invite('sip:dave@example.com').established);
  }),
  onStage('no such user', 'The number does not exist, says the server.', 'user-not-found', async (stage) => {
    await settle(stage.server.sim, stage.alice.agent.invite('sip:nobody@example.com').established);
  }),
  onStage('no codec in common', 'The call is refused at once with 488.', 'no-common-codec', async (stage) => {
    const { sim } = stage.server;
    const g729 = audioStream(4000, [{ name: 'G729', clockRate: 8000 }]);
    stage.bob.behave = (call) => {
      call.ring();
      void call.answer({ media: new SessionMedia({ address: BOB, streams: [g729] }, sim.random) }).catch(() => {});
    };
    await settle(sim, stage.alice.agent.invite(stage.bob.uri).established);
  }),
  onStage('next hop is dead', 'Long silence, then 408.', 'next-hop-silent', async (stage) => {
    const { server } = stage;
    await server.bind('erin', 'sip:erin@10.0.1.77');
    await settle(server.sim, stage.alice.agent.invite('sip:erin@example.com').established, 200_000);
  }),
  onStage('ACK never arrives', 'Calls drop after 32 seconds.', 'ack-lost', async (stage) => {
    const { sim } = stage.server;
    sim.network.hold(({ text }) => text.startsWith('ACK '));
    const out = stage.alice.agent.invite(stage.bob.uri);
    await settle(sim, out.ended, 100_000);
    await stage.run(40_000);
  }),
  onStage('callee is busy', 'I get the busy tone.', 'callee-busy', async (stage) => {
    stage.bob.behave = (call) => call.reject(486);
    await settle(stage.server.sim, stage.alice.agent.invite(stage.bob.uri).established);
  }),
  onStage('callee declines', 'The call is rejected.', 'call-declined', async (stage) => {
    stage.bob.behave = (call) => call.reject(603);
    await settle(stage.server.sim, stage.alice.agent.invite(stage.bob.uri).established);
  }),
  onStage(
    'redirection is not followed',
    'Calls to the forwarded number fail with 302.',
    'redirect-not-followed',
    async (stage) => {
      stage.bob.behave = (call) => call.reject(302, { headers: [['Contact', '<sip:carol@10.0.1.3>']] });
      await settle(stage.server.sim, stage.alice.agent.invite(stage.bob.uri, { redirects: 0 }).established);
    },
  ),
  onStage(
    'an extension is demanded that the callee lacks',
    '420 Bad Extension.',
    'extension-not-supported',
    async (stage) => {
      await settle(
        stage.server.sim,
        stage.alice.agent.invite(stage.bob.uri, { headers: [['Require', 'x-unheard-of']] }).established,
      );
    },
  ),
  onStage(
    'BYE meets a peer that has vanished',
    'The other side never hears that I hung up.',
    'bye-unanswered',
    async (stage) => {
      const { sim } = stage.server;
      const call = await stage.call(stage.alice, stage.bob);
      await stage.run(2_000);
      sim.network.cut(SERVER, BOB);
      await settle(sim, call.out.hangUp(), 100_000);
      await stage.run(40_000);
    },
  ),
  onStage(
    'two servers send a call to each other',
    'The call is answered 482 or 483.',
    'loop',
    async (stage) => {
      const { sim } = stage.server;
      await mountServer(sim, 'other', {
        address: '10.0.0.2',
        domain: 'example.net',
        yaml: `${TRUSTED}routes:\n  - match: { user: [frank] }\n    proxy: ["sip:frank@${SERVER}"]\n`,
      });
      await settle(sim, stage.alice.agent.invite('sip:frank@example.com').established, 100_000);
    },
    { config: 'routes:\n  - match: { user: [frank] }\n    proxy: ["sip:frank@10.0.0.2"]\n' },
  ),
  onStage(
    'a third of all packets is lost',
    'Calls take long to set up, and to end.',
    'responses-lost',
    async (stage) => {
      for (let i = 0; i < 6; i++) {
        const call = stage.alice.agent.invite(stage.bob.uri);
        await settle(stage.server.sim, call.established, 100_000);
        await settle(stage.server.sim, call.hangUp(), 100_000);
      }
      await stage.run(40_000);
    },
    { loss: 0.3 },
  ),
  onStage(
    'the callee insists on an extension that the caller lacks',
    '421 Extension Required.',
    'extension-required',
    async (stage) => {
      stage.bob.behave = (call) => call.reject(421, { headers: [['Require', 'x-secret-sauce']] });
      await settle(stage.server.sim, stage.alice.agent.invite(stage.bob.uri).established);
    },
  ),
];
