/** Who a command of the phone speaks as: the address, the password and the way, checked (RFC 3261 8.1.1.3, 22.4). */
import { isIP } from 'node:net';
import { encodeUtf8, Failure, parseNameAddr, parseUri, type Uri } from '../message/index.ts';
import type { AccountOptions } from './account-options.ts';
import { CommandError, EXIT } from './exit-code.ts';
import type { Io } from './io.ts';
import { askPassword, readPasswordFile } from './password.ts';

export interface Account {
  /** An address for `UserAgentOptions.identity`. */
  readonly identity: string;
  readonly uri: Uri;
  /** undefined for the user of the address. */
  readonly authUser: string | undefined;
  /** '' for none. */
  readonly password: string;
}

/**
 * @returns undefined where nobody was named: then calls are made without an account
 * @throws CommandError
 */
export async function readAccount(io: Io, options: AccountOptions): Promise<Account | undefined> {
  const named = options.as ?? io.env.SIP_IDENTITY;
  if (named === undefined || named === '') {
    if (options.authUser !== undefined || options.passwordFile !== undefined)
      throw new CommandError(EXIT.usage, 'a password, and no account; name it with --as alice@example.com');
    return undefined;
  }
  const { identity, uri } = readIdentity(named);
  return { identity, uri, authUser: options.authUser, password: await findPassword(io, options, uri) };
}

/** The account that a command cannot do without. @throws CommandError */
export async function needAccount(io: Io, options: AccountOptions): Promise<Account> {
  const account = await readAccount(io, options);
  if (account === undefined)
    throw new CommandError(EXIT.usage, 'say who you are with --as alice@example.com, or in SIP_IDENTITY');
  return account;
}

/** @throws CommandError for what is no SIP address with a user */
export function readIdentity(named: string): Pick<Account, 'identity' | 'uri'> {
  const text = named.trim();
  const identity = text.includes('<') || /^sips?:/i.test(text) ? text : `sip:${text}`;
  const wire = encodeUtf8(identity);
  const parsed = parseNameAddr(wire, 0, wire.length);
  if (parsed instanceof Failure || !parsed.uri.isSip)
    throw new CommandError(EXIT.usage, `"${named}" is no SIP address; write it as alice@example.com`);
  const { uri } = parsed;
  if (uri.user === '')
    throw new CommandError(EXIT.usage, `"${named}" lacks a user or a host; write it as ${uri.host}@example.com`);
  return { identity, uri };
}

async function findPassword(io: Io, { passwordFile }: AccountOptions, { user, host }: Uri): Promise<string> {
  if (passwordFile !== undefined) return readPasswordFile(io, passwordFile);
  const { SIP_PASSWORD } = io.env;
  if (SIP_PASSWORD !== undefined) return SIP_PASSWORD;
  // Where nobody sits, standard input has something else to say; and not every server asks.
  if (io.stdin.isTTY !== true) return '';
  return askPassword(io, `Password of ${user}@${host} (empty for none): `);
}

/** @returns a SIP URI @throws CommandError */
export function readProxy(text: string): string {
  const uri = /^sips?:/i.test(text) ? text : `sip:${isIP(text) === 6 ? `[${text}]` : text}`;
  const parsed = parseUri(uri);
  if (parsed instanceof Failure || !parsed.isSip || parsed.user !== '')
    throw new CommandError(EXIT.usage, `--proxy "${text}" is no host, host:port or SIP URI without a user`);
  return uri;
}

/** What lacks, where a server has asked for a password and there was none. */
export function passwordHint(status: number, account: Account | undefined): string | undefined {
  if (status !== 401 && status !== 407) return undefined;
  if (account === undefined) return 'the server wants to know who calls: name an account with --as';
  if (account.password !== '') return undefined;
  return 'no password was given: set SIP_PASSWORD, or name a file with --password-file';
}
