/** When two URIs name the same resource (RFC 3261 19.1.4, RFC 3966 5), and the canonical form of an address-of-record (10.3). */

import { unescapeUri, type Uri } from './uri.ts';

/** Parameters that never match when only one URI has them; transport for the reason of the examples of 19.1.4. */
const NEVER_IGNORED = ['user', 'ttl', 'method', 'maddr', 'transport'];

/** The comparison is not transitive, as 19.1.4 says of itself. */
export function sameUri(a: Uri, b: Uri): boolean {
  if (a.text === b.text) return true;
  if (a.scheme !== b.scheme) return false;
  if (a.scheme === 'tel') return telNumber(a) === telNumber(b) && sameTelParams(a, b);
  if (!a.isSip) return false;
  return (
    a.host === b.host &&
    a.port === b.port &&
    normalise(a.user) === normalise(b.user) &&
    (a.password === undefined) === (b.password === undefined) &&
    normalise(a.password ?? '') === normalise(b.password ?? '') &&
    sameParams(a, b) &&
    sameHeaders(a.headers, b.headers)
  );
}

function sameParams(a: Uri, b: Uri): boolean {
  for (const name of NEVER_IGNORED) if (a.params.has(name) !== b.params.has(name)) return false;
  for (let i = 0; i < a.params.size; i++) {
    const other = b.params.get(a.params.names[i]);
    if (other !== undefined && normalise(other).toLowerCase() !== normalise(a.params.values[i]).toLowerCase()) return false;
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
        if (equals < 0) return normalise(header).toLowerCase();
        return `${normalise(header.slice(0, equals)).toLowerCase()}=${normalise(header.slice(equals + 1))}`;
      })
      .sort()
      .join('&');
  return sorted(a) === sorted(b);
}

/** Escapes of characters that need none are resolved, the others get one case. */
function normalise(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/%([0-9a-fA-F]{2})/g, (escape, hex: string) => {
    const code = Number.parseInt(hex, 16);
    const character = String.fromCharCode(code);
    return code > 0x20 && code < 0x7f && !';/?:@&=+$,%'.includes(character) ? character : escape.toUpperCase();
  });
}

/** RFC 3966 5: visual separators do not count, hex digits have no case. */
function telNumber(uri: Uri): string {
  return uri.user.replace(/[-.()]/g, '').toLowerCase();
}

function sameTelParams(a: Uri, b: Uri): boolean {
  if (a.params.size !== b.params.size) return false;
  return a.params.names.every((name, i) => b.params.get(name)?.toLowerCase() === a.params.values[i].toLowerCase());
}

/**
 * The key of an address-of-record: `user@host`, escapes resolved once, parameters and port dropped (10.3). sip and sips
 * name one record. Of a tel URI, its number without separators and the host ''.
 */
export function addressOfRecord(uri: Uri): string {
  if (uri.scheme === 'tel') return `${telNumber(uri)}@`;
  return `${unescapeUri(uri.user)}@${uri.host}`;
}
