/** Parameters `;name=value` of URIs and header fields (RFC 3261 7.3.1, 19.1.1): names folded to lower case, order kept. */

import { classOf, PARAM_VALUE, skipLws, skipQuoted, TOKEN, unquote } from './characters.ts';
import { Failure } from './failure.ts';

/** A parameter without a value (`;lr`) has the value ''. Values are unquoted; `wasQuoted` tells them apart. */
export class Params {
  readonly names: string[] = [];
  readonly values: string[] = [];
  private quoted = 0;

  get(name: string): string | undefined {
    const names = this.names;
    for (let i = 0; i < names.length; i++) if (names[i] === name) return this.values[i];
    return undefined;
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  get size(): number {
    return this.names.length;
  }

  /** Appends; what stood there under that name stays first. */
  add(name: string, value: string, quoted: boolean): void {
    if (quoted && this.names.length < 31) this.quoted |= 1 << this.names.length;
    this.names.push(name);
    this.values.push(value);
  }

  /** Whether the value stood in quotes (known for the first 31 parameters). */
  wasQuoted(position: number): boolean {
    return position < 31 && (this.quoted & (1 << position)) !== 0;
  }
}

/** What everything without parameters shares. Frozen in effect: parsers never add to it. */
export const NO_PARAMS = new Params();

/** More than any peer has use for; a bound keeps look-ups and comparisons cheap whatever a peer sends. */
export const MAX_PARAMS = 100;

/** Where the last call of `parseParams` stopped: parsers run to their end before another starts. */
let stoppedAt = 0;
export function paramsEnd(): number {
  return stoppedAt;
}

/**
 * Reads `*(;name[=value])` from `start`, LWS allowed around `;` and `=` (RFC 3261 25.1), up to `end` or to the first
 * character that belongs to no parameter, which `paramsEnd` tells.
 */
export function parseParams(text: string, start: number, end: number): Params | Failure {
  let params = NO_PARAMS;
  let at = start;
  for (;;) {
    const semicolon = skipLws(text, at, end);
    if (semicolon >= end || text.charCodeAt(semicolon) !== 0x3b) {
      stoppedAt = semicolon;
      return params;
    }
    const nameStart = skipLws(text, semicolon + 1, end);
    let nameEnd = nameStart;
    let upper = false;
    for (; nameEnd < end; nameEnd++) {
      const code = text.charCodeAt(nameEnd);
      if (code > 255 || (classOf[code] & TOKEN) === 0) break;
      if (code >= 0x41 && code <= 0x5a) upper = true;
    }
    if (nameEnd === nameStart) return new Failure(nameStart, 'a parameter name was expected');
    const name = text.slice(nameStart, nameEnd);
    let value = '';
    let quoted = false;
    at = nameEnd;
    let code = at < end ? text.charCodeAt(at) : 0;
    if (code === 0x20 || code === 0x09 || code === 0x0d) {
      const next = skipLws(text, at, end);
      if (next < end && text.charCodeAt(next) === 0x3d) {
        at = next;
        code = 0x3d;
      }
    }
    if (code === 0x3d) {
      const valueStart = skipLws(text, at + 1, end);
      if (valueStart < end && text.charCodeAt(valueStart) === 0x22) {
        at = skipQuoted(text, valueStart, end);
        if (at < 0) return new Failure(valueStart, 'the quoted string is not closed');
        value = unquote(text, valueStart, at);
        quoted = true;
      } else {
        at = valueStart;
        for (; at < end; at++) {
          code = text.charCodeAt(at);
          if (code > 255 || (classOf[code] & PARAM_VALUE) === 0) break;
        }
        if (at === valueStart) return new Failure(valueStart, 'a parameter value was expected');
        value = text.slice(valueStart, at);
      }
    }
    if (params === NO_PARAMS) params = new Params();
    else if (params.size >= MAX_PARAMS) return new Failure(nameStart, `more than ${MAX_PARAMS} parameters`);
    params.add(upper ? name.toLowerCase() : name, value, quoted);
  }
}
