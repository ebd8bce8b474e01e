/** base64url without padding, as JWS writes it (RFC 7515 2, RFC 4648 5). Text is Latin-1: one character per byte. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const sextets = new Map(Array.from(ALPHABET, (character, value) => [character, value]));
// RFC 8224 4 allows the characters of plain base64 too.
sextets.set('+', 62);
sextets.set('/', 63);

/** With or without padding. @returns one character per byte; undefined for anything else */
export function decodeBase64Url(text: string): string | undefined {
  const length = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length;
  if (length % 4 === 1) return undefined;
  let bytes = '';
  let bits = 0;
  let held = 0;
  for (let i = 0; i < length; i++) {
    const value = sextets.get(text[i]);
    if (value === undefined) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += String.fromCharCode((held >> bits) & 0xff);
  }
  return bytes;
}

/** Without padding, as JWS wants it (RFC 7515 2). @param bytes one character per byte */
export function encodeBase64Url(bytes: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const three =
      (bytes.charCodeAt(at) << 16) |
      (left > 1 ? bytes.charCodeAt(at + 1) << 8 : 0) |
      (left > 2 ? bytes.charCodeAt(at + 2) : 0);
    for (let i = 0; i <= Math.min(left, 3); i++) text += ALPHABET[(three >> (18 - 6 * i)) & 63];
  }
  return text;
}
