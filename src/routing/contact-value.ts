/** Values of Contact as we write them, and the qvalue that orders a target set (RFC 3261 20.10, 25.1). */

/** The q of a contact that names none: what it would be tried with. */
export const DEFAULT_Q = 1000;

/** `qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )`. @returns thousandths, or -1 for anything else */
export function parseQ(text: string): number {
  const first = text.charCodeAt(0) - 0x30;
  if (text.length === 0 || text.length > 5 || (first !== 0 && first !== 1)) return -1;
  if (text.length === 1) return first * 1000;
  if (text.charCodeAt(1) !== 0x2e) return -1;
  let value = first * 1000;
  let weight = 100;
  for (let i = 2; i < text.length; i++, weight /= 10) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value += digit * weight;
  }
  return value > 1000 ? -1 : value;
}

/** A q as Contact has it, from 0 to 1. @param q thousandths, 0 to 1000 */
export function formatQ(q: number): string {
  return q >= 1000
    ? '1.0'
    : `0.${String(q)
        .padStart(3, '0')
        .replace(/0{1,2}$/, '')}`;
}

/**
 * `<uri>;q=0.5;expires=3600` and whatever other parameters there are. The URI always stands in brackets, so that its own
 * parameters stay its own.
 * @param q thousandths; the default is left out
 * @param expires seconds
 * @param params as written, with their leading `;`, or ''
 */
export function formatContact(uri: string, q: number, expires: number, params: string): string {
  return q === DEFAULT_Q
    ? `<${uri}>;expires=${expires}${params}`
    : `<${uri}>;q=${formatQ(q)};expires=${expires}${params}`;
}
