import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressText } from '../packet/address-text.ts';
import { addressOctets } from './address-octets.ts';
import { packetAddresses } from './packet-addresses.ts';

test('octets become text and octets again (RFC 5952)', () => {
  const anyOctets = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.uint8Array({ minLength: 16, maxLength: 16, max: 1 }),
  );
  fc.assert(
    fc.property(anyOctets, (octets) => {
      assert.deepEqual(addressOctets(addressText(octets, 0, octets.length)), Uint8Array.from(octets));
    }),
  );
});

const written: readonly [text: string, octets: string][] = [
  ['192.0.2.1', '192,0,2,1'],
  ['::', '0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0'],
  ['::1', '0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1'],
  ['2001:DB8::', '32,1,13,184,0,0,0,0,0,0,0,0,0,0,0,0'],
  ['::ffff:192.0.2.1', '0,0,0,0,0,0,0,0,0,0,255,255,192,0,2,1'],
  ['fe80::1%eth0', '254,128,0,0,0,0,0,0,0,0,0,0,0,0,0,1'],
  ['1:2:3:4:5:6:7:8', '0,1,0,2,0,3,0,4,0,5,0,6,0,7,0,8'],
];
for (const [text, octets] of written)
  test(`an address: ${text}`, () => assert.equal(addressOctets(text)?.join(), octets));

for (const text of [
  '',
  '192.0.2',
  '192.0.2.256',
  '192.0.2.1.5',
  'example.com',
  ':',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8',
  '12345::',
  'g::',
  '192.0.2.1::',
  '1:'.repeat(100),
])
  test(`no address: ${text.slice(0, 30)}`, () => assert.equal(addressOctets(text), undefined));

test('both addresses of a packet are of one family', () => {
  const text = (source: string, destination: string) =>
    packetAddresses(source, destination).map((octets) => addressText(octets, 0, octets.length));
  assert.deepEqual(text('192.0.2.1', '192.0.2.2'), ['192.0.2.1', '192.0.2.2']);
  assert.deepEqual(text('', ''), ['0.0.0.0', '0.0.0.0']);
  assert.deepEqual(text('', '2001:db8::1'), ['::', '2001:db8::1']);
  assert.deepEqual(text('2001:db8::1', '192.0.2.1'), ['2001:db8::1', '::ffff:192.0.2.1']);
});

test('a name has one address of 127.0.0.0/8, always the same, and another name another', () => {
  const names = Array.from({ length: 500 }, (_, i) => `host${i}.example.com`);
  const addresses = new Set(names.map((name) => packetAddresses(name, '')[0].join('.')));
  assert.equal(addresses.size, names.length);
  for (const address of addresses) assert.match(address, /^127\./);
  assert.deepEqual(packetAddresses('', names[7])[1], packetAddresses(names[7], '')[0]);
});
