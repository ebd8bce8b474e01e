/** What an operator may set for one account, apart from its password. */
import { Failure, parseNameAddr } from '../message/index.ts';
import type { Account } from '../store/index.ts';

/** A key that is there with undefined goes back to what the domain says. */
export type AccountSettings = Partial<Pick<Account, 'enabled' | 'algorithms' | 'maxContacts' | 'redirect'>>;

const ALGORITHMS: readonly unknown[] = ['MD5', 'SHA-256', 'SHA-512-256'];
const REDIRECT_CODES: readonly unknown[] = [300, 301, 302, 305, 380];

/**
 * @param given null in place of a value takes the setting away
 * @returns the settings, or what is wrong with them in words
 */
export function accountSettings(given: unknown): AccountSettings | string {
  if (given === null || typeof given !== 'object') return 'the argument "settings" is missing';
  const settings: { -readonly [key in keyof AccountSettings]: AccountSettings[key] } = {};
  for (const [key, value] of Object.entries(given)) {
    if (key === 'enabled' && typeof value === 'boolean') settings.enabled = value;
    else if (key === 'algorithms' && (value === null || isList(value, (each) => ALGORITHMS.includes(each))))
      settings.algorithms = (value as Account['algorithms'] | null) ?? undefined;
    else if (key === 'maxContacts' && (value === null || isCount(value))) settings.maxContacts = value ?? undefined;
    else if (key === 'redirect' && (value === null || isRedirect(value))) settings.redirect = value ?? undefined;
    else return `${key}: ${JSON.stringify(value)} cannot be set; ${EXPECTED[key] ?? 'there is no such setting'}`;
  }
  return settings;
}

const EXPECTED: Readonly<Record<string, string>> = {
  enabled: 'true or false was expected',
  algorithms: 'a list of MD5, SHA-256 and SHA-512-256 was expected',
  maxContacts: 'a whole number from 1 to 1000 was expected',
  redirect: 'a code of 300, 301, 302, 305 or 380 and contacts such as sip:bob@example.com were expected',
};

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 1000;
}

function isRedirect(value: unknown): value is NonNullable<Account['redirect']> {
  const { code, contacts } = (value ?? {}) as Record<string, unknown>;
  return REDIRECT_CODES.includes(code) && isList(contacts, isContact);
}

function isContact(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const address = parseNameAddr(value, 0, value.length);
  return !(address instanceof Failure) && address.end === value.length;
}

function isList(value: unknown, holds: (each: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(holds);
}
