/** The realm: fixed and stored at the first start, since the HA1 of every account hangs on it (RFC 7616 3.4.2). */
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { openSqliteStore, type Store } from '../store/index.ts';
import type { Config } from './config.ts';
import { ControlClient, resultOf } from './control-client.ts';

const SETTING = 'realm';

/**
 * The realm in force, stored when there was none.
 * @returns `warning` when the configuration asks for another one, which would make every password wrong
 */
export async function fixRealm(store: Store, config: Config): Promise<{ realm: string; warning: string | undefined }> {
  const stored = store.setting(SETTING);
  const wanted = wantedRealm(config);
  if (stored === undefined || (store.accountCount === 0 && wanted !== undefined && wanted !== stored)) {
    const realm = wanted ?? machineName();
    await store.putSetting(SETTING, realm);
    return { realm, warning: undefined };
  }
  if (config.auth.realm === undefined || config.auth.realm === stored) return { realm: stored, warning: undefined };
  const warning =
    `auth.realm is ${config.auth.realm}, but the accounts were made for the realm ${stored}, which stays in force: ` +
    'their passwords would no longer fit. Put the old realm back, or remove the accounts and add them anew.';
  return { realm: stored, warning };
}

/** The realm of a domain of ours. @param realm the one in force */
export function realmOf(config: Config, realm: string, domain: string): string {
  return config.domains.find(({ name }) => name === domain)?.realm ?? realm;
}

/** The realm that a server of this configuration has or would get, without changing anything. */
export async function realmInForce(config: Config): Promise<string> {
  const server = await ControlClient.connect(config.control.path);
  if (server !== undefined) {
    try {
      return ((await resultOf(server.request('status'))) as { realm: string }).realm;
    } finally {
      server.close();
    }
  }
  let stored: string | undefined;
  if (existsSync(config.store.path)) {
    const store = await openSqliteStore({ path: config.store.path, durability: config.store.durability });
    stored = store.setting(SETTING);
    await store.close();
  }
  return stored ?? wantedRealm(config) ?? machineName();
}

function wantedRealm(config: Config): string | undefined {
  return config.auth.realm ?? config.domains[0]?.realm ?? config.domains[0]?.name;
}

function machineName(): string {
  return hostname().toLowerCase();
}
