import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTime } from './text-time.ts';

const full = Date.UTC(2024, 0, 2, 12, 34, 56);
const yearless = Date.UTC(1970, 0, 2, 12, 34, 56);
const ofDay = ((12 * 60 + 34) * 60 + 56) * 1000;

const lines: readonly [line: string, time: number][] = [
  ['2024-01-02T12:34:56Z', full],
  ['2024-01-02T12:34:56.789012Z INFO', full + 789.012],
  ['2024-01-02 12:34:56,789 INFO', full + 789],
  ['2024-01-02 12:34:56:789 belle-sip-message-', full + 789],
  ['2024-01-02T13:34:56.5+01:00 host', full + 500],
  ['2024-01-02T04:34:56 -0800', full],
  ['2024/01/02 12:34:56.789000 192.0.2.1:5060 -> 192.0.2.2:5060', full + 789],
  ['[2024-01-02 12:34:56] VERBOSE[123]', full],
  ['----------------------------------------------- 2024-01-02\t12:34:56.789000', full + 789],
  ['Jan  2, 2024 12:34:56.789000000 UTC', full + 789],
  ['Tue Jan 02 2024 12:34:56', full],
  ['Tue Jan 02 2024 20:34:56 GMT+0800 (somewhere) | sip.Transport', full],
  ['Tue Jan  2 12:34:56 2024', full],
  ['02/Jan/2024:12:34:56', full],
  ['02.01.2024 12:34:56', full],
  ['1704198896.789 IP 192.0.2.1', full + 789],
  ['Jan  2 12:34:56 pbx kamailio[123]:', yearless],
  ['[Jan  2 12:34:56.789] DEBUG', yearless + 789],
  ['*Jan  2 12:34:56.789: //-1/xxxxxxxxxxxx/SIP', yearless + 789],
  ['12:34:56.789 pjsua_core.c', ofDay + 789],
  ['recv 9 bytes from udp/[192.0.2.1]:5060 at 12:34:56.789000:', ofDay + 789],
  ['12:34:56', ofDay],
];

for (const [line, time] of lines) {
  test(`the time in: ${line}`, () => {
    assert.ok(Math.abs(readTime(line) - time) < 0.001, `${readTime(line)}`);
  });
}

for (const line of [
  '',
  'Via: SIP/2.0/UDP 192.0.2.1:5060',
  '[2001:db8:12:34:56::1]:5060',
  'call 12345',
  'x'.repeat(300) + '12:34:56',
])
  test(`no time in: ${line.slice(0, 40)}`, () => assert.equal(readTime(line), Number.NaN));
