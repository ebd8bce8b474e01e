/** Via header field values (RFC 3261 20.42, RFC 3581). */

import { digitsEnd, readDigits, skipLws, spanOf, standsAt, startsWithVersion, TOKEN } from './characters.ts';
import { Failure } from './failure.ts';
import { type Params, paramsEnd, parseParams } from './params.ts';
import { hostEnd, hostText } from './uri.ts';

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
  const transportAt = parseProtocol(text, start, end);
  if (transportAt instanceof Failure) return transportAt;
  let transport = usualTransport(text, transportAt, end);
  let at = transportAt + transport.length;
  if (transport === '') {
    at = spanOf(text, transportAt, end, TOKEN);
    if (at === transportAt) return new Failure(at, 'a transport was expected');
    transport = text.slice(transportAt, at).toUpperCase();
  }

  const hostAt = skipLws(text, at, end);
  if (hostAt === at) return new Failure(hostAt, 'a space was expected after the transport');
  const hostStop = hostEnd(text, hostAt, end);
  if (hostStop < 0) return new Failure(hostAt, 'a host was expected');
  let port = 0;
  at = skipLws(text, hostStop, end);
  if (at < end && text.charCodeAt(at) === 0x3a) {
    const portAt = skipLws(text, at + 1, end);
    port = readDigits(text, portAt, end);
    if (port < 1 || port > 65535) return new Failure(portAt, 'a port from 1 to 65535 was expected');
    at = digitsEnd();
  }
  const params = parseParams(text, at, end);
  if (params instanceof Failure) return params;
  at = paramsEnd();
  if (at < end && text.charCodeAt(at) !== 0x2c) return new Failure(at, 'a character that does not belong in Via');
  return new Via(text, start, at, transport, hostAt, hostStop, port, params);
}

/** SIP / 2.0 / with LWS around the slashes. @returns where the transport starts */
function parseProtocol(text: string, start: number, end: number): number | Failure {
  if (start + 8 <= end && startsWithVersion(text, start) && text.charCodeAt(start + 7) === 0x2f)
    return skipLws(text, start + 8, end);
  let at = spanOf(text, start, end, TOKEN);
  if (at - start !== 3 || text.slice(start, at).toUpperCase() !== 'SIP') return new Failure(start, 'SIP was expected');
  const versionAt = slash(text, at, end);
  if (versionAt < 0) return new Failure(at, '/ was expected');
  at = spanOf(text, versionAt, end, TOKEN);
  if (at - versionAt !== 3 || !text.startsWith('2.0', versionAt))
    return new Failure(versionAt, 'the version 2.0 was expected');
  const transportAt = slash(text, at, end);
  return transportAt < 0 ? new Failure(at, '/ was expected') : transportAt;
}

function slash(text: string, start: number, end: number): number {
  const at = skipLws(text, start, end);
  return at < end && text.charCodeAt(at) === 0x2f ? skipLws(text, at + 1, end) : -1;
}

/** A transport of three letters that is followed by a space, or '' for any other. */
function usualTransport(text: string, start: number, end: number): string {
  if (start + 4 > end || text.charCodeAt(start + 3) !== 0x20) return '';
  if (standsAt('UDP', text, start)) return 'UDP';
  if (standsAt('TCP', text, start)) return 'TCP';
  return standsAt('TLS', text, start) ? 'TLS' : '';
}
