import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressText } from './address-text.ts';
import { address, join } from './test-packets.ts';

const text = (written: string) => addressText(join('xx', address(written)), 2, written.includes(':') ? 16 : 4);

test('addresses are written as RFC 5952 has them (4, 5)', () => {
  const cases: [written: string, text: string][] = [
    ['192.0.2.1', '192.0.2.1'],
    ['2001:0DB8::0001', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::', '::'],
    ['::1', '::1'],
    ['fe80::', 'fe80::'],
    ['::ffff:c000:201', '::ffff:192.0.2.1'],
    ['::1:ffff:c000:201', '::1:ffff:c000:201'],
  ];
  for (const [written, expected] of cases) assert.equal(text(written), expected);
});

test('an IPv6 address is written as a URL has it, but for those that map IPv4 (RFC 5952)', () => {
  const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      const written = groups.map((value) => value.toString(16)).join(':');
      const { hostname } = new URL(`http://[${written}]/`);
      if (!hostname.startsWith('[::ffff:')) assert.equal(`[${text(written)}]`, hostname);
    }),
  );
});
