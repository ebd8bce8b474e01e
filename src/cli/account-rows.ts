/** From the rows of a CSV file to accounts: passwords, or the HA1 columns of Kamailio's subscriber table. */
import { computeHa1Set } from '../auth/index.ts';
import { type NewAccount, nodeHash } from '../server/index.ts';
import { type ServedDomain, splitAddress, userFault } from './user.ts';

/** The columns that are read, by the names that they go by. */
const COLUMNS: Readonly<Record<string, Column>> = {
  user: 'user',
  username: 'user',
  domain: 'domain',
  realm: 'realm',
  password: 'password',
  ha1: 'md5',
  ha1_md5: 'md5',
  ha1_sha256: 'sha256',
  ha1_sha512_256: 'sha512_256',
  ha1_sha512t256: 'sha512_256',
};
type Column = 'user' | 'domain' | 'realm' | 'password' | 'md5' | 'sha256' | 'sha512_256';
const HASHES = ['md5', 'sha256', 'sha512_256'] as const;

/** Where each column stands; a column that is not there is undefined. */
export type Layout = Partial<Record<Column, number>>;

/** The layout that a first row names; undefined when it is a row of data. */
export function layoutOfHeader(cells: readonly string[]): Layout | undefined {
  const layout: Layout = {};
  cells.forEach((cell, at) => {
    const column = COLUMNS[cell.toLowerCase()];
    if (column !== undefined) layout[column] ??= at;
  });
  const named =
    layout.user !== undefined && (layout.password !== undefined || HASHES.some((name) => layout[name] !== undefined));
  return named ? layout : undefined;
}

/** The layout of rows without a header: `user@domain,password`, or `username,domain,ha1[,ha1b]`. */
export function layoutOfRow(cells: readonly string[]): Layout | undefined {
  if (cells.length === 2) return { user: 0, password: 1 };
  // The ha1b behind is of user@domain as the user name, which no phone needs: they are known by user and domain.
  if (cells.length === 3 || cells.length === 4) return { user: 0, domain: 1, md5: 2 };
  return undefined;
}

/** @returns the account, or what is wrong with the row */
export function accountOf(
  cells: readonly string[],
  layout: Layout,
  domains: ReadonlyMap<string, ServedDomain>,
  givenRealm: string | undefined,
): NewAccount | string {
  const cell = (column: Column) => {
    const at = layout[column];
    return at === undefined ? '' : (cells[at] ?? '');
  };
  if (cells.length < 2) return 'has one column; write user@domain,password';
  const { user, domain: ownDomain } = splitAddress(cell('user'));
  const fault = userFault(user);
  if (fault !== undefined) return fault;
  const name = (cell('domain') || ownDomain)?.toLowerCase();
  if (name === undefined) return `"${user}" has no domain; write user@domain`;
  const domain = domains.get(name);
  if (domain === undefined) return `${name} is not served here; add it to "domains" in the configuration`;

  if (cell('password') !== '') {
    const ha1 = computeHa1Set(nodeHash, user, domain.realm, cell('password'));
    return { user, domain: name, realm: domain.realm, ha1 };
  }
  const ha1: Partial<Record<(typeof HASHES)[number], string>> = {};
  for (const hash of HASHES) {
    const hex = cell(hash).toLowerCase();
    if (hex === '') continue;
    if (!(hash === 'md5' ? /^[0-9a-f]{32}$/ : /^[0-9a-f]{64}$/).test(hex))
      return `the ha1 of ${user}@${name} is not ${hash === 'md5' ? 32 : 64} hex digits`;
    ha1[hash] = hex;
  }
  if (Object.keys(ha1).length === 0) return `${user}@${name} has neither a password nor an ha1`;
  const realm = givenRealm ?? (cell('realm') || name);
  if (realm !== domain.realm) {
    return `the ha1 of ${user}@${name} is for the realm ${realm}, but the realm of the domain is ${domain.realm}; set "realm" of the domain, or --realm`;
  }
  return { user, domain: name, realm, ha1 };
}
