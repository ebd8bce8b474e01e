/** Wire text is one character per byte; where a person reads or writes, it is UTF-8 (RFC 3261 7, 25.1). */

/** Reads byte characters as UTF-8; bytes that are not UTF-8 come out as U+FFFD, so nothing throws. */
export function decodeUtf8(wire: string): string {
  let ascii = true;
  for (let i = 0; i < wire.length && ascii; i++) ascii = wire.charCodeAt(i) < 0x80;
  if (ascii) return wire;
  let text = '';
  for (let i = 0; i < wire.length; ) {
    const lead = wire.charCodeAt(i);
    const length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
    let point = length === 1 ? lead : lead & (0x7f >> length);
    let taken = 1;
    for (; taken < length && (wire.charCodeAt(i + taken) & 0xc0) === 0x80; taken++)
      point = (point << 6) | (wire.charCodeAt(i + taken) & 0x3f);
    const short = length === 0 || taken < length;
    const wrong = (length === 3 && point < 0x800) || (length === 4 && point < 0x10000) || point > 0x10ffff || (point >= 0xd800 && point < 0xe000);
    text += short || wrong ? '\ufffd' : String.fromCodePoint(point);
    i += taken;
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
