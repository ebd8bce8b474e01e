/** Whether two ways to write a telephone number mean the same (RFC 8224 8.3, RFC 3966). */

/** - `same`: the same digits. - `form`: one may be the other in its country, or behind a prefix. - `other`: another number. */
export type NumberMatch = 'same' | 'form' | 'other';

/** Both without separators, as `numberIn` of identity/ gives them. */
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
