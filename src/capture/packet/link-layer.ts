/** From the first octet of a frame to its IP packet (tcpdump.org/linktypes.html; IEEE 802.1Q, 802.2; RFC 1661, 2516, 3032). */

import { ETHERNET, type Found, ipAt, IPV4, IPV6, NOTHING, set, uint16, uint32 } from './found.ts';

const MPLS_UNICAST = 0x8847;
const MPLS_MULTICAST = 0x8848;
const PPPOE_SESSION = 0x8864;
/** Below it the field is a length, and LLC follows (IEEE 802.3). */
const LARGEST_LENGTH = 1500;
/** The tag, then the next EtherType: 802.1Q, 802.1ad, and what came before 802.1ad. */
const vlanTags = [0x8100, 0x88a8, 0x9100, 0x9200, 0x9300];

/** AF_INET6 of Linux, of NetBSD and OpenBSD, of FreeBSD, of macOS. */
const inet6Families = [10, 24, 28, 30];
const INET = 2;
const NFULA_PAYLOAD = 9;

/**
 * Finds the packet in a frame.
 * @param linkType LINKTYPE_ value
 * @returns whether the link type is one that is read
 */
export function findNetwork(linkType: number, bytes: Uint8Array, start: number, end: number, found: Found): boolean {
  set(found, NOTHING, start);
  switch (linkType) {
    case 1:
      findInEthernet(bytes, start, end, found);
      return true;
    case 0: // NULL: the byte order of the machine that captured
    case 108: // LOOP: network byte order
      if (end - start >= 4) afterFamily(uint32(bytes, start), bytes, start + 4, end, found);
      return true;
    case 12: // RAW as some systems number it
    case 14:
    case 101: // RAW
    case 228: // IPV4
    case 229: // IPV6
      ipAt(bytes, start, end, found);
      return true;
    case 113: // LINUX_SLL
      if (end - start >= 16) afterEtherType(uint16(bytes, start + 14), bytes, start + 16, end, found);
      return true;
    case 276: // LINUX_SLL2
      if (end - start >= 20) afterEtherType(uint16(bytes, start), bytes, start + 20, end, found);
      return true;
    case 9: // PPP
    case 50: // PPP_HDLC
      findInPpp(bytes, start, end, found);
      return true;
    case 51: // PPP_ETHER
      afterEtherType(PPPOE_SESSION, bytes, start, end, found);
      return true;
    case 104: // C_HDLC
      if (end - start >= 4) afterEtherType(uint16(bytes, start + 2), bytes, start + 4, end, found);
      return true;
    case 219: // MPLS
      afterEtherType(MPLS_UNICAST, bytes, start, end, found);
      return true;
    case 239: // NFLOG
      findInNflog(bytes, start, end, found);
      return true;
    default:
      return false;
  }
}

/** The packet in a whole Ethernet frame. */
export function findInEthernet(bytes: Uint8Array, start: number, end: number, found: Found): Found {
  if (end - start < 14) return set(found, NOTHING, start);
  return afterEtherType(uint16(bytes, start + 12), bytes, start + 14, end, found);
}

/** The packet behind a header that named its EtherType, past tags and labels. */
export function afterEtherType(type: number, bytes: Uint8Array, start: number, end: number, found: Found): Found {
  let at = start;
  for (;;) {
    if (type === IPV4 || type === IPV6 || type === ETHERNET) return set(found, type, at);
    if (vlanTags.includes(type)) {
      if (end - at < 4) return set(found, NOTHING, at);
      type = uint16(bytes, at + 2);
      at += 4;
    } else if (type === MPLS_UNICAST || type === MPLS_MULTICAST) {
      return findBelowLabels(bytes, at, end, found);
    } else if (type === PPPOE_SESSION) {
      // Version and type, then the code: 0 for what a session carries.
      if (end - at < 8 || bytes[at + 1] !== 0) return set(found, NOTHING, at);
      return findInPpp(bytes, at + 6, end, found);
    } else if (type <= LARGEST_LENGTH && end - at >= 8 && bytes[at] === 0xaa && bytes[at + 1] === 0xaa) {
      // LLC with SNAP (RFC 1042)
      type = uint16(bytes, at + 6);
      at += 8;
    } else {
      return set(found, NOTHING, at);
    }
  }
}

/** The packet below a stack of labels (RFC 3032 2.1); a control word says that it is a frame (RFC 4385 3, 4448 4.6). */
function findBelowLabels(bytes: Uint8Array, start: number, end: number, found: Found): Found {
  let at = start;
  while (end - at >= 4) {
    const isBottom = (bytes[at + 2] & 1) === 1;
    at += 4;
    if (!isBottom) continue;
    if (at < end && bytes[at] >> 4 === 0) return set(found, ETHERNET, at + 4);
    return ipAt(bytes, at, end, found);
  }
  return set(found, NOTHING, at);
}

/** The packet of a PPP frame, whose protocol field may be short (RFC 1661 2, 6.5; RFC 1662 3.1). */
export function findInPpp(bytes: Uint8Array, start: number, end: number, found: Found): Found {
  let at = start;
  if (end - at >= 2 && bytes[at] === 0xff && bytes[at + 1] === 3) at += 2;
  if (end - at < 2) return set(found, NOTHING, at);
  const isShort = (bytes[at] & 1) === 1;
  const protocol = isShort ? bytes[at] : uint16(bytes, at);
  at += isShort ? 1 : 2;
  return set(found, protocol === 0x21 ? IPV4 : protocol === 0x57 ? IPV6 : NOTHING, at);
}

function findInNflog(bytes: Uint8Array, start: number, end: number, found: Found): void {
  let at = start + 4;
  while (end - at >= 4) {
    // In the byte order of the machine that captured: no attribute of the first kinds has a high octet.
    const littleEndian = bytes[at + 3] === 0;
    const length = littleEndian ? bytes[at] | (bytes[at + 1] << 8) : uint16(bytes, at);
    const type = littleEndian ? bytes[at + 2] : uint16(bytes, at + 2);
    if (length < 4) return;
    if (type === NFULA_PAYLOAD) return void ipAt(bytes, at + 4, end, found);
    at += (length + 3) & ~3;
  }
}

function afterFamily(family: number, bytes: Uint8Array, at: number, end: number, found: Found): void {
  const low = family & 0xff;
  // One of the two ends of the number holds it, whatever the byte order is.
  const number = low === family ? low : family >>> 24;
  if (number === INET || inet6Families.includes(number)) ipAt(bytes, at, end, found);
}

/** What is seen in the wild, and not read. */
const unreadNames: Readonly<Record<number, string>> = {
  105: 'IEEE 802.11',
  119: 'IEEE 802.11 with Prism header',
  127: 'IEEE 802.11 with radiotap',
  163: 'IEEE 802.11 with AVS header',
  187: 'Bluetooth HCI',
  189: 'USB of Linux',
  195: 'IEEE 802.15.4',
  201: 'Bluetooth HCI with direction',
  220: 'USB of Linux, padded',
  249: 'USBPcap',
  253: 'netlink',
};

/** A link type as a person knows it. */
export function nameOfLinkType(linkType: number): string {
  const name = unreadNames[linkType];
  return name === undefined ? `link type ${linkType}` : `link type ${linkType} (${name})`;
}
