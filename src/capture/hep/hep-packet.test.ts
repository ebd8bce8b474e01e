import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure, readLatin1 } from '../../message/index.ts';
import type { HopTransport, SeenMessage } from '../seen.ts';
import { formatHep, MAX_HEP_PAYLOAD } from './format-hep.ts';
import { HEP_SIP, hepProtocol, hepTransport, parseHep } from './hep-packet.ts';

const text = 'OPTIONS sip:bob@example.com SIP/2.0\r\nCall-ID: a\r\n\r\n';

function seen(
  sourceAddress: string,
  destinationAddress: string,
  transport: HopTransport = 'UDP',
  time = 1704198896789.012,
): SeenMessage {
  const source = { address: sourceAddress, port: 5060 };
  const destination = { address: destinationAddress, port: 5080 };
  return { kind: 'message', time, frame: 1, hop: { transport, source, destination }, text, fragments: 1 };
}

/** The bytes of a packet from hexadecimal digits. */
function hex(...parts: string[]): Uint8Array {
  const digits = parts.join('').replaceAll(' ', '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

test('a packet is laid out as HEP3 says', () => {
  const packet = formatHep(
    { ...seen('192.0.2.1', '192.0.2.2'), text: 'SIP' },
    { captureId: 2001, key: 'secret', nodeName: 'n1' },
    'c1',
  );
  const expected = hex(
    '48 45 50 33 0082',
    '0000 0001 0007 02',
    '0000 0002 0007 11',
    '0000 0003 000a c0000201',
    '0000 0004 000a c0000202',
    '0000 0007 0008 13c4',
    '0000 0008 0008 13d8',
    '0000 0009 000a 659402f0',
    '0000 000a 000a 000c0a14',
    '0000 000b 0007 01',
    '0000 000c 000a 000007d1',
    '0000 000e 000c 736563726574',
    '0000 0013 0008 6e31',
    '0000 0011 0008 6331',
    '0000 000f 0009 534950',
  );
  assert.deepEqual([...packet], [...expected]);
});

test('what is written is read', () => {
  const anyV4 = fc.ipV4();
  const anyV6 = fc.tuple(...Array.from({ length: 8 }, () => fc.nat(0xffff))).map((groups) => addressOf(groups));
  const anyPort = fc.nat(65_535);
  const anyText = fc.uint8Array({ maxLength: 100 }).map((bytes) => String.fromCharCode(...bytes));
  const anyName = fc.stringMatching(/^[a-z0-9.@-]{0,20}$/);
  fc.assert(
    fc.property(
      fc.oneof(fc.tuple(anyV4, anyV4), fc.tuple(anyV6, anyV6)),
      fc.tuple(anyPort, anyPort),
      fc.constantFrom<HopTransport>('UDP', 'TCP', 'TLS', 'SCTP', 'WS'),
      fc.nat(4_000_000_000_000),
      anyText,
      fc.nat(0xffff_ffff),
      fc.tuple(anyName, anyName, anyName),
      (
        [sourceAddress, destinationAddress],
        [sourcePort, destinationPort],
        transport,
        time,
        payload,
        captureId,
        names,
      ) => {
        const [key, nodeName, correlationId] = names;
        const hop = {
          transport,
          source: { address: sourceAddress, port: sourcePort },
          destination: { address: destinationAddress, port: destinationPort },
        };
        const bytes = formatHep({ hop, time, text: payload }, { captureId, key, nodeName }, correlationId);
        // Not at the beginning of its memory, and with something behind it.
        const memory = new Uint8Array(bytes.length + 20).fill(0x2a);
        memory.set(bytes, 7);
        const packet = parseHep(memory, 7, memory.length);
        assert.ok(!(packet instanceof Failure));
        const { payloadStart, payloadEnd, ...rest } = packet;
        assert.equal(readLatin1(memory, payloadStart, payloadEnd), payload);
        assert.deepEqual(rest, {
          version: 3,
          protocol: hepProtocol(transport),
          sourceAddress,
          sourcePort,
          destinationAddress,
          destinationPort,
          time,
          type: HEP_SIP,
          captureId,
          nodeName,
          correlationId,
          isCompressed: false,
        });
        assert.equal(hepTransport(packet.protocol), transport);
      },
    ),
  );
});

/** The one form of RFC 5952, by way of a URL. */
function addressOf(groups: readonly number[]): string {
  const host = new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]/`).hostname.slice(1, -1);
  return host.startsWith('::ffff:') ? '2001:db8::1' : host;
}

test('addresses that are not told, and names, still make a packet', () => {
  const addresses = (source: string, destination: string) => {
    const packet = parseHep(formatHep(seen(source, destination), { captureId: 1 }));
    return packet instanceof Failure ? packet.reason : [packet.sourceAddress, packet.destinationAddress];
  };
  assert.deepEqual(addresses('', '192.0.2.2'), ['0.0.0.0', '192.0.2.2']);
  assert.deepEqual(addresses('2001:db8::1', ''), ['2001:db8::1', '::']);
  assert.deepEqual(addresses('2001:db8::1', '192.0.2.2'), ['2001:db8::1', '::ffff:192.0.2.2']);
  const [name] = addresses('pbx.example.com', '192.0.2.2');
  assert.match(name, /^127\.\d+\.\d+\.\d+$/);
  assert.equal(addresses('192.0.2.2', 'pbx.example.com')[1], name);
  assert.notEqual(addresses('sbc.example.com', '192.0.2.2')[0], name);
});

test('a time that is not known is written as 0, and a message that is too long is cut', () => {
  const packet = parseHep(
    formatHep({ ...seen('', '', 'UDP', Number.NaN), text: 'x'.repeat(70_000) }, { captureId: 1 }),
  );
  assert.ok(!(packet instanceof Failure));
  assert.equal(packet.time, 0);
  assert.equal(packet.payloadEnd - packet.payloadStart, MAX_HEP_PAYLOAD);
});

test('chunks of other vendors and of unknown types are passed over', () => {
  const packet = parseHep(
    hex('48455033 0026', '0001 000f 0008 ffff', '0000 0099 0008 ffff', '0000 0020 0007 00', '0000 000f 0009 534950'),
  );
  assert.ok(!(packet instanceof Failure));
  assert.deepEqual(
    [packet.payloadStart, packet.payloadEnd, packet.time, packet.sourceAddress],
    [35, 38, Number.NaN, ''],
  );
});

test('a compressed payload is told apart', () => {
  const packet = parseHep(hex('48455033 000f', '0000 0010 0009 789c03'));
  assert.ok(!(packet instanceof Failure) && packet.isCompressed);
});

test('HEP version 1 and 2, which a datagram carries', () => {
  const one = parseHep(hex('01 10 02 11 13c4 13d8 c0000201 c0000202', '534950'));
  const two = parseHep(hex('02 1c 02 06 13c4 13d8 c0000201 c0000202', 'f0029465 140a0c00 d107 0000', '534950'));
  assert.ok(!(one instanceof Failure) && !(two instanceof Failure));
  const { payloadStart, payloadEnd, ...rest } = two;
  assert.deepEqual([payloadStart, payloadEnd], [28, 31]);
  assert.deepEqual(rest, {
    version: 2,
    protocol: 6,
    sourceAddress: '192.0.2.1',
    sourcePort: 5060,
    destinationAddress: '192.0.2.2',
    destinationPort: 5080,
    time: 1704198896789.012,
    type: HEP_SIP,
    captureId: 2001,
    nodeName: '',
    correlationId: '',
    isCompressed: false,
  });
  assert.deepEqual([one.version, one.protocol, one.time, one.payloadStart], [1, 17, Number.NaN, 16]);
});

const broken: readonly [name: string, bytes: Uint8Array, offset: number][] = [
  ['nothing', hex(''), 0],
  ['something else', hex('48 45 50 34 0006'), 0],
  ['a length beyond the end', hex('48455033 0007'), 6],
  ['a length below its own header', hex('48455033 0005'), 4],
  ['a chunk that is cut off', hex('48455033 0009 000000'), 6],
  ['a chunk beyond the end', hex('48455033 000d 0000 0001 0008 02'), 10],
  ['a packet within another', hex('48455033 000c 48455033 0006'), 6],
  ['a chunk of no length', hex('48455033 000c 0000 0001 0000'), 10],
  ['a chunk that is too short for an address', hex('48455033 000d 0000 0003 0007 c0'), 12],
  ['a HEP2 header that is too short', hex('02 10 02 06 13c4 13d8 c0000201 c0000202'), 1],
  ['a HEP1 packet that is cut off', hex('01 10 02 06 13c4 13d8 c0000201'), 12],
  ['a HEP1 packet of an unknown family', hex('01 10 07 06 13c4 13d8 c0000201'), 2],
];
for (const [name, bytes, offset] of broken) {
  test(`no packet: ${name}`, () => {
    const failure = parseHep(bytes);
    assert.ok(failure instanceof Failure);
    assert.equal(failure.offset, offset, failure.reason);
  });
}

test('no bytes make the parser throw, and what it finds lies within them', () => {
  const packet = formatHep(seen('192.0.2.1', '192.0.2.2'), { captureId: 1, nodeName: 'n' }, 'c');
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.array(fc.tuple(fc.nat(packet.length - 1), fc.nat(255)), { maxLength: 5 }).map((changes) => {
      const bytes = packet.slice();
      for (const [at, value] of changes) bytes[at] = value;
      return bytes;
    }),
  );
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const parsed = parseHep(bytes);
      if (parsed instanceof Failure) assert.ok(parsed.offset <= bytes.length);
      else assert.ok(parsed.payloadStart <= parsed.payloadEnd && parsed.payloadEnd <= bytes.length);
    }),
  );
});
