/** Via header field values (RFC 3261 20.42, RFC 3581). */

import { parseDigits, skipLws, spanOf, TOKEN } from './characters.ts';
import { Failure } from './failure.ts';
import { type Params, paramsEnd, parseParams } from './params.ts';
import { hostEnd, hostText } from './uri.ts';

export class Via {
  /** Upper case, as UDP, TCP, TLS, WS, WSS, SCTP or any other token. */
  readonly transport: string;
  /** sent-by host, lower case, IPv6 without brackets. */
  readonly host: string;
  /** sent-by port; 0 when none was given. */
  readonly port: number;
  readonly params: Params;
  /** The branch parameter, or '' (RFC 2543 peers). */
  readonly branch: string;
  /** Where this value stands in the message's text. */
  readonly start: number;
  readonly end: number;

  constructor(transport: string, host: string, port: number, params: Params, start: number, end: number) {
    this.transport = transport;
    this.host = host;
    this.port = port;
    this.params = params;
    this.branch = params.get('branch') ?? '';
    this.start = start;
    this.end = end;
  }

  /** Whether the branch promises RFC 3261 matching (8.1.1.7). */
  get hasCookie(): boolean {
    const branch = this.branch;
    return branch.length > 7 && branch.startsWith('z9hG4bK');
  }
}

/** Reads the one Via value at `start`; it ends at `end` or before a comma. */
export function parseVia(text: string, start: number, end: number): Via | Failure {
  // sent-protocol: SIP / 2.0 / transport, with LWS around the slashes
  let at = start;
  const nameEnd = spanOf(text, at, end, TOKEN);
  if (nameEnd - at !== 3 || text.slice(at, nameEnd).toUpperCase() !== 'SIP') return new Failure(at, 'SIP was expected');
  at = slash(text, nameEnd, end);
  if (at < 0) return new Failure(nameEnd, '/ was expected');
  const versionEnd = spanOf(text, at, end, TOKEN);
  if (versionEnd - at !== 3 || !text.startsWith('2.0', at)) return new Failure(at, 'the version 2.0 was expected');
  at = slash(text, versionEnd, end);
  if (at < 0) return new Failure(versionEnd, '/ was expected');
  const transportEnd = spanOf(text, at, end, TOKEN);
  if (transportEnd === at) return new Failure(at, 'a transport was expected');
  const transport = transportName(text, at, transportEnd);

  const hostAt = skipLws(text, transportEnd, end);
  if (hostAt === transportEnd) return new Failure(hostAt, 'a space was expected after the transport');
  at = hostEnd(text, hostAt, end);
  if (at < 0) return new Failure(hostAt, 'a host was expected');
  const host = hostText(text, hostAt, at);
  let port = 0;
  let next = skipLws(text, at, end);
  if (next < end && text.charCodeAt(next) === 0x3a) {
    const portAt = skipLws(text, next + 1, end);
    at = portAt;
    while (at < end && text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) at++;
    port = parseDigits(text, portAt, at);
    if (port < 1 || port > 65535) return new Failure(portAt, 'a port from 1 to 65535 was expected');
    next = at;
  }
  const params = parseParams(text, next, end);
  if (params instanceof Failure) return params;
  at = paramsEnd();
  if (at < end && text.charCodeAt(at) !== 0x2c) return new Failure(at, 'a character that does not belong in Via');
  return new Via(transport, host, port, params, start, at);
}

function slash(text: string, start: number, end: number): number {
  const at = skipLws(text, start, end);
  return at < end && text.charCodeAt(at) === 0x2f ? skipLws(text, at + 1, end) : -1;
}

function transportName(text: string, start: number, end: number): string {
  if (end - start === 3 && text.charCodeAt(start + 2) === 0x50) {
    if (text.startsWith('UDP', start)) return 'UDP';
    if (text.startsWith('TCP', start)) return 'TCP';
  }
  return text.slice(start, end).toUpperCase();
}
