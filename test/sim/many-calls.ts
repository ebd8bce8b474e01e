/** Calls in great number, some hundred at a time, through a proxy: none may leave anything behind. */

import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { uriTarget, type Target } from '../../src/proxy/index.ts';
import { SeededRandom, Simulation } from '../../src/testing/index.ts';
import {
  audioStream,
  type Call,
  type IncomingCall,
  type Resolve,
  resolveNumeric,
  SessionMedia,
  type UserAgent,
} from '../../src/ua/index.ts';
import { inThread, serve } from './in-thread.ts';
import { ProxyCore } from './proxy-core.ts';

const DOMAIN = 'example.com';
const PROXY = '192.0.2.100';
/** ms from one call to the next. */
const EVERY = 20;
/** One in so many calls is watched until it is collected. */
const WATCHED = 50;
/** Bytes that the heap may grow by: for each call, and in all for code that was compiled late. What a call holds is thousands. */
const GROWTH = 100;
const COMPILED = 1 << 20;
/** ms after the last call by which all must be quiet. */
const LIMIT = 900_000;

export interface ManyCalls {
  readonly calls: number;
  readonly messages: number;
  /** How the calls ended for their callers, and how often: `bye 200`. */
  readonly ends: Readonly<Record<string, number>>;
  /** Transactions, timers, dialogs and calls that are left, in words. */
  readonly left: readonly string[];
  /** Of the calls that were watched, how many are still held by somebody. */
  readonly held: number;
  /** Bytes in use after the first half of the calls, and after the second. */
  readonly heap: readonly [half: number, whole: number];
}

/** Whether the second half of the calls has left something in memory. */
export function hasGrown({ calls, heap: [half, whole] }: ManyCalls): boolean {
  return whole - half > COMPILED + (calls / 2) * GROWTH;
}

/** Makes so many calls in a thread of its own. The same number gives the same run. */
export function manyCalls(count: number): Promise<ManyCalls> {
  return inThread(import.meta.url, count);
}

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What a weak reference was asked for is held to the end of the turn.
  for (let round = 0; round < 3; round++) {
    await turn();
    collect();
  }
}

class Crowd {
  private readonly random = new SeededRandom(1);
  private readonly sim = new Simulation({ loss: 0.01, duplicate: 0.01, delay: [5, 40], ladderLimit: 0 });
  private readonly agents: readonly UserAgent[];
  private readonly names = ['alice', 'bob', 'carol'] as const;
  private readonly watched: WeakRef<Call>[] = [];
  private readonly ends: Record<string, number> = {};
  private placed = 0;
  private messages = 0;

  constructor() {
    const { sim } = this;
    const locations = new Map<string, readonly Target[]>();
    const proxy = new ProxyCore({
      transport: sim.host('proxy', { address: PROXY }),
      clock: sim.clock,
      random: sim.random.fork(),
      domain: DOMAIN,
      locations,
    });
    sim.watch('proxy', proxy.stack);
    sim.network.tap(({ event }) => {
      if (event === 'sent') this.messages++;
    });
    this.agents = this.names.map((name, i) => {
      const address = `192.0.2.${i + 1}`;
      locations.set(name, [uriTarget(`sip:${name}@${address}`)]);
      const agent = sim.userAgent(name, { address }, this.options(name, address));
      void this.takeCalls(agent);
      return agent;
    });
  }

  /** Makes so many calls, and waits until all is quiet. */
  async call(count: number): Promise<void> {
    const { sim } = this;
    for (let i = 0; i < count; i++) {
      this.place();
      await sim.runAsync(EVERY);
    }
    await sim.clock.runOutAsync(sim.clock.now() + LIMIT);
  }

  report(): Pick<ManyCalls, 'messages' | 'ends' | 'left' | 'held'> {
    const { messages, ends, agents, names, watched } = this;
    const left = this.sim.leftovers();
    agents.forEach(({ dialogCount, callCount }, i) => {
      if (dialogCount > 0) left.push(`${names[i]}: ${dialogCount} dialogs`);
      if (callCount > 0) left.push(`${names[i]}: ${callCount} calls`);
    });
    return { messages, ends, left, held: watched.filter((call) => call.deref() !== undefined).length };
  }

  private options(name: string, address: string) {
    const resolve: Resolve = (uri, done) => {
      if (uri.host !== DOMAIN) return resolveNumeric(uri, done);
      done([{ transport: 'UDP', address: PROXY, port: 5060 }]);
    };
    return {
      identity: `sip:${name}@${DOMAIN}`,
      outboundProxy: `sip:${DOMAIN}`,
      resolve,
      maxCalls: 100_000,
      sessionTimer: { sessionExpires: 90 },
      media: () => new SessionMedia({ address, streams: [audioStream(4_000)] }, this.random),
    };
  }

  private place(): void {
    const { random, agents, names, ends } = this;
    const caller = random.between(0, 2);
    const callee = (caller + random.between(1, 2)) % 3;
    const call = agents[caller].invite(`sip:${names[callee]}@${DOMAIN}`, { lateOffer: random.chance(0.1) });
    if (this.placed++ % WATCHED === 0) this.watched.push(new WeakRef(call));
    this.follow(call);
    if (random.chance(0.1)) this.after(random.between(0, 2_000), () => void call.hangUp());
    void call.ended.then(({ cause, status }) => {
      const end = `${cause} ${status}`;
      ends[end] = (ends[end] ?? 0) + 1;
    });
  }

  private async takeCalls(agent: UserAgent): Promise<void> {
    for await (const call of agent.calls) {
      this.follow(call);
      this.take(call);
    }
  }

  private take(call: IncomingCall): void {
    const { random } = this;
    if (random.chance(0.3)) call.progress().catch(() => {});
    else call.ring();
    const mood = random.next();
    const delay = random.between(0, 3_000);
    if (mood < 0.75) this.after(delay, () => void call.answer());
    else if (mood < 0.85) this.after(delay, () => call.reject(486));
    else if (mood < 0.95) call.redirect([`sip:${random.pick(this.names)}@${DOMAIN}`]);
    else this.after(60_000, () => void call.hangUp());
  }

  private follow(call: Call): void {
    call.established.then(
      () => this.talk(call),
      () => {},
    );
  }

  private talk(call: Call): void {
    const { random } = this;
    const length = random.chance(0.02) ? random.between(60_000, 120_000) : random.between(0, 5_000);
    this.after(length, () => void call.hangUp());
    this.after(random.between(0, length), () => {
      const nothing = () => Promise.resolve();
      const hold = () => call.hold().then(() => call.resume());
      const doing = random.pick([nothing, nothing, hold, () => call.modify('UPDATE'), () => call.sendDigits('12#')]);
      doing().catch(() => {});
    });
  }

  private after(ms: number, action: () => void): void {
    this.sim.clock.after(ms, action);
  }
}

await serve(import.meta.url, async (count: number): Promise<ManyCalls> => {
  const crowd = new Crowd();
  const heap: number[] = [];
  for (const half of [Math.ceil(count / 2), Math.floor(count / 2)]) {
    await crowd.call(half);
    await collectGarbage();
    heap.push(process.memoryUsage().heapUsed);
  }
  return { calls: count, ...crowd.report(), heap: [heap[0], heap[1]] };
});
