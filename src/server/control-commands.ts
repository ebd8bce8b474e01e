/**
 * The commands of the control socket. Each yields its items one by one and returns its result; one that is going to wait
 * yields undefined first, and what it has said so far goes out.
 */
import type { Account, Binding, Ha1, Store } from '../store/index.ts';
import { type AccountSettings, accountSettings } from './account-settings.ts';
import { ControlError } from './control-protocol.ts';
import { type TraceRecord } from '../trace/index.ts';
import { type TraceQuestion } from './trace-source.ts';

/** What works on the store alone, so that the commands for accounts also run without a server. */
export interface StoreControls {
  readonly store: Store;
  /** The domains that are served, the one for names without a domain first. */
  readonly domains: () => readonly { readonly name: string; readonly realm: string }[];
}

/** What a running server answers besides. */
export interface ServerControls extends StoreControls {
  status(): object;
  /** @returns what is wrong with the file, one line each; empty when the new configuration is in force */
  reload(): Promise<readonly string[]>;
  /** Pieces of the trace, oldest first. */
  trace(question: TraceQuestion): AsyncGenerator<readonly TraceRecord[] | undefined, void>;
  /** @throws ControlError for a question that makes no sense */
  decide(question: Readonly<Record<string, unknown>>): Promise<object>;
}

type Args = Readonly<Record<string, unknown>>;
export type Command<C> = (controls: C, args: Args) => AsyncGenerator<unknown, unknown>;

/** An account as `users.put` takes it. */
export interface NewAccount {
  readonly user: string;
  readonly domain: string;
  readonly realm: string;
  readonly ha1: Ha1;
}

/** One contact as `registrations` gives it. */
export interface Registration {
  readonly aor: string;
  readonly contact: string;
  readonly q: number;
  /** Seconds from now. */
  readonly expires: number;
  readonly flow: string | undefined;
  readonly path: readonly string[];
  readonly userAgent: string;
  /** ISO 8601. */
  readonly updated: string;
}

export const storeCommands: Readonly<Record<string, Command<StoreControls>>> = {
  // oxlint-disable-next-line require-yield
  async *domains({ domains }) {
    return domains();
  },

  async *'users.list'({ store }, args) {
    const domain = optionalText(args, 'domain');
    for (const account of store.accounts()) {
      if (domain === undefined || account.domain === domain) yield describeAccount(account);
    }
    return undefined;
  },

  /** `mode`: add refuses those that are there, set those that are not, upsert takes all. All of `accounts`, or none. */
  // oxlint-disable-next-line require-yield
  async *'users.put'({ store, domains }, args) {
    const { accounts, mode } = args as { accounts: unknown; mode: unknown };
    if (!Array.isArray(accounts) || !accounts.every(isNewAccount)) throw badArguments('accounts');
    if (mode !== 'add' && mode !== 'set' && mode !== 'upsert') throw badArguments('mode');
    const served = new Set(domains().map(({ name }) => name));
    let replaced = 0;
    const rows = accounts.map((given): Account => {
      const { user, domain, realm, ha1 } = given;
      if (!served.has(domain))
        throw new ControlError('unknown', `${domain} is not served here; add it to "domains" first`);
      const present = store.account(user, domain);
      if (present !== undefined && mode === 'add') throw new ControlError('exists', `${user}@${domain} exists already`);
      if (present === undefined && mode === 'set')
        throw new ControlError('unknown', `there is no account ${user}@${domain}`);
      if (present !== undefined) replaced++;
      return { enabled: true, ...present, user, domain, realm, ha1 };
    });
    await store.putAccounts(rows);
    return { added: rows.length - replaced, replaced };
  },

  /** Changes what `settings` names, and leaves the rest; null goes back to what the domain says. */
  // oxlint-disable-next-line require-yield
  async *'users.change'({ store }, args) {
    const user = text(args, 'user');
    const domain = text(args, 'domain');
    const settings: AccountSettings | string = accountSettings(args.settings);
    if (typeof settings === 'string') throw new ControlError('bad-arguments', settings);
    const account = store.account(user, domain);
    if (account === undefined) throw new ControlError('unknown', `there is no account ${user}@${domain}`);
    const changed: Account = { ...account, ...settings };
    await store.putAccounts([changed]);
    return describeAccount(changed);
  },

  // oxlint-disable-next-line require-yield
  async *'users.remove'({ store }, args) {
    const user = text(args, 'user');
    const domain = text(args, 'domain');
    if (!(await store.removeAccount(user, domain)))
      throw new ControlError('unknown', `there is no account ${user}@${domain}`);
    return undefined;
  },

  async *registrations({ store }, args) {
    const aor = optionalText(args, 'aor');
    const domain = optionalText(args, 'domain');
    const limit = typeof args.limit === 'number' ? args.limit : Infinity;
    const now = Date.now();
    let count = 0;
    for (const [name, bindings] of aor === undefined
      ? store.allBindings(now)
      : [[aor, store.bindings(aor, now)] as const]) {
      if (domain !== undefined && !name.endsWith(`@${domain}`)) continue;
      for (const binding of bindings) {
        if (count >= limit) return { more: true };
        count++;
        yield describeBinding(name, binding, now);
      }
    }
    return { more: false };
  },
};

/* oxlint-disable require-yield */
export const serverCommands: Readonly<Record<string, Command<ServerControls>>> = {
  ...storeCommands,
  async *status(controls) {
    return controls.status();
  },
  async *reload(controls) {
    const problems = await controls.reload();
    if (problems.length > 0) throw new ControlError('bad-configuration', problems.join('\n'));
    return undefined;
  },
  async *route(controls, args) {
    return controls.decide(args);
  },
  async *trace(controls, { follow, newOnly }) {
    yield* controls.trace({ follow: follow === true, newOnly: newOnly === true });
    return undefined;
  },
};
/* oxlint-enable require-yield */

/** Never the HA1: it is as good as the password. */
function describeAccount({
  user,
  domain,
  realm,
  ha1,
  enabled,
  algorithms: offers,
  maxContacts,
  redirect,
}: Account): object {
  const algorithms = [ha1.md5 && 'MD5', ha1.sha256 && 'SHA-256', ha1.sha512_256 && 'SHA-512-256'].filter(Boolean);
  return { user, domain, realm, algorithms, enabled, offers, maxContacts, redirect };
}

function describeBinding(aor: string, binding: Binding, now: number): Registration {
  const { contact, q, expiresAt, flow, path, userAgent, updatedAt } = binding;
  const remote = flow === undefined ? undefined : formatRemote(flow);
  return {
    aor,
    contact,
    q: q / 1000,
    expires: Math.max(0, Math.round((expiresAt - now) / 1000)),
    flow: remote,
    path,
    userAgent,
    updated: new Date(updatedAt).toISOString(),
  };
}

function formatRemote({ transport, remoteAddress, remotePort }: NonNullable<Binding['flow']>): string {
  const host = remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress;
  return `${transport.toLowerCase()}:${host}:${remotePort}`;
}

function isNewAccount(value: unknown): value is NewAccount {
  const { user, domain, realm, ha1 } = (value ?? {}) as Record<string, unknown>;
  if (typeof user !== 'string' || user === '' || typeof domain !== 'string' || typeof realm !== 'string') return false;
  const hashes = Object.entries(ha1 ?? {});
  return hashes.length > 0 && hashes.every(([name, hex]) => isHa1(name, hex));
}

function isHa1(name: string, hex: unknown): boolean {
  if (typeof hex !== 'string') return false;
  if (name === 'md5') return /^[0-9a-f]{32}$/.test(hex);
  return (name === 'sha256' || name === 'sha512_256') && /^[0-9a-f]{64}$/.test(hex);
}

function text(args: Args, name: string): string {
  const value = args[name];
  if (typeof value !== 'string') throw badArguments(name);
  return value;
}

function optionalText(args: Args, name: string): string | undefined {
  return args[name] === undefined ? undefined : text(args, name);
}

function badArguments(name: string): ControlError {
  return new ControlError('bad-arguments', `the argument "${name}" is missing or of the wrong form`);
}
