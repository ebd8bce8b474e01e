/** SIP, SIPS and tel URIs, and any other scheme kept opaque (RFC 3261 19.1, RFC 3966). */

import {
  classOf,
  DIGIT,
  digitsEnd,
  HEX,
  HOST,
  isSipWord,
  PLAIN_NAME,
  readDigits,
  spanOf,
  TOKEN,
  URI_HEADER,
  URI_PARAM,
  USER,
} from './characters.ts';
import { codesOf } from './codes.ts';
import { Failure } from './failure.ts';
import { MAX_PARAMS, NO_PARAMS, Params } from './params.ts';

/** A parsed URI. Its parts are known by their place, and cut out of the message when they are asked for. */
export class Uri {
  /** Lower case. */
  readonly scheme: string;
  /** 0 when none was given. */
  readonly port: number;
  readonly params: Params;
  private readonly source: string;
  private readonly start: number;
  private readonly end: number;
  private readonly userEnd: number;
  /** Behind the '@', or where the user part would stand. */
  private readonly hostStart: number;
  private readonly hostStop: number;
  private readonly headersStart: number;
  private hostValue: string | undefined = undefined;

  constructor(
    source: string,
    start: number,
    end: number,
    scheme: string,
    userEnd: number,
    hostStart: number,
    hostStop: number,
    port: number,
    params: Params,
    headersStart: number,
  ) {
    this.scheme = scheme;
    this.port = port;
    this.params = params;
    this.source = source;
    this.start = start;
    this.end = end;
    this.userEnd = userEnd;
    this.hostStart = hostStart;
    this.hostStop = hostStop;
    this.headersStart = headersStart;
  }

  /** As it stood in the message. */
  get text(): string {
    return this.source.slice(this.start, this.end);
  }

  /** The user part as written, escapes kept; the number of a tel URI; '' when there is none. */
  get user(): string {
    return this.source.slice(this.start + this.scheme.length + 1, this.userEnd);
  }

  /** After ':' in the user part, or undefined. */
  get password(): string | undefined {
    const passwordEnd = this.hostStart - 1;
    return passwordEnd > this.userEnd ? this.source.slice(this.userEnd + 1, passwordEnd) : undefined;
  }

  /** Lower case; an IPv6 reference without its brackets; '' for tel and opaque schemes. */
  get host(): string {
    return (this.hostValue ??= hostText(this.source, this.hostStart, this.hostStop));
  }

  /** What follows '?', as written, or ''. */
  get headers(): string {
    return this.source.slice(this.headersStart, this.end);
  }

  /** Whether it is a sip or sips URI. */
  get isSip(): boolean {
    return this.scheme === 'sip' || this.scheme === 'sips';
  }
}

/** Brackets around an IPv6 address, as URIs and Via write it. */
export function formatHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Reads the URI that fills `text[start, end)`.
 * A scheme other than sip, sips and tel is no failure: what it means is for the element to say (416).
 */
export function parseUri(text: string, start = 0, end = text.length): Uri | Failure {
  const uri = parseUriUpTo(text, start, end);
  if ('reason' in uri || stoppedAt === end) return uri;
  return unexpected(codesOf(text), stoppedAt, 'a character that does not belong in a URI');
}

/** Where the last call of `parseUriUpTo` stopped. */
let stoppedAt = 0;
/** Where the last call of `parseUriUpTo` stopped. */
export function uriEnd(): number {
  return stoppedAt;
}

/** Reads a URI from `start`, as far as it goes: what follows, the caller judges, from `uriEnd` on. */
export function parseUriUpTo(text: string, start: number, end: number): Uri | Failure {
  const codes = codesOf(text);
  if (isSipWord(codes, start)) {
    if (codes[start + 3] === 0x3a && start + 4 <= end) return parseSip(text, codes, start, start + 4, end, 'sip');
    if ((codes[start + 3] | 0x20) === 0x73 && codes[start + 4] === 0x3a && start + 5 <= end)
      return parseSip(text, codes, start, start + 5, end, 'sips');
  }
  const colon = schemeEnd(codes, start, end);
  if (colon < 0) return new Failure(start, 'a URI with its scheme was expected');
  if (colon - start === 3 && matches(codes, start, 'tel')) return parseTel(text, codes, start, end);
  let at = colon + 1;
  for (; at < end; at++) {
    const code = codes[at];
    if (code <= 0x20 || code >= 0x7f || code === 0x3c || code === 0x3e || code === 0x22) break;
  }
  stoppedAt = at;
  const scheme = text.slice(start, colon).toLowerCase();
  return new Uri(text, start, at, scheme, colon + 1, colon + 1, colon + 1, 0, NO_PARAMS, at);
}

function matches(codes: Uint8Array, start: number, lower: string): boolean {
  for (let i = 0; i < lower.length; i++) if ((codes[start + i] | 0x20) !== lower.charCodeAt(i)) return false;
  return true;
}

/** scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) ":". @returns the colon's position or -1 */
function schemeEnd(codes: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    const code = codes[i];
    const lower = code | 0x20;
    if (lower >= 0x61 && lower <= 0x7a && code > 0x40) continue;
    if (i === start) return -1;
    if (code === 0x3a) return i;
    if ((code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e) continue;
    return -1;
  }
  return -1;
}

function parseSip(
  text: string,
  codes: Uint8Array,
  start: number,
  from: number,
  end: number,
  scheme: 'sip' | 'sips',
): Uri | Failure {
  // Most user parts and all host names are made of the characters of host names: what follows them tells which it is.
  let at = hostNameEnd(codes, from, end);
  let code = at < end ? codes[at] : 0;
  let userEnd = from;
  let hostAt = from;
  if (code === 0x40 || (code !== 0 && code !== 0x3e && isUserPart(codes, at, end))) {
    if (code !== 0x40) {
      at = escapedSpan(codes, at, end, USER);
      code = codes[at];
    }
    if (at === from) return new Failure(from, 'a user was expected');
    userEnd = at;
    if (code === 0x3a) {
      at = escapedSpan(codes, at + 1, end, USER);
      code = codes[at];
    }
    if (code !== 0x40) return new Failure(at, 'a character that must be escaped before the @');
    hostAt = at + 1;
    at = hostNameEnd(codes, hostAt, end);
    code = at < end ? codes[at] : 0;
  }

  if (at === hostAt) {
    at = code === 0x5b ? ipv6End(codes, hostAt, end) : -1;
    if (at < 0) return new Failure(hostAt, 'a host was expected');
    code = at < end ? codes[at] : 0;
  }
  const hostStop = at;
  let port = 0;
  if (code === 0x3a) {
    port = readDigits(codes, at + 1, end);
    if (port < 1 || port > 65535) return new Failure(at + 1, 'a port from 1 to 65535 was expected');
    at = digitsEnd();
    code = at < end ? codes[at] : 0;
  }

  let params = NO_PARAMS;
  if (code === 0x3b) {
    const parsed = parseUriParams(text, codes, at, end, URI_PARAM);
    if ('reason' in parsed) return parsed;
    params = parsed;
    at = stoppedAt;
    code = at < end ? codes[at] : 0;
  }

  let headersAt = at;
  if (code === 0x3f) {
    headersAt = at + 1;
    at = escapedSpan(codes, headersAt, end, URI_HEADER);
    if (at === headersAt) return unexpected(codes, at, 'headers were expected after ?');
  }
  stoppedAt = at;
  return new Uri(text, start, at, scheme, userEnd, hostAt, hostStop, port, params, headersAt);
}

/** Whether an '@' follows before any character that no URI holds: neither parameters nor headers have one unescaped. */
function isUserPart(codes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const code = codes[i];
    if (code === 0x40) return true;
    if (code <= 0x20 || code === 0x3e || code === 0x3c || code === 0x22) return false;
  }
  return false;
}

function unexpected(codes: Uint8Array, at: number, reason: string): Failure {
  return new Failure(at, codes[at] === 0x25 ? 'a broken escape' : reason);
}

function isEscape(codes: Uint8Array, at: number, end: number): boolean {
  return at + 2 < end && (classOf[codes[at + 1]] & classOf[codes[at + 2]] & HEX) !== 0;
}

/** Skips characters of `bits` and %-escapes. @returns where it stopped, at a broken escape too */
function escapedSpan(codes: Uint8Array, start: number, end: number, bits: number): number {
  let i = start;
  for (; i < end; i++) {
    const code = codes[i];
    if (code === 0x25) {
      if (!isEscape(codes, i, end)) break;
      i += 2;
    } else if ((classOf[code] & bits) === 0) break;
  }
  return i;
}

/** Reads `*(;name[=value])` as URIs have it: no LWS, no quotes, but escapes; `nameBits` is what names are made of. */
function parseUriParams(
  text: string,
  codes: Uint8Array,
  start: number,
  end: number,
  nameBits: number,
): Params | Failure {
  let count = 0;
  let plain = true;
  let at = start;
  while (at < end && codes[at] === 0x3b) {
    const nameAt = at + 1;
    const plainEnd = spanOf(codes, nameAt, end, PLAIN_NAME);
    at = escapedSpan(codes, plainEnd, end, nameBits);
    if (at !== plainEnd) plain = false;
    if (at === nameAt) return unexpected(codes, at, 'a URI parameter was expected');
    if (++count > MAX_PARAMS) return new Failure(nameAt, `more than ${MAX_PARAMS} parameters`);
    if (at < end && codes[at] === 0x3d) {
      const valueAt = at + 1;
      at = escapedSpan(codes, valueAt, end, URI_PARAM);
      if (at === valueAt) return unexpected(codes, at, 'a value of the URI parameter was expected');
    }
  }
  stoppedAt = at;
  return plain ? new Params(text, start, at, count) : oddParams(text.slice(start + 1, at));
}

/** Parameters with names that `Params` does not read by itself: with escapes, or of more than token characters. */
function oddParams(list: string): Params {
  const params = new Params();
  for (const param of list.split(';')) {
    const equals = param.indexOf('=');
    const name = equals < 0 ? param : param.slice(0, equals);
    params.add(normaliseEscapes(name).toLowerCase(), equals < 0 ? '' : param.slice(equals + 1), false);
  }
  return params;
}

/**
 * The end of the host at `start`: a name, an IPv4 address or an IPv6 reference in brackets. RFC 5118 4.10 asks to take
 * an IPv6 reference with a colon too many, so its inside is checked for its characters alone, and two colons.
 * @returns -1 when there is none
 */
export function hostEnd(codes: Uint8Array, start: number, end: number): number {
  if (start < end && codes[start] === 0x5b) return ipv6End(codes, start, end);
  const stop = hostNameEnd(codes, start, end);
  return stop === start ? -1 : stop;
}

function hostNameEnd(codes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (classOf[codes[at]] & HOST) !== 0) at++;
  return at;
}

function ipv6End(codes: Uint8Array, start: number, end: number): number {
  let colons = 0;
  for (let i = start + 1; i < end; i++) {
    const code = codes[i];
    if (code === 0x5d) return colons >= 2 ? i + 1 : -1;
    if (code === 0x3a) colons++;
    else if (code !== 0x2e && (classOf[code] & HEX) === 0) return -1;
  }
  return -1;
}

/** The host `text[start, end)` in lower case, without brackets. */
export function hostText(text: string, start: number, end: number): string {
  const codes = codesOf(text);
  const host = codes[start] === 0x5b ? text.slice(start + 1, end - 1) : text.slice(start, end);
  for (let i = start; i < end; i++) if (codes[i] >= 0x41 && codes[i] <= 0x5a) return host.toLowerCase();
  return host;
}

/**
 * tel:number;params (RFC 3966 3): the number is kept as written, visual separators included. A local number should come
 * with its phone-context, but phones leave it out, so it is not asked for.
 */
function parseTel(text: string, codes: Uint8Array, start: number, end: number): Uri | Failure {
  const from = start + 4;
  const global = from < end && codes[from] === 0x2b;
  let at = global ? from + 1 : from;
  let dialled = 0;
  for (; at < end; at++) {
    const code = codes[at];
    if ((classOf[code] & (global ? DIGIT : HEX)) !== 0 || (!global && (code === 0x2a || code === 0x23))) dialled++;
    // visual separators - . ( )
    else if (code !== 0x2d && code !== 0x2e && code !== 0x28 && code !== 0x29) break;
  }
  if (dialled === 0) return new Failure(from, 'a telephone number was expected');
  const numberEnd = at;
  let params = NO_PARAMS;
  if (at < end && codes[at] === 0x3b) {
    const parsed = parseUriParams(text, codes, at, end, TOKEN);
    if ('reason' in parsed) return parsed;
    params = parsed;
    at = stoppedAt;
  }
  stoppedAt = at;
  return new Uri(text, start, at, 'tel', numberEnd, numberEnd, numberEnd, 0, params, at);
}

/** Resolves %-escapes once (RFC 4475 3.1.1.3: never twice). The result is one character per byte. */
export function unescapeUri(text: string): string {
  return text.includes('%') ? text.replace(ESCAPES, (escape) => escapedCharacter(escape)) : text;
}

/** Escapes of characters that need none are resolved, the others get one case: what is left differs in meaning (19.1.4). */
export function normaliseEscapes(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(ESCAPES, (escape) => {
    const character = escapedCharacter(escape);
    return character > ' ' && character < '\x7f' && !';/?:@&=+$,%'.includes(character)
      ? character
      : escape.toUpperCase();
  });
}

const ESCAPES = /%[0-9a-fA-F]{2}/g;

function escapedCharacter(escape: string): string {
  return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
}
