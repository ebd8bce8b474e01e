/** Host names to addresses, with a cache (RFC 3263 4.2: the A and AAAA look-up that ends every path). */

import { lookup as dnsLookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** All addresses of a name, best first; rejects where there are none. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** Where addresses come from, how long they are kept, and how many. */
export interface ResolverOptions {
  /** The platform's own, hosts file included, when left out. */
  readonly lookup?: Lookup;
  /** The clock that times to live run on: monotonic ms. */
  readonly now?: () => number;
  /** Calls back once after `ms`. @returns what cancels it */
  readonly after?: (ms: number, callback: () => void) => () => void;
  /** How long addresses are used, ms: the platform's look-up does not tell the record's own time. */
  readonly ttl?: number;
  /** How long a failure is remembered, ms. */
  readonly negativeTtl?: number;
  /** How long a look-up may take, ms. Its answer is still kept when it comes later. */
  readonly timeout?: number;
  readonly maxEntries?: number;
  /** Look-ups under way at once; beyond it a name that is not cached fails. */
  readonly maxPending?: number;
}

/** What a look-up gave. */
export interface Resolution {
  /** Best first, none twice; empty where it failed. */
  readonly addresses: readonly string[];
  /** Why there are no addresses, or ''. */
  readonly failure: string;
}

interface Entry {
  readonly resolution: Resolution;
  readonly until: number;
}

/** Looks hosts up and remembers what it found, failures too; names asked for at once share one look-up. */
export class Resolver {
  private readonly lookup: Lookup;
  private readonly now: () => number;
  private readonly after: (ms: number, callback: () => void) => () => void;
  private readonly ttl: number;
  private readonly negativeTtl: number;
  private readonly timeout: number;
  private readonly maxEntries: number;
  private readonly maxPending: number;
  /** In order of insertion, so that the oldest is the first. */
  private readonly entries = new Map<string, Entry>();
  private readonly pending = new Map<string, Promise<Resolution>>();

  constructor(options: ResolverOptions = {}) {
    this.lookup = options.lookup ?? systemLookup;
    this.now = options.now ?? (() => performance.now());
    this.after = options.after ?? afterUnref;
    this.ttl = options.ttl ?? 60_000;
    this.negativeTtl = options.negativeTtl ?? 5_000;
    this.timeout = options.timeout ?? 5_000;
    this.maxEntries = options.maxEntries ?? 10_000;
    this.maxPending = options.maxPending ?? 256;
  }

  /** Names in the cache. */
  get size(): number {
    return this.entries.size;
  }

  /**
   * What is known without asking: a numeric host itself, or what the cache holds.
   * @param host IPv6 without brackets
   * @returns undefined for a name that has to be looked up; an empty list for one that lately failed
   */
  addresses(host: string): readonly string[] | undefined {
    return this.known(host)?.addresses;
  }

  /** Never rejects: a name without an address, or without an answer in time, gives an empty list and the reason. */
  resolve(host: string): Promise<Resolution> {
    const known = this.known(host);
    if (known !== undefined) return Promise.resolve(known);
    const name = host.toLowerCase();
    const shared = this.pending.get(name);
    if (shared !== undefined) return shared;
    if (this.pending.size >= this.maxPending) {
      return Promise.resolve(failed(`${this.maxPending} look-ups are under way already`));
    }
    const answer = this.ask(name);
    this.pending.set(name, answer);
    return answer;
  }

  /** Forgets everything: the network has changed. */
  clear(): void {
    this.entries.clear();
  }

  private ask(name: string): Promise<Resolution> {
    return new Promise((resolve) => {
      let late = false;
      const settle = (resolution: Resolution) => {
        // What comes too late is no answer any more; only addresses are worth keeping then.
        if (late && resolution.addresses.length === 0) return;
        this.keep(name, resolution);
        if (late) return;
        late = true;
        cancel();
        this.pending.delete(name);
        resolve(resolution);
      };
      const cancel = this.after(this.timeout, () => settle(failed(`no answer within ${this.timeout} ms`)));
      // Called inside a promise, so that a look-up that throws is a failure like any other.
      Promise.resolve(name)
        .then(this.lookup)
        .then(
          (found) =>
            settle(found.length === 0 ? failed('it has no address') : { addresses: [...new Set(found)], failure: '' }),
          (error: unknown) => settle(failed(error instanceof Error ? error.message : String(error))),
        );
    });
  }

  private known(host: string): Resolution | undefined {
    if (isIP(host) !== 0) return { addresses: [host], failure: '' };
    const name = host.toLowerCase();
    const entry = this.entries.get(name);
    if (entry === undefined || entry.until > this.now()) return entry?.resolution;
    this.entries.delete(name);
    return undefined;
  }

  private keep(name: string, resolution: Resolution): void {
    this.entries.delete(name);
    if (this.entries.size >= this.maxEntries) {
      const oldest = this.entries.keys().next();
      if (oldest.done !== true) this.entries.delete(oldest.value);
    }
    this.entries.set(name, {
      resolution,
      until: this.now() + (resolution.failure === '' ? this.ttl : this.negativeTtl),
    });
  }
}

function failed(failure: string): Resolution {
  return { addresses: [], failure };
}

/** `getaddrinfo`, in the order that the platform gives (RFC 6724). */
async function systemLookup(host: string): Promise<readonly string[]> {
  const found = await dnsLookup(host, { all: true, order: 'verbatim' });
  return found.map(({ address }) => address);
}

function afterUnref(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
