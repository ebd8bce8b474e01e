/** What kind of address it is, as far as it says whether somebody else can reach it (RFC 1918, 6598, 3927, 4193, 5735). */

import { type Place } from '../../capture/index.ts';

/** `name`: a host name. `public` is what is left. */
export type AddressKind =
  | 'private'
  | 'carrier'
  | 'link-local'
  | 'loopback'
  | 'unspecified'
  | 'multicast'
  | 'documentation'
  | 'public'
  | 'name';

/** @param address without brackets */
export function addressKind(address: string): AddressKind {
  const quad = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  if (quad !== null) {
    const [a, b, c] = quad.slice(1).map(Number);
    if (a === 0) return 'unspecified';
    if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) return 'private';
    if (a === 100 && b >= 64 && b < 128) return 'carrier';
    if (a === 169 && b === 254) return 'link-local';
    if (a === 127) return 'loopback';
    if (a >= 224 && a < 240) return 'multicast';
    if (
      (a === 192 && b === 0 && c === 2) ||
      (a === 198 && b === 51 && c === 100) ||
      (a === 203 && b === 0 && c === 113)
    )
      return 'documentation';
    return 'public';
  }
  if (!address.includes(':')) return 'name';
  const text = address.toLowerCase();
  if (text === '::') return 'unspecified';
  if (text === '::1') return 'loopback';
  if (/^fe[89ab]/.test(text)) return 'link-local';
  if (/^f[cd]/.test(text)) return 'private';
  if (text.startsWith('ff')) return 'multicast';
  return text.startsWith('2001:db8') ? 'documentation' : 'public';
}

/** Whether it means nothing outside of its own network: behind NAT, by all likelihood. */
export function isInside(address: string): boolean {
  const kind = addressKind(address);
  return kind === 'private' || kind === 'carrier' || kind === 'link-local' || kind === 'loopback';
}

/** Whether two places are one: the same address and port. */
export function samePlace(a: Place, b: Place): boolean {
  return a === b || (a.port === b.port && a.address === b.address);
}

/** An address and port as a person writes them. */
export function placeText({ address, port }: { readonly address: string; readonly port: number }): string {
  const host = address.includes(':') ? `[${address}]` : address === '' ? 'unknown' : address;
  return port === 0 ? host : `${host}:${port}`;
}
