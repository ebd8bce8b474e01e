/** A network of many hosts in one process: datagrams are lost, doubled and delayed by a seed, connections break (RFC 3261 18). */

import type { FramingLimits } from '../message/index.ts';
import { MemoryHost } from './memory-host.ts';
import type { Listener, TransportName } from './transport.ts';

/** How a network behaves; by default nothing is lost or doubled, and everything takes 1 ms. */
export interface MemoryNetworkOptions {
  /** The seeded source of every choice, from 0 up to but not 1: the same sequence gives the same run. */
  random(): number;
  /** Runs a task later on the virtual clock; tasks of the same time in the order in which they were given. */
  schedule(delayMs: number, task: () => void): void;
  /** Probability that a datagram never arrives. */
  readonly loss?: number;
  /** Probability that a datagram arrives twice. */
  readonly duplicate?: number;
  /** Least and greatest time on the way, in ms; datagrams overtake each other within it. */
  readonly delay?: readonly [min: number, max: number];
  /** Until a connection attempt over a cut link fails, in ms. */
  readonly connectTimeoutMs?: number;
  /** Until a connection over a cut link is given up by who sends on it, in ms. */
  readonly stallMs?: number;
  readonly framing?: FramingLimits;
}

/** A numeric address and a port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** One message on the network, told at the moment at which it happens: read the virtual clock for its time. */
export interface TappedMessage {
  /** Counts what is sent on the network, from 1: what is told later of the same message has its number. */
  readonly number: number;
  /** A datagram can be delivered twice; what a connection delivers is not told, only what is sent on it. */
  readonly event: 'sent' | 'lost' | 'delivered';
  readonly transport: TransportName;
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly text: string;
}

/** Told of each message on the network. */
export type Tap = (message: TappedMessage) => void;

/** Picks messages as they are sent, such as `({ text }) => text.startsWith('ACK ')`. */
export type MessagePick = (message: TappedMessage) => boolean;

/** What the network keeps back, see `MemoryNetwork.hold`. */
export interface HeldMessages {
  /** Those that wait, in the order in which they were sent. */
  readonly waiting: readonly TappedMessage[];
  /** Lets them go on their way, in their order, and keeps nothing back any more. */
  release(): void;
  /** Loses them, and keeps nothing back any more. */
  lose(): void;
}

/** What becomes of the messages that it picks. */
interface Rule {
  readonly pick: MessagePick;
  /** How many more it may pick. */
  left: number;
  take(message: TappedMessage, carry: () => void): void;
}

/** Hosts by address, and the links between them, which can be cut. */
export class MemoryNetwork {
  readonly stallMs: number;
  readonly connectTimeoutMs: number;
  readonly framing: FramingLimits | undefined;
  readonly #options: MemoryNetworkOptions;
  readonly #loss: number;
  readonly #duplicate: number;
  readonly #minDelay: number;
  readonly #delaySpread: number;
  readonly #hosts = new Map<string, MemoryHost>();
  readonly #cuts = new Set<string>();
  readonly #taps = new Set<Tap>();
  readonly #rules = new Set<Rule>();
  #connections = 0;
  #sent = 0;

  constructor(options: MemoryNetworkOptions) {
    const [min, max] = options.delay ?? [1, 1];
    this.#options = options;
    this.#loss = options.loss ?? 0;
    this.#duplicate = options.duplicate ?? 0;
    this.#minDelay = min;
    this.#delaySpread = max - min;
    this.connectTimeoutMs = options.connectTimeoutMs ?? 1000;
    this.stallMs = options.stallMs ?? 10_000;
    this.framing = options.framing;
  }

  /**
   * Adds a host, which takes the place of one that was closed or killed at the same address.
   * @param listeners port 0 takes a free one; `address` is another address of the same host, for IPv4 beside IPv6
   */
  host(
    address: string,
    listeners: readonly { readonly transport: TransportName; readonly port: number; readonly address?: string }[],
  ): MemoryHost {
    const host = new MemoryHost(this, address, listeners);
    for (const listener of host.listeners) this.#hosts.set(listener.address, host);
    return host;
  }

  /** Cuts the link between two addresses: datagrams vanish, connections stall. */
  cut(a: string, b: string): void {
    this.#cuts.add(link(a, b));
  }

  /** Undoes `cut`: what connections held back goes on its way. */
  heal(a: string, b: string): void {
    this.#cuts.delete(link(a, b));
    for (const host of new Set([this.#hosts.get(a), this.#hosts.get(b)])) host?.flushConnections();
  }

  /** Breaks every connection between two addresses; both sides are told. */
  reset(a: string, b: string): void {
    this.#hosts.get(a)?.resetConnections(b);
    this.#hosts.get(b)?.resetConnections(a);
  }

  /** Tells of every message from now on. @returns what takes the tap off again */
  tap(tap: Tap): () => void {
    this.#taps.add(tap);
    return () => this.#taps.delete(tap);
  }

  /**
   * Keeps datagrams back from now on, so that others overtake or cross them. What is picked is not left to chance: it is
   * neither lost nor doubled. Connections, whose messages keep their order, are held back by `cut`.
   * @param count how many at most; all of them when left out
   */
  hold(pick: MessagePick, count = Infinity): HeldMessages {
    const held: { readonly message: TappedMessage; readonly carry: () => void }[] = [];
    const rule = this.#rule(pick, count, (message, carry) => held.push({ message, carry }));
    const end = () => {
      this.#rules.delete(rule);
      return held.splice(0);
    };
    return {
      get waiting() {
        return held.map(({ message }) => message);
      },
      release: () => {
        for (const { carry } of end()) carry();
      },
      lose: () => {
        for (const { message } of end()) this.#tellAll({ ...message, event: 'lost' });
      },
    };
  }

  /**
   * Loses datagrams from now on, as they are sent.
   * @param count how many at most; all of them when left out
   * @returns what ends it
   */
  lose(pick: MessagePick, count = Infinity): () => void {
    const rule = this.#rule(pick, count, (message) => this.#tellAll({ ...message, event: 'lost' }));
    return () => this.#rules.delete(rule);
  }

  /** Whether the link between two addresses is cut. */
  isCut(a: string, b: string): boolean {
    return this.#cuts.has(link(a, b));
  }

  /** For a host: the next choice of the seed, from 0 up to but not 1. */
  random(): number {
    return this.#options.random();
  }

  /** For a host: runs a task later on the virtual clock, in ms. */
  schedule(delayMs: number, task: () => void): void {
    this.#options.schedule(delayMs, task);
  }

  /** For a host: lets something arrive after the time that the way takes. */
  carry(arrive: () => void): void {
    this.#options.schedule(this.#minDelay + this.random() * this.#delaySpread, arrive);
  }

  /** For a host: a number that no connection has had. */
  nextConnection(): number {
    return ++this.#connections;
  }

  /** The host that has this address now; undefined for none. */
  hostAt(address: string): MemoryHost | undefined {
    return this.#hosts.get(address);
  }

  /** For a host that is closed: its addresses are free. */
  remove(host: MemoryHost): void {
    for (const [address, other] of this.#hosts) if (other === host) this.#hosts.delete(address);
  }

  /** For a host: sends a datagram, which may be lost, doubled and delayed. */
  sendDatagram(text: string, from: Listener, to: Endpoint): void {
    const message = this.tellSent('UDP', from, to, text);
    const lost = this.random() < this.#loss;
    const copies = this.random() < this.#duplicate ? 2 : 1;
    for (const rule of this.#rules) {
      if (!rule.pick(message)) continue;
      if (--rule.left <= 0) this.#rules.delete(rule);
      rule.take(message, () => this.#carryDatagram(message, 1));
      return;
    }
    if (lost) this.#tellAll({ ...message, event: 'lost' });
    else this.#carryDatagram(message, copies);
  }

  #carryDatagram(message: TappedMessage, copies: number): void {
    const { text, from, to } = message;
    if (this.isCut(from.address, to.address)) {
      this.#tellAll({ ...message, event: 'lost' });
      return;
    }
    for (let copy = 0; copy < copies; copy++) {
      this.carry(() => {
        const take = this.#hosts.get(to.address)?.datagramTaker(to);
        this.#tellAll({ ...message, event: take === undefined ? 'lost' : 'delivered' });
        take?.(text, from);
      });
    }
  }

  /** For a host: tells the taps that a message leaves. */
  tellSent(transport: TransportName, from: Endpoint, to: Endpoint, text: string): TappedMessage {
    const message: TappedMessage = {
      number: ++this.#sent,
      event: 'sent',
      transport,
      from: { address: from.address, port: from.port },
      to: { address: to.address, port: to.port },
      text,
    };
    this.#tellAll(message);
    return message;
  }

  #tellAll(message: TappedMessage): void {
    for (const tap of this.#taps) tap(message);
  }

  #rule(pick: MessagePick, count: number, take: Rule['take']): Rule {
    const rule: Rule = { pick, left: count, take };
    if (count > 0) this.#rules.add(rule);
    return rule;
  }
}

function link(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
