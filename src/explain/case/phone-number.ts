/** Telephone numbers in URIs, and whether two ways to write one mean the same (RFC 8224 8.1, 8.3, RFC 3966). */

import { unescapeUri, type Uri } from '../../message/index.ts';

/** - `same`: the same digits. - `form`: one may be the other in its country, or behind a prefix. - `other`: another number. */
export type NumberMatch = 'same' | 'form' | 'other';

/** The digits of a number in a URI, without `+` and separators; '' where its user part is no number. */
export function numberIn(uri: Uri): string {
  if (uri.scheme !== 'tel' && !uri.isSip) return '';
  // Parameters of the number stand in the user part of a SIP URI (RFC 3261 19.1.6).
  const [user] = unescapeUri(uri.user).split(';');
  return digitsOf(user);
}

/** The digits of a number as a person or a token writes it; '' where it is none. */
export function digitsOf(text: string): string {
  const digits = text.replace(/[\s().+-]/g, '');
  return /^[\d*#]+$/.test(digits) ? digits : '';
}

/** Both without separators, as `numberIn` gives them. */
export function matchNumbers(a: string, b: string): NumberMatch {
  if (a === b) return 'same';
  const [short, long] = [significant(a), significant(b)].sort((x, y) => x.length - y.length);
  return short.length >= SIGNIFICANT && long.endsWith(short) ? 'form' : 'other';
}

/** A national number has no fewer digits anywhere that shares country and area with another one. */
const SIGNIFICANT = 7;

/** Without what is dialled to get out of a country or an area. */
function significant(digits: string): string {
  return digits.replace(/^(?:011|00|0)/, '');
}
