/** The header of an IP packet, with its options or extension headers (RFC 791 3.1, RFC 8200 3 and 4, RFC 4302 2). */

import { uint16, uint32 } from './found.ts';

/** Protocol numbers that this folder reads (RFC 5237; IANA "Protocol Numbers"). */
export const ICMP = 1;
export const IP_IN_IP = 4;
export const TCP = 6;
export const UDP = 17;
export const IPV6_IN_IP = 41;
export const GRE = 47;
export const ICMPV6 = 58;
export const SCTP = 132;

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION_OPTIONS = 60;
const MOBILITY = 135;
const HIP = 139;
const SHIM6 = 140;

/** One header after the other: `read` fills it in anew. */
export class IpHeader {
  /** The memory that the header lies in. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Where the addresses are in `bytes`, and their length: 4 or 16. */
  source = 0;
  destination = 0;
  addressLength = 4;
  protocol = 0;
  /** The payload as far as it was captured, and where it would end. */
  start = 0;
  end = 0;
  wholeEnd = 0;
  /** Whether this is one fragment of several; if so, with its place in the whole, in octets. */
  isFragment = false;
  isLastFragment = false;
  fragmentOffset = 0;
  identification = 0;

  /** Whether the capture has less than the packet had. */
  get isCut(): boolean {
    return this.wholeEnd > this.end;
  }

  /**
   * Reads a header of the version that its first four bits tell.
   * @returns what is wrong with it, or undefined
   */
  read(bytes: Uint8Array, start: number, end: number): string | undefined {
    this.bytes = bytes;
    this.isFragment = false;
    if (start >= end) return 'an IP header is cut off';
    const version = bytes[start] >> 4;
    if (version === 4) return this.#readV4(bytes, start, end);
    if (version === 6) return this.#readV6(bytes, start, end);
    return 'an IP header of an unknown version';
  }

  #readV4(bytes: Uint8Array, start: number, end: number): string | undefined {
    if (end - start < 20) return 'an IP header is cut off';
    const headerLength = (bytes[start] & 15) * 4;
    // 0 where the network adapter cuts what the system sent in one piece (segmentation offload)
    const totalLength = uint16(bytes, start + 2) || end - start;
    if (headerLength < 20 || totalLength < headerLength) return 'an IP header of an impossible length';
    if (end - start < headerLength) return 'an IP header is cut off';
    this.source = start + 12;
    this.destination = start + 16;
    this.addressLength = 4;
    this.protocol = bytes[start + 9];
    this.start = start + headerLength;
    this.wholeEnd = start + totalLength;
    this.end = Math.min(end, this.wholeEnd);
    const fragment = uint16(bytes, start + 6) & 0x3fff;
    if (fragment !== 0) this.#setFragment(fragment & 0x1fff, (fragment & 0x2000) !== 0, uint16(bytes, start + 4));
    else if (this.protocol === AUTHENTICATION) return this.#readExtensions(bytes, AUTHENTICATION, this.start);
    return undefined;
  }

  #readV6(bytes: Uint8Array, start: number, end: number): string | undefined {
    if (end - start < 40) return 'an IP header is cut off';
    this.source = start + 8;
    this.destination = start + 24;
    this.addressLength = 16;
    const payload = start + 40;
    // 0 for a jumbogram (RFC 2675) or with segmentation offload
    this.wholeEnd = payload + (uint16(bytes, start + 4) || end - payload);
    this.end = Math.min(end, this.wholeEnd);
    return this.#readExtensions(bytes, bytes[start + 6], payload);
  }

  #readExtensions(bytes: Uint8Array, first: number, start: number): string | undefined {
    let protocol = first;
    let at = start;
    for (; hasExtensionHeader(protocol); ) {
      if (this.end - at < 8) return 'an IPv6 extension header is cut off';
      const next = bytes[at];
      if (protocol === FRAGMENT) {
        const fragment = uint16(bytes, at + 2);
        at += 8;
        protocol = next;
        // A packet may carry the header without being in fragments (RFC 6946).
        if ((fragment & 0xfff9) === 0) continue;
        this.#setFragment(fragment >> 3, (fragment & 1) === 1, uint32(bytes, at - 4));
        // What else there is of extension headers belongs to the whole.
        break;
      }
      at += protocol === AUTHENTICATION ? (bytes[at + 1] + 2) * 4 : (bytes[at + 1] + 1) * 8;
      protocol = next;
    }
    if (at > this.end) return 'an IPv6 extension header is cut off';
    this.protocol = protocol;
    this.start = at;
    return undefined;
  }

  /** Goes past the extension headers of a whole that was put together. @returns where its payload begins, or -1 */
  skipExtensions(bytes: Uint8Array, start: number, end: number): number {
    this.isFragment = false;
    this.end = end;
    this.wholeEnd = end;
    const fault = this.#readExtensions(bytes, this.protocol, start);
    return fault === undefined && !this.isFragment ? this.start : -1;
  }

  #setFragment(offset: number, hasMore: boolean, identification: number): void {
    this.isFragment = true;
    this.isLastFragment = !hasMore;
    this.fragmentOffset = offset * 8;
    this.identification = identification;
  }
}

function hasExtensionHeader(protocol: number): boolean {
  switch (protocol) {
    case HOP_BY_HOP:
    case ROUTING:
    case FRAGMENT:
    case AUTHENTICATION:
    case DESTINATION_OPTIONS:
    case MOBILITY:
    case HIP:
    case SHIM6:
      return true;
    default:
      return false;
  }
}
