/** References and line ends in the text of XML (XML 1.0 2.11, 3.3.3, 4.1, 4.6). */

import { detach, Failure } from '../message/index.ts';
import { isCharacter } from './xml-characters.ts';

const REFERENCE = /&(?:#(\d{1,10})|#x([\da-f]{1,10})|([a-z_][\w.-]{0,30}));/iy;
const predefined: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * What a text or an attribute says, its references and line ends resolved.
 * @param at where it stands in its document
 * @returns a failure for a reference to what is not predefined or no character
 */
export function resolveReferences(raw: string, at: number, isAttribute: boolean): string | Failure {
  const literal = (from: number, to: number) =>
    isAttribute ? raw.slice(from, to).replace(/\r\n|[\t\n\r]/g, ' ') : raw.slice(from, to).replace(/\r\n?/g, '\n');
  let plain = '';
  let from = 0;
  for (let ampersand = raw.indexOf('&'); ampersand >= 0; ampersand = raw.indexOf('&', ampersand + 1)) {
    REFERENCE.lastIndex = ampersand;
    const match = REFERENCE.exec(raw);
    // A bare ampersand, as in a display name that nobody escaped
    if (match === null) continue;
    const [reference, decimal, hexadecimal, name] = match;
    const point = name === undefined ? Number.parseInt(decimal ?? hexadecimal, decimal === undefined ? 16 : 10) : 0;
    const character =
      name !== undefined ? predefined.get(name) : isCharacter(point) ? String.fromCodePoint(point) : undefined;
    if (character === undefined) return new Failure(at + ampersand, `${reference} stands for nothing`);
    plain += literal(from, ampersand) + character;
    from = ampersand + reference.length;
  }
  return detach(plain + literal(from, raw.length));
}
