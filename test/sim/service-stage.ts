/** Alice, Bob and Carol at one server: the stage of the service examples of RFC 5359. */

import assert from 'node:assert/strict';
import { type RouteFunction } from '../../src/server/index.ts';
import { type SessionDescription } from '../../src/sdp/index.ts';
import {
  audioStream,
  type Call,
  type IncomingCall,
  type InviteOptions,
  type Media,
  type OutgoingCall,
  SessionMedia,
  type UserAgent,
} from '../../src/ua/index.ts';
import { SERVER, SimulatedServer, TRUSTED } from '../simulated-server.ts';

export interface StageSetting {
  readonly seed: number;
  readonly loss: number;
  /** Routes of the server, and other configuration. */
  readonly config?: string;
  readonly routing?: RouteFunction;
}

/** What a person does with a call that comes in; rings and answers where nothing is said. */
export type Behaviour = (call: IncomingCall) => unknown;

export class Person {
  readonly name: string;
  readonly address: string;
  readonly agent: UserAgent;
  /** Calls that came in, in order. */
  readonly calls: IncomingCall[] = [];
  behave: Behaviour = ringAndAnswer;
  private waiting: ((call: IncomingCall) => void)[] = [];

  constructor(name: string, address: string, agent: UserAgent) {
    this.name = name;
    this.address = address;
    this.agent = agent;
    void (async () => {
      for await (const call of agent.calls) {
        this.calls.push(call);
        this.behave(call);
        for (const wake of this.waiting.splice(0)) wake(call);
      }
    })();
  }

  /** The address-of-record. */
  get uri(): string {
    return `sip:${this.name}@example.com`;
  }

  /** The next call that comes in. */
  next(): Promise<IncomingCall> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

/** Rings, and takes the call. */
export function ringAndAnswer(call: IncomingCall): void {
  call.ring();
  void call.answer().catch(() => {});
}

export class Stage {
  readonly server: SimulatedServer;
  readonly alice: Person;
  readonly bob: Person;
  readonly carol: Person;
  private readonly people: Person[] = [];

  static async begin({ seed, loss, config = '', routing }: StageSetting): Promise<Stage> {
    const delay = loss === 0 ? ([5, 5] as const) : ([2, 60] as const);
    const server = await SimulatedServer.start({ seed, loss, delay: [...delay], config: TRUSTED + config, routing });
    const stage = new Stage(server);
    for (const { name, address } of stage.people) await server.bind(name, `sip:${name}@${address}`);
    return stage;
  }

  private constructor(server: SimulatedServer) {
    this.server = server;
    this.alice = this.person('alice', '10.0.1.1');
    this.bob = this.person('bob', '10.0.1.2');
    this.carol = this.person('carol', '10.0.1.3');
  }

  /** Somebody more, at an address of the trusted network. */
  person(name: string, address: string): Person {
    const { sim } = this.server;
    const agent = sim.userAgent(
      name,
      { address },
      {
        identity: `sip:${name}@example.com`,
        outboundProxy: `sip:${SERVER}`,
        events: ['dialog'],
        anyReferral: true,
        media: () => this.media(address),
      },
    );
    const person = new Person(name, address, agent);
    this.people.push(person);
    return person;
  }

  media(address: string): SessionMedia {
    return new SessionMedia({ address, streams: [audioStream(4000)] }, this.server.sim.random);
  }

  /** A call from one to another that stands on both sides. */
  async call(from: Person, to: Person, options?: InviteOptions): Promise<{ out: OutgoingCall; in: IncomingCall }> {
    const next = to.next();
    const out = from.agent.invite(to.uri, options);
    const taken = await this.wait(next);
    await this.wait(Promise.all([out.established, taken.established]));
    return { out, in: taken };
  }

  /** Waits until the caller has heard that it rings. */
  async rings(call: OutgoingCall): Promise<void> {
    const progress = call.progress[Symbol.asyncIterator]();
    await this.wait(progress.next());
    assert.equal(call.state, 'Ringing');
  }

  wait<Value>(promise: PromiseLike<Value>, withinMs = 200_000): Promise<Value> {
    return this.server.sim.wait(promise, withinMs);
  }

  run(ms: number): Promise<void> {
    return this.server.run(ms);
  }

  after(ms: number, action: () => void): void {
    this.server.sim.clock.after(ms, action);
  }

  /** Ends these calls, and asserts that nobody has one left, and nothing else is. */
  async end(...calls: readonly Call[]): Promise<void> {
    for (const call of calls) await this.wait(call.hangUp());
    // The longest that anything may last: 64 T1, and the transactions after it.
    await this.server.finish(80_000);
    for (const { name, agent } of this.people)
      assert.deepEqual([agent.callCount, agent.dialogCount], [0, 0], `${name} has something left`);
    const { sim } = this.server;
    assert.deepEqual(sim.leftovers(), []);
  }
}

/** At whose address the sound of the other side is, and whether it flows both ways. */
export function hears(call: Call): string {
  const [stream] = call.streams;
  return `${stream.remote?.address ?? 'nobody'} ${stream.direction}`;
}

/** Media that pass on what another party has described: offers and answers that a test gives. */
export class RelayMedia implements Media {
  toOffer: SessionDescription | undefined = undefined;
  toAnswer: ((offer: SessionDescription) => Promise<SessionDescription>) | undefined = undefined;
  /** What the peer described last. */
  remote: SessionDescription | undefined = undefined;

  offer(): SessionDescription {
    return this.toOffer ?? assert.fail('nothing to offer');
  }

  answer(_: unknown, offer: SessionDescription): Promise<SessionDescription> {
    return this.toAnswer?.(offer) ?? assert.fail('nothing to answer with');
  }

  onStreams(_: unknown, session: { readonly remote?: SessionDescription }): void {
    this.remote = session.remote;
  }
}
