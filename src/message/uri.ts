/** SIP, SIPS and tel URIs, and any other scheme kept opaque (RFC 3261 19.1, RFC 3966). */

import { allOf, classOf, DIGIT, HEX, HOST, parseDigits, TOKEN, URI_HEADER, URI_PARAM, USER } from './characters.ts';
import { Failure } from './failure.ts';
import { MAX_PARAMS, NO_PARAMS, Params } from './params.ts';

export class Uri {
  /** As it stood in the message. */
  readonly text: string;
  /** Lower case. */
  readonly scheme: string;
  /** The user part as written, escapes kept; the number of a tel URI; '' when there is none. */
  readonly user: string;
  /** After ':' in the user part, or undefined. */
  readonly password: string | undefined;
  /** Lower case; an IPv6 reference without its brackets; '' for tel and opaque schemes. */
  readonly host: string;
  /** 0 when none was given. */
  readonly port: number;
  readonly params: Params;
  /** What follows '?', as written, or ''. */
  readonly headers: string;

  constructor(
    text: string,
    scheme: string,
    user: string,
    password: string | undefined,
    host: string,
    port: number,
    params: Params,
    headers: string,
  ) {
    this.text = text;
    this.scheme = scheme;
    this.user = user;
    this.password = password;
    this.host = host;
    this.port = port;
    this.params = params;
    this.headers = headers;
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
  const colon = schemeEnd(text, start, end);
  if (colon < 0) return new Failure(start, 'a URI with its scheme was expected');
  const length = colon - start;
  if (length === 3 && matches(text, start, 'sip')) return parseSip(text, start, colon + 1, end, 'sip');
  if (length === 4 && matches(text, start, 'sips')) return parseSip(text, start, colon + 1, end, 'sips');
  if (length === 3 && matches(text, start, 'tel')) return parseTel(text, start, colon + 1, end);
  for (let i = colon + 1; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code >= 0x7f || code === 0x3c || code === 0x3e || code === 0x22)
      return new Failure(i, 'a character that no URI may hold');
  }
  return new Uri(text.slice(start, end), text.slice(start, colon).toLowerCase(), '', undefined, '', 0, NO_PARAMS, '');
}

function matches(text: string, start: number, lower: string): boolean {
  for (let i = 0; i < lower.length; i++) if ((text.charCodeAt(start + i) | 0x20) !== lower.charCodeAt(i)) return false;
  return true;
}

/** scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) ":". @returns the colon's position or -1 */
function schemeEnd(text: string, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    const lower = code | 0x20;
    if (lower >= 0x61 && lower <= 0x7a && code > 0x40) continue;
    if (i === start) return -1;
    if (code === 0x3a) return i;
    if ((code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e) continue;
    return -1;
  }
  return -1;
}

function parseSip(text: string, start: number, from: number, end: number, scheme: string): Uri | Failure {
  let user = '';
  let password: string | undefined;
  let at = from;
  const atSign = userEnd(text, from, end);
  if (atSign >= 0) {
    if (atSign === from) return new Failure(from, 'a user was expected before @');
    let userStop = from;
    for (; userStop < atSign; userStop++) {
      const code = text.charCodeAt(userStop);
      if (code === 0x3a) break;
      if (code === 0x25 ? !escapeAt(text, userStop, atSign) : code > 255 || (classOf[code] & USER) === 0)
        return new Failure(userStop, 'a character that must be escaped in the user part');
    }
    if (userStop === from) return new Failure(from, 'a user was expected before :');
    user = text.slice(from, userStop);
    if (userStop < atSign) {
      for (let i = userStop + 1; i < atSign; i++) {
        const code = text.charCodeAt(i);
        if (code === 0x25 ? !escapeAt(text, i, atSign) : code > 255 || (classOf[code] & USER) === 0)
          return new Failure(i, 'a character that must be escaped in the password');
      }
      password = text.slice(userStop + 1, atSign);
    }
    at = atSign + 1;
  }

  const hostAt = at;
  at = hostEnd(text, at, end);
  if (at < 0) return new Failure(hostAt, 'a host was expected');
  const host = hostText(text, hostAt, at);
  let port = 0;
  if (at < end && text.charCodeAt(at) === 0x3a) {
    const portAt = at + 1;
    at = portAt;
    while (at < end && text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) at++;
    port = parseDigits(text, portAt, at);
    if (port < 1 || port > 65535) return new Failure(portAt, 'a port from 1 to 65535 was expected');
  }

  let params = NO_PARAMS;
  while (at < end && text.charCodeAt(at) === 0x3b) {
    const nameAt = at + 1;
    at = escapedSpan(text, nameAt, end, URI_PARAM);
    if (at < 0) return new Failure(nameAt, 'a broken escape');
    if (at === nameAt) return new Failure(nameAt, 'a URI parameter was expected');
    const name = text.slice(nameAt, at);
    let value = '';
    if (at < end && text.charCodeAt(at) === 0x3d) {
      const valueAt = at + 1;
      at = escapedSpan(text, valueAt, end, URI_PARAM);
      if (at < 0) return new Failure(valueAt, 'a broken escape');
      if (at === valueAt) return new Failure(valueAt, 'a value of the URI parameter was expected');
      value = text.slice(valueAt, at);
    }
    if (params === NO_PARAMS) params = new Params();
    else if (params.size >= MAX_PARAMS) return new Failure(nameAt, `more than ${MAX_PARAMS} parameters`);
    params.add(normaliseEscapes(name).toLowerCase(), value, false);
  }

  let headers = '';
  if (at < end && text.charCodeAt(at) === 0x3f) {
    const headersAt = at + 1;
    for (at = headersAt; at < end; ) {
      const code = text.charCodeAt(at);
      if (code === 0x3d || code === 0x26) {
        at++;
        continue;
      }
      const next = escapedSpan(text, at, end, URI_HEADER);
      if (next < 0) return new Failure(at, 'a broken escape');
      if (next === at) break;
      at = next;
    }
    headers = text.slice(headersAt, at);
    if (headers === '') return new Failure(headersAt, 'headers were expected after ?');
  }
  if (at < end) return new Failure(at, 'a character that does not belong in a SIP URI');
  return new Uri(text.slice(start, end), scheme, user, password, host, port, params, headers);
}

/** The '@' that ends the user part, or -1: headers and parameters cannot hold one unescaped. */
function userEnd(text: string, start: number, end: number): number {
  for (let i = start; i < end; i++) if (text.charCodeAt(i) === 0x40) return i;
  return -1;
}

function escapeAt(text: string, at: number, end: number): boolean {
  return at + 2 < end && allOf(text, at + 1, at + 3, HEX);
}

/** Skips characters of `bits` and %-escapes. @returns where it stopped, or -1 at a broken escape */
function escapedSpan(text: string, start: number, end: number, bits: number): number {
  let i = start;
  for (; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x25) {
      if (i + 2 >= end || !allOf(text, i + 1, i + 3, HEX)) return -1;
      i += 2;
    } else if (code > 255 || (classOf[code] & bits) === 0) break;
  }
  return i;
}

/**
 * The end of the host at `start`: a name, an IPv4 address or an IPv6 reference in brackets. RFC 5118 4.10 asks to take
 * an IPv6 reference with a colon too many, so its inside is checked for its characters alone.
 * @returns -1 when there is none
 */
export function hostEnd(text: string, start: number, end: number): number {
  if (start < end && text.charCodeAt(start) === 0x5b) {
    for (let i = start + 1; i < end; i++) {
      const code = text.charCodeAt(i);
      if (code === 0x5d) return i > start + 2 ? i + 1 : -1;
      if (code !== 0x3a && code !== 0x2e && (code > 255 || (classOf[code] & HEX) === 0)) return -1;
    }
    return -1;
  }
  let i = start;
  for (; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code > 255 || (classOf[code] & HOST) === 0) break;
  }
  return i === start ? -1 : i;
}

/** The host `text[start, end)` in lower case, without brackets. */
export function hostText(text: string, start: number, end: number): string {
  const bracketed = text.charCodeAt(start) === 0x5b;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x41 && code <= 0x5a)
      return bracketed ? text.slice(start + 1, end - 1).toLowerCase() : text.slice(start, end).toLowerCase();
  }
  return bracketed ? text.slice(start + 1, end - 1) : text.slice(start, end);
}

/**
 * tel:number;params (RFC 3966 3): the number is kept as written, visual separators included. A local number should come
 * with its phone-context, but phones leave it out, so it is not asked for.
 */
function parseTel(text: string, start: number, from: number, end: number): Uri | Failure {
  const global = from < end && text.charCodeAt(from) === 0x2b;
  let at = global ? from + 1 : from;
  let dialled = 0;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if ((classOf[code & 255] & (global ? DIGIT : HEX)) !== 0 || (!global && (code === 0x2a || code === 0x23))) dialled++;
    // visual separators - . ( )
    else if (code !== 0x2d && code !== 0x2e && code !== 0x28 && code !== 0x29) break;
  }
  if (dialled === 0) return new Failure(from, 'a telephone number was expected');
  const number = text.slice(from, at);
  let params = NO_PARAMS;
  while (at < end && text.charCodeAt(at) === 0x3b) {
    const nameAt = at + 1;
    at = nameAt;
    while (at < end && classOf[text.charCodeAt(at) & 255] & TOKEN) at++;
    if (at === nameAt) return new Failure(nameAt, 'a tel parameter was expected');
    const name = text.slice(nameAt, at).toLowerCase();
    let value = '';
    if (at < end && text.charCodeAt(at) === 0x3d) {
      const valueAt = at + 1;
      at = escapedSpan(text, valueAt, end, URI_PARAM);
      if (at <= valueAt) return new Failure(valueAt, 'a value of the tel parameter was expected');
      value = text.slice(valueAt, at);
    }
    if (params === NO_PARAMS) params = new Params();
    else if (params.size >= MAX_PARAMS) return new Failure(nameAt, `more than ${MAX_PARAMS} parameters`);
    params.add(name, value, false);
  }
  if (at < end) return new Failure(at, 'a character that does not belong in a tel URI');
  return new Uri(text.slice(start, end), 'tel', number, undefined, '', 0, params, '');
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
    return character > ' ' && character < '\x7f' && !';/?:@&=+$,%'.includes(character) ? character : escape.toUpperCase();
  });
}

const ESCAPES = /%[0-9a-fA-F]{2}/g;

function escapedCharacter(escape: string): string {
  return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
}
