/** Finds streams, and what goes beside them, by where they came from and went to. */

import type { ControlTraffic } from './media-traffic.ts';
import { type MediaStream } from './media-stream.ts';

/** Made once of all traffic, and anew when there is more. */
export class MediaIndex {
  readonly #from = new Map<string, MediaStream[]>();
  readonly #to = new Map<string, MediaStream[]>();
  readonly #control = new Map<string, ControlTraffic[]>();
  readonly #addresses = new Set<string>();
  readonly #pairs = new Set<string>();

  constructor(streams: Iterable<MediaStream>, control: Iterable<ControlTraffic>) {
    for (const stream of streams) {
      const { source, destination } = stream.hop;
      append(this.#from, placeKey(source.address, source.port), stream);
      append(this.#to, placeKey(destination.address, destination.port), stream);
      this.#addresses.add(source.address).add(destination.address);
      this.#pairs.add(`${source.address} ${destination.address}`);
    }
    for (const one of control) {
      const { source, destination } = one.hop;
      const [a, b] = [placeKey(source.address, source.port), placeKey(destination.address, destination.port)];
      append(this.#control, a, one);
      if (a !== b) append(this.#control, b, one);
    }
  }

  from(address: string, port: number): readonly MediaStream[] {
    return this.#from.get(placeKey(address, port)) ?? [];
  }

  to(address: string, port: number): readonly MediaStream[] {
    return this.#to.get(placeKey(address, port)) ?? [];
  }

  /** What went from or to that place. */
  controlAt(address: string, port: number): readonly ControlTraffic[] {
    return this.#control.get(placeKey(address, port)) ?? [];
  }

  /** Whether a stream went from one address to the other, either way. */
  isBetween(a: string, b: string): boolean {
    return this.#pairs.has(`${a} ${b}`) || this.#pairs.has(`${b} ${a}`);
  }

  /** Whether a stream came from or went to an address, on whatever port. */
  hasAddress(address: string): boolean {
    return this.#addresses.has(address);
  }
}

function placeKey(address: string, port: number): string {
  return `${address} ${port}`;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
