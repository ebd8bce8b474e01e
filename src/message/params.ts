/** Parameters `;name=value` of URIs and header fields (RFC 3261 7.3.1, 19.1.1): names folded to lower case, order kept. */

import { classOf, PARAM_VALUE, skipLws, skipQuoted, TOKEN, unquote } from './characters.ts';
import { codesOf } from './codes.ts';
import { Failure } from './failure.ts';

/** More than any peer has use for; a bound keeps look-ups and comparisons cheap whatever a peer sends. */
export const MAX_PARAMS = 100;

/**
 * A parameter without a value (`;lr`) has the value ''. Values are unquoted; `wasQuoted` tells them apart.
 * Most parameters are never read: those of a message stay in its text until they are asked for.
 */
export class Params {
  // Where they stand, checked to be well formed; nothing when they were added one by one.
  private readonly text: string;
  private readonly start: number;
  private readonly end: number;
  private count: number;
  // Cut out of the text once a list is asked for.
  private nameList: string[] | undefined = undefined;
  private valueList: string[] = none;
  private quotedList: boolean[] = noneQuoted;

  constructor(text = '', start = 0, end = 0, count = 0) {
    this.text = text;
    this.start = start;
    this.end = end;
    this.count = count;
  }

  /** How many parameters there are. */
  get size(): number {
    return this.count;
  }

  /** The value, '' for a parameter without one. @param name in lower case; where it stands twice, the first counts */
  get(name: string): string | undefined {
    if (this.nameList !== undefined) {
      const position = this.nameList.indexOf(name);
      return position < 0 ? undefined : this.valueList[position];
    }
    const { text, end } = this;
    const codes = codesOf(text);
    let at = this.start;
    for (let i = 0; i < this.count; i++) {
      const nameAt = skipToName(codes, at, end);
      const nameStop = nameEnd(codes, nameAt, end);
      if (nameStop - nameAt === name.length && isName(codes, nameAt, name)) return valueAt(text, codes, nameStop, end);
      at = valueEnd(codes, nameStop, end);
    }
    return undefined;
  }

  /** Whether there is one, with or without a value. @param name in lower case */
  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** In lower case, in the order in which they stand. */
  get names(): readonly string[] {
    return this.nameList ?? this.cut();
  }

  /** In the order of `names`. */
  get values(): readonly string[] {
    if (this.nameList === undefined) this.cut();
    return this.valueList;
  }

  /** Whether the value stood in quotes. */
  wasQuoted(position: number): boolean {
    if (this.nameList === undefined) this.cut();
    return this.quotedList[position] ?? false;
  }

  /** Appends; what stood there under that name stays first. */
  add(name: string, value: string, quoted: boolean): void {
    (this.nameList ?? this.cut()).push(name);
    this.valueList.push(value);
    this.quotedList.push(quoted);
    this.count++;
  }

  private cut(): string[] {
    const { text, end } = this;
    const codes = codesOf(text);
    const names: string[] = [];
    this.valueList = [];
    this.quotedList = [];
    let at = this.start;
    for (let i = 0; i < this.count; i++) {
      const nameAt = skipToName(codes, at, end);
      const nameStop = nameEnd(codes, nameAt, end);
      at = valueEnd(codes, nameStop, end);
      names.push(text.slice(nameAt, nameStop).toLowerCase());
      this.valueList.push(valueAt(text, codes, nameStop, end));
      this.quotedList.push(codes[at - 1] === 0x22);
    }
    this.nameList = names;
    return names;
  }
}

const none: string[] = [];
const noneQuoted: boolean[] = [];

/** What everything without parameters shares. Frozen in effect: parsers never add to it. */
export const NO_PARAMS = new Params();

/** Where the last call of `parseParams` stopped: parsers run to their end before another starts. */
let stoppedAt = 0;
/** Where the last call of `parseParams` stopped. */
export function paramsEnd(): number {
  return stoppedAt;
}

/**
 * Reads `*(;name[=value])` from `start`, LWS allowed around `;` and `=` (RFC 3261 25.1), up to `end` or to the first
 * character that belongs to no parameter, which `paramsEnd` tells.
 */
export function parseParams(text: string, start: number, end: number): Params | Failure {
  const codes = codesOf(text);
  let count = 0;
  let at = start;
  let stop = start;
  // `code` is the character at `at`, once LWS is behind it; 0 at the end.
  let code = 0;
  for (;;) {
    code = at < end ? codes[at] : 0;
    if (code <= 0x20 && at < end) code = codeAt(codes, (at = skipLws(codes, at, end)), end);
    if (code !== 0x3b) break;
    const nameStart = skipLws(codes, at + 1, end);
    at = nameEnd(codes, nameStart, end);
    if (at === nameStart) return new Failure(nameStart, 'a parameter name was expected');
    if (++count > MAX_PARAMS) return new Failure(nameStart, `more than ${MAX_PARAMS} parameters`);
    stop = at;
    code = at < end ? codes[at] : 0;
    if (code <= 0x20 && at < end) code = codeAt(codes, (at = skipLws(codes, at, end)), end);
    if (code !== 0x3d) continue;
    const valueStart = skipLws(codes, at + 1, end);
    at = spanOfValue(codes, valueStart, end);
    if (at === valueStart) {
      if (codeAt(codes, at, end) !== 0x22) return new Failure(valueStart, 'a parameter value was expected');
      at = skipQuoted(codes, valueStart, end);
      if (at < 0) return new Failure(valueStart, 'the quoted string is not closed');
    }
    stop = at;
  }
  stoppedAt = at;
  return count === 0 ? NO_PARAMS : new Params(text, start, stop, count);
}

function codeAt(codes: Uint8Array, at: number, end: number): number {
  return at < end ? codes[at] : 0;
}

function nameEnd(codes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (classOf[codes[at]] & TOKEN) !== 0) at++;
  return at;
}

function spanOfValue(codes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (classOf[codes[at]] & PARAM_VALUE) !== 0) at++;
  return at;
}

// The rest reads parameters that `parseParams` or `parseUri` has found well formed.

/** From a semicolon, or the LWS before it, to the name behind it. */
function skipToName(codes: Uint8Array, start: number, end: number): number {
  return skipLws(codes, skipLws(codes, start, end) + 1, end);
}

/** Where the value starts that belongs to the name which ends at `nameStop`, or -1 when it has none. */
function valueStart(codes: Uint8Array, nameStop: number, end: number): number {
  const equals = skipLws(codes, nameStop, end);
  return equals < end && codes[equals] === 0x3d ? skipLws(codes, equals + 1, end) : -1;
}

function valueEnd(codes: Uint8Array, nameStop: number, end: number): number {
  const start = valueStart(codes, nameStop, end);
  if (start < 0) return nameStop;
  return codes[start] === 0x22 ? skipQuoted(codes, start, end) : spanOfValue(codes, start, end);
}

function valueAt(text: string, codes: Uint8Array, nameStop: number, end: number): string {
  const start = valueStart(codes, nameStop, end);
  if (start < 0) return '';
  if (codes[start] === 0x22) return unquote(text, start, skipQuoted(codes, start, end));
  return text.slice(start, spanOfValue(codes, start, end));
}

function isName(codes: Uint8Array, at: number, lower: string): boolean {
  for (let i = 0; i < lower.length; i++) {
    const code = codes[at + i];
    const wanted = lower.charCodeAt(i);
    if (code !== wanted && !(code >= 0x41 && code <= 0x5a && (code | 0x20) === wanted)) return false;
  }
  return true;
}
