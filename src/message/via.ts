/** Via header field values (RFC 3261 20.42, RFC 3581). */

import { digitsEnd, isSipWord, readDigits, skipLws, spanOf, startsWithVersion, TOKEN } from './characters.ts';
import { codesOf } from './codes.ts';
import { Failure } from './failure.ts';
import { type Params, paramsEnd, parseParams } from './params.ts';
import { hostEnd, hostText } from './uri.ts';

/** One Via value: the transport, the sent-by host and port, and the parameters. */
export class Via {
  /** Upper case, as UDP, TCP, TLS, WS, WSS, SCTP or any other token. */
  readonly transport: string;
  /** sent-by port; 0 when none was given. */
  readonly port: number;
  readonly params: Params;
  /** Where this value stands in the message's text. */
  readonly start: number;
  readonly end: number;
  private readonly text: string;
  private readonly hostStart: number;
  private readonly hostStop: number;
  private hostValue: string | undefined = undefined;
  private branchValue: string | undefined = undefined;

  constructor(
    text: string,
    start: number,
    end: number,
    transport: string,
    hostStart: number,
    hostStop: number,
    port: number,
    params: Params,
  ) {
    this.transport = transport;
    this.port = port;
    this.params = params;
    this.start = start;
    this.end = end;
    this.text = text;
    this.hostStart = hostStart;
    this.hostStop = hostStop;
  }

  /** sent-by host, lower case, IPv6 without brackets. */
  get host(): string {
    return (this.hostValue ??= hostText(this.text, this.hostStart, this.hostStop));
  }

  /** The branch parameter, or '' (RFC 2543 peers). */
  get branch(): string {
    return (this.branchValue ??= this.params.get('branch') ?? '');
  }

  /** Whether the branch promises RFC 3261 matching (8.1.1.7). */
  get hasCookie(): boolean {
    const branch = this.branch;
    return branch.length > 7 && branch.startsWith('z9hG4bK');
  }
}

/** Reads the one Via value at `start`; it ends at `end` or before a comma. */
export function parseVia(text: string, start: number, end: number): Via | Failure {
  const codes = codesOf(text);
  const transportAt = parseProtocol(codes, start, end);
  if (transportAt instanceof Failure) return transportAt;
  let transport = usualTransport(codes, transportAt, end);
  let at = transportAt + transport.length;
  if (transport === '') {
    at = spanOf(codes, transportAt, end, TOKEN);
    if (at === transportAt) return new Failure(at, 'a transport was expected');
    transport = text.slice(transportAt, at).toUpperCase();
  }

  const hostAt = skipLws(codes, at, end);
  if (hostAt === at) return new Failure(hostAt, 'a space was expected after the transport');
  const hostStop = hostEnd(codes, hostAt, end);
  if (hostStop < 0) return new Failure(hostAt, 'a host was expected');
  let port = 0;
  at = skipLws(codes, hostStop, end);
  if (at < end && codes[at] === 0x3a) {
    const portAt = skipLws(codes, at + 1, end);
    port = readDigits(codes, portAt, end);
    if (port < 1 || port > 65535) return new Failure(portAt, 'a port from 1 to 65535 was expected');
    at = digitsEnd();
  }
  const params = parseParams(text, at, end);
  if ('reason' in params) return params;
  at = paramsEnd();
  if (at < end && codes[at] !== 0x2c) return new Failure(at, 'a character that does not belong in Via');
  return new Via(text, start, at, transport, hostAt, hostStop, port, params);
}

/** SIP / 2.0 / with LWS around the slashes. @returns where the transport starts */
function parseProtocol(codes: Uint8Array, start: number, end: number): number | Failure {
  if (start + 8 <= end && startsWithVersion(codes, start) && codes[start + 7] === 0x2f)
    return skipLws(codes, start + 8, end);
  let at = spanOf(codes, start, end, TOKEN);
  if (at - start !== 3 || !isSipWord(codes, start)) return new Failure(start, 'SIP was expected');
  const versionAt = slash(codes, at, end);
  if (versionAt < 0) return new Failure(at, '/ was expected');
  at = spanOf(codes, versionAt, end, TOKEN);
  if (
    at - versionAt !== 3 ||
    codes[versionAt] !== 0x32 ||
    codes[versionAt + 1] !== 0x2e ||
    codes[versionAt + 2] !== 0x30
  )
    return new Failure(versionAt, 'the version 2.0 was expected');
  const transportAt = slash(codes, at, end);
  return transportAt < 0 ? new Failure(at, '/ was expected') : transportAt;
}

function slash(codes: Uint8Array, start: number, end: number): number {
  const at = skipLws(codes, start, end);
  return at < end && codes[at] === 0x2f ? skipLws(codes, at + 1, end) : -1;
}

/** UDP, TCP or TLS with a space behind it, or '' for any other. */
function usualTransport(codes: Uint8Array, start: number, end: number): string {
  if (start + 4 > end || codes[start + 3] !== 0x20) return '';
  const first = codes[start];
  const second = codes[start + 1];
  const third = codes[start + 2];
  if (first === 0x55 && second === 0x44 && third === 0x50) return 'UDP';
  if (first !== 0x54) return '';
  if (second === 0x43 && third === 0x50) return 'TCP';
  return second === 0x4c && third === 0x53 ? 'TLS' : '';
}
