/** Character classes of the SIP grammar as one table of bits (RFC 3261 25.1). */

export const TOKEN = 1;
/** Characters of a host name. '_' is not in the grammar, but stands in names that people run. */
export const HOST = 2;
export const DIGIT = 4;
export const HEX = 8;
/** user: unreserved and user-unreserved, without '%'. '#' is not in the grammar, but phones dial it unescaped. */
export const USER = 16;
/** uri parameter names and values: unreserved and param-unreserved, without '%'. */
export const URI_PARAM = 32;
/** The headers of a URI: unreserved and hnv-unreserved without '%', and the '=' and '&' between them. */
export const URI_HEADER = 64;
/** An unquoted parameter value, taken liberally: any visible character that does not end it. */
export const PARAM_VALUE = 128;
/** Names of URI parameters as most are: what is in both TOKEN and URI_PARAM, without '%'. */
export const PLAIN_NAME = 512;
/** word (RFC 3261 25.1): what Call-ID is made of, '@' apart. */
export const WORD = 256;

/** Indexed by character code 0-255. */
export const classOf = new Uint16Array(256);

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';
const mark = "-_.!~*'()";

function add(bit: number, characters: string): void {
  for (let i = 0; i < characters.length; i++) classOf[characters.charCodeAt(i)] |= bit;
}

add(TOKEN, `${letters}${digits}-.!%*_+\`'~`);
add(HOST, `${letters}${digits}-._`);
add(DIGIT, digits);
add(HEX, `${digits}abcdefABCDEF`);
add(USER, `${letters}${digits}${mark}&=+$,;?/#`);
add(URI_PARAM, `${letters}${digits}${mark}[]/:&+$`);
add(URI_HEADER, `${letters}${digits}${mark}[]/?:+$=&`);
add(PLAIN_NAME, `${letters}${digits}-.!*_+'~`);
add(WORD, `${letters}${digits}-.!%*_+\`'~()<>:\\"/[]?{}`);
for (let code = 0x21; code < 0x7f; code++) {
  if (!';,"<>'.includes(String.fromCharCode(code))) classOf[code] |= PARAM_VALUE;
}

// What follows reads `codes`, as `codesOf` gives them.

/** SIP, whatever its case. */
export function isSipWord(codes: Uint8Array, at: number): boolean {
  return (codes[at] | 0x20) === 0x73 && (codes[at + 1] | 0x20) === 0x69 && (codes[at + 2] | 0x20) === 0x70;
}

/** SIP/2.0, whatever its case (RFC 3261 7.1). */
export function startsWithVersion(codes: Uint8Array, at: number): boolean {
  return (
    codes[at + 3] === 0x2f &&
    codes[at + 4] === 0x32 &&
    codes[at + 5] === 0x2e &&
    codes[at + 6] === 0x30 &&
    isSipWord(codes, at)
  );
}

/** Whether every character in `[start, end)` has one of the bits. */
export function allOf(codes: Uint8Array, start: number, end: number, bits: number): boolean {
  return spanOf(codes, start, end, bits) === end;
}

/** The first position in `[start, end)` whose character lacks all of the bits, or `end`. */
export function spanOf(codes: Uint8Array, start: number, end: number, bits: number): number {
  let i = start;
  while (i < end && (classOf[codes[i]] & bits) !== 0) i++;
  return i;
}

/** Skips LWS: spaces, tabs and folded line ends, which the index has checked to be followed by one of them. */
export function skipLws(codes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end && isLws(codes[i])) i++;
  return i;
}

/** Drops LWS at the end. @returns the new end */
export function trimEnd(codes: Uint8Array, start: number, end: number): number {
  let i = end;
  while (i > start && isLws(codes[i - 1])) i--;
  return i;
}

/** Most characters are none, which the first comparison tells. */
export function isLws(code: number): boolean {
  return code <= 0x20 && (code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a);
}

/**
 * The position behind the quoted string that opens at `start` (RFC 3261 25.1), or -1 when it does not close before `end`.
 */
export function skipQuoted(codes: Uint8Array, start: number, end: number): number {
  for (let i = start + 1; i < end; i++) {
    const code = codes[i];
    if (code === 0x5c) i++;
    else if (code === 0x22) return i + 1;
  }
  return -1;
}

/** Where the last call of `readDigits` stopped. */
let stoppedAt = 0;
export function digitsEnd(): number {
  return stoppedAt;
}

/**
 * The number that stands at `start`, as far as its digits go: `digitsEnd` tells where they ended.
 * @returns -1 when there is no digit, Infinity beyond 2^53
 */
export function readDigits(codes: Uint8Array, start: number, end: number): number {
  let value = 0;
  let i = start;
  for (; i < end; i++) {
    const digit = codes[i] - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  stoppedAt = i;
  if (i === start) return -1;
  return value > Number.MAX_SAFE_INTEGER ? Infinity : value;
}

/**
 * A number of decimal digits alone.
 * @returns -1 when there are none or anything else stands there, Infinity beyond 2^53
 */
export function parseDigits(codes: Uint8Array, start: number, end: number): number {
  const value = readDigits(codes, start, end);
  return stoppedAt === end ? value : -1;
}

// What follows makes strings of a person's or of ours, and reads no codes: it is called amid parsing.

/** Draws folds together: a line end and the LWS around it read as one space (RFC 3261 7.3.1). */
export function unfold(value: string): string {
  if (!value.includes('\n')) return value;
  let plain = '';
  for (let at = 0; at < value.length; ) {
    let stop = at;
    while (stop < value.length && !isLws(value.charCodeAt(stop))) stop++;
    plain += value.slice(at, stop);
    at = stop;
    let folded = false;
    for (; stop < value.length && isLws(value.charCodeAt(stop)); stop++)
      if (value.charCodeAt(stop) === 0x0a) folded = true;
    plain += folded ? ' ' : value.slice(at, stop);
    at = stop;
  }
  return plain;
}

/** The content of a quoted string `text[start, end)`, quotes included there, its folds and quoted pairs resolved. */
export function unquote(text: string, start: number, end: number): string {
  const raw = unfold(text.slice(start + 1, end - 1));
  if (!raw.includes('\\')) return raw;
  let plain = '';
  for (let i = 0; i < raw.length; i++) {
    if (raw.charCodeAt(i) === 0x5c && i + 1 < raw.length) i++;
    plain += raw[i];
  }
  return plain;
}

/** A quoted string that carries `plain`: quotes and backslashes escaped, line ends and other controls dropped. */
export function quote(plain: string): string {
  let quoted = '"';
  for (let i = 0; i < plain.length; i++) {
    const code = plain.charCodeAt(i);
    if (code === 0x22 || code === 0x5c) quoted += `\\${plain[i]}`;
    else if ((code >= 0x20 && code !== 0x7f) || code === 0x09) quoted += plain[i];
  }
  return `${quoted}"`;
}
