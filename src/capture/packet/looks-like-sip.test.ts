import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { looksLikeSip, startOfSip } from './looks-like-sip.ts';
import { join } from './test-packets.ts';

/** Between other octets, so that looking past an end would show. */
const inMemory = (text: string) => ({ bytes: join('SIP/', text, '\r\n SIP/2.0\r\n'), start: 4, end: 4 + text.length });
const isSip = (text: string) => {
  const { bytes, start, end } = inMemory(text);
  return looksLikeSip(bytes, start, end);
};

test('start lines of SIP are recognised (RFC 3261 7.1, 7.2)', () => {
  const lines = [
    'INVITE sip:bob@example.com SIP/2.0\r\n',
    'SIP/2.0 200 OK\r\n',
    'sip/2.0 200 OK\r\n',
    'OPTIONS sip:example.com sip/2.0\r\n',
    'REGISTER sips:example.com SIP/2.0\n',
    'ACK tel:+1-212-555-0100 SIP/2.0',
    'QUUX x SIP/2.0\r\n',
  ];
  for (const line of lines) assert.ok(isSip(line), line);
});

test('the liberties of broken start lines are taken (RFC 4475 3.1.1.9, 3.1.2.7 to 3.1.2.16)', () => {
  const lines = [
    'OPTIONS  sip:bob@example.com  SIP/2.0  \r\n',
    'OPTIONS sip:t1000@example.com SIP/7.0\r\n',
    "!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure) SIP/2.0\r\n",
    'INVITE <sip:user@example.com> SIP/2.0\r\n',
    'INVITE sip:user@example.com; lr SIP/2.0\r\n',
    'SIP/2.0 4294967301 better not break the receiver\r\n',
    'SIP/2.0  200  OK\r\n',
    'INVITE SIP/2.0\r\n',
    'INVITE\tsip:bob@example.com\tSIP/2.0\r\n',
  ];
  for (const line of lines) assert.ok(isSip(line), line);
});

test('line ends before a start line are passed over (RFC 3261 7.5)', () => {
  const { bytes, start, end } = inMemory('\r\n\r\nINVITE sip:bob@example.com SIP/2.0\r\n');
  assert.equal(startOfSip(bytes, start, end), start + 4);
  assert.ok(!isSip('\r\n\r\n'));
});

test('what was cut off within its start line is recognised by its scheme', () => {
  for (const line of ['INVITE sip:bob@exam', 'INVITE SIPS:bob', 'INVITE tel:+1', 'SIP/2.0 2', 'SIP/2.0', 'SIP/2.0 '])
    assert.ok(isSip(line), line);
  for (const line of ['INVITE ', 'INVITE s', 'INVITE', 'SIP/2', 'SIP/', 'S', '', 'GET http://a'])
    assert.ok(!isSip(line), line);
});

test('other protocols are not taken for SIP', () => {
  const others = [
    'M-SEARCH * HTTP/1.1\r\nHost: 239.255.255.250:1900\r\n',
    'HTTP/1.1 200 OK\r\n',
    'DESCRIBE rtsp://example.com/ RTSP/1.0\r\n',
    'RTSP/1.0 200 OK\r\n',
    'CRCX 1 aaln/1@gw MGCP 1.0\r\nN: SIP/2.0\r\n',
    'OPTIONS sip:bob@example.com\r\nVia: SIP/2.0\r\n',
    'a b\0c SIP/2.0\r\n',
    'SIP/2.0 OK\r\n',
    'SIPS/2.0 200 OK\r\n',
    ' INVITE sip:bob@example.com SIP/2.0\r\n',
    `${'M'.repeat(200)} sip:bob@example.com SIP/2.0\r\n`,
    '\x80\0\0\0\0\0\0\0\0\0\0\0',
  ];
  for (const text of others) assert.ok(!isSip(text), text);
});

test('no octets are looked at beyond the end', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'SIP/2.0 INVITE\tsip:\r\n'), maxLength: 60 }), (text) => {
      assert.equal(isSip(text), looksLikeSip(join(text), 0, text.length));
    }),
    { numRuns: 2000 },
  );
});

const torture = new URL('../../../../shared/testdata/rfc4475/', import.meta.url);
const isHere = existsSync(torture) || process.env.SIPWRIGHT_INTEROP === 'required';

test('every message of RFC 4475 is recognised', { skip: !isHere && 'the test data is not here' }, () => {
  const files = readdirSync(torture).filter((name) => /\.(?:dat|sip)$/.test(name));
  assert.ok(files.length >= 49, files.join(' '));
  for (const name of files) {
    const bytes = readFileSync(new URL(name, torture));
    assert.ok(looksLikeSip(bytes, 0, bytes.length), name);
  }
});
