import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDottedPlace, readPlace, readTransport } from './text-place.ts';

const places: readonly [text: string, address: string, port: number][] = [
  ['192.0.2.1:5060', '192.0.2.1', 5060],
  ['192.0.2.1', '192.0.2.1', 0],
  ['[2001:db8::1]:5061', '2001:db8::1', 5061],
  ['[2001:DB8::1]', '2001:db8::1', 0],
  ['[192.0.2.1]:5060', '192.0.2.1', 5060],
  ['2001:db8::1:5060', '2001:db8::1', 5060],
  ['2001:db8::1', '2001:db8::1', 0],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.1', 0],
  ['fe80::1%eth0', 'fe80::1%eth0', 0],
  ['PBX.example.com:5060', 'pbx.example.com', 5060],
];
for (const [text, address, port] of places)
  test(`the place ${text}`, () => assert.deepEqual(readPlace(text), { address, port }));

const dotted: readonly [text: string, address: string, port: number][] = [
  ['192.0.2.1.5060', '192.0.2.1', 5060],
  ['192.0.2.1.sip', '192.0.2.1', 5060],
  ['192.0.2.1', '192.0.2.1', 0],
  ['2001:db8::1.sip-tls', '2001:db8::1', 5061],
  ['pbx.example.com.5062', 'pbx.example.com', 5062],
];
for (const [text, address, port] of dotted)
  test(`the place ${text} of tcpdump`, () => assert.deepEqual(readDottedPlace(text), { address, port }));

for (const text of ['', '192.0.2.1:65536', '192.0.2.1:x', 'a b:1', '<html>:80', '1:2:3', '[a b]:1'])
  test(`no place: ${text}`, () => assert.equal(readPlace(text), undefined));

test('names of transports, in whatever case and with the version of IP behind them', () => {
  assert.deepEqual(['udp', 'UDP6', 'tcp', 'Tls', 'WS', 'wss', 'sctp', 'dccp', undefined].map(readTransport), [
    'UDP',
    'UDP',
    'TCP',
    'TLS',
    'WS',
    'WSS',
    'SCTP',
    undefined,
    undefined,
  ]);
});
