import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { packetLength, writePacket } from '../write/ip-packet.ts';
import { packetAddresses } from '../write/packet-addresses.ts';
import { bye, bytesOf, hexDump, hopText, invite, message, ok, readText, sdp } from './test-texts.ts';

/** An Ethernet frame with a message from 192.0.2.1:5060 to 192.0.2.2:5060, or over IPv6. */
function frame(wire: string, isTcp = false, source = '192.0.2.1', destination = '192.0.2.2'): Uint8Array {
  const [from, to] = packetAddresses(source, destination);
  const ends = { source: from, sourcePort: 5060, destination: to, destinationPort: 5060 };
  const bytes = new Uint8Array(14 + packetLength(ends, isTcp, wire.length));
  bytes.set(from.length === 4 ? [0x08, 0x00] : [0x86, 0xdd], 12);
  writePacket(new DataView(bytes.buffer), 14, ends, isTcp ? { sequence: 1, acknowledgment: 1 } : undefined, wire);
  return bytes;
}

const hex = (at: number, width: number) => at.toString(16).padStart(width, '0');

const columns: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  'tshark -x': (bytes) => hexDump(bytes, (at) => `${hex(at, 4)}  `, 1, '   '),
  Wireshark: (bytes) => hexDump(bytes, (at) => `${hex(at, 4)}   `, 1, '   '),
  'hexdump -C': (bytes) => hexDump(bytes, (at) => `${hex(at, 8)}  `, 1, '  |').replaceAll('\n', '|\n'),
  xxd: (bytes) => hexDump(bytes, (at) => `${hex(at, 8)}: `, 2),
  'tcpdump -X': (bytes) => hexDump(bytes, (at) => `\t0x${hex(at, 4)}:  `, 2),
  'a stream of digits': (bytes) => `${Array.from(bytes, (byte) => hex(byte, 2)).join('')}\n`,
};

for (const [name, show] of Object.entries(columns)) {
  test(`bytes in the columns of ${name} are a packet with its addresses`, () => {
    const { messages, format } = readText([invite, ok, bye].map((wire) => `${show(frame(wire))}\n`).join(''));
    assert.equal(format, 'hex dump');
    assert.deepEqual(
      messages.map(({ text }) => text),
      [invite, ok, bye],
    );
    assert.equal(hopText(messages[0].hop), 'UDP 192.0.2.1 5060 -> 192.0.2.2 5060');
  });

  test(`any message comes out of ${name} byte for byte`, () => {
    const anyBody = fc.uint8Array({ maxLength: 80 }).map((bytes) => String.fromCharCode(...bytes));
    fc.assert(
      fc.property(anyBody, fc.boolean(), fc.boolean(), (body, isTcp, isV6) => {
        const wire = message('MESSAGE sip:bob@example.com SIP/2.0', ['Via: SIP/2.0/UDP 192.0.2.1'], body, 'text/plain');
        const ends = isV6 ? (['2001:db8::1', '2001:db8::2'] as const) : (['192.0.2.1', '192.0.2.2'] as const);
        const { messages } = readText(show(frame(wire, isTcp, ...ends)));
        assert.deepEqual(
          messages.map(({ text, hop }) => [text, hopText(hop)]),
          [[wire, `${isTcp ? 'TCP' : 'UDP'} ${ends[0]} 5060 -> ${ends[1]} 5060`]],
        );
      }),
    );
  });
}

test('a message alone as bytes, without any header before it', () => {
  const { messages } = readText(columns['hexdump -C'](bytesOf(invite)));
  assert.equal(messages[0].text, invite);
  assert.equal(hopText(messages[0].hop), 'UDP 192.0.2.1 5060 -> example.com 5060');
});

test('tcpdump -X tells the time in the line before', () => {
  const line =
    '2024-01-02 12:34:56.789000 IP 192.0.2.1.5060 > 192.0.2.2.5060: SIP: INVITE sip:bob@example.com SIP/2.0\n';
  const { messages, format } = readText((line + columns['tcpdump -X'](frame(invite).subarray(14))).repeat(2));
  assert.equal(format, 'tcpdump');
  assert.deepEqual(
    messages.map(({ text, time }) => [text, time]),
    [1, 2].map(() => [invite, Date.UTC(2024, 0, 2, 12, 34, 56, 789)]),
  );
});

test('lines of numbers that are no bytes are passed over', () => {
  const log = '0000 12 34 56\n2024 01 02 12 34 56 78 90 12 34 56 78 90 12 34 56 78\n0000 beef\n';
  assert.equal(readText(log + invite).messages[0].text, invite);
});

/** The tree of tshark -V for a message; fields of its own below each header, as the program has. */
function dissect(wire: string, number: number, protocol = 'User Datagram Protocol'): string {
  const [head, body] = wire.split('\r\n\r\n');
  const [startLine, ...headers] = head.replaceAll('\r\n ', '\\r\\n ').split('\r\n');
  const kind = startLine.startsWith('SIP') ? 'Status' : 'Request';
  const tree = [
    `Frame ${number}: 380 bytes on wire (3040 bits), 380 bytes captured (3040 bits)`,
    '    Arrival Time: Jan  2, 2024 13:34:56.789000000 CET',
    '    Epoch Time: 1704198896.789000000 seconds',
    '    [Protocols in frame: eth:ethertype:ip:udp:sip]',
    'Ethernet II, Src: 02:00:00:00:00:01 (02:00:00:00:00:01), Dst: 02:00:00:00:00:02 (02:00:00:00:00:02)',
    'Internet Protocol Version 4, Src: 192.0.2.1, Dst: pbx.example.com (192.0.2.2)',
    '    0100 .... = Version: 4',
    '        0000 00.. = Differentiated Services Codepoint: Default (0)',
    `${protocol}, Src Port: 40000, Dst Port: sip (5060)`,
    `Session Initiation Protocol (${startLine.split(' ')[kind === 'Status' ? 1 : 0]})`,
    `    ${kind}-Line: ${startLine}`,
    '        [Resent Packet: False]',
    '    Message Header',
    ...headers.flatMap((line) => [`        ${line}`, '            Some parameter: value', '        [Generated: x]']),
  ];
  if (body !== '') tree.push('    Message Body', ...bodyTree(body, head.includes('application/sdp')));
  return `${tree.join('\n')}\n\n`;
}

function bodyTree(body: string, isSdp: boolean): string[] {
  const lines = body.split('\r\n');
  if (!isSdp) return lines.slice(0, -1).map((line) => `        ${line}\\r\\n`);
  return [
    '        Session Description Protocol',
    ...lines
      .slice(0, -1)
      .flatMap((line) => [`            Field of SDP (${line[0]}): ${line.slice(2)}`, '                x: y']),
  ];
}

test('a dissection of Wireshark is put together again, with addresses and time', () => {
  const folded = bye.replace('Max-Forwards', 'Subject: a\r\n b\r\nMax-Forwards');
  const { messages, format, damages } = readText([invite, ok, folded].map((wire) => dissect(wire, 1)).join(''));
  assert.equal(format, 'Wireshark dissection');
  assert.deepEqual(
    messages.map(({ text }) => text),
    [invite, ok, folded],
  );
  assert.deepEqual(
    messages.map(({ hop, time }) => [hopText(hop), time]),
    messages.map(() => ['UDP 192.0.2.1 40000 -> 192.0.2.2 5060', 1704198896789]),
  );
  assert.deepEqual(damages, []);
});

test('a dissection with the bytes behind it is one message, which is that of the bytes', () => {
  const exact = invite.replace('Max-Forwards: 70', 'Max-Forwards:  70');
  const { messages } = readText((dissect(invite, 1) + columns['tshark -x'](frame(exact))).repeat(2));
  assert.deepEqual(
    messages.map(({ text, time }) => [text, time]),
    [1, 2].map(() => [exact, 1704198896789]),
  );
});

test('a dissection tells what carries the message', () => {
  const tcp = 'Transmission Control Protocol';
  const over = (inner: string) =>
    readText(dissect(invite, 1, tcp).replace('Session Init', `${inner}Session Init`)).messages[0].hop.transport;
  assert.equal(over(''), 'TCP');
  assert.equal(over('Transport Layer Security\n'), 'TLS');
  assert.equal(over('WebSocket\n'), 'WS');
  assert.equal(over('Transport Layer Security\nWebSocket\n'), 'WSS');
});

test('what a dissection does not show is told as damage', () => {
  const xml = dissect(invite, 1).replace(
    /Session Description Protocol\n[^]*$/,
    'eXtensible Markup Language\n            <?xml\n\n',
  );
  assert.deepEqual(readText(xml).damages, ['1: a dissection that does not show the body as text']);
  const cut = dissect(invite, 1).replace('        Via: ', '         [truncated]Via: ');
  assert.deepEqual(readText(cut).damages, ['1: a dissection that shows long lines by their beginnings']);
  assert.equal(readText(cut).messages[0].text, invite);
  const newer = dissect(invite, 1).replace('        Via: ', '        Via [\xe2\x80\xa6]: ');
  assert.equal(readText(newer).messages[0].text, invite);
});

test('a body that Wireshark has no name for is shown as its lines', () => {
  const wire = message(
    'INFO sip:bob@example.com SIP/2.0',
    ['Via: SIP/2.0/UDP 192.0.2.1'],
    'Signal= 1\r\n Duration= 180\r\n',
    'application/dtmf-relay',
  );
  assert.equal(readText(dissect(wire, 1)).messages[0].text, wire);
});

/** What tshark -z follow prints. */
function follow(form: string, pieces: readonly [sender: 0 | 1, wire: string][]): string {
  const rule = '='.repeat(67);
  const head = `\n${rule}\nFollow: udp,${form}\nFilter: udp.stream eq 0\nNode 0: 192.0.2.1:5060\nNode 1: [2001:db8::2]:5060\n`;
  const offsets = [0, 0];
  const shown = pieces.map(([sender, wire]) => {
    if (form === 'ascii') return `${'\t'.repeat(sender)}${wire.length}\n${wire}\n`;
    const before = offsets[sender];
    offsets[sender] += wire.length;
    return hexDump(bytesOf(wire), (at) => `${'\t'.repeat(sender)}${hex(before + at, 8)}  `, 1);
  });
  return `${head}${shown.join('')}${rule}\n`;
}

for (const form of ['ascii', 'hex']) {
  test(`tshark -z follow,udp,${form} tells who sent what`, () => {
    const text = follow(form, [
      [0, invite],
      [1, ok],
      [1, bye],
      [0, ok],
    ]);
    const { messages, format } = readText(text + follow(form, [[1, bye]]));
    assert.equal(format, 'tshark follow');
    const there = 'UDP 192.0.2.1 5060 -> 2001:db8::2 5060';
    const back = 'UDP 2001:db8::2 5060 -> 192.0.2.1 5060';
    assert.deepEqual(
      messages.map((one) => [hopText(one.hop), one.text]),
      [
        [there, invite],
        [back, ok],
        [back, bye],
        [there, ok],
        [back, bye],
      ],
    );
  });
}

test('messages that follow one another without a gap in a stream of bytes are cut by Content-Length', () => {
  const padded = (wire: string) =>
    wire.replace('Max-Forwards: 70', `Max-Forwards: 70${'0'.repeat(16 - (wire.length % 16))}`);
  const first = padded(invite);
  assert.equal(first.length % 16, 0);
  const { messages } = readText(
    follow('hex', [
      [0, first],
      [0, bye],
    ]),
  );
  assert.deepEqual(
    messages.map(({ text }) => text),
    [first, bye],
  );
  assert.ok(sdp.length > 0);
});
