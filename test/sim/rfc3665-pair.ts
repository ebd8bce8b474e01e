/** Alice and Bob of RFC 3665, with their media and credentials, and the proxies between them. */

import { nodeHash } from '../../src/server/index.ts';
import { type Simulation } from '../../src/testing/index.ts';
import {
  audioStream,
  type Call,
  type IncomingCall,
  type Registration,
  SessionMedia,
  type UserAgent,
} from '../../src/ua/index.ts';
import { mountServer, resolveBy } from './server-host.ts';

export const ATLANTA = 'atlanta.example.com';
export const BILOXI = 'biloxi.example.com';
export const BOBS_PHONE = 'sip:bob@192.0.2.201';
export const names = new Map([
  [ATLANTA, '192.0.2.10'],
  [BILOXI, '192.0.2.20'],
]);

export interface Pair {
  readonly sim: Simulation;
  readonly alice: UserAgent;
  readonly bob: UserAgent;
  readonly bobsMedia: SessionMedia;
  /** Bob's side of the first call that reaches him. */
  readonly rings: Promise<IncomingCall>;
  /** Bob's, where he has a proxy. */
  readonly registration?: Registration;
}

export interface PairOptions {
  /** What Bob does with a call; he rings and answers when left out. */
  readonly bob?: (call: IncomingCall) => void;
  readonly proxyOfAlice?: string | undefined;
  /** The addresses of the names. */
  readonly names?: ReadonlyMap<string, string | readonly string[]>;
}

function ringAndAnswer(call: IncomingCall): void {
  call.ring();
  void call.answer();
}

/** Alice and Bob with their credentials at their proxies, and nothing else. */
export function pair(sim: Simulation, options: PairOptions = {}): Pair {
  const resolve = resolveBy(options.names ?? names);
  const mediaAt = (address: string, port: number) =>
    new SessionMedia({ address, streams: [audioStream(port)] }, sim.random);
  const bobsMedia = mediaAt('192.0.2.201', 3456);
  const alice = sim.userAgent(
    'alice',
    { address: '192.0.2.101' },
    {
      identity: `Alice <sip:alice@${ATLANTA}>`,
      credentials: { password: 'wonderland' },
      hash: nodeHash,
      outboundProxy: options.proxyOfAlice,
      resolve,
      media: () => mediaAt('192.0.2.101', 49172),
    },
  );
  const bob = sim.userAgent(
    'bob',
    { address: '192.0.2.201' },
    {
      identity: `Bob <sip:bob@${BILOXI}>`,
      credentials: { password: 'zanzibar' },
      hash: nodeHash,
      resolve,
      media: () => bobsMedia,
    },
  );
  const rings = takeFirst(bob, options.bob ?? ringAndAnswer);
  return { sim, alice, bob, bobsMedia, rings };
}

async function takeFirst(agent: UserAgent, behave: (call: IncomingCall) => void): Promise<IncomingCall> {
  for await (const call of agent.calls) {
    behave(call);
    return call;
  }
  throw new Error('no call came');
}

/** Two proxies; Bob is registered at his. */
export async function trapezoid(sim: Simulation, options: Omit<PairOptions, 'proxyOfAlice'> = {}): Promise<Pair> {
  await mountServer(sim, 'atlanta', { address: '192.0.2.10', domain: ATLANTA, names, users: { alice: 'wonderland' } });
  const yaml = 'trusted: [192.0.2.10]\n';
  await mountServer(sim, 'biloxi', { address: '192.0.2.20', domain: BILOXI, names, users: { bob: 'zanzibar' }, yaml });
  const both = pair(sim, { ...options, proxyOfAlice: `sip:${ATLANTA}` });
  const registration = both.bob.register();
  await sim.wait(registration.registered);
  return { ...both, registration };
}

/** How a call has ended: `bye 200 by local`. */
export async function endOf(sim: Simulation, call: Call): Promise<string> {
  const { cause, status, by } = await sim.wait(call.ended, 100_000);
  return `${cause} ${status} by ${by}`;
}

/** Where one side of a call sends its sound. */
export function sendsTo({ streams }: Call): string {
  const remote = streams[0]?.remote;
  return remote === undefined ? 'nowhere' : `${remote.address}:${remote.port}`;
}
