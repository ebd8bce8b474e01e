/** Sets of IP addresses, written as addresses and CIDR blocks. */
import { BlockList, isIP } from 'node:net';

/** `192.0.2.0/24`, `2001:db8::/32` or one address; undefined for anything else. */
export function parseAddressRange(
  text: string,
): { address: string; bits: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [address, bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes('%')) return undefined;
  const most = version === 4 ? 32 : 128;
  if (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > most)) return undefined;
  return { address, bits: bits === undefined ? most : Number(bits), family: version === 4 ? 'ipv4' : 'ipv6' };
}

/** Which addresses a list of ranges holds. An IPv4 address mapped into IPv6 is the IPv4 address. */
export class AddressSet {
  readonly #blocks = new BlockList();
  readonly #empty: boolean;

  /** @param ranges texts that `parseAddressRange` takes; others are passed over */
  constructor(ranges: readonly string[]) {
    for (const text of ranges) {
      const range = parseAddressRange(text);
      if (range !== undefined) this.#blocks.addSubnet(range.address, range.bits, range.family);
    }
    this.#empty = ranges.length === 0;
  }

  /** @param address numeric, IPv6 without brackets */
  has(address: string): boolean {
    return !this.#empty && this.#blocks.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
  }
}
