/** The first start: two accounts with random passwords, and how to use them. */
import { randomInt } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { computeHa1Set } from '../auth/index.ts';
import type { Store } from '../store/index.ts';
import type { Config } from './config.ts';
import { nodeHash } from '../node/index.ts';
import { realmOf } from './realm.ts';
import type { Server } from './server-contract.ts';

const SETTING = 'first-accounts';
/** Without the letters and digits that are read as one another. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

/**
 * Makes alice and bob when there has never been an account.
 * @returns what to print, once; undefined at every later start
 */
export async function makeFirstAccounts(
  store: Store,
  config: Config,
  { realm, domain, listeners }: { realm: string; domain: string; listeners: Server['listeners'] },
): Promise<string | undefined> {
  if (store.setting(SETTING) !== undefined) return undefined;
  let card: string | undefined;
  if (store.accountCount === 0) {
    const accounts = ['alice', 'bob'].map((user) => ({ user, password: randomPassword() }));
    const itsRealm = realmOf(config, realm, domain);
    await store.putAccounts(
      accounts.map(({ user, password }) => ({
        user,
        domain,
        realm: itsRealm,
        ha1: computeHa1Set(nodeHash, user, itsRealm, password),
        enabled: true,
      })),
    );
    card = describeAccounts(accounts, domain, config, listeners);
  }
  await store.putSetting(SETTING, new Date().toISOString());
  return card;
}

/** 59 bits, easy to type into a phone. */
export function randomPassword(): string {
  const letters = Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}

function describeAccounts(
  accounts: readonly { user: string; password: string }[],
  domain: string,
  config: Config,
  listeners: Server['listeners'],
): string {
  const listener = listeners.find(({ transport }) => transport === 'UDP') ?? listeners[0];
  const address = reachableAddress(listener.address);
  const host = address.includes(':') ? `[${address}]` : address;
  const server = listener.port === 5060 ? host : `${host}:${listener.port}`;
  // A listed domain is a name that phones are given; without one the address does, since it stands for the domain.
  const listed = config.domains.length > 0;
  const at = listed ? domain : server;
  const transports = [...new Set(listeners.map(({ transport }) => transport))].join(' or ');
  const [first, second] = accounts;
  return [
    '',
    `This is the first start. Two accounts were made in the domain ${domain}:`,
    '',
    ...accounts.map(({ user, password }) => `    ${user.padEnd(6)}  password  ${password}`),
    '',
    'Register a phone (any SIP phone, on this machine or in the same network):',
    `    user name  ${first.user}`,
    `    domain     ${at}${listed ? `   (outbound proxy ${server}, where its DNS does not lead here)` : ''}`,
    `    transport  ${transports}, port ${listener.port}`,
    `With baresip, as a line of ~/.baresip/accounts:`,
    `    <sip:${first.user}@${at}${listed ? '' : ';transport=udp'}>;auth_pass=${first.password}${listed ? `;outbound="sip:${server}"` : ''}`,
    '',
    `Place a call: register ${second.user} on a second phone, and dial  sip:${second.user}@${at}  on the first.`,
    '',
    'The passwords are not kept and not shown again. A new one: sipwright user passwd alice',
    '',
  ].join('\n');
}

/** For a wildcard the address that other machines most likely reach. */
function reachableAddress(address: string): string {
  if (address !== '0.0.0.0' && address !== '::') return address;
  const family = address === '::' ? 'IPv6' : 'IPv4';
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const usable = all.filter((each) => each.family === family && !each.address.startsWith('fe80:'));
  return (usable.find(({ internal }) => !internal) ?? usable[0])?.address ?? (family === 'IPv6' ? '::1' : '127.0.0.1');
}
