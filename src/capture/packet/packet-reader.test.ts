import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { frames, gre, tunnels } from './test-frames.ts';
import {
  address,
  ALICE,
  ALICE6,
  BOB,
  BOB6,
  type Bytes,
  ethernet,
  fragmentsOf,
  hex,
  ipv4,
  ipv6,
  join,
  options,
  tcp,
  u16,
  u32,
  udp,
} from './test-packets.ts';
import { hopText, readPackets } from './test-sink.ts';

const RAW = 101;
const hop4 = `UDP ${ALICE} 5060 -> ${BOB} 5060`;
const line4 = (frame = 1) => `${frame} ${hop4} OPTIONS sip:bob@example.com SIP/2.0`;
const line6 = `1 UDP ${ALICE6} 5060 -> ${BOB6} 5060 OPTIONS sip:bob@example.com SIP/2.0`;

const linesOf = (...packets: Bytes[]) => readPackets(RAW, packets).lines;
const damagesOf = (...packets: Bytes[]) => readPackets(RAW, packets).damages;

test('a SIP message has the time, frame, hop and text of its datagram (RFC 3261 18.1.1)', () => {
  const { messages, damages } = readPackets(RAW, [ipv4(udp('dull')), ipv4(udp(options, { from: 40_000 }))], {
    firstTime: 5000,
  });
  assert.deepEqual(messages, [
    {
      kind: 'message',
      time: 6000,
      frame: 2,
      hop: {
        transport: 'UDP',
        source: { address: ALICE, port: 40_000 },
        destination: { address: BOB, port: 5060 },
      },
      text: options,
      fragments: 1,
    },
  ]);
  assert.deepEqual(damages, []);
});

test('packets of one hop have one object for it', () => {
  const there = ipv4(udp(options));
  const back = ipv4(udp('SIP/2.0 200 OK\r\n\r\n'), { from: BOB, to: ALICE });
  const [one, two, three] = readPackets(RAW, [there, back, there]).messages;
  assert.equal(one.hop, three.hop);
  assert.equal(one.hop.source, two.hop.destination);
});

test('SIP is found on any port, with other datagrams around it', () => {
  const strange = udp(options, { from: 1, to: 65_535 });
  const dns = udp(hex('1234 0100 0001 0000 0000 0000 0161 0000 01 0001'), { to: 53 });
  assert.deepEqual(linesOf(ipv4(dns), ipv4(strange)), [
    `2 UDP ${ALICE} 1 -> ${BOB} 65535 OPTIONS sip:bob@example.com SIP/2.0`,
  ]);
});

test('every octet becomes the character of its number', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const [{ text }] = readPackets(RAW, [ipv4(udp(join(options, bytes)))]).messages;
  assert.equal(text, options + String.fromCharCode(...bytes));
});

test('CRLFs before a message are no part of it (RFC 3261 7.5)', () => {
  assert.equal(readPackets(RAW, [ipv4(udp(`\r\n\r\n${options}`))]).messages[0].text, options);
});

test('IPv4 options are passed over (RFC 791 3.1)', () => {
  assert.deepEqual(linesOf(ipv4(udp(options), { options: hex('94040000 01010100') })), [line4()]);
});

test('extension headers of IPv6 are passed over (RFC 8200 4, RFC 4302 2.2)', () => {
  const eight = (next: number) => join(next, 0, hex('010400000000'));
  const sixteen = (next: number) => join(next, 1, hex('010c 000000000000000000000000'));
  const authentication = (next: number) => join(next, 4, new Uint8Array(22));
  const payload = join(eight(43), sixteen(60), eight(51), authentication(135), eight(17), udp(options));
  assert.deepEqual(linesOf(ipv6(payload, { protocol: 0 })), [line6]);
  assert.deepEqual(linesOf(ipv6(udp(options), { protocol: 59 })), []);
  assert.deepEqual(linesOf(ipv4(join(authentication(17), udp(options)), { protocol: 51 })), [line4()]);
});

test('lengths come from the IP and UDP headers, since Ethernet pads', () => {
  const small = 'SIP/2.0 200 OK\r\n';
  const padded = [ethernet(ipv4(udp(small))), ethernet(ipv6(udp(small)))].map((frame) => join(frame, '~~~~~~~~'));
  for (const frame of padded) assert.equal(readPackets(1, [frame]).messages[0].text, small);
  const longer = ipv4(join(udp(small), '~~~~'));
  assert.equal(readPackets(RAW, [longer]).messages[0].text, small);
});

test('a length of 0 is that of a packet the network adapter cuts later', () => {
  assert.deepEqual(linesOf(ipv4(udp(options, { length: 0 }), { totalLength: 0 })), [line4()]);
  assert.deepEqual(linesOf(ipv6(udp(options)).with(4, 0).with(5, 0)), [line6]);
});

test('a message that the capture has cut off is told as far as it goes, and counted as damage', () => {
  const packet = ipv4(udp(options));
  const { messages, damages } = readPackets(RAW, new Array<Bytes>(5).fill(packet.subarray(0, 28 + 50)));
  assert.deepEqual(
    messages.map(({ text }) => text),
    new Array(5).fill(options.slice(0, 50)),
  );
  const cut = 'a packet of which the capture has only the beginning (snapshot length); it is read as far as it goes';
  assert.deepEqual(damages, [`1: ${cut}`, `2: ${cut}`, `3: ${cut}`, `0: ${cut}: 5 times in all`]);
});

test('headers that cannot be right are damage', () => {
  const packet = ipv4(udp(options));
  const cases: [packet: Bytes, damage: string][] = [
    [packet.with(0, 0x44), 'an IP header of an impossible length'],
    [packet.with(2, 0).with(3, 19), 'an IP header of an impossible length'],
    [packet.subarray(0, 19), 'an IP header is cut off'],
    [packet.with(0, 0x4f).subarray(0, 59), 'an IP header is cut off'],
    [ipv6(udp(options)).subarray(0, 39), 'an IP header is cut off'],
    [ipv6(hex('1100'), { protocol: 0 }), 'an IPv6 extension header is cut off'],
    [ipv6(hex('1101000000000000'), { protocol: 0 }), 'an IPv6 extension header is cut off'],
    [ipv4(hex('13c413c40008')), 'a UDP header is cut off'],
    [ipv4(udp(options, { length: 7 })), 'a UDP header of an impossible length'],
    [ipv4(tcp('').subarray(0, 19), { protocol: 6 }), 'a TCP header is cut off'],
    [ipv4(tcp('').with(12, 0x40), { protocol: 6 }), 'a TCP header of an impossible length'],
    [ipv4(tcp('').with(12, 0x60), { protocol: 6 }), 'a TCP header is cut off'],
    [ipv4(hex('13c413c4'), { protocol: 132 }), 'an SCTP header is cut off'],
  ];
  for (const [broken, damage] of cases) assert.deepEqual(damagesOf(broken), [`1: ${damage}`]);
  const wrongVersion = readPackets(1, [ethernet(join(0x50, packet.subarray(1)), '', 0x0800)]);
  assert.deepEqual(wrongVersion.damages, ['1: an IP header of an unknown version']);
});

test('TCP segments are handed on with hop, sequence number and flags (RFC 9293 3.1)', () => {
  const segment = tcp('abc', { from: 33_000, sequence: 0xfedcba98, flags: 0x19, options: '\x02\x04\x05\xb4' });
  const padded = ethernet(join(ipv4(segment, { protocol: 6 })), '');
  const { segments } = readPackets(1, [join(padded, '~~~~'), ethernet(ipv6(tcp('', { flags: 2 }), { protocol: 6 }))]);
  assert.deepEqual(
    segments.map(({ hop, ...rest }) => ({ hop: hopText(hop), ...rest })),
    [
      { hop: `TCP ${ALICE} 33000 -> ${BOB} 5060`, sequence: 0xfedcba98, flags: 0x19, payload: 'abc' },
      { hop: `TCP ${ALICE6} 5060 -> ${BOB6} 5060`, sequence: 1, flags: 2, payload: '' },
    ],
  );
});

test('TCP segments in IP fragments are handed on whole', () => {
  const text = 'x'.repeat(3000);
  const { segments } = readPackets(RAW, fragmentsOf(tcp(text), 1480, 3, { protocol: 6 }));
  assert.deepEqual(
    segments.map(({ payload }) => payload),
    [text],
  );
});

const dataChunk = (text: string, flags = 3, type = 0, header = 16) => {
  const chunk = join(type, flags, u16(header + text.length), new Uint8Array(header - 4), text);
  return join(chunk, new Uint8Array(-chunk.length & 3));
};
const sctp = (...chunks: Bytes[]) => ipv4(join(u16(5060), u16(5060), u32(1), u32(0), ...chunks), { protocol: 132 });

test('SIP over SCTP is read from chunks that hold a message each (RFC 9260 3.3.1, RFC 8260 2.1, RFC 4168)', () => {
  const sack = join(3, 0, u16(16), new Uint8Array(12));
  const { lines, damages } = readPackets(RAW, [
    sctp(sack, dataChunk(options), dataChunk('SIP/2.0 200 OK\r\n\r\n')),
    sctp(dataChunk(options, 3, 64, 20)),
    sctp(dataChunk(options, 2), dataChunk('not SIP'), hex('00030000')),
  ]);
  const hop = `SCTP ${ALICE} 5060 -> ${BOB} 5060`;
  assert.deepEqual(lines, [
    `1 ${hop} OPTIONS sip:bob@example.com SIP/2.0`,
    `1 ${hop} SIP/2.0 200 OK`,
    `2 ${hop} OPTIONS sip:bob@example.com SIP/2.0`,
  ]);
  assert.deepEqual(damages, ['3: a message in several SCTP chunks is not read']);
});

for (const [name, packet, line] of tunnels) {
  test(`SIP is found in ${name}`, () => {
    assert.deepEqual(linesOf(packet), [line]);
    for (let length = 0; length < packet.length; length++) readPackets(RAW, [packet.subarray(0, length)]);
  });
}

const hepChunk = (type: number, value: Bytes | string) => join(u16(0), u16(type), u16(6 + value.length), value);
const hep = (text: string, protocol = 17, time = join()) => {
  const chunks = join(
    ...[
      hepChunk(1, hex('02')),
      hepChunk(2, Uint8Array.of(protocol)),
      hepChunk(3, address(ALICE)),
      hepChunk(4, address(BOB)),
    ],
    ...[hepChunk(7, u16(5060)), hepChunk(8, u16(5062)), time, hepChunk(11, hex('01')), hepChunk(15, text)],
  );
  const packet = join('HEP3', u16(6 + chunks.length), chunks);
  return ipv4(udp(packet, { from: 30_000, to: 9060 }), { from: '10.0.0.1', to: '10.0.0.2' });
};

test('a message in HEP3 has the hop and the time that HEP gives it, and is left out where it is there in plain', () => {
  const time = join(hepChunk(9, u32(1_700_000_000)), hepChunk(10, u32(500_000)));
  const { lines, messages } = readPackets(RAW, [hep(options, 6, time), hep(options), hep('no SIP')]);
  const to5062 = `${ALICE} 5060 -> ${BOB} 5062 OPTIONS sip:bob@example.com SIP/2.0`;
  assert.deepEqual(lines, [`1 TCP ${to5062}`, `2 UDP ${to5062}`]);
  assert.deepEqual(
    messages.map((message) => message.time),
    [1_700_000_000_500, 1000],
  );
  const plain = ipv4(udp(options, { to: 5062 }));
  assert.deepEqual(linesOf(plain, hep(options)), [`1 UDP ${to5062}`]);
  assert.deepEqual(damagesOf(ipv4(udp('HEP3\0\x40'))), ['1: a HEP packet is cut off']);
});

test('fragments within a tunnel, and of a tunnel', () => {
  const long = join(options, 'x'.repeat(3000));
  const inner = fragmentsOf(udp(long), 1000).map((packet) => gre(0x0800, packet));
  assert.deepEqual(linesOf(...inner), [line4(4)]);
  const whole = gre(0x0800, ipv4(udp(long))).subarray(20);
  assert.deepEqual(linesOf(...fragmentsOf(whole, 1000, 9, { protocol: 47 })), [line4(4)]);
});

test('packets within one another have a bound', () => {
  let packet = ipv4(udp(options));
  for (let depth = 0; depth < 50; depth++) packet = ipv4(packet, { protocol: 4 });
  assert.deepEqual(damagesOf(packet), ['1: too many packets within one another']);
});

test('addresses in a packet are those of its own header, whatever was before it', () => {
  const packets = Array.from({ length: 1000 }, (_, i) =>
    i % 2 === 0
      ? ipv4(udp(options, { from: i + 1 }), { from: `10.1.${i >> 8}.${i & 255}` })
      : ipv6(udp(options, { to: i }), { to: `2001:db8::${i.toString(16)}` }),
  );
  const expected = packets.map((_, i) =>
    i % 2 === 0
      ? `UDP 10.1.${i >> 8}.${i & 255} ${i + 1} -> ${BOB} 5060`
      : `UDP ${ALICE6} 5060 -> 2001:db8::${i.toString(16)} ${i}`,
  );
  const { messages } = readPackets(RAW, [...packets, ...packets]);
  assert.deepEqual(
    messages.map(({ hop }) => hopText(hop)),
    [...expected, ...expected],
  );
});

test('no octets of a packet make its reader throw, whatever its link type', () => {
  const icmpQuote = ipv4(join(hex('0303000000000000'), ipv4(udp(options))), { protocol: 1 });
  const own: [linkType: number, frame: Bytes][] = [
    ...frames.map(([, linkType, frame]): [number, Bytes] => [linkType, frame]),
    ...[...tunnels.map(([, packet]) => packet), ...fragmentsOf(udp(options), 40), icmpQuote, hep(options)].map(
      (packet): [number, Bytes] => [RAW, packet],
    ),
    [RAW, sctp(dataChunk(options), dataChunk(options))],
  ];
  const edits = fc.array(fc.tuple(fc.nat(150), fc.integer({ min: 0, max: 255 })), { maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...own), edits, fc.nat(300), ([linkType, frame], list, length) => {
      const bytes = Uint8Array.from(frame);
      for (const [at, value] of list) if (at < bytes.length) bytes[at] = value;
      const { messages, segments } = readPackets(linkType, [bytes, bytes.subarray(0, length)]);
      // What is around the packet in memory is no part of it.
      for (const { text } of messages) assert.ok(text.length <= bytes.length && !text.includes('\x2a'.repeat(5)));
      for (const { payload } of segments) assert.ok(!payload.includes('\x2a'.repeat(5)));
    }),
    { numRuns: 3000 },
  );
});
