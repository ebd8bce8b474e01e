/** The characters of a text as numbers: reading one costs half of `charCodeAt`, which asks each time how the text is stored. */

const encoder = new TextEncoder();
let codes = new Uint8Array(65_536);
let held = '';

/**
 * The characters of `text` by position, with a 0 behind the last. There is one such array for all texts, filled anew when
 * another is asked for: each function that reads takes it at its start, and none that is called meanwhile may ask for
 * another text. A character beyond U+00FF, which wire text does not have, reads as 0.
 */
export function codesOf(text: string): Uint8Array {
  if (text !== held) hold(text);
  return codes;
}

function hold(text: string): void {
  const { length } = text;
  if (length >= codes.length) codes = new Uint8Array(2 * length);
  held = text;
  // Most texts are ASCII alone, and then UTF-8 is what is wanted.
  const { read, written } = encoder.encodeInto(text, codes);
  if (read !== length || written !== length) {
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      codes[i] = code > 0xff ? 0 : code;
    }
  }
  codes[length] = 0;
}
