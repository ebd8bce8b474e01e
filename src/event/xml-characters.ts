/** The characters and names of XML (XML 1.0 2.2, 2.3, Namespaces in XML 1.0 3). */

const NAME_START =
  'A-Z_a-z\\u{c0}-\\u{d6}\\u{d8}-\\u{f6}\\u{f8}-\\u{2ff}\\u{370}-\\u{37d}\\u{37f}-\\u{1fff}\\u{200c}\\u{200d}' +
  '\\u{2070}-\\u{218f}\\u{2c00}-\\u{2fef}\\u{3001}-\\u{d7ff}\\u{f900}-\\u{fdcf}\\u{fdf0}-\\u{fffd}\\u{10000}-\\u{effff}';
const NC_NAME = new RegExp(`^[${NAME_START}][${NAME_START}\\-.0-9\\u{b7}\\u{300}-\\u{36f}\\u{203f}\\u{2040}]*$`, 'u');

/** Whether a text is a name without a prefix, which an xs:ID is too. */
export function isNcName(text: string): boolean {
  return NC_NAME.test(text);
}

/** What XML has no way to write, not even as a reference: controls, halves of pairs, U+FFFE and U+FFFF. */
export const NO_CHARACTER = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\p{Surrogate}]/u;

/** Whether a code point may be referred to by its number. */
export function isCharacter(point: number): boolean {
  return point <= 0x10ffff && !NO_CHARACTER.test(String.fromCodePoint(point));
}
