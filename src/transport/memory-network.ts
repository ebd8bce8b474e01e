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
  /** A datagram can be delivered twice; what a connection delivers is not told, only what is sent on it. */
  readonly event: 'sent' | 'lost' | 'delivered';
  readonly transport: TransportName;
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly text: string;
}

/** Told of each message on the network. */
export type Tap = (message: TappedMessage) => void;

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
  #connections = 0;

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
    this.tell('sent', 'UDP', from, to, text);
    const lost = this.random() < this.#loss;
    const copies = this.random() < this.#duplicate ? 2 : 1;
    if (lost || this.isCut(from.address, to.address)) return this.tell('lost', 'UDP', from, to, text);
    for (let copy = 0; copy < copies; copy++) {
      this.carry(() => {
        const delivered = this.#hosts.get(to.address)?.takeDatagram(text, from, to) ?? false;
        this.tell(delivered ? 'delivered' : 'lost', 'UDP', from, to, text);
      });
    }
  }

  /** For a host: tells the taps. */
  tell(event: TappedMessage['event'], transport: TransportName, from: Endpoint, to: Endpoint, text: string): void {
    if (this.#taps.size === 0) return;
    const message: TappedMessage = {
      event,
      transport,
      from: { address: from.address, port: from.port },
      to: { address: to.address, port: to.port },
      text,
    };
    for (const tap of this.#taps) tap(message);
  }
}

function link(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
