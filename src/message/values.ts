/** The header values that are neither Via nor an address: CSeq, numbers, tokens, values with parameters, warnings, dates (RFC 3261 20). */

import {
  allOf,
  digitsEnd,
  isLws,
  parseDigits,
  readDigits,
  skipLws,
  skipQuoted,
  spanOf,
  TOKEN,
  trimEnd,
  unquote,
  WORD,
} from './characters.ts';
import { codesOf } from './codes.ts';
import { Failure } from './failure.ts';
import { type Params, paramsEnd, parseParams } from './params.ts';
import { parseUri, type Uri } from './uri.ts';

/** RFC 3261 8.1.1.5: a CSeq is less than 2^31 when we make one; up to 2^32-1 is taken (25.1). */
const CSEQ_LIMIT = 2 ** 32;

/** The number and the method of CSeq (RFC 3261 20.16). */
export interface CSeq {
  readonly sequence: number;
  readonly method: string;
}

export function parseCSeq(text: string, start: number, end: number): CSeq | Failure {
  const codes = codesOf(text);
  const sequence = readDigits(codes, start, end);
  const at = digitsEnd();
  if (sequence < 0) return new Failure(start, 'a sequence number was expected');
  if (sequence >= CSEQ_LIMIT) return new Failure(start, 'a sequence number below 2**32 was expected');
  const methodAt = skipLws(codes, at, end);
  if (methodAt === at || spanOf(codes, methodAt, end, TOKEN) !== end || methodAt === end)
    return new Failure(methodAt, 'a method was expected');
  return { sequence, method: text.slice(methodAt, end) };
}

/** RAck = response-num LWS CSeq-num LWS Method (RFC 3262 7.2). */
export interface RAck extends CSeq {
  readonly responseNumber: number;
}

export function parseRAck(text: string, start: number, end: number): RAck | Failure {
  const codes = codesOf(text);
  const responseNumber = readDigits(codes, start, end);
  const at = digitsEnd();
  if (responseNumber < 0 || responseNumber >= CSEQ_LIMIT) return new Failure(start, 'a response number was expected');
  const cseqAt = skipLws(codes, at, end);
  if (cseqAt === at) return new Failure(at, 'a space was expected');
  const cseq = parseCSeq(text, cseqAt, end);
  return cseq instanceof Failure ? cseq : { responseNumber, ...cseq };
}

/** @returns a whole number of any size (Infinity beyond 2^53) */
export function parseNumber(text: string, start: number, end: number): number | Failure {
  const codes = codesOf(text);
  const value = parseDigits(codes, start, end);
  return value < 0 ? new Failure(start, 'a number was expected') : value;
}

/** A number with what may follow it in Retry-After, Session-Expires and Min-SE. */
export interface NumberWithParams {
  readonly value: number;
  /** The text between the parentheses, or ''. */
  readonly comment: string;
  readonly params: Params;
}

export function parseNumberWithParams(text: string, start: number, end: number): NumberWithParams | Failure {
  const codes = codesOf(text);
  const value = readDigits(codes, start, end);
  let at = digitsEnd();
  if (value < 0) return new Failure(start, 'a number was expected');
  let comment = '';
  const open = skipLws(codes, at, end);
  if (open < end && codes[open] === 0x28) {
    at = commentEnd(codes, open, end);
    if (at < 0) return new Failure(open, 'the comment is not closed');
    comment = text.slice(open + 1, at - 1);
  }
  const params = parseParams(text, at, end);
  if (params instanceof Failure) return params;
  return paramsEnd() < end ? new Failure(paramsEnd(), 'a parameter was expected') : { value, comment, params };
}

/** Comments nest and hold quoted pairs (RFC 3261 25.1). */
function commentEnd(codes: Uint8Array, start: number, end: number): number {
  let depth = 0;
  for (let i = start; i < end; i++) {
    const code = codes[i];
    if (code === 0x5c) i++;
    else if (code === 0x28) depth++;
    else if (code === 0x29 && --depth === 0) return i + 1;
  }
  return -1;
}

export function parseToken(text: string, start: number, end: number): string | Failure {
  const codes = codesOf(text);
  if (start === end || !allOf(codes, start, end, TOKEN)) return new Failure(start, 'a token was expected');
  return text.slice(start, end);
}

/** callid = word [ "@" word ] (RFC 3261 25.1), or one word. */
export function parseWord(text: string, start: number, end: number): string | Failure {
  const codes = codesOf(text);
  const stop = spanOf(codes, start, end, WORD);
  if (stop === start) return new Failure(start, 'a word was expected');
  if (stop === end) return text.slice(start, end);
  if (codes[stop] !== 0x40 || stop + 1 === end || !allOf(codes, stop + 1, end, WORD))
    return new Failure(stop, 'a character that does not belong in a Call-ID');
  return text.slice(start, end);
}

/** Comma-separated tokens; an empty list is allowed where the grammar allows it (Supported, Allow, Accept). */
export function parseTokens(text: string, start: number, end: number): string[] | Failure {
  const codes = codesOf(text);
  const values: string[] = [];
  for (let at = start; at < end; ) {
    const stop = spanOf(codes, at, end, TOKEN);
    if (stop === at) return new Failure(at, 'a token was expected');
    values.push(text.slice(at, stop));
    at = skipLws(codes, stop, end);
    if (at >= end) break;
    if (codes[at] !== 0x2c) return new Failure(at, 'a comma was expected');
    if (at + 1 === end) return new Failure(at, 'a token was expected after the comma');
    at = skipLws(codes, at + 1, end);
  }
  return values;
}

/** Comma-separated words, as In-Reply-To has them. */
export function parseWords(text: string, start: number, end: number): string[] | Failure {
  const codes = codesOf(text);
  const values: string[] = [];
  for (let at = start; at < end; ) {
    let comma = at;
    while (comma < end && codes[comma] !== 0x2c) comma++;
    const value = parseWord(text, at, trimEnd(codes, at, comma));
    if (value instanceof Failure) return value;
    values.push(value);
    if (comma + 1 === end) return new Failure(comma, 'a word was expected after the comma');
    at = skipLws(codes, comma + 1, end);
  }
  return values;
}

/** A value and its parameters: Content-Type, Event, Accept, Reason, Replaces and their kin. */
export class Parameterised {
  /** As written; LWS inside a media type is dropped. */
  readonly value: string;
  readonly params: Params;
  readonly end: number;

  constructor(value: string, params: Params, end: number) {
    this.value = value;
    this.params = params;
    this.end = end;
  }
}

/** Reads the one value at `start`; it ends at `end` or before a comma. */
export function parseParameterised(text: string, start: number, end: number): Parameterised | Failure {
  const codes = codesOf(text);
  let stop = start;
  let value: string;
  if (codes[start] === 0x22) {
    stop = skipQuoted(codes, start, end);
    if (stop < 0) return new Failure(start, 'the quoted string is not closed');
    value = unquote(text, start, stop);
  } else {
    let blanks = false;
    for (; stop < end; stop++) {
      const code = codes[stop];
      if (code === 0x3b || code === 0x2c) break;
      if (code > 0x20) continue;
      if (!isLws(code)) return new Failure(stop, 'a control character');
      blanks = true;
    }
    const valueEnd = blanks ? trimEnd(codes, start, stop) : stop;
    blanks &&= hasBlank(codes, start, valueEnd);
    value = blanks ? withoutBlanks(text, codes, start, valueEnd) : text.slice(start, valueEnd);
    if (value === '' && stop > start) return new Failure(start, 'one value was expected');
  }
  if (stop === start) return new Failure(start, 'a value was expected');
  const params = parseParams(text, stop, end);
  if (params instanceof Failure) return params;
  const at = paramsEnd();
  if (at < end && codes[at] !== 0x2c) return new Failure(at, 'a parameter was expected');
  return new Parameterised(value, params, at);
}

/** LWS may stand around the slash of a media type (25.1), and nowhere else: then there is ''. */
function withoutBlanks(text: string, codes: Uint8Array, start: number, end: number): string {
  let slash = start;
  while (slash < end && codes[slash] !== 0x2f) slash++;
  const typeEnd = trimEnd(codes, start, slash);
  const subtypeAt = skipLws(codes, slash + 1, end);
  if (slash === end || hasBlank(codes, start, typeEnd) || hasBlank(codes, subtypeAt, end)) return '';
  return `${text.slice(start, typeEnd)}/${text.slice(subtypeAt, end)}`;
}

function hasBlank(codes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (isLws(codes[i])) return true;
  return false;
}

/** `<absoluteURI>` with parameters: Alert-Info, Call-Info, Error-Info. */
export interface Resource {
  readonly uri: Uri;
  readonly params: Params;
  readonly end: number;
}

export function parseResource(text: string, start: number, end: number): Resource | Failure {
  const codes = codesOf(text);
  if (codes[start] !== 0x3c) return new Failure(start, '< was expected');
  let close = start + 1;
  while (close < end && codes[close] !== 0x3e) close++;
  if (close >= end) return new Failure(start, 'the < is not closed');
  const uri = parseUri(text, start + 1, close);
  if (uri instanceof Failure) return uri;
  const params = parseParams(text, close + 1, end);
  if (params instanceof Failure) return params;
  const at = paramsEnd();
  if (at < end && codes[at] !== 0x2c) return new Failure(at, 'a parameter was expected');
  return { uri, params, end: at };
}

/** warn-code SP warn-agent SP quoted text (RFC 3261 20.43). */
export interface WarningValue {
  readonly code: number;
  readonly agent: string;
  /** One character per byte, as on the wire. */
  readonly text: string;
  readonly end: number;
}

export function parseWarning(text: string, start: number, end: number): WarningValue | Failure {
  const codes = codesOf(text);
  const code = parseDigits(codes, start, start + 3 <= end ? start + 3 : end);
  if (code < 100 || codes[start + 3] !== 0x20) return new Failure(start, 'a warn-code of three digits was expected');
  const agentAt = skipLws(codes, start + 3, end);
  let agentEnd = agentAt;
  while (agentEnd < end && codes[agentEnd] > 0x20 && codes[agentEnd] !== 0x22) agentEnd++;
  if (agentEnd === agentAt) return new Failure(agentAt, 'a warn-agent was expected');
  const quoteAt = skipLws(codes, agentEnd, end);
  if (quoteAt >= end || codes[quoteAt] !== 0x22) return new Failure(quoteAt, 'a quoted text was expected');
  const close = skipQuoted(codes, quoteAt, end);
  if (close < 0) return new Failure(quoteAt, 'the quoted text is not closed');
  const stop = skipLws(codes, close, end);
  if (stop < end && codes[stop] !== 0x2c) return new Failure(stop, 'a comma was expected');
  return { code, agent: text.slice(agentAt, agentEnd), text: unquote(text, quoteAt, close), end: stop };
}

/** Timestamp: seconds, and the seconds that the response was held back (RFC 3261 20.38). */
export interface Timestamp {
  readonly seconds: number;
  readonly delaySeconds: number;
}

const TIMESTAMP = /^(\d+(?:\.\d*)?)(?:[ \t\r\n]+(\d*(?:\.\d*)?))?$/;

export function parseTimestamp(text: string, start: number, end: number): Timestamp | Failure {
  const match = TIMESTAMP.exec(text.slice(start, end));
  if (match === null) return new Failure(start, 'a number of seconds was expected');
  return { seconds: Number(match[1]), delaySeconds: Number(match[2] ?? 0) || 0 };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;

/** SIP-date, always GMT (RFC 3261 20.17). @returns ms since 1970 */
export function parseDate(text: string, start: number, end: number): number | Failure {
  const match = DATE.exec(text.slice(start, end));
  const month = match === null ? -1 : MONTHS.indexOf(match[2]);
  if (match === null || month < 0) return new Failure(start, 'a date as "Sat, 13 Nov 2010 23:29:00 GMT" was expected');
  const [, day, , year, hour, minute, second] = match;
  const midnight = Date.UTC(Number(year), month, Number(day));
  // Date.UTC carries a 30 February over into March, and reads the year 50 as 1950.
  const exists = new Date(midnight).toISOString().startsWith(`${year}-${String(month + 1).padStart(2, '0')}-${day}`);
  if (!exists || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60)
    return new Failure(start, 'a date that exists was expected');
  return midnight + (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000;
}
