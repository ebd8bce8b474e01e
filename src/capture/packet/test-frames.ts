/** One SIP message in frames of every link type and every tunnel that is read, for tests alone. */

import {
  ALICE,
  ALICE6,
  BOB,
  BOB6,
  type Bytes,
  ethernet,
  hex,
  ipv4,
  ipv6,
  join,
  options,
  u16,
  u32,
  udp,
} from './test-packets.ts';

const v4 = ipv4(udp(options));
const v6 = ipv6(udp(options));
const line4 = `1 UDP ${ALICE} 5060 -> ${BOB} 5060 OPTIONS sip:bob@example.com SIP/2.0`;
const line6 = `1 UDP ${ALICE6} 5060 -> ${BOB6} 5060 OPTIONS sip:bob@example.com SIP/2.0`;

const snap = (type: number, packet: Bytes) => join(hex('aaaa03 000000'), u16(type), packet);
const label = (value: number, isBottom: boolean) => u32(value * 4096 + (isBottom ? 256 : 0) + 64);
const pppoe = (protocol: number, packet: Bytes) =>
  join(hex('1100 0001'), u16(packet.length + 2), u16(protocol), packet);
const sll2 = (type: number) => join(u16(type), u16(0), u32(2), u16(1), 0, 6, hex('0200000000010000'));
const nflog = (packet: Bytes) =>
  join(hex('02000000 0800 0100 08000003 0500 0a00 61000000'), hex('ff00 0900').with(0, packet.length + 4), packet);

export const frames: readonly [name: string, linkType: number, frame: Bytes, line: string][] = [
  ['NULL of a little-endian machine', 0, join(hex('02000000'), v4), line4],
  ['NULL of a big-endian machine', 0, join(hex('00000002'), v4), line4],
  ['NULL with AF_INET6 of FreeBSD', 0, join(hex('1c000000'), v6), line6],
  ['NULL with AF_INET6 of macOS', 0, join(hex('0000001e'), v6), line6],
  ['LOOP', 108, join(hex('00000018'), v6), line6],
  ['Ethernet', 1, ethernet(v4), line4],
  ['Ethernet with IPv6', 1, ethernet(v6), line6],
  ['802.1Q', 1, ethernet(v4, hex('8100 0064')), line4],
  ['802.1ad around 802.1Q', 1, ethernet(v6, hex('88a8 0064 8100 00c8')), line6],
  ['three tags', 1, ethernet(v4, hex('9100 0001 8100 0002 8100 0003')), line4],
  ['802.3 with LLC and SNAP', 1, ethernet(snap(0x0800, v4), '', v4.length + 8), line4],
  ['MPLS', 1, ethernet(join(label(17, false), label(18, true), v4), '', 0x8847), line4],
  ['an MPLS pseudowire with control word', 1, ethernet(join(label(19, true), u32(0), ethernet(v4)), '', 0x8847), line4],
  ['a PPPoE session', 1, ethernet(pppoe(0x21, v4), '', 0x8864), line4],
  ['a PPPoE session in a VLAN', 1, ethernet(pppoe(0x57, v6), hex('8100 0001'), 0x8864), line6],
  ['PPP', 9, join(hex('ff03 0021'), v4), line4],
  ['PPP with compressed fields', 9, join(hex('57'), v6), line6],
  ['PPP_HDLC', 50, join(hex('ff03 0021'), v4), line4],
  ['PPP_ETHER', 51, pppoe(0x21, v4), line4],
  ['C_HDLC', 104, join(hex('0f00 0800'), v4), line4],
  ['RAW', 101, v4, line4],
  ['RAW of OpenBSD', 14, v6, line6],
  ['RAW of others', 12, v4, line4],
  ['IPV4', 228, v4, line4],
  ['IPV6', 229, v6, line6],
  ['LINUX_SLL', 113, join(hex('0000 0001 0006 0200000000010000 0800'), v4), line4],
  ['LINUX_SLL with a tag', 113, join(hex('0000 0001 0006 0200000000010000 8100 0064 86dd'), v6), line6],
  ['LINUX_SLL2', 276, join(sll2(0x0800), v4), line4],
  ['LINUX_SLL2 with IPv6', 276, join(sll2(0x86dd), v6), line6],
  ['MPLS without Ethernet', 219, join(label(99, true), v6), line6],
  ['NFLOG', 239, nflog(v4), line4],
];

/** A packet in GRE. */
export const gre = (type: number, inner: Bytes, flags = 0, optional = join()) =>
  ipv4(join(u16(flags), u16(type), optional, inner), { from: '10.0.0.1', to: '10.0.0.2', protocol: 47 });
const tunnel = (to: number, header: Bytes, inner: Bytes) =>
  ipv4(udp(join(header, inner), { from: 50_000, to }), { from: '10.0.0.1', to: '10.0.0.2' });

/** RAW packets. */
export const tunnels: readonly [name: string, packet: Bytes, line: string][] = [
  ['IP in IP (RFC 2003)', ipv4(v4, { protocol: 4, from: '10.0.0.1' }), line4],
  ['IPv6 in IPv4 (RFC 4213)', ipv4(v6, { protocol: 41, from: '10.0.0.1' }), line6],
  ['IPv4 in IPv6 (RFC 2473)', ipv6(v4, { protocol: 4, from: 'fd00::1' }), line4],
  ['IPv6 in IPv6 (RFC 2473)', ipv6(v6, { protocol: 41, from: 'fd00::1' }), line6],
  ['GRE (RFC 2784)', gre(0x0800, v4), line4],
  ['GRE with IPv6', gre(0x86dd, v6), line6],
  ['GRE with checksum, key and sequence number (RFC 2890)', gre(0x0800, v4, 0xb000, new Uint8Array(12)), line4],
  ['GRE with Ethernet', gre(0x6558, ethernet(v4)), line4],
  ['ERSPAN I', gre(0x88be, ethernet(v4)), line4],
  ['ERSPAN II', gre(0x88be, ethernet(v4), 0x1000, new Uint8Array(12).with(4, 0x10)), line4],
  ['ERSPAN III', gre(0x22eb, ethernet(v4), 0x1000, new Uint8Array(16).with(4, 0x20)), line4],
  [
    'ERSPAN III with a subheader',
    gre(0x22eb, ethernet(v6), 0x1000, new Uint8Array(24).with(4, 0x20).with(15, 1)),
    line6,
  ],
  ['PPTP (RFC 2637)', gre(0x880b, join(hex('ff03 0021'), v4), 0x3081, new Uint8Array(12)), line4],
  ['VXLAN (RFC 7348)', tunnel(4789, hex('08000000 00000100'), ethernet(v4)), line4],
  ['Geneve (RFC 8926)', tunnel(6081, hex('01006558 00000100 01020304'), ethernet(v6)), line6],
  ['GTP-U (3GPP TS 29.281)', tunnel(2152, hex('30ff0100 00000001'), v4), line4],
  ['GTP-U with a sequence number', tunnel(2152, hex('32ff0100 00000001 00010000'), v6), line6],
  ['GTP-U with an extension header', tunnel(2152, hex('34ff0100 00000001 00000085 01000900'), v4), line4],
];
