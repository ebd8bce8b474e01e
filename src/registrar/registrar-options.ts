/** What an operator decides about registrations (RFC 3261 10.3, RFC 3327 5.3, RFC 3608 6). */

import { Failure, type Header, parseUri, SipError } from '../message/index.ts';
import { type Account } from '../store/index.ts';

/** How many contacts an address-of-record may have, and what one more does. */
export interface ContactLimit {
  /** The most contacts that one address-of-record may have bound at once. */
  readonly maxContacts: number;
  /** What happens to one more: it is refused with 403, or the contact that was longest without a refresh makes room. */
  readonly onContactLimit: 'refuse' | 'replace';
}

/** Durations are in ms. */
export interface RegistrarOptions extends ContactLimit {
  /** A shorter wish is answered 423, unless it is an hour or more (RFC 3261 10.3). */
  readonly minExpires: number;
  /** A longer wish is shortened. */
  readonly maxExpires: number;
  /** Where the phone names none. */
  readonly defaultExpires: number;
  /** URIs for the Service-Route of a 200 (RFC 3608), first hop first. */
  readonly serviceRoute: readonly string[];
  /** Whether Path is stored (RFC 3327); otherwise it is ignored, and a REGISTER that requires it gets 420. */
  readonly path: boolean;
  /** What a REGISTER gets whose Path was added for a phone that does not name `path` in Supported: `refuse` is 420. */
  readonly pathWithoutSupport?: 'accept' | 'refuse';
  /** Domains with a limit of their own; names in lower case. */
  readonly domains?: readonly (ContactLimit & { readonly name: string })[];
}

/** One minute to one hour, an hour where none is asked for, ten contacts, no Service-Route, Path taken. */
export const defaultRegistrarOptions: RegistrarOptions = {
  minExpires: 60_000,
  maxExpires: 3_600_000,
  defaultExpires: 3_600_000,
  maxContacts: 10,
  onContactLimit: 'refuse',
  serviceRoute: [],
  path: true,
};

/** The limit of the account, else of its domain, else of all. */
export function contactLimit(options: RegistrarOptions, account: Account): ContactLimit {
  const general = options.domains?.find(({ name }) => name === account.domain) ?? options;
  if (account.maxContacts === undefined) return general;
  return { maxContacts: account.maxContacts, onContactLimit: general.onContactLimit };
}

/**
 * RFC 3608 5: each value is a loose route, so `;lr` is added where it is missing.
 * @throws SipError SIP_URI_INVALID for what is no sip or sips URI
 */
export function serviceRouteHeaders(uris: readonly string[]): Header[] {
  return uris.map((text): Header => {
    const uri = parseUri(text);
    if (uri instanceof Failure || !uri.isSip || uri.headers !== '') {
      throw new SipError('SIP_URI_INVALID', `serviceRoute: ${JSON.stringify(text)} is no sip or sips URI`, {
        rfc: '3608 5',
      });
    }
    return ['Service-Route', uri.params.has('lr') ? `<${text}>` : `<${text};lr>`];
  });
}
