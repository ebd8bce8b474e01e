/** A whole network in one process: hosts, user agents, scripted peers and servers, one virtual clock, one seed. */

import { SipError } from '../message/index.ts';
import { type Stack } from '../stack/index.ts';
import { type Machines, type TimerValues } from '../transaction/index.ts';
import { type DialogMachine } from '../dialog/index.ts';
import { type MemoryHost, MemoryNetwork, type MemoryNetworkOptions, type TransportName } from '../transport/index.ts';
import { UserAgent, type UserAgentOptions } from '../ua/index.ts';
import { MessageLadder } from './message-ladder.ts';
import { ScriptedPeer } from './scripted-peer.ts';
import { SeededRandom } from './seeded-random.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What a simulated network is like: how it treats datagrams, and what the user agents on it have in common. */
export interface SimulationOptions
  extends Pick<MemoryNetworkOptions, 'loss' | 'duplicate' | 'delay' | 'connectTimeoutMs'> {
  /** The same seed gives the same run; 1 when left out. */
  readonly seed?: number;
  /** T1, T2 and T4 of every user agent, in ms; those of the RFC when left out. */
  readonly timers?: TimerValues;
  /** How many messages the ladder keeps, the newest; 10,000 when left out. */
  readonly ladderLimit?: number;
  /** The state machines of every user agent, for tests of the tests. */
  readonly machines?: Machines;
  /** The same for its dialogs. */
  readonly dialogMachine?: DialogMachine;
}

/** Where a host is on the simulated network, and what it listens on. */
export interface HostOptions {
  /** Numeric. */
  readonly address: string;
  /** 5060 when left out. */
  readonly port?: number;
  /** UDP and TCP when left out. */
  readonly transports?: readonly TransportName[];
}

/**
 * A network without sockets in which time passes only when it is told to: `run`, `wait` and what else waits take ms of
 * virtual time, and no real one. With the same seed and the same calls every run is the same.
 */
export class Simulation {
  readonly clock: VirtualClock;
  /** Where all chance comes from; each user agent has a sequence of its own. */
  readonly random: SeededRandom;
  /** For what this class does not offer: links that are cut, connections that break, messages that are held back. */
  readonly network: MemoryNetwork;
  /** All that was sent, under the names of the hosts. */
  readonly ladder: MessageLadder;
  private readonly options: SimulationOptions;
  private readonly stacks: { readonly name: string; readonly stack: Stack }[] = [];

  constructor(options: SimulationOptions = {}) {
    this.options = options;
    this.clock = new VirtualClock();
    this.random = new SeededRandom(options.seed ?? 1);
    const chance = this.random.fork();
    const { loss, duplicate, delay, connectTimeoutMs } = options;
    this.network = new MemoryNetwork({
      random: () => chance.next(),
      schedule: (delayMs, task) => this.clock.after(delayMs, task),
      loss,
      duplicate,
      delay,
      connectTimeoutMs,
    });
    this.ladder = new MessageLadder(this.network, () => this.clock.now(), options.ladderLimit);
  }

  /** Adds a host to the network. @param name for the ladder */
  host(name: string, { address, port = 5060, transports = ['UDP', 'TCP'] }: HostOptions): MemoryHost {
    this.ladder.name(address, name);
    return this.network.host(
      address,
      transports.map((transport) => ({ transport, port })),
    );
  }

  /** Adds a user agent on a host of its own. */
  userAgent(
    name: string,
    host: HostOptions,
    options: Omit<UserAgentOptions, 'transport' | 'stack' | 'clock' | 'random'>,
  ): UserAgent {
    const { timers, machines, dialogMachine } = this.options;
    const agent = new UserAgent({
      timers,
      machines,
      dialogMachine,
      ...options,
      transport: this.host(name, host),
      clock: this.clock,
      random: this.random.fork(),
    });
    this.watch(name, agent.stack);
    return agent;
  }

  /** Adds a peer that a test writes the messages of. */
  peer(name: string, host: HostOptions): ScriptedPeer {
    return new ScriptedPeer({
      transport: this.host(name, host),
      now: () => this.clock.now(),
      wait: (withinMs, done) => this.runUntil(done, withinMs),
      waitAsync: (withinMs, done) => this.untilAsync(done, withinMs),
      explain: () => this.ladder.toString(),
    });
  }

  /** Counts a stack in `leftovers`; those of `userAgent` are. */
  watch(name: string, stack: Stack): void {
    this.stacks.push({ name, stack });
  }

  /** Lets `ms` of virtual time pass. */
  run(ms: number): void {
    this.clock.pass(ms);
  }

  /** Like `run`, where promises take part: user agents, stores, routing modules. */
  runAsync(ms: number): Promise<void> {
    return this.clock.runAsync(this.clock.now() + ms);
  }

  /**
   * Lets time pass until a promise is settled. @returns its value, or rejects as it does
   * @throws SipError (as a rejection) SIP_NOT_SETTLED when `withinMs` of virtual time are not enough
   */
  async wait<Value>(promise: PromiseLike<Value>, withinMs = 64_000): Promise<Value> {
    let settled = false;
    const note = () => {
      settled = true;
    };
    promise.then(note, note);
    await this.clock.runUntilSettled(promise, this.clock.now() + withinMs);
    if (!settled) throw new SipError('SIP_NOT_SETTLED', `not within ${withinMs} ms\n${this.ladder.toString()}`);
    return promise;
  }

  /** Lets time pass until `done` holds. @returns whether it did within `withinMs` */
  runUntil(done: () => boolean, withinMs = 64_000): boolean {
    const until = this.clock.now() + withinMs;
    while (!done() && this.clock.stepTo(until));
    return done();
  }

  /** Like `runUntil`, where promises take part. */
  async untilAsync(done: () => boolean, withinMs = 64_000): Promise<boolean> {
    const until = this.clock.now() + withinMs;
    await this.clock.runAsync(this.clock.now());
    while (!done() && (await this.clock.stepAsync(until)));
    return done();
  }

  /** What is left in the stacks: transactions and armed deadlines, in words. Nothing should be, once all is quiet. */
  leftovers(): string[] {
    const found: string[] = [];
    for (const { name, stack } of this.stacks) {
      if (stack.transactionCount > 0) found.push(`${name}: ${stack.transactionCount} transactions`);
      if (stack.wheel.size > 0) found.push(`${name}: ${stack.wheel.size} deadlines`);
    }
    return found;
  }
}
