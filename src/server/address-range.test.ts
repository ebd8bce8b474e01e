import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AddressSet, parseAddressRange } from './address-range.ts';

test('addresses and CIDR blocks of both families are ranges, anything else is not', () => {
  for (const text of ['10.0.0.0/8', '192.0.2.7', '0.0.0.0/0', '2001:db8::/32', '::1']) {
    assert.notEqual(parseAddressRange(text), undefined, text);
  }
  for (const text of [
    '10.0.0.0/33',
    '2001:db8::/129',
    'example.com',
    '10.0.0/8',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    'fe80::1%eth0',
    '',
  ]) {
    assert.equal(parseAddressRange(text), undefined, text);
  }
});

test('a set holds the addresses of its ranges', () => {
  const set = new AddressSet(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32']);
  for (const address of ['10.255.0.1', '192.0.2.7', '2001:db8:1::5', '::ffff:10.0.0.1'])
    assert.ok(set.has(address), address);
  for (const address of ['11.0.0.1', '192.0.2.8', '2001:db9::1', 'not an address'])
    assert.ok(!set.has(address), address);
  assert.ok(!new AddressSet([]).has('10.0.0.1'));
});
