/** Wire text is one character per byte; where a person reads or writes, it is UTF-8 (RFC 3261 7, 25.1). */

/**
 * Reads byte characters as UTF-8; what is not UTF-8 comes out as U+FFFD, one for each maximal part of a sequence, as the
 * Encoding standard has it. Nothing throws.
 */
export function decodeUtf8(wire: string): string {
  let ascii = true;
  for (let i = 0; i < wire.length && ascii; i++) ascii = wire.charCodeAt(i) < 0x80;
  if (ascii) return wire;
  let text = '';
  for (let i = 0; i < wire.length; ) {
    const lead = wire.charCodeAt(i++);
    if (lead < 0x80) {
      text += String.fromCharCode(lead);
      continue;
    }
    let more = lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : 0;
    let point = more === 0 ? 0xfffd : lead & (0x3f >> more);
    // The second byte's bounds shut out overlong forms, surrogates and what lies beyond U+10FFFF.
    let lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    let highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    for (; more > 0; more--) {
      const code = i < wire.length ? wire.charCodeAt(i) : 0;
      if (code < lowest || code > highest) {
        point = 0xfffd;
        break;
      }
      point = (point << 6) | (code & 0x3f);
      lowest = 0x80;
      highest = 0xbf;
      i++;
    }
    text += String.fromCodePoint(point);
  }
  return text;
}

/** Writes text as UTF-8, one character per byte. */
export function encodeUtf8(text: string): string {
  let ascii = true;
  for (let i = 0; i < text.length && ascii; i++) ascii = text.charCodeAt(i) < 0x80;
  if (ascii) return text;
  let wire = '';
  for (const character of text) {
    const given = character.codePointAt(0) ?? 0;
    const point = given >= 0xd800 && given < 0xe000 ? 0xfffd : given;
    if (point < 0x80) wire += String.fromCharCode(point);
    else if (point < 0x800) wire += String.fromCharCode(0xc0 | (point >> 6), 0x80 | (point & 0x3f));
    else if (point < 0x10000)
      wire += String.fromCharCode(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
    else
      wire += String.fromCharCode(
        0xf0 | (point >> 18),
        0x80 | ((point >> 12) & 0x3f),
        0x80 | ((point >> 6) & 0x3f),
        0x80 | (point & 0x3f),
      );
  }
  return wire;
}
