/** The real server, composed as it runs on the network, on a host of the simulated one. */

import { computeHa1Set } from '../../src/auth/index.ts';
import { Resolver } from '../../src/resolve/index.ts';
import { Composition } from '../../src/server/compose.ts';
import { nodeHash } from '../../src/server/index.ts';
import { parseConfig } from '../../src/server/load-config.ts';
import { silentLogger } from '../../src/stack/index.ts';
import { type Account, MemoryStore } from '../../src/store/index.ts';
import { type Simulation } from '../../src/testing/index.ts';
import { type Resolve, resolveNumeric } from '../../src/ua/index.ts';

export interface ServerHostOptions {
  readonly address: string;
  readonly domain: string;
  /** Host names and their addresses. */
  readonly names?: ReadonlyMap<string, string>;
  /** `user: password` of the domain. */
  readonly users?: Readonly<Record<string, string>>;
  /** By user: what calls to it are redirected to. */
  readonly redirects?: Readonly<Record<string, string>>;
  /** More of sipwright.yaml. */
  readonly yaml?: string;
}

export interface ServerHost {
  readonly composition: Composition;
  readonly store: MemoryStore;
}

/** What a network of a moment needs; the usual sizes take longer to make than a call takes to simulate. */
const SMALL = 'trace: { bytes: 64KiB }\nauth: { nonces: 1024 }\n';

export async function mountServer(sim: Simulation, name: string, options: ServerHostOptions): Promise<ServerHost> {
  const { address, domain, names = new Map<string, string>(), users = {}, redirects = {}, yaml = '' } = options;
  const text = `domains: [${domain}]\nlisten: [udp://${address}:5060, tcp://${address}:5060]\n${SMALL}${yaml}`;
  const loaded = await parseConfig(text, '/simulated/sipwright.yaml', { env: {}, cwd: '/simulated' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const store = new MemoryStore();
  await store.putAccounts(
    Object.entries(users).map(([user, password]): Account => {
      const ha1 = computeHa1Set(nodeHash, user, domain, password);
      const redirect = user in redirects ? ({ code: 302, contacts: [redirects[user]] } as const) : undefined;
      return { user, domain, realm: domain, ha1, enabled: true, redirect };
    }),
  );
  const { clock } = sim;
  const composition = await Composition.create({
    config: loaded.config,
    store,
    realm: domain,
    routing: undefined,
    log: silentLogger,
    clock,
    random: sim.random.fork(),
    hash: nodeHash,
    resolver: new Resolver({
      lookup: (host) => {
        const found = names.get(host);
        return found === undefined ? Promise.reject(new Error(`no such host: ${host}`)) : Promise.resolve([found]);
      },
      now: () => clock.now(),
      after: (ms, callback) => clock.after(ms, callback),
    }),
    instance: name.slice(0, 1),
  });
  const host = sim.host(name, { address });
  composition.stack.attach(host);
  host.setReceiver(composition.stack);
  composition.begin(host.listeners);
  sim.watch(name, composition.stack);
  return { composition, store };
}

/** A resolver for user agents: names as the map has them, numeric addresses as they are. */
export function resolveBy(names: ReadonlyMap<string, string | readonly string[]>): Resolve {
  return (uri, done) => {
    const found = names.get(uri.host);
    if (found === undefined) return resolveNumeric(uri, done);
    const transport = uri.params.get('transport') === 'tcp' ? 'TCP' : 'UDP';
    done([found].flat().map((address) => ({ transport, address, port: uri.port || 5060 })));
  };
}
