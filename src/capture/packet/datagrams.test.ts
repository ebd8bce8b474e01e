import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALICE, BOB, type Bytes, hex, ipv4, join, options, udp } from './test-packets.ts';
import { hopText, readPackets } from './test-sink.ts';

const RAW = 101;
const hop4 = `UDP ${ALICE} 5060 -> ${BOB} 5060`;
const eventsOf = (...packets: Bytes[]) => readPackets(RAW, packets).eventLines;

const stun = hex('0001 0000 2112a442 0102030405060708090a0b0c');

test('keep-alives are told where SIP is spoken: on 5060, or where it was heard (RFC 5626 3.5)', () => {
  const ways: [payload: Bytes | string, detail: string][] = [
    ['\r\n\r\n', 'double CRLF'],
    ['\r\n', 'CRLF'],
    ['\0\0\0\0', 'NUL'],
    ['', 'empty'],
    [stun, 'STUN binding request'],
    [stun.with(0, 1), 'STUN binding response'],
  ];
  for (const [payload, detail] of ways)
    assert.deepEqual(eventsOf(ipv4(udp(payload))), [`1 ${hop4} keep-alive: ${detail}`]);
  const strange = { from: 7000, to: 8000 };
  assert.deepEqual(eventsOf(ipv4(udp('\r\n', strange))), []);
  assert.deepEqual(eventsOf(ipv4(udp(options, strange)), ipv4(udp('\r\n', { from: 9000, to: 8000 }))), [
    `2 UDP ${ALICE} 9000 -> ${BOB} 8000 keep-alive: CRLF`,
  ]);
  assert.deepEqual(eventsOf(ipv4(udp('\r\nhello')), ipv4(udp('\0hello'))), []);
});

test('of the keep-alives of one hop one is told in a second', () => {
  const ping = ipv4(udp('\r\n\r\n'));
  const other = ipv4(udp('\r\n\r\n'), { from: '192.0.2.7' });
  const framesOf = (firstTime: number) =>
    readPackets(RAW, [ping, other, ping, ping, ping, ping], { firstTime, step: 300 }).events.map(({ frame }) => frame);
  assert.deepEqual(framesOf(0), [1, 2, 5]);
  // Where the capture has no times, each hop has one.
  assert.deepEqual(framesOf(Number.NaN), [1, 2]);
});

test('what looks like RTP, RTCP, STUN or DTLS is handed on as media (RFC 7983 7)', () => {
  const media = [
    hex('8000 0001 00000001 00000002 ff'),
    hex('80c8 0006 00000001 00000000'),
    hex('bf7f 0001 00000001 00000002'),
    stun,
    hex('0001 0000 0102030405060708090a0b0c0d0e0f10'),
    hex('16fefd 0001 000000000001 000a 01'),
  ];
  const others = [
    hex('8000 0001 00000001'),
    hex('7f00 0001 00000001 00000002'),
    hex('c000 0001 00000001 00000002'),
    hex('160303 0001 000000000001 000a 01'),
    hex('0001 0004 0102030405060708090a0b0c0d0e0f10'),
    hex('000100002112a442'),
    join('hello, world'),
  ];
  const ports = { from: 4000, to: 4002 };
  const { packets, events } = readPackets(
    RAW,
    [...media, ...others].map((payload) => ipv4(udp(payload, ports))),
  );
  assert.deepEqual(
    packets.map(({ bytes }) => bytes),
    media,
  );
  assert.deepEqual(
    packets.map(({ frame, hop }) => `${frame} ${hopText(hop)}`),
    media.map((_, i) => `${i + 1} UDP ${ALICE} 4000 -> ${BOB} 4002`),
  );
  assert.deepEqual(events, []);
  const dns = udp(hex('8100 8180 0001 0001 0000 0000'), { from: 53, to: 33_000 });
  assert.deepEqual(readPackets(RAW, [ipv4(dns)]).packets, []);
});
