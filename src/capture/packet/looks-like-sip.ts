/** Whether octets are a SIP message, told by their start line (RFC 3261 7.1, 7.2, 7.5). */

/** Longer than any method that somebody registered or made up. */
const MAX_METHOD = 128;

/** 1 for each octet of a token (RFC 3261 25.1). */
const isToken = new Uint8Array(256);
for (const c of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~")
  isToken[c.charCodeAt(0)] = 1;

/**
 * Whether `start` to `end` is a SIP message by the look of its first line: a response line, a request line that ends with
 * `SIP/` and a version, or the beginning of such a line that was cut off (RFC 3261 7.1, 7.2). CRLFs before it are allowed
 * (7.5), and so are the liberties of RFC 4475: a bare LF, other versions, blanks where none belong.
 */
export function looksLikeSip(bytes: Uint8Array, start: number, end: number): boolean {
  return startOfSip(bytes, start, end) >= 0;
}

/** Where the start line begins of what looks like SIP, or -1. */
export function startOfSip(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === 13 || bytes[at] === 10)) at++;
  if (at >= end || isToken[bytes[at]] === 0) return -1;
  if (isVersionAt(bytes, at, end)) return isStatusLine(bytes, at + 4, end) ? at : -1;
  return isRequestLine(bytes, at, end) ? at : -1;
}

/** `SIP/`, in whatever case (RFC 3261 7.1). */
function isVersionAt(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    end - at >= 4 &&
    (bytes[at] | 32) === 0x73 &&
    (bytes[at + 1] | 32) === 0x69 &&
    (bytes[at + 2] | 32) === 0x70 &&
    bytes[at + 3] === 0x2f
  );
}

/** After `SIP/`: a version, blanks, a digit. */
function isStatusLine(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && bytes[at] > 32) at++;
  if (at === end) return at - start >= 3;
  const blank = at;
  while (at < end && isBlank(bytes[at])) at++;
  if (at === blank) return false;
  return at === end || isDigit(bytes[at]);
}

function isRequestLine(bytes: Uint8Array, start: number, end: number): boolean {
  const limit = Math.min(end, start + MAX_METHOD);
  let at = start + 1;
  while (at < limit && isToken[bytes[at]] === 1) at++;
  if (at >= limit || !isBlank(bytes[at])) return false;
  const uri = at + 1;
  at = uri;
  for (; at < end; at++) {
    const c = bytes[at];
    if (c < 32 && c !== 9) break;
  }
  let last = at;
  while (last > uri && isBlank(bytes[last - 1])) last--;
  let word = last;
  while (word > uri && !isBlank(bytes[word - 1])) word--;
  if (isVersionAt(bytes, word, last)) return true;
  // Cut off within the line: the scheme has to tell.
  return at === end && hasScheme(bytes, uri, end);
}

const schemes = ['sip:', 'sips:', 'tel:'].map((scheme) => Array.from(scheme, (c) => c.charCodeAt(0)));

function hasScheme(bytes: Uint8Array, at: number, end: number): boolean {
  return schemes.some(
    (scheme) => end - at >= scheme.length && scheme.every((c, i) => (bytes[at + i] | 32) === (c | 32)),
  );
}

function isBlank(c: number): boolean {
  return c === 32 || c === 9;
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}
