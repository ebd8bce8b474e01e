/** The whole server on the simulated network: what `startServer` composes, under virtual time, with peers that a test scripts. */

import assert from 'node:assert/strict';
import { computeHa1Set } from '../src/auth/index.ts';
import { responseCode } from '../src/catalogue/index.ts';
import { indexMessage, Response } from '../src/message/index.ts';
import { Resolver } from '../src/resolve/index.ts';
import { Composition } from '../src/server/compose.ts';
import { formatProblem } from '../src/server/config.ts';
import { parseConfig } from '../src/server/load-config.ts';
import { nodeHash } from '../src/node/index.ts';
import { type RouteFunction, RoutingModule } from '../src/server/routing-module.ts';
import { type Clock, silentLogger } from '../src/stack/index.ts';
import { type Account, type Binding, MemoryStore, type Store } from '../src/store/index.ts';
import { type ScriptedPeer, Simulation, type SimulationOptions } from '../src/testing/index.ts';
import { type Destination, type Flow, type MemoryHost, type TransportName } from '../src/transport/index.ts';

export interface ServerSetting extends SimulationOptions {
  /** sipwright.yaml below `domains` and `listen`, which are given. */
  readonly config?: string;
  readonly routing?: RouteFunction;
  /** What DNS knows: by name, or the addresses of every name. */
  readonly hosts?: Readonly<Record<string, readonly string[]>> | readonly string[];
  readonly store?: Store;
  /** Looks at the simulation's clock in its own way. */
  readonly clock?: (clock: Clock) => Clock;
}

export const SERVER = '10.0.0.1';
export const DOMAIN = 'example.com';
/** Peers in 10.0.0.0/8 need no credentials where the configuration says this. */
export const TRUSTED = 'trusted: [10.0.0.0/8]\n';

export class SimulatedServer {
  readonly sim: Simulation;
  readonly store: Store;
  readonly composition: Composition;
  readonly host: MemoryHost;
  private readonly yaml: string;
  /** Responses of the server's own that lack what the catalogue says they must carry. */
  private readonly bare: string[] = [];

  static async start(setting: ServerSetting = {}): Promise<SimulatedServer> {
    const sim = new Simulation(setting);
    const clock = setting.clock?.(sim.clock) ?? sim.clock;
    const store = setting.store ?? new MemoryStore();
    const hosts = setting.hosts ?? {};
    const domains = setting.config?.includes('domains:') ? '' : `domains: [${DOMAIN}]\n`;
    const listen = setting.config?.includes('listen:')
      ? ''
      : `listen: ["udp://${SERVER}:5060", "tcp://${SERVER}:5060"]\n`;
    const yaml = `${domains}${listen}`;
    const config = await readConfig(yaml + (setting.config ?? ''));
    const composition = await Composition.create({
      config,
      store,
      realm: DOMAIN,
      routing: setting.routing && new RoutingModule('/etc/sipwright/routing.ts', setting.routing),
      log: silentLogger,
      clock,
      random: sim.random.fork(),
      hash: nodeHash,
      resolver: new Resolver({
        lookup: (host) => {
          const found = Array.isArray(hosts) ? (hosts as readonly string[]) : (hosts as Record<string, string[]>)[host];
          return found === undefined ? Promise.reject(new Error(`no such host: ${host}`)) : Promise.resolve(found);
        },
        now: () => sim.clock.now(),
        after: (ms, callback) => sim.clock.after(ms, callback),
      }),
      instance: 'sim',
    });
    const host = sim.network.host(
      SERVER,
      config.listen.map(({ transport, address, port }) => ({ transport, address, port })),
    );
    sim.ladder.name(SERVER, 'server');
    composition.stack.attach(host);
    host.setReceiver(composition.stack);
    composition.begin(host.listeners);
    return new SimulatedServer(sim, store, composition, host, yaml);
  }

  private constructor(sim: Simulation, store: Store, composition: Composition, host: MemoryHost, yaml: string) {
    this.sim = sim;
    this.store = store;
    this.composition = composition;
    this.host = host;
    this.yaml = yaml;
    sim.network.tap(({ event, from, text }) => {
      if (event === 'sent' && from.address === SERVER) this.checkCarried(text);
    });
  }

  /** Its tags begin with its instance; what it merely forwards is somebody else's. */
  private checkCarried(text: string): void {
    const response = indexMessage(text);
    if (!(response instanceof Response) || !response.named('To')[0]?.includes(';tag=sim-')) return;
    const required = responseCode(response.status)?.mustCarry ?? [];
    if (required.length > 0 && !required.some((name) => response.named(name).length > 0)) this.bare.push(text);
  }

  /** Where the server is. */
  at(transport: TransportName = 'UDP'): Destination {
    return { transport, address: SERVER, port: 5060 };
  }

  peer(
    name: string,
    address: string,
    transports: readonly TransportName[] = ['UDP', 'TCP'],
    port = 5060,
  ): ScriptedPeer {
    return this.sim.peer(name, { address, port, transports });
  }

  /** Adds an account; its password is `secret`. */
  async account(user: string, extra: Partial<Account> = {}): Promise<void> {
    const realm = extra.realm ?? DOMAIN;
    const ha1 = computeHa1Set(nodeHash, user, realm, 'secret');
    await this.store.putAccounts([{ user, domain: DOMAIN, realm, ha1, enabled: true, ...extra }]);
  }

  /** Binds a contact to a user of the domain, who gets an account where there is none. */
  async bind(
    user: string,
    contact: string,
    extra: { q?: number; path?: readonly string[]; flow?: Flow; expiresAt?: number } = {},
  ): Promise<void> {
    if (this.store.account(user, DOMAIN) === undefined) await this.account(user);
    const now = this.composition.stack.clock.wall();
    const { q = 1000, path = [], flow, expiresAt = now + 3_600_000 } = extra;
    const binding: Binding = {
      contact,
      params: '',
      q,
      expiresAt,
      callId: `binding-${contact}`,
      cseq: 1,
      path,
      flow,
      userAgent: '',
      updatedAt: now,
    };
    await this.store.updateBindings(`${user}@${DOMAIN}`, now, (current) => [...current, binding]);
  }

  /** Puts another configuration in force. @param config below `domains` and `listen` */
  async reload(config: string, routing?: RouteFunction): Promise<void> {
    const module = routing && new RoutingModule('/etc/sipwright/routing.ts', routing);
    await this.composition.reload(await readConfig(this.yaml + config), module);
  }

  /** Lets virtual time pass, and promises settle meanwhile. */
  run(ms = 50): Promise<void> {
    return this.sim.clock.runAsync(this.sim.clock.now() + ms);
  }

  /** Asserts that when all is quiet nothing is left: no transaction, no deadline, no undecided request, and that no bug was hit. */
  async finish(quietMs = 300_000): Promise<void> {
    await this.run(quietMs);
    const { stack } = this.composition;
    assert.equal(stack.counters.drops.get('fault'), undefined, 'a fault of ours was caught');
    assert.deepEqual(this.bare, [], 'each response carries what the catalogue says it must');
    assert.equal(stack.transactionCount, 0, this.sim.ladder.toString());
    assert.equal(stack.wheel.size, 0, 'deadlines are armed');
    assert.equal(this.composition.unanswered, 0);
    this.composition.stop();
  }
}

async function readConfig(yaml: string) {
  const loaded = await parseConfig(yaml, '/etc/sipwright/sipwright.yaml', { env: {}, cwd: '/etc/sipwright' });
  assert.ok(loaded.ok, loaded.ok ? '' : loaded.problems.map(formatProblem).join('\n'));
  return loaded.config;
}
