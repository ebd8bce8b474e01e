/** Telephone numbers as a PASSporT names them (RFC 8224 8.1, 8.3; RFC 3966). */

import { unescapeUri, type Uri } from '../message/index.ts';

/** How numbers are dialled where a server stands: what makes a number without + a global one. */
export interface NumberPlan {
  /** `49`, without `+`; '' where numbers are never made global. */
  readonly countryCode: string;
  /** What stands before a national number: `0` in most countries, `1` in North America; '' for none. */
  readonly nationalPrefix: string;
  /** What stands before the country code: `00` in most countries, `011` in North America. */
  readonly internationalPrefix: string;
}

/** The longest number of E.164, without its prefixes. */
const LONGEST = 15;
/** A shorter one is a service number, or an extension: it stays as it is. */
const SHORTEST = 7;

/** The number string of what a person or a token writes: digits, `*` and `#` alone; '' where it is none (8.3). */
export function numberString(text: string): string {
  const digits = text.replace(/[\s().+/-]/g, '');
  return /^[\d*#]+$/.test(digits) ? digits : '';
}

/** The number string of a `tel` URI, or of the user part of a SIP URI; '' where that is none. */
export function numberIn(uri: Uri): string {
  if (uri.scheme !== 'tel' && !uri.isSip) return '';
  // Parameters of the number stand in the user part of a SIP URI (RFC 3261 19.1.6).
  const [user] = unescapeUri(uri.user).split(';');
  return numberString(user);
}

/**
 * The canonical number of a URI for a claim: with its country code where it has one or the plan tells it, else as it was dialled;
 * '' where the URI names no telephone number, so that it is taken as a URI (8.1).
 */
export function canonicalNumber(uri: Uri, plan?: NumberPlan): string {
  const number = numberIn(uri);
  const isGlobal = unescapeUri(uri.user).trimStart().startsWith('+');
  if (number === '' || isGlobal || plan === undefined || plan.countryCode === '') return number;
  const { countryCode, nationalPrefix, internationalPrefix } = plan;
  // Service numbers, and what is no number of the public network, are left as they are.
  if (!/^\d+$/.test(number) || number.length < SHORTEST) return number;
  if (internationalPrefix !== '' && number.startsWith(internationalPrefix))
    return number.slice(internationalPrefix.length);
  const national =
    nationalPrefix !== '' && number.startsWith(nationalPrefix) ? number.slice(nationalPrefix.length) : number;
  const global = countryCode + national;
  return global.length > LONGEST ? number : global;
}
