import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALICE, ALICE6, BOB, BOB6, type Bytes, hex, ipv4, ipv6, join, options, tcp, u32, udp } from './test-packets.ts';
import { readPackets } from './test-sink.ts';

const RAW = 101;
const hop4 = `UDP ${ALICE} 5060 -> ${BOB} 5060`;
const eventsOf = (...packets: Bytes[]) => readPackets(RAW, packets).eventLines;

const icmp = (type: number, code: number, quoted: Bytes, rest: Bytes = new Uint8Array(4), from = BOB) =>
  ipv4(join(type, code, 0, 0, rest, quoted), { from, to: ALICE, protocol: 1 });
const icmp6 = (type: number, code: number, quoted: Bytes, rest: Bytes = new Uint8Array(4), from = BOB6) =>
  ipv6(join(type, code, 0, 0, rest, quoted), { from, to: ALICE6, protocol: 58 });

test('an ICMP error is told of the hop whose packet it quotes, with what it says (RFC 792, RFC 1191, RFC 1812 5.2.7)', () => {
  const quoted = ipv4(udp(options)).subarray(0, 28);
  const cases: [packet: Bytes, detail: string][] = [
    [icmp(3, 3, quoted), 'port unreachable (code 3)'],
    [icmp(3, 1, quoted, undefined, '10.0.0.1'), 'host unreachable (code 1), says 10.0.0.1'],
    [icmp(3, 13, quoted), 'communication administratively prohibited (code 13)'],
    [icmp(3, 4, quoted, hex('00000578')), 'fragmentation needed (code 4), MTU 1400'],
    [icmp(3, 4, quoted), 'fragmentation needed (code 4)'],
    [icmp(3, 99, quoted), 'destination unreachable (code 99)'],
    [icmp(11, 0, quoted), 'hop limit exceeded in transit (code 0)'],
    [icmp(11, 1, quoted), 'fragment reassembly time exceeded (code 1)'],
    [icmp(12, 0, quoted), 'parameter problem (code 0)'],
  ];
  for (const [packet, detail] of cases) assert.deepEqual(eventsOf(packet), [`1 ${hop4} unreachable: ${detail}`]);
});

test('an ICMPv6 error is told of the hop whose packet it quotes (RFC 4443 3)', () => {
  const quoted = ipv6(udp(options));
  const hop = `UDP ${ALICE6} 5060 -> ${BOB6} 5060`;
  const cases: [packet: Bytes, detail: string][] = [
    [icmp6(1, 4, quoted), 'port unreachable (code 4)'],
    [icmp6(1, 0, quoted, undefined, 'fe80::1'), 'no route to destination (code 0), says fe80::1'],
    [icmp6(1, 1, quoted), 'communication administratively prohibited (code 1)'],
    [icmp6(2, 0, quoted, u32(1280)), 'packet too big, MTU 1280'],
    [icmp6(3, 0, quoted), 'hop limit exceeded in transit (code 0)'],
    [icmp6(4, 1, quoted), 'parameter problem (code 1)'],
  ];
  for (const [packet, detail] of cases) assert.deepEqual(eventsOf(packet), [`1 ${hop} unreachable: ${detail}`]);
});

test('ICMP tells of TCP and SCTP too; of later fragments it does not know the ports', () => {
  assert.deepEqual(eventsOf(icmp(3, 10, ipv4(tcp(''), { protocol: 6 }).subarray(0, 28))), [
    `1 TCP ${ALICE} 5060 -> ${BOB} 5060 unreachable: host administratively prohibited (code 10)`,
  ]);
  assert.deepEqual(eventsOf(icmp(3, 2, ipv4(udp(''), { protocol: 132 }))), [
    `1 SCTP ${ALICE} 5060 -> ${BOB} 5060 unreachable: protocol unreachable (code 2)`,
  ]);
  assert.deepEqual(eventsOf(icmp(11, 1, ipv4(udp(options), { fragment: 100 }))), [
    `1 UDP ${ALICE} 0 -> ${BOB} 0 unreachable: fragment reassembly time exceeded (code 1)`,
  ]);
});

test('ICMP that is no error, or quotes nothing that carries SIP, is no event, and neither are messages in it', () => {
  const quoted = ipv4(udp(options));
  const { events, messages, damages } = readPackets(RAW, [
    icmp(8, 0, quoted),
    icmp(0, 0, quoted),
    icmp(5, 1, quoted),
    icmp6(135, 0, quoted),
    icmp(3, 3, ipv4(join('ping'), { protocol: 1 })),
    icmp(3, 3, quoted.subarray(0, 19)),
    icmp(3, 3, quoted).subarray(0, 22),
  ]);
  assert.deepEqual([events, messages], [[], []]);
  assert.equal(damages.length, 1);
});
