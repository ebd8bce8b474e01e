/** Numeric addresses in the one spelling in which they are compared. */

import { isIP, SocketAddress } from 'node:net';

/**
 * IPv4 as it is, an IPv4-mapped IPv6 address as the IPv4 address in it, other IPv6 as the system writes it (RFC 5952),
 * with its scope.
 * @returns undefined for what is not a numeric address
 */
export function normaliseAddress(address: string): string | undefined {
  const family = isIP(address);
  if (family !== 6) return family === 4 ? address : undefined;
  const scopeAt = address.indexOf('%');
  const bare = scopeAt < 0 ? address : address.slice(0, scopeAt);
  const canonical = new SocketAddress({ address: bare, family: 'ipv6' }).address;
  if (canonical.startsWith('::ffff:') && isIP(canonical.slice(7)) === 4) return canonical.slice(7);
  return scopeAt < 0 ? canonical : canonical + address.slice(scopeAt);
}

export function isIPv6(address: string): boolean {
  return address.includes(':');
}

export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
