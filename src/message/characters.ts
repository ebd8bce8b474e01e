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

/** Indexed by character code 0-255; beyond it there is undefined, which has no bit either. */
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

/** Whether `wanted` stands at `at`; for the few characters that are compared here, cheaper than `startsWith`. */
export function standsAt(wanted: string, text: string, at: number): boolean {
  for (let i = 0; i < wanted.length; i++) if (text.charCodeAt(at + i) !== wanted.charCodeAt(i)) return false;
  return true;
}

/** SIP/2.0, whatever its case (RFC 3261 7.1). */
export function startsWithVersion(text: string, at: number): boolean {
  return (
    text.charCodeAt(at + 3) === 0x2f &&
    text.charCodeAt(at + 4) === 0x32 &&
    text.charCodeAt(at + 5) === 0x2e &&
    text.charCodeAt(at + 6) === 0x30 &&
    (text.charCodeAt(at) | 0x20) === 0x73 &&
    (text.charCodeAt(at + 1) | 0x20) === 0x69 &&
    (text.charCodeAt(at + 2) | 0x20) === 0x70
  );
}

/** Whether every character of `text[start, end)` has one of the bits. */
export function allOf(text: string, start: number, end: number, bits: number): boolean {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if ((classOf[code] & bits) === 0) return false;
  }
  return true;
}

/** The first position in `[start, end)` whose character lacks all of the bits, or `end`. */
export function spanOf(text: string, start: number, end: number, bits: number): number {
  let i = start;
  for (; i < end; i++) {
    const code = text.charCodeAt(i);
    if ((classOf[code] & bits) === 0) break;
  }
  return i;
}

/** Skips LWS: spaces, tabs and folded line ends, which the index has checked to be followed by one of them. */
export function skipLws(text: string, start: number, end: number): number {
  let i = start;
  while (i < end && isLws(text.charCodeAt(i))) i++;
  return i;
}

/** Drops LWS at the end. @returns the new end */
export function trimEnd(text: string, start: number, end: number): number {
  let i = end;
  while (i > start && isLws(text.charCodeAt(i - 1))) i--;
  return i;
}

/** Most characters are none, which the first comparison tells. */
function isLws(code: number): boolean {
  return code <= 0x20 && (code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a);
}

/** Draws folds together: a line end and the LWS around it read as one space (RFC 3261 7.3.1). */
export function unfold(value: string): string {
  let line = value.indexOf('\n');
  if (line < 0) return value;
  let plain = '';
  let at = 0;
  for (; line >= 0; line = value.indexOf('\n', at)) {
    plain += `${value.slice(at, trimEnd(value, at, line))} `;
    at = skipLws(value, line + 1, value.length);
  }
  return plain + value.slice(at);
}

/**
 * The position behind the quoted string that opens at `start` (RFC 3261 25.1), or -1 when it does not close before `end`.
 */
export function skipQuoted(text: string, start: number, end: number): number {
  for (let i = start + 1; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22) return i + 1;
  }
  return -1;
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

/** Where the last call of `readDigits` stopped. */
let stoppedAt = 0;
export function digitsEnd(): number {
  return stoppedAt;
}

/**
 * The number that stands at `start`, as far as its digits go: `digitsEnd` tells where they ended.
 * @returns -1 when there is no digit, Infinity beyond 2^53
 */
export function readDigits(text: string, start: number, end: number): number {
  let value = 0;
  let i = start;
  for (; i < end; i++) {
    const digit = text.charCodeAt(i) - 0x30;
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
export function parseDigits(text: string, start: number, end: number): number {
  const value = readDigits(text, start, end);
  return stoppedAt === end ? value : -1;
}
