import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../message/index.ts';
import { isRtcp, parseRtpPacket, type RtpPacket, writeRtpPacket } from './rtp-packet.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
const plain = { noNullPrototype: true };
const packets: fc.Arbitrary<RtpPacket> = fc.record(
  {
    marker: fc.boolean(),
    payloadType: uint(7),
    sequence: uint(16),
    timestamp: uint(32),
    ssrc: uint(32),
    csrc: fc.option(fc.array(uint(32), { minLength: 1, maxLength: 15 }), { nil: undefined }),
    extension: fc.option(
      fc.record(
        {
          profile: uint(16),
          data: fc.uint8Array({ maxLength: 10 }).map((bytes) => new Uint8Array(4 * bytes.length).fill(bytes.length)),
        },
        plain,
      ),
      { nil: undefined },
    ),
    payload: fc.uint8Array({ maxLength: 200 }),
  },
  plain,
);

test('the fields of a packet are read as they stand on the wire (RFC 3550 5.1)', () => {
  assert.deepEqual(parseRtpPacket(hex('80 88 fffe 00000140 deadbeef d5d5')), {
    marker: true,
    payloadType: 8,
    sequence: 0xfffe,
    timestamp: 320,
    ssrc: 0xdeadbeef,
    csrc: undefined,
    extension: undefined,
    payload: hex('d5d5'),
  });
});

test('CSRCs, extension and padding are taken off (RFC 3550 5.1, 5.3.1)', () => {
  const packet = parseRtpPacket(hex('b2 00 0001 00000000 00000001 000000aa ffffffff bede0001 01020304 7f7f 00 00 03'));
  assert.ok(!(packet instanceof Failure));
  assert.deepEqual(packet.csrc, [0xaa, 0xffffffff]);
  assert.deepEqual(packet.extension, { profile: 0xbede, data: hex('01020304') });
  assert.deepEqual(packet.payload, hex('7f7f'));
});

test('a packet without payload is one: it keeps a NAT open (RFC 6263)', () => {
  const packet = parseRtpPacket(hex('80 00 0001 00000000 00000001'));
  assert.ok(!(packet instanceof Failure));
  assert.equal(packet.payload.length, 0);
});

test('what is no packet is a Failure with its offset', () => {
  const cases: [bytes: string, offset: number][] = [
    ['', 0],
    ['80 00 0001 00000000 000000', 11],
    ['40 00 0001 00000000 00000001', 0],
    ['00 00 0001 00000000 00000001', 0],
    ['8f 00 0001 00000000 00000001 00000001', 16],
    ['90 00 0001 00000000 00000001 bede', 14],
    ['90 00 0001 00000000 00000001 bede0002 00000000', 14],
    ['a0 00 0001 00000000 00000001 7f 00', 13],
    ['a0 00 0001 00000000 00000001 7f 03', 13],
    ['a0 00 0001 00000000 00000001', 11],
  ];
  for (const [bytes, offset] of cases) {
    const failure = parseRtpPacket(hex(bytes));
    assert.ok(failure instanceof Failure, bytes);
    assert.equal(failure.offset, offset, `${bytes}: ${failure.reason}`);
  }
});

test('what is written is read again, from a buffer with more behind it', () => {
  const buffer = new Uint8Array(1500).fill(0xee);
  fc.assert(
    fc.property(packets, (packet) => {
      const length = writeRtpPacket(packet, buffer);
      assert.deepEqual(parseRtpPacket(buffer.subarray(0, length)), packet);
    }),
  );
});

test('no octets whatever make the parser throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), uint(6), (bytes, first) => {
      if (bytes.length > 0) bytes[0] = 0x80 | first;
      parseRtpPacket(bytes);
    }),
    { numRuns: 2000 },
  );
});

test('a misuse of ours is an error', () => {
  const packet = { marker: false, payloadType: 0, sequence: 0, timestamp: 0, ssrc: 0, payload: new Uint8Array(160) };
  const misuses: Partial<RtpPacket>[] = [
    { payloadType: 128 },
    { sequence: 65_536 },
    { timestamp: -1 },
    { ssrc: 2 ** 32 },
    { ssrc: 0.5 },
    { csrc: new Array(16).fill(1) },
    { extension: { profile: 0, data: new Uint8Array(3) } },
    { payload: new Uint8Array(161) },
  ];
  for (const misuse of misuses) {
    assert.throws(() => writeRtpPacket({ ...packet, ...misuse }, new Uint8Array(172)), { code: 'SIP_RTP_PACKET' });
  }
});

test('RTCP is told from RTP by its second octet (RFC 5761 4)', () => {
  for (const type of [200, 201, 202, 203, 204, 205, 206, 207]) assert.ok(isRtcp(Uint8Array.of(0x80, type)));
  for (const type of [0, 8, 9, 13, 96, 127, 0x80, 0x80 | 8, 0x80 | 101]) assert.ok(!isRtcp(Uint8Array.of(0x80, type)));
  assert.ok(!isRtcp(Uint8Array.of(0x80)));
});
