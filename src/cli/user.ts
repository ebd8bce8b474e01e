/** `sipwright user add | passwd | remove | list`. */
import { computeHa1Set } from '../auth/index.ts';
import { type Control, nodeHash, randomPassword, resultOf } from '../server/index.ts';
import { openServerOrStore, withControl } from './control.ts';
import { CommandError, EXIT } from './exit-code.ts';
import { type Io, say, writeLine } from './io.ts';
import { readPassword } from './password.ts';
import { printRows } from './print-rows.ts';

export interface UserOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly domain?: string;
  readonly passwordFile?: string;
  readonly generate?: boolean;
}

export interface ServedDomain {
  readonly name: string;
  readonly realm: string;
}

export async function addUser(io: Io, address: string, options: UserOptions): Promise<void> {
  await putUser(io, address, options, 'add', 'added');
}

export async function changePassword(io: Io, address: string, options: UserOptions): Promise<void> {
  await putUser(io, address, options, 'set', 'changed');
}

async function putUser(
  io: Io,
  address: string,
  options: UserOptions,
  mode: 'add' | 'set',
  done: string,
): Promise<void> {
  await withControl(openServerOrStore(io, options.config), async (control) => {
    const { user, domain } = await resolveUser(control, address);
    const password = options.generate ? randomPassword() : await readPassword(io, options.passwordFile);
    const ha1 = computeHa1Set(nodeHash, user, domain.realm, password);
    const account = { user, domain: domain.name, realm: domain.realm, ha1 };
    await resultOf(control.request('users.put', { accounts: [account], mode }));
    const result = { user, domain: domain.name, realm: domain.realm, ...(options.generate ? { password } : {}) };
    if (options.json) await writeLine(io, JSON.stringify(result));
    else if (options.generate) await writeLine(io, password);
    say(io, `${user}@${domain.name} ${done}`);
  });
}

export async function removeUser(io: Io, address: string, options: UserOptions): Promise<void> {
  await withControl(openServerOrStore(io, options.config), async (control) => {
    // Also of a domain that is not served any more.
    const { user, domain } = splitAddress(address);
    const name = domain ?? (await servedDomainsOf(control))[0].name;
    await resultOf(control.request('users.remove', { user, domain: name }));
    say(io, `${user}@${name} removed`);
  });
}

interface ListedAccount {
  readonly user: string;
  readonly domain: string;
  readonly realm: string;
  readonly algorithms: readonly string[];
  readonly enabled: boolean;
  readonly redirect?: { readonly code: number };
}

function stateOf({ enabled, redirect }: ListedAccount): string {
  if (!enabled) return 'disabled';
  return redirect === undefined ? 'enabled' : `${redirect.code}`;
}

export async function listUsers(io: Io, options: UserOptions): Promise<void> {
  await withControl(openServerOrStore(io, options.config), async (control) => {
    const rows = control.request('users.list', {
      domain: options.domain?.toLowerCase(),
    }) as AsyncGenerator<ListedAccount>;
    const columns = [
      { title: 'USER', width: 32, value: ({ user, domain }: ListedAccount) => `${user}@${domain}` },
      { title: 'REALM', width: 20, value: ({ realm }: ListedAccount) => realm },
      { title: 'STATE', width: 8, value: stateOf },
      { title: 'ALGORITHMS', width: 1, value: ({ algorithms }: ListedAccount) => algorithms.join(' ') },
    ];
    const served = new Set((await servedDomainsOf(control)).map(({ name }) => name));
    const unserved = new Map<string, number>();
    const noted = async function* (): AsyncGenerator<ListedAccount> {
      for await (const row of rows) {
        if (!served.has(row.domain)) unserved.set(row.domain, (unserved.get(row.domain) ?? 0) + 1);
        yield row;
      }
    };
    const count = await printRows(io, noted(), columns, options.json === true);
    if (count === 0 && !options.json) say(io, 'there are no accounts');
    for (const [domain, accounts] of unserved)
      say(
        io,
        `the domain ${domain} is not served: its accounts (${accounts}) are of no use until it stands under "domains"`,
      );
  });
}

export async function servedDomainsOf(control: Control): Promise<readonly ServedDomain[]> {
  return (await resultOf(control.request('domains'))) as readonly ServedDomain[];
}

async function resolveUser(control: Control, address: string): Promise<{ user: string; domain: ServedDomain }> {
  const { user, domain } = splitAddress(address);
  const fault = userFault(user);
  if (fault !== undefined) throw new CommandError(EXIT.usage, fault);
  const domains = await servedDomainsOf(control);
  const found = domain === undefined ? domains[0] : domains.find(({ name }) => name === domain);
  if (found !== undefined) return { user, domain: found };
  const known = domains.map(({ name }) => name).join(', ');
  throw new CommandError(
    EXIT.failed,
    `${domain ?? user} is not served here, only ${known}; add it to "domains" in the configuration`,
  );
}

/** `alice@example.com`, `sip:alice@example.com` or `alice`; the domain in lower case. */
export function splitAddress(address: string): { user: string; domain: string | undefined } {
  const bare = address.replace(/^sips?:/i, '');
  const at = bare.lastIndexOf('@');
  return at < 0
    ? { user: bare, domain: undefined }
    : { user: bare.slice(0, at), domain: bare.slice(at + 1).toLowerCase() };
}

/** What is wrong with a user name: it must stand in a SIP URI and in a quoted string as it is. */
export function userFault(user: string): string | undefined {
  if (user === '') return 'the user name is empty';
  if (user.length > 128) return 'the user name has more than 128 characters';
  if (/^[A-Za-z0-9\-_.!~*'()&=+$,;?/#]+$/.test(user)) return undefined;
  return `"${user}" has characters that cannot stand in the user part of a SIP address`;
}
