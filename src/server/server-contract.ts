/** What the commands, the control socket and the metrics know of a running server. */
import type { Logger } from '../stack/index.ts';
import type { Store } from '../store/index.ts';
import type { Config } from './config.ts';
import type { RoutingModule } from './routing-module.ts';
import type { TraceSource } from './trace-source.ts';

/** What a server needs besides its configuration. */
export interface ServerDeps {
  readonly store: Store;
  /** The realm fixed at the first start. */
  readonly realm: string;
  readonly routing: RoutingModule | undefined;
  readonly log: Logger;
}

/** Listens when it resolves. Rejects with SipError `SIP_PORT_IN_USE` or `SIP_LISTEN_FAILED`; the store stays the caller's. */
export type StartServer = (config: Config, deps: ServerDeps) => Promise<Server>;

export interface Server {
  /** As bound: port 0 of the configuration is the port that the system gave. */
  readonly listeners: readonly { readonly transport: string; readonly address: string; readonly port: number }[];
  /** Whether new requests are welcome: not before it listens, and not when it drains. */
  ready(): boolean;
  stats(): ServerStats;
  /** What was received, sent and decided lately. */
  readonly trace: TraceSource;
  /** Takes the policies of another configuration; listeners and the store stay as they are. */
  reload(config: Config, routing: RoutingModule | undefined): void | Promise<void>;
  /** Refuses what is new, waits up to `graceMs` for what is open, and closes. */
  close(graceMs: number): Promise<void>;
}

/** Counters since the start, and gauges of now: plain numbers, read at each scrape. */
export interface ServerStats {
  readonly requestsReceived: ReadonlyMap<string, number>;
  readonly requestsSent: ReadonlyMap<string, number>;
  /** Indexed by status code. */
  readonly responsesReceived: readonly number[];
  readonly responsesSent: readonly number[];
  readonly retransmissionsAbsorbed: number;
  readonly retransmissionsSent: number;
  readonly timeouts: number;
  /** What was thrown away without an answer, by reason. */
  readonly drops: ReadonlyMap<string, number>;
  /** Verdicts on credentials, such as accepted, challenged, wrong, stale. */
  readonly authVerdicts: ReadonlyMap<string, number>;
  readonly serverTransactions: number;
  readonly clientTransactions: number;
  /** Calls that were taken apart into two legs of ours. */
  readonly bridgedCalls: number;
  readonly connections: number;
  /** Groups of writes that the store committed; undefined when it does not measure them. */
  readonly storeBatches: LatencyHistogram | undefined;
}

/** How long something took, counted by upper bounds. */
export interface LatencyHistogram {
  /** Seconds, ascending. */
  readonly bounds: readonly number[];
  /** One more than `bounds`: the last one counts what was slower than all. Not cumulative. */
  readonly counts: readonly number[];
  /** Seconds in all. */
  readonly sum: number;
}
