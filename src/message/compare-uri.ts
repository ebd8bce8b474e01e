/** When two URIs name the same resource (RFC 3261 19.1.4, RFC 3966 5), and the canonical form of an address-of-record (10.3). */

import { normaliseEscapes, unescapeUri, type Uri } from './uri.ts';

/** Parameters that never match when only one URI has them; transport for the reason of the examples of 19.1.4. */
const NEVER_IGNORED = ['user', 'ttl', 'method', 'maddr', 'transport'];

/** The comparison is not transitive, as 19.1.4 says of itself. */
export function sameUri(a: Uri, b: Uri): boolean {
  if (a.text === b.text) return true;
  if (a.scheme !== b.scheme) return false;
  if (a.scheme === 'tel') return telNumber(a) === telNumber(b) && sameTelParams(a, b);
  if (!a.isSip) return false;
  return (
    sameHost(a.host, b.host) &&
    a.port === b.port &&
    normaliseEscapes(a.user) === normaliseEscapes(b.user) &&
    (a.password === undefined) === (b.password === undefined) &&
    normaliseEscapes(a.password ?? '') === normaliseEscapes(b.password ?? '') &&
    sameParams(a, b) &&
    sameHeaders(a.headers, b.headers)
  );
}

/** RFC 5954 4.2: IP addresses are compared by what they mean, not by how they are written. */
function sameHost(a: string, b: string): boolean {
  if (a === b) return true;
  if (!a.includes(':') || !b.includes(':')) return false;
  const address = ipv6Groups(a);
  return address !== undefined && address === ipv6Groups(b);
}

/** The eight groups of an IPv6 address without leading zeros, or undefined when it is none. */
function ipv6Groups(host: string): string | undefined {
  const [head, tail, more] = host.split('::');
  if (more !== undefined) return undefined;
  const first = groupsOf(head);
  const last = groupsOf(tail ?? '');
  const missing = 8 - first.length - last.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...first, ...new Array<string>(missing).fill('0'), ...last];
  return groups.every((group) => /^[0-9a-f]{1,4}$/.test(group)) ? groups.join(':') : undefined;
}

function groupsOf(part: string): string[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(group)?.slice(1).map(Number);
    if (octets === undefined) return [group.replace(/^0+(?=.)/, '')];
    return [((octets[0] << 8) | octets[1]).toString(16), ((octets[2] << 8) | octets[3]).toString(16)];
  });
}

function sameParams(a: Uri, b: Uri): boolean {
  for (const name of NEVER_IGNORED) if (a.params.has(name) !== b.params.has(name)) return false;
  for (let i = 0; i < a.params.size; i++) {
    const other = b.params.get(a.params.names[i]);
    if (
      other !== undefined &&
      normaliseEscapes(other).toLowerCase() !== normaliseEscapes(a.params.values[i]).toLowerCase()
    )
      return false;
  }
  return true;
}

/** Headers must be there on both sides, in any order. */
function sameHeaders(a: string, b: string): boolean {
  if (a === b) return true;
  if (a === '' || b === '') return false;
  const sorted = (headers: string) =>
    headers
      .split('&')
      .map((header) => {
        const equals = header.indexOf('=');
        if (equals < 0) return normaliseEscapes(header).toLowerCase();
        return `${normaliseEscapes(header.slice(0, equals)).toLowerCase()}=${normaliseEscapes(header.slice(equals + 1))}`;
      })
      .sort()
      .join('&');
  return sorted(a) === sorted(b);
}

/** RFC 3966 5: visual separators do not count, hex digits have no case. */
function telNumber(uri: Uri): string {
  return uri.user.replace(/[-.()]/g, '').toLowerCase();
}

/** RFC 3966 5: the same parameters on both sides, in any order; in numbers, separators do not count. */
function sameTelParams(a: Uri, b: Uri): boolean {
  if (a.params.size !== b.params.size) return false;
  return a.params.names.every((name, i) => {
    const other = b.params.get(name);
    return other !== undefined && telParam(name, other) === telParam(name, a.params.values[i]);
  });
}

function telParam(name: string, value: string): string {
  const lower = normaliseEscapes(value).toLowerCase();
  // a phone-context is a number when it starts with '+', else a domain name, whose dots count
  const isNumber = name === 'ext' || (name === 'phone-context' && lower.startsWith('+'));
  return isNumber ? lower.replace(/[-.()]/g, '') : lower;
}

/**
 * The key of an address-of-record: `user@host`, escapes resolved once, parameters and port dropped (10.3). sip and sips
 * name one record. Of a tel URI, its number without separators and the host ''.
 */
export function addressOfRecord(uri: Uri): string {
  if (uri.scheme === 'tel') return `${telNumber(uri)}@`;
  return `${unescapeUri(uri.user)}@${uri.host}`;
}
