import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startLineIn } from './start-line.ts';

const found: readonly [line: string, at: number][] = [
  ['INVITE sip:bob@example.com SIP/2.0', 0],
  ['INVITE sip:bob@example.com SIP/2.0.', 0],
  ['INVITE  sip:bob@example.com  SIP/2.0  ', 0],
  ['INVITE <sip:bob@example.com> SIP/7.0', 0],
  ['INVITE sip:bob@example.com; lr SIP/2.0', 0],
  ["!interesting-Method0123456789_*+`.%indeed'~ tel:+12015550123 SIP/2.0", 0],
  ['SIP/2.0 200 OK', 0],
  ['sip/2.0 100 ', 0],
  ['SIP/2.0 4294967301 better not break the receiver', 0],
  ['> INVITE sip:bob@example.com SIP/2.0', 2],
  ['  12: X-NEW sip:bob@example.com SIP/2.0', 6],
  ['INFO: <script>: got [INVITE sip:bob@example.com SIP/2.0', 21],
  ['JsSIP:Transport sending message:INVITE sip:bob@example.com SIP/2.0', 32],
  ['E..n....@.@..5.........c4..ZINVITE sip:bob@example.com SIP/2.0', 28],
  ['E..n....@.@..5.........c4..ZX-NEW sip:bob@example.com SIP/2.0', 28],
  [String.raw`{"sip":"BYE sip:bob@example.com SIP/2.0\r\nVia: x"}`, 8],
  ['Jan  2 12:34:56 pbx x: BYE sip:bob@example.com SIP/2.0#015#012Via: x', 23],
  ['[Jan  2 12:34:56] SIP/2.0 200 OK', 18],
  ['after REGISTER sip:a.example.com SIP/2.0 a BYE sip:bob@example.com SIP/2.0', 43],
];
for (const [line, at] of found) test(`a start line at ${at} of: ${line}`, () => assert.equal(startLineIn(line), at));

for (const line of [
  '',
  'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1',
  'v: SIP/2.0/UDP 192.0.2.1',
  'INVITE sip:bob@example.com HTTP/1.1',
  'INVITE sip:bob@example.com SIP/2.0 was sent',
  'we speak SIP/2.0',
  'parse_msg():  version: <SIP/2.0>',
])
  test(`no start line: ${line}`, () => assert.equal(startLineIn(line), -1));
