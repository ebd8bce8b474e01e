/** Challenges and credentials: an authentication scheme and its parameters (RFC 3261 20.44, 25.1, RFC 7235 2.1). */

import { classOf, PARAM_VALUE, quote, skipLws, skipQuoted, spanOf, TOKEN, unquote } from './characters.ts';
import { codesOf } from './codes.ts';
import { Failure } from './failure.ts';
import { NO_PARAMS, Params } from './params.ts';

/** One challenge or one set of credentials: the scheme, and either parameters or a token68. */
export class AuthValue {
  /** As written; `isDigest` compares it. */
  readonly scheme: string;
  /** By lower-case name, each there once: values unquoted, one character per byte as on the wire. */
  readonly params: Params;
  /** What schemes such as Basic carry in place of parameters, or ''. */
  readonly token68: string;

  constructor(scheme: string, params: Params, token68 = '') {
    this.scheme = scheme;
    this.params = params;
    this.token68 = token68;
  }

  /** Whether the scheme is Digest, in whatever case. */
  get isDigest(): boolean {
    return this.scheme === 'Digest' || this.scheme.toLowerCase() === 'digest';
  }
}

/** More parameters than any scheme has: they bound the search for a parameter that is given twice. */
const MAX_PARAMS = 31;

/** Where the last call of `readValue` stopped: at `end`, or where the next scheme begins. */
let stoppedAt = 0;

/** Reads the one value that fills `text[start, end)`: the credentials of a header line, or its only challenge. */
export function parseAuthValue(text: string, start: number, end: number): AuthValue | Failure {
  const value = readValue(text, start, end);
  if (value instanceof Failure || stoppedAt >= end) return value;
  return new Failure(stoppedAt, 'a parameter with its value was expected');
}

/**
 * Reads the challenges of one header line: RFC 3261 writes one to a line, RFC 7235 separates them by commas, as it does
 * their parameters. After a comma, a token without `=` is the scheme of the next challenge.
 */
export function parseChallenges(text: string, start: number, end: number): AuthValue[] | Failure {
  const values: AuthValue[] = [];
  let at = start;
  do {
    const value = readValue(text, at, end);
    if (value instanceof Failure) return value;
    values.push(value);
    at = stoppedAt;
  } while (at < end);
  return values;
}

/** Wire form. A parameter is quoted where it was: parsed values come out as they went in, LWS and escapes apart. */
export function formatAuthValue(value: AuthValue): string {
  const { params } = value;
  let text = value.scheme;
  if (value.token68 !== '') return `${text} ${value.token68}`;
  for (let i = 0; i < params.size; i++) {
    const wire = params.wasQuoted(i) ? quote(params.values[i]) : params.values[i];
    text += `${i === 0 ? ' ' : ', '}${params.names[i]}=${wire}`;
  }
  return text;
}

function readValue(text: string, start: number, end: number): AuthValue | Failure {
  const codes = codesOf(text);
  const schemeEnd = spanOf(codes, start, end, TOKEN);
  if (schemeEnd === start) return new Failure(start, 'an authentication scheme was expected');
  const scheme = text.startsWith('Digest', start) && schemeEnd - start === 6 ? 'Digest' : text.slice(start, schemeEnd);
  let at = skipLws(codes, schemeEnd, end);
  if (at >= end) {
    stoppedAt = end;
    return new AuthValue(scheme, NO_PARAMS);
  }
  if (codes[at] !== 0x2c) {
    if (at === schemeEnd) return new Failure(at, 'a space was expected after the scheme');
    const token68 = token68End(codes, at, end);
    if (token68 > 0) {
      stoppedAt = skipCommas(codes, skipLws(codes, token68, end), end);
      return new AuthValue(scheme, NO_PARAMS, text.slice(at, token68));
    }
  }
  const params = new Params();
  const first = at;
  for (;;) {
    at = skipCommas(codes, at, end);
    if (at >= end) break;
    const nameEnd = spanOf(codes, at, end, TOKEN);
    if (nameEnd === at) return new Failure(at, 'a parameter name was expected');
    const equals = skipLws(codes, nameEnd, end);
    if (equals >= end || codes[equals] !== 0x3d) {
      // Without a comma in front it can't be the next scheme.
      if (at === first) return new Failure(equals, '= was expected after the parameter name');
      break;
    }
    const name = nameAt(text, at, nameEnd);
    if (params.names.includes(name)) return new Failure(at, 'a parameter is given twice');
    if (params.size === MAX_PARAMS) return new Failure(at, `more than ${MAX_PARAMS} parameters`);
    const valueStart = skipLws(codes, equals + 1, end);
    let valueEnd: number;
    if (valueStart < end && codes[valueStart] === 0x22) {
      valueEnd = skipQuoted(codes, valueStart, end);
      if (valueEnd < 0) return new Failure(valueStart, 'the quoted value is not closed');
      params.add(name, unquote(text, valueStart, valueEnd), true);
    } else {
      valueEnd = spanOf(codes, valueStart, end, PARAM_VALUE);
      if (valueEnd === valueStart) return new Failure(valueStart, 'a value was expected');
      params.add(name, text.slice(valueStart, valueEnd), false);
    }
    at = skipLws(codes, valueEnd, end);
    if (at < end && codes[at] !== 0x2c) return new Failure(at, 'a comma was expected');
  }
  stoppedAt = at;
  return new AuthValue(scheme, params);
}

/** Commas with nothing between them are to be taken (RFC 7230 7). */
function skipCommas(codes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && codes[at] === 0x2c) at = skipLws(codes, at + 1, end);
  return at;
}

/** The end of the token68 that is the whole of what follows a scheme (RFC 7235 2.1), or -1 when parameters stand there. */
function token68End(codes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (; at < end; at++) {
    const code = codes[at];
    if (code !== 0x2f && (code > 255 || (classOf[code] & TOKEN) === 0)) break;
  }
  if (at === start) return -1;
  while (at < end && codes[at] === 0x3d) at++;
  const next = skipLws(codes, at, end);
  return next >= end || codes[next] === 0x2c ? at : -1;
}

/** By length. The names that every REGISTER carries are found here, so that neither slice nor folding is paid. */
const knownNames: readonly (readonly string[])[] = [
  [],
  [],
  ['nc'],
  ['uri', 'qop'],
  ['auts'],
  ['realm', 'nonce', 'stale'],
  ['cnonce', 'opaque', 'domain'],
  ['charset'],
  ['username', 'response', 'userhash'],
  ['algorithm'],
];

function nameAt(text: string, start: number, end: number): string {
  const length = end - start;
  if (length < knownNames.length) {
    const candidates = knownNames[length];
    for (let i = 0; i < candidates.length; i++) if (text.startsWith(candidates[i], start)) return candidates[i];
  }
  return text.slice(start, end).toLowerCase();
}
