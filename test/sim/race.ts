/** What the races of RFC 5407 are run on: Alice, Bob, and the same race over many seeds with loss, wherever it comes to one. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Simulation, type SimulationOptions } from '../../src/testing/index.ts';
import {
  audioStream,
  type Call,
  type IncomingCall,
  type InviteOptions,
  type OutgoingCall,
  SessionMedia,
  type UserAgent,
} from '../../src/ua/index.ts';
import { agentBench, type Bench } from '../agent-bench.ts';
import { LOSSY_SEEDS } from './lossy.ts';
import { Trace } from './race-trace.ts';

/** Longer than timers B, F, J and L, and than what follows a call. */
const QUIET_MS = 100_000;
/** Of the seeds with loss: so many at least have to come to the race. */
const LEAST_RACES = LOSSY_SEEDS / 2;

/** Where a race is run. */
export interface Track {
  readonly sim: Simulation;
  readonly trace: Trace;
  readonly agents: readonly UserAgent[];
}

/** One call, as either side has it. */
export interface Calls {
  readonly call: OutgoingCall;
  readonly bobs: IncomingCall;
}

/** Alice calls Bob, both user agents of ours. */
export class Pair implements Track {
  readonly sim: Simulation;
  readonly trace: Trace;
  readonly alice: UserAgent;
  readonly bob: UserAgent;
  readonly agents: readonly UserAgent[];
  /** The calls that Bob was offered. */
  readonly offered: IncomingCall[] = [];
  readonly #alicesMedia: SessionMedia;

  constructor(options: SimulationOptions) {
    // The addresses of RFC 5407 1.3.
    const addresses = { alice: '192.0.2.101', bob: '192.0.2.201' };
    const sim = new Simulation(options);
    const mediaAt = (address: string) => new SessionMedia({ address, streams: [audioStream(3456)] }, sim.random);
    const agent = (name: keyof typeof addresses, media: SessionMedia) =>
      sim.userAgent(
        name,
        { address: addresses[name] },
        { identity: `sip:${name}@${addresses[name]}`, media: () => media },
      );
    this.sim = sim;
    this.trace = new Trace(sim, new Map(Object.entries(addresses).map(([name, address]) => [address, name])));
    this.#alicesMedia = mediaAt(addresses.alice);
    this.alice = agent('alice', this.#alicesMedia);
    this.bob = agent('bob', mediaAt(addresses.bob));
    this.agents = [this.alice, this.bob];
    void this.#ring();
  }

  /** Alice's call, and Bob's, which rings, though she may not have heard so. */
  async calling(options: InviteOptions = {}): Promise<Calls> {
    const call = this.alice.invite('sip:bob@192.0.2.201', options);
    await this.sim.untilAsync(() => this.offered.length > 0);
    return { call, bobs: this.offered[0] };
  }

  /** The same, once Alice has heard it ring. */
  async ringing(options: InviteOptions = {}): Promise<Calls> {
    const both = await this.calling(options);
    await this.sim.untilAsync(() => both.call.state === 'Ringing');
    return both;
  }

  /** The same, once both know that it is answered. */
  async established(): Promise<Calls> {
    const both = await this.ringing();
    await this.sim.wait(both.bobs.answer());
    return both;
  }

  /** Alice's next offer says that she holds, by which request ever it goes. */
  holdByMedia(): void {
    const { session } = this.#alicesMedia;
    const streams = session.streams.map((stream) => ({ ...stream, direction: 'sendonly' as const }));
    this.#alicesMedia.session = { ...session, streams };
  }

  async #ring(): Promise<void> {
    for await (const call of this.bob.calls) {
      this.offered.push(call);
      call.ring();
    }
  }
}

/** A user agent of ours, and a peer that a test writes, for what no agent of ours would send. */
export class Scripted implements Track {
  readonly bench: Bench;
  readonly sim: Simulation;
  readonly trace: Trace;
  readonly agents: readonly UserAgent[];

  /** @param names of the agent and the peer, as RFC 5407 draws them */
  constructor(simulation: SimulationOptions, [agent, peer]: readonly [string, string]) {
    this.bench = agentBench({ simulation, onCall: (call) => call.ring() });
    this.sim = this.bench.sim;
    this.trace = new Trace(
      this.sim,
      new Map([
        [this.bench.bob.stack.listeners[0].address, agent],
        [this.bench.peer.address, peer],
      ]),
    );
    this.agents = [this.bench.bob];
  }

  /** Sends something now, and as a transaction would again until it is answered. */
  sendUntil(answered: () => boolean, send: () => void, times = 10): void {
    if (times === 0 || answered()) return;
    send();
    this.sim.clock.after(500, () => this.sendUntil(answered, send, times - 1));
  }

  /** Whether the peer has received a response to one of its requests. */
  isAnswered(method: string): boolean {
    return this.bench.peer.received.some(({ message }) => 'status' in message && message.cseq.method === method);
  }
}

/** What most drawings begin with. */
export const answered = ['alice INVITE 1 -> bob', 'bob 180 INVITE 1 -> alice', 'bob 200 INVITE 1 -> alice'];
export const established = [...answered, 'alice ACK 1 -> bob'];

/** How the calls ended, and what else is worth asking. */
export type Outcome = Readonly<Record<string, unknown>>;

export interface Race<Place extends Track> {
  /** The section, and what races what. */
  readonly name: string;
  readonly mount: (options: SimulationOptions) => Place;
  /** Runs it, whether or not it comes to the race, until the calls are over. */
  readonly run: (place: Place) => Promise<Outcome>;
  /** What goes over a network that loses nothing and takes 10 ms for everything. */
  readonly drawing: readonly string[];
  /** The lines of the drawing that matter; all when left out. */
  readonly drawn?: RegExp;
  /** What else holds where nothing is lost: times. */
  readonly asDrawn?: (trace: Trace) => void;
  /** Whether it came to it, as the RFC draws it; asked when all is over, as are the answers. */
  readonly occurred: (trace: Trace) => boolean;
  /** The final responses that the requests get that the race is about, such as `alice BYE 2`. */
  readonly answers: Readonly<Record<string, readonly number[]>>;
  readonly outcome: Outcome;
  /** What else may come of it, where messages overtake each other. */
  readonly orElse?: readonly Outcome[];
}

/** Two tests: as the RFC draws the race, and over the seeds of a network that loses every tenth datagram. */
export function race<Place extends Track>(it: Race<Place>): void {
  test(it.name, async () => {
    const place = it.mount({ delay: [10, 10] });
    const outcome = await it.run(place);
    const left = await leftovers(place);
    const drawing = place.trace.drawing.filter((line) => it.drawn?.test(line) ?? true);
    assert.deepEqual(drawing, it.drawing);
    it.asDrawn?.(place.trace);
    assert.ok(it.occurred(place.trace), 'it came to no race');
    assert.deepEqual([outcome, answersIn(place, it), left], [it.outcome, it.answers, []]);
  });

  test(`${it.name}: the same over ${LOSSY_SEEDS} seeds with loss, of which at least ${LEAST_RACES} come to it`, async () => {
    let races = 0;
    for (let seed = 1; seed <= LOSSY_SEEDS; seed++) {
      const place = it.mount({ seed, loss: 0.1, delay: [5, 100] });
      try {
        const outcome = await it.run(place);
        assert.deepEqual(await leftovers(place), []);
        if (!it.occurred(place.trace)) continue;
        races++;
        const expected = it.orElse?.find((other) => isSame(other, outcome)) ?? it.outcome;
        assert.deepEqual([outcome, answersIn(place, it)], [expected, it.answers]);
      } catch (error) {
        throw new Error(`seed ${seed}\n${place.sim.ladder.toString()}`, { cause: error });
      }
    }
    assert.ok(races >= LEAST_RACES, `${races} came to it`);
  });
}

/** What the agents have not cleared away, once all is quiet. */
export async function leftovers({ sim, agents }: Track): Promise<unknown[]> {
  sim.run(QUIET_MS);
  await sim.runAsync(0);
  const counts = agents.flatMap(({ dialogCount, callCount }) => [dialogCount, callCount]);
  return [...sim.leftovers(), ...counts.filter((count) => count > 0)];
}

function answersIn<Place extends Track>({ trace }: Place, { answers }: Race<Place>): Record<string, number[]> {
  return Object.fromEntries(Object.keys(answers).map((request) => [request, trace.answers(request)]));
}

function isSame(one: Outcome, other: Outcome): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** How a call has ended: `bye 200 by local`. */
export async function endOf({ sim }: Track, call: Call): Promise<string> {
  const { cause, status, by } = await sim.wait(call.ended, QUIET_MS);
  return `${cause} ${status} by ${by}`;
}

/** How a promise came out: `done`, or the code of its error. */
export async function settled({ sim }: Track, promise: Promise<unknown>): Promise<string> {
  const outcome = promise.then(
    () => 'done',
    (error: { readonly code?: string }) => error.code ?? 'an error without a code',
  );
  return sim.wait(outcome, QUIET_MS);
}

/** Lines that stand several times in a drawing. */
export function repeat(times: number, ...lines: readonly string[]): string[] {
  return Array.from({ length: times }, () => lines).flat();
}
