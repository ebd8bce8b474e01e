/** A server from its start to its end: configuration, store, control socket, HTTP, signals, reload and drain. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatHost } from '../message/index.ts';
import type { Logger } from '../stack/index.ts';
import { openSqliteStore, type Store } from '../store/index.ts';
import { type Config, formatProblem } from './config.ts';
import type { ServerControls } from './control-commands.ts';
import { ControlError } from './control-protocol.ts';
import { startControl } from './control-server.ts';
import { forecast, type RouteQuestion } from './dry-run.ts';
import { makeFirstAccounts } from './first-start.ts';
import { startHttp } from './http.ts';
import { type ConfigLookup, loadConfig } from './load-config.ts';
import { createLogger, type LogSink, type ServerLogger } from './log.ts';
import { ownNames } from './own-names.ts';
import { fixRealm, realmOf } from './realm.ts';
import { Router } from './routes.ts';
import { loadRoutingModule, type RoutingModule } from './routing-module.ts';
import type { Server, StartServer } from './server-contract.ts';

/** What the outside gives to a server that runs. */
export interface ServeOptions {
  readonly lookup: ConfigLookup;
  /** Where the log goes. */
  readonly stdout: LogSink;
  /** Where faults of the start and the card of the first start go. */
  readonly stderr: LogSink;
  readonly colour: boolean;
  /** Who tells signals: `process`. */
  readonly signals: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
  readonly startServer: StartServer;
}

export const EXIT_BAD_CONFIG = 78;

/** A configuration that can be put in force, or what is wrong with it, one line each. */
type Prepared = { ok: true; config: Config; routing: RoutingModule | undefined } | { ok: false; problems: string[] };

/** Loads the file, and the routing module with it. */
export async function prepareConfig(lookup: ConfigLookup): Promise<Prepared> {
  const loaded = await loadConfig(lookup);
  if (!loaded.ok) return { ok: false, problems: loaded.problems.map(formatProblem) };
  const { config } = loaded;
  const routing = config.routing === undefined ? undefined : await loadRoutingModule(config.routing);
  if (typeof routing === 'string') return { ok: false, problems: [`${config.path ?? 'default'}: routing: ${routing}`] };
  return { ok: true, config, routing };
}

/** Runs until a signal ends it. @returns the exit code: 0, 1 when it could not start, 78 for a bad configuration */
export async function serve(options: ServeOptions): Promise<number> {
  const { lookup, stderr } = options;
  const prepared = await prepareConfig(lookup);
  if (!prepared.ok) {
    for (const problem of prepared.problems) stderr.write(`${problem}\n`);
    return EXIT_BAD_CONFIG;
  }
  const running = new RunningServer(
    options,
    prepared,
    await createLogger(prepared.config.log, options.stdout, options.colour),
  );
  // From the beginning: a signal that comes while it starts counts once it has started.
  const signalled = new Signals(options.signals, running);
  try {
    await running.start();
    await signalled.end;
    return 0;
  } catch (error) {
    stderr.write(`sipwright: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    await running.stop();
    signalled.close();
  }
}

/** Within so long a second signal is the first one again, handed on by npm, ms. */
const SAME_SIGNAL_MS = 1_000;

/** What the signals of the process do to a server. */
class Signals {
  /** Resolves at the first SIGTERM or SIGINT. Under npm one key press arrives twice, so a second one changes nothing. */
  readonly end: Promise<void>;
  readonly #source: ServeOptions['signals'];
  #isEnded = false;
  readonly #listeners: readonly [string, (...args: unknown[]) => void][];

  constructor(source: ServeOptions['signals'], server: RunningServer) {
    let end: () => void = () => {};
    this.end = new Promise((resolveEnd) => {
      end = () => {
        this.#isEnded = true;
        resolveEnd();
      };
    });
    const fault = (error: unknown) => server.fault(error);
    this.#source = source;
    this.#listeners = [
      ['SIGTERM', () => end()],
      ['SIGINT', () => end()],
      ['SIGHUP', () => void server.reload()],
      ['uncaughtException', fault],
      ['unhandledRejection', fault],
    ];
    for (const [name, listener] of this.#listeners) source.on(name, listener);
  }

  close(): void {
    // The signal that npm hands on may still come when all is done: it must not end with a signal what has ended in order.
    for (const [name, listener] of this.#listeners) {
      const listenNoMore = () => this.#source.off(name, listener);
      if (this.#isEnded && name.startsWith('SIG')) setTimeout(listenNoMore, SAME_SIGNAL_MS).unref();
      else listenNoMore();
    }
  }
}

class RunningServer {
  readonly #options: ServeOptions;
  readonly #log: ServerLogger;
  readonly #startedAt = new Date();
  /** What it was started with: listeners, store, HTTP and control socket stay those. */
  readonly #started: Config;
  /** What is open, to be closed in the opposite order. */
  readonly #closers: (() => Promise<void>)[] = [];
  #config: Config;
  /** Changed keys that count from the next start. */
  #waiting: readonly string[] = [];
  #routing: RoutingModule | undefined;
  #router: Router | undefined;
  #store: Store | undefined;
  #server: Server | undefined;
  #realm = '';
  #reloading: Promise<unknown> = Promise.resolve();

  constructor(
    options: ServeOptions,
    { config, routing }: { config: Config; routing: RoutingModule | undefined },
    log: ServerLogger,
  ) {
    this.#options = options;
    this.#started = config;
    this.#config = config;
    this.#routing = routing;
    this.#log = log;
  }

  async start(): Promise<void> {
    const config = this.#config;
    const log = this.#log;
    log.info({ config: config.path ?? 'embedded default', pid: process.pid }, 'starting');
    // First of all: it tells whether another server runs on the same data.
    const control = await startControl(config.control.path, this.#controls(), log);
    this.#closers.push(() => control.close());

    await mkdir(dirname(config.store.path), { recursive: true, mode: 0o700 });
    const store = await openSqliteStore({ path: config.store.path, durability: config.store.durability });
    this.#store = store;
    this.#closers.push(() => store.close());
    const { realm, warning } = await fixRealm(store, config);
    this.#realm = realm;
    if (warning !== undefined) log.warn({ realm }, warning);

    const server = await this.#options.startServer(config, { store, realm, routing: this.#routing, log });
    this.#server = server;
    this.#router = new Router(config, realm, ownNames(config, server.listeners));
    await this.#startHttp(config, store, server);

    const domain = this.#router.primaryDomain;
    const card = await makeFirstAccounts(store, config, { realm, domain, listeners: server.listeners });
    if (card !== undefined) this.#options.stderr.write(`${card}\n`);
    const listen = server.listeners.map(
      ({ transport, address, port }) => `${transport} ${formatHost(address)}:${port}`,
    );
    log.info({ listen, realm, domain, accounts: store.accountCount, bindings: store.bindingCount }, 'ready');
  }

  async #startHttp(config: Config, store: Store, server: Server): Promise<void> {
    if (config.http === undefined) return;
    const { createMetrics } = await import('./metrics.ts');
    const ready = () => server.ready();
    const registry = createMetrics({ stats: () => server.stats(), store, ready });
    const metrics = async () => ({ text: await registry.metrics(), contentType: registry.contentType });
    const http = await startHttp(config.http, { ready, health: () => store.health(), metrics });
    this.#closers.push(() => http.close());
    this.#log.info(
      { address: http.address, port: http.port },
      'health, readiness, metrics and the reference over HTTP',
    );
  }

  fault(error: unknown): void {
    this.#log.error({ err: error }, 'a fault of ours; the server goes on');
  }

  /** Lets what is open come to its end, for as long as configured, and closes everything, the server first. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server !== undefined) {
      const graceMs = this.#config.drainTimeout;
      this.#log.info({ graceMs }, 'draining');
      await server.close(graceMs);
    }
    for (let close = this.#closers.pop(); close !== undefined; close = this.#closers.pop()) {
      await close().catch((error: unknown) => this.#log.error({ err: error }, 'closing failed'));
    }
    if (server !== undefined) this.#log.info({}, 'stopped');
  }

  /** One after the other. @returns what is wrong with the file; empty when it is in force */
  reload(): Promise<readonly string[]> {
    const next = this.#reloading.then(() => this.#reloadNow());
    this.#reloading = next.catch(() => {});
    return next;
  }

  async #reloadNow(): Promise<readonly string[]> {
    const { lookup } = this.#options;
    const server = this.#server;
    if (server === undefined) return ['the server is starting'];
    const prepared = await prepareConfig({ ...lookup, argvPath: this.#config.path ?? lookup.argvPath });
    if (!prepared.ok) {
      for (const problem of prepared.problems) this.#log.error({}, `reload: ${problem}`);
      this.#log.warn({}, 'the configuration was not reloaded; the one before stays in force');
      return prepared.problems;
    }
    const { config, routing } = prepared;
    const router = new Router(config, this.#realm, ownNames(config, server.listeners));
    await server.reload(config, routing);
    this.#waiting = restartNeeded(this.#started, config);
    if (this.#waiting.length > 0)
      this.#log.warn({ keys: this.#waiting }, 'changed keys that count from the next start');
    this.#config = config;
    this.#routing = routing;
    this.#router = router;
    this.#log.level = config.log.level;
    this.#log.info({ config: config.path ?? 'embedded default' }, 'reloaded');
    return [];
  }

  #controls(): ServerControls {
    const started = <T>(value: T | undefined): T => {
      if (value === undefined) throw new ControlError('unreachable', 'the server is starting');
      return value;
    };
    const store = () => started(this.#store);
    const log: Logger = this.#log;
    return {
      get store() {
        return store();
      },
      domains: () => servedDomains(this.#config, this.#realm),
      status: () => this.#status(),
      reload: () => this.reload(),
      trace: (question) => started(this.#server).trace.records(question),
      decide: (question) =>
        forecast(question as unknown as RouteQuestion, {
          config: this.#config,
          router: started(this.#router),
          routing: this.#routing,
          log,
          contacts: (address) =>
            store()
              .bindings(address, Date.now())
              .map(({ contact }) => contact),
        }),
    };
  }

  #status(): object {
    const server = this.#server;
    const store = this.#store;
    return {
      pid: process.pid,
      startedAt: this.#startedAt.toISOString(),
      config: this.#config.path ?? null,
      restartNeeded: this.#waiting,
      ready: server?.ready() ?? false,
      realm: this.#realm,
      domains: servedDomains(this.#config, this.#realm).map(({ name }) => name),
      listeners: server?.listeners ?? [],
      accounts: store?.accountCount ?? 0,
      bindings: store?.bindingCount ?? 0,
      store: store?.health() ?? null,
      bridgedCalls: server?.stats().bridgedCalls ?? 0,
      transactions: server === undefined ? 0 : server.stats().serverTransactions + server.stats().clientTransactions,
    };
  }
}

/** The domains with their realms, the one that our addresses stand for first. @param realm the one in force */
export function servedDomains(config: Config, realm: string): { name: string; realm: string }[] {
  const names = config.domains.length > 0 ? config.domains.map(({ name }) => name) : [realm.toLowerCase()];
  return names.map((name) => ({ name, realm: realmOf(config, realm, name) }));
}

/** The keys that differ and that a reload leaves as they are. */
export function restartNeeded(before: Config, after: Config): string[] {
  const keys = ['listen', 'store', 'http', 'control', 'trace'] as const;
  return keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}
