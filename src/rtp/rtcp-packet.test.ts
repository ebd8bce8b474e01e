import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../message/index.ts';
import { type OtherRtcp, parseRtcp, type ReportBlock, type RtcpPacket } from './rtcp-packet.ts';
import { writeRtcp } from './write-rtcp.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));

const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
const blocks: fc.Arbitrary<ReportBlock> = fc.record({
  ssrc: uint(32),
  fractionLost: uint(8),
  cumulativeLost: fc.integer({ min: -0x80_0000, max: 0x7f_ffff }),
  highestSequence: uint(32),
  jitter: uint(32),
  lastSenderReport: uint(32),
  delaySinceLastSenderReport: uint(32),
});
const reports = fc.array(blocks, { maxLength: 4 });
const texts = fc.string({ unit: 'binary', maxLength: 60 });
type Written = Exclude<RtcpPacket, OtherRtcp>;
const openings: fc.Arbitrary<Written> = fc.oneof(
  fc.record({ type: fc.constant('RR' as const), ssrc: uint(32), reports }),
  fc.record({
    type: fc.constant('SR' as const),
    ssrc: uint(32),
    ntpSeconds: uint(32),
    ntpFraction: uint(32),
    rtpTimestamp: uint(32),
    packetCount: uint(32),
    octetCount: uint(32),
    reports,
  }),
);
const others: fc.Arbitrary<Written> = fc.oneof(
  openings,
  fc.record({
    type: fc.constant('SDES' as const),
    chunks: fc.array(
      fc.record({
        ssrc: uint(32),
        items: fc.array(fc.record({ type: fc.integer({ min: 1, max: 255 }), text: texts }), { maxLength: 3 }),
      }),
      { maxLength: 3 },
    ),
  }),
  fc.record(
    { type: fc.constant('BYE' as const), sources: fc.array(uint(32), { maxLength: 4 }), reason: texts },
    { requiredKeys: ['type', 'sources'] },
  ),
);
const compounds = fc.tuple(openings, fc.array(others, { maxLength: 3 })).map(([first, rest]) => [first, ...rest]);

test('a compound packet of SR, SDES and BYE is read as it stands on the wire (RFC 3550 6.4.1, 6.5, 6.6)', () => {
  const wire = hex(
    `81c8000c 11111111 b44db705 20000000 00000140 00000002 00000140
     22222222 40ffffff 0001000a 00000007 b7052000 00054000
     81ca0003 11111111 0103 612e62 000000
     81cb0002 11111111 03 6f6666`,
  );
  assert.deepEqual(parseRtcp(wire), [
    {
      type: 'SR',
      ssrc: 0x11111111,
      ntpSeconds: 0xb44db705,
      ntpFraction: 0x20000000,
      rtpTimestamp: 320,
      packetCount: 2,
      octetCount: 320,
      reports: [
        {
          ssrc: 0x22222222,
          fractionLost: 64,
          cumulativeLost: -1,
          highestSequence: 0x1000a,
          jitter: 7,
          lastSenderReport: 0xb7052000,
          delaySinceLastSenderReport: 0x54000,
        },
      ],
    },
    { type: 'SDES', chunks: [{ ssrc: 0x11111111, items: [{ type: 1, text: 'a.b' }] }] },
    { type: 'BYE', sources: [0x11111111], reason: 'off' },
  ]);
});

test('unknown packets and extensions of a profile are passed over (RFC 3550 6.1, 6.4.3)', () => {
  const wire = hex('80c90002 11111111 99999999 81cd0002 11111111 22222222 80cb0000');
  assert.deepEqual(parseRtcp(wire), [
    { type: 'RR', ssrc: 0x11111111, reports: [] },
    { type: 'other', packetType: 205 },
    { type: 'BYE', sources: [] },
  ]);
});

test('padding of the last packet is taken off (RFC 3550 6.4.1)', () => {
  const wire = hex('80c90001 11111111 a1cb0002 11111111 00000004');
  assert.deepEqual(parseRtcp(wire), [
    { type: 'RR', ssrc: 0x11111111, reports: [] },
    { type: 'BYE', sources: [0x11111111] },
  ]);
});

test('what fails a check of A.2, or is cut off, is a Failure with its offset', () => {
  const cases: [bytes: string, offset: number][] = [
    ['', 0],
    ['80c9', 2],
    ['80c90001', 2],
    ['40c90001 11111111', 0],
    ['81ca0001 11111111', 1],
    ['80c90001 11111111 00', 9],
    ['80c90001 11111111 00000000', 8],
    ['a0c90002 11111111 00000004 80c90001 11111111', 0],
    ['a0c90001 11111111', 7],
    ['a0c90002 11111111 00000000', 11],
    ['a0c90002 11111111 00000003', 11],
    ['a0c90002 11111111 0000000c', 11],
    ['81c90001 11111111', 8],
    ['80c80001 11111111', 8],
    ['80c90000', 4],
    ['80c90001 11111111 81ca0001 11111111', 16],
    ['80c90001 11111111 81ca0002 11111111 01ff6161', 16],
    ['80c90001 11111111 81ca0002 11111111 01026161', 20],
    ['80c90001 11111111 81cb0000', 12],
    ['80c90001 11111111 81cb0002 11111111 04616161', 16],
  ];
  for (const [bytes, offset] of cases) {
    const failure = parseRtcp(hex(bytes));
    assert.ok(failure instanceof Failure, bytes);
    assert.equal(failure.offset, offset, `${bytes}: ${failure.reason}`);
  }
});

test('what is written is read again', () => {
  const buffer = new Uint8Array(65_536);
  fc.assert(
    fc.property(compounds, (packets) => {
      const length = writeRtcp(packets, buffer);
      assert.equal(length % 4, 0);
      const read = parseRtcp(buffer.subarray(0, length));
      // A lone surrogate has no UTF-8.
      const wellFormed = JSON.parse(JSON.stringify(packets), (_, value) =>
        typeof value === 'string' ? value.toWellFormed() : value,
      ) as unknown;
      assert.deepEqual(JSON.parse(JSON.stringify(read)), wellFormed);
    }),
  );
});

test('no octets whatever make the parser throw', () => {
  fc.assert(
    fc.property(compounds, fc.array(fc.tuple(uint(16), uint(8)), { maxLength: 5 }), uint(8), (packets, edits, cut) => {
      const buffer = new Uint8Array(65_536);
      const length = writeRtcp(packets, buffer);
      for (const [at, value] of edits) buffer[at % length] = value;
      parseRtcp(buffer.subarray(0, Math.max(0, length - cut)));
    }),
    { numRuns: 500 },
  );
});

test('the cumulative loss is clamped, not wrapped (RFC 3550 A.3)', () => {
  const block = {
    ssrc: 1,
    fractionLost: 0,
    highestSequence: 0,
    jitter: 0,
    lastSenderReport: 0,
    delaySinceLastSenderReport: 0,
  };
  const buffer = new Uint8Array(100);
  for (const [lost, written] of [
    [9_000_000, 0x7f_ffff],
    [-9_000_000, -0x80_0000],
  ]) {
    const length = writeRtcp([{ type: 'RR', ssrc: 1, reports: [{ ...block, cumulativeLost: lost }] }], buffer);
    const [packet] = parseRtcp(buffer.subarray(0, length)) as RtcpPacket[];
    assert.ok(packet.type === 'RR');
    assert.equal(packet.reports[0].cumulativeLost, written);
  }
});

test('a misuse of ours is an error', () => {
  const buffer = new Uint8Array(100);
  const opening = { type: 'RR', ssrc: 1, reports: [] } as const;
  const misuses: Written[][] = [
    [],
    [{ type: 'BYE', sources: [] }],
    [opening, { type: 'BYE', sources: new Array(32).fill(1) }],
    [opening, { type: 'BYE', sources: [], reason: 'x'.repeat(256) }],
    [opening, { type: 'SDES', chunks: [{ ssrc: 1, items: [{ type: 0, text: '' }] }] }],
    [opening, { type: 'BYE', sources: [], reason: 'x'.repeat(200) }],
  ];
  for (const misuse of misuses) assert.throws(() => writeRtcp(misuse, buffer), { code: 'SIP_RTCP_PACKET' });
});
