/** What a layer holds, as a layer tells it to the next: filled in again for each packet, so that none costs an object. */

/** EtherType of IPv4 (RFC 894). */
export const IPV4 = 0x0800;
/** EtherType of IPv6 (RFC 2464 3). */
export const IPV6 = 0x86dd;
/** EtherType that GRE, VXLAN and Geneve give to a whole Ethernet frame (RFC 1701, RFC 8926 3.4). */
export const ETHERNET = 0x6558;
/** No EtherType: nothing that is read here. */
export const NOTHING = 0;

/** Where the next layer begins, and which it is. */
export interface Found {
  /** An EtherType, or `NOTHING`. */
  protocol: number;
  at: number;
}

/** Fills `found` in. @returns it */
export function set(found: Found, protocol: number, at: number): Found {
  found.protocol = protocol;
  found.at = at;
  return found;
}

/** The version of IP that begins at `at`, told by its first four bits. */
export function ipAt(bytes: Uint8Array, at: number, end: number, found: Found): Found {
  const version = at < end ? bytes[at] >> 4 : 0;
  return set(found, version === 4 ? IPV4 : version === 6 ? IPV6 : NOTHING, at);
}

/** A number of 16 bits in network order. */
export function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}

/** A number of 32 bits in network order. */
export function uint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}
