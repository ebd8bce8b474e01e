/** URI comparison: every example of RFC 3261 19.1.4, RFC 3966 5, RFC 5954 4.2; addresses-of-record (10.3). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressOfRecord, sameUri } from './compare-uri.ts';
import { parseUri, Uri } from './uri.ts';

function uri(text: string): Uri {
  const value = parseUri(text);
  assert.ok(value instanceof Uri, text);
  return value;
}

/** Asked in both directions: the comparison is symmetric, though not transitive. */
function same(a: string, b: string): boolean {
  const forth = sameUri(uri(a), uri(b));
  assert.equal(sameUri(uri(b), uri(a)), forth, `${a} and ${b}: not symmetric`);
  return forth;
}

describe('the examples of RFC 3261 19.1.4', () => {
  const equal = [
    ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtLanTa.CoM;Transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;security=on'],
    ['sip:carol@chicago.com;newparam=5', 'sip:carol@chicago.com;security=on'],
    [
      'sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com',
      'sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com',
    ],
    [
      'sip:alice@atlanta.com?subject=project%20x&priority=urgent',
      'sip:alice@atlanta.com?priority=urgent&subject=project%20x',
    ],
  ];
  for (const [a, b] of equal) test(`${a} is ${b}`, () => assert.equal(same(a, b), true));

  const different = [
    ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:6000;transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next%20meeting'],
    ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4'],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;security=off'],
  ];
  for (const [a, b] of different) test(`${a} is not ${b}`, () => assert.equal(same(a, b), false));
});

describe('the rules of RFC 3261 19.1.4 one by one', () => {
  const base = 'sip:carol@chicago.com';

  test('sip and sips are never the same', () => assert.equal(same(base, 'sips:carol@chicago.com'), false));

  test('the user part has case, and must be there on both sides', () => {
    assert.equal(same(base, 'sip:Carol@chicago.com'), false);
    assert.equal(same('sip:chicago.com', base), false);
    assert.equal(same('sip:a:b@c', 'sip:a@c'), false);
    assert.equal(same('sip:a:@c', 'sip:a@c'), false);
    assert.equal(same('sip:a:%62@c', 'sip:a:b@c'), true);
  });

  test('escapes of reserved characters differ from the characters', () => {
    assert.equal(same('sip:a%3bb@c', 'sip:a%3Bb@c'), true);
    assert.equal(same('sip:a%3Bb@c', 'sip:a;b@c'), false);
    assert.equal(same('sip:a%2Db@c', 'sip:a-b@c'), true);
  });

  test('user, ttl, method, maddr and transport count when only one has them, others do not', () => {
    for (const param of ['user=phone', 'ttl=1', 'method=INVITE', 'maddr=239.255.255.1', 'transport=udp'])
      assert.equal(same(base, `${base};${param}`), false, param);
    assert.equal(same(base, `${base};lr`), true);
  });

  test('names of parameters may be escaped', () => assert.equal(same(`${base};%74tl=1`, `${base};TTL=1`), true));

  test('headers are never ignored; their names have no case, their values have', () => {
    assert.equal(same(`${base}?a=1`, `${base}?A=1`), true);
    assert.equal(same(`${base}?a=x`, `${base}?a=X`), false);
    assert.equal(same(`${base}?a=1&b=2`, `${base}?a=1`), false);
    assert.equal(same(`${base}?a`, `${base}?A`), true);
  });

  test('not transitive, as the RFC says of itself', () => {
    assert.equal(same(`${base};newparam=5`, base), true);
    assert.equal(same(base, `${base};newparam=6`), true);
    assert.equal(same(`${base};newparam=5`, `${base};newparam=6`), false);
  });

  test('opaque schemes are the same only as text', () => {
    assert.equal(same('urn:service:sos', 'urn:service:sos'), true);
    assert.equal(same('urn:service:sos', 'urn:service:SOS'), false);
  });
});

describe('IPv6 addresses are compared by their bits (RFC 5954 4.2)', () => {
  test('the same address in other words', () => {
    assert.equal(same('sip:bob@[2001:db8::9:1]', 'sip:bob@[2001:DB8::9:01]'), true);
    assert.equal(same('sip:bob@[2001:db8::9:1]', 'sip:bob@[2001:db8:0:0:0:0:9:1]'), true);
    assert.equal(same('sip:bob@[0:0:0:0:0:FFFF:129.144.52.38]', 'sip:bob@[::FFFF:129.144.52.38]'), true);
    assert.equal(same('sip:bob@[::ffff:192.0.2.128]', 'sip:bob@[::ffff:c000:280]'), true);
    assert.equal(same('sip:[::]', 'sip:[0::0]'), true);
  });

  test('another address', () => {
    assert.equal(same('sip:bob@[2001:db8::1]', 'sip:bob@[2001:db8::1:0]'), false);
    assert.equal(same('sip:[::1]', 'sip:[::2]'), false);
  });

  test('what is no address is the same only as text', () => {
    assert.equal(same('sip:[2001:db8:::192.0.2.1]', 'sip:[2001:db8::192.0.2.1]'), false);
    assert.equal(same('sip:[1::2::3]', 'sip:[1:0::2::3]'), false);
    assert.equal(same('sip:[1:2:3]', 'sip:[01:2:3]'), false);
    assert.equal(same('sip:[1:2:3:4:5:6:7:8:9]', 'sip:[01:2:3:4:5:6:7:8:9]'), false);
    assert.equal(same('sip:[12345::1]', 'sip:[12345::01]'), false);
  });
});

describe('tel URIs (RFC 3966 5)', () => {
  test('visual separators do not count, neither does case', () => {
    assert.equal(same('tel:+1-201-555-0123', 'TEL:+1.201.5550123'), true);
    assert.equal(same('tel:CAFE', 'tel:ca-fe'), true);
    assert.equal(same('tel:+12015550123', 'tel:12015550123'), false);
  });

  test('parameters must be there on both sides, in any order; numbers in them have no separators', () => {
    assert.equal(same('tel:+1;ext=12;isub=3', 'tel:+1;isub=3;ext=1-2'), true);
    assert.equal(same('tel:+1;ext=12', 'tel:+1'), false);
    assert.equal(same('tel:+1;ext=12', 'tel:+1;ext=13'), false);
    assert.equal(same('tel:1;phone-context=+1-914', 'tel:1;phone-context=+1914'), true);
    assert.equal(same('tel:1;phone-context=a.example', 'tel:1;phone-context=A.EXAMPLE'), true);
    assert.equal(same('tel:1;phone-context=a.example', 'tel:1;phone-context=aexample'), false);
  });

  test('tel and sip are never the same', () => assert.equal(same('tel:+1', 'sip:+1@example.com;user=phone'), false));
});

describe('the key of an address-of-record (RFC 3261 10.3)', () => {
  test('parameters, port, scheme and escapes do not tell records apart', () => {
    const key = addressOfRecord(uri('sip:alice@example.com'));
    assert.equal(key, 'alice@example.com');
    for (const text of ['sips:alice@example.com', 'sip:%61lice@EXAMPLE.com:5070;transport=tcp?a=b'])
      assert.equal(addressOfRecord(uri(text)), key, text);
    assert.notEqual(addressOfRecord(uri('sip:Alice@example.com')), key);
  });

  test('a NUL does not cut it short (RFC 4475 3.1.1.4)', () => {
    assert.equal(addressOfRecord(uri('sip:null-%00-null@example.com')), 'null-\0-null@example.com');
    assert.notEqual(addressOfRecord(uri('sip:%00@h')), addressOfRecord(uri('sip:%00%00@h')));
  });

  test('of a tel URI, its number', () => {
    assert.equal(addressOfRecord(uri('tel:+1-201-555')), addressOfRecord(uri('tel:+1201555')));
  });
});
