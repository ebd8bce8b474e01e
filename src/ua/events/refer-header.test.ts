/** Refer-To, Referred-By and Refer-Sub as they come: what is taken from them, and what never is (RFC 3515 2.1, RFC 3892 3, RFC 4488 4, RFC 7614 4). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { request } from '../../../test/agent-bench.ts';
import { buildRequest, indexMessage, type Request } from '../../message/index.ts';
import { readReference, referredBy, unsubscribed } from './refer-header.ts';

const refer = (...headers: string[]) => indexMessage(request({ method: 'REFER', headers })) as Request;
const REPLACES = 'Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2';

test('a URI is taken without what it brings along, but for Replaces and whether that is insisted on', () => {
  const cases: readonly (readonly [
    to: string,
    target: string,
    method: string,
    replaces?: string,
    required?: boolean,
  ])[] = [
    ['sip:carol@x', 'sip:carol@x', 'INVITE'],
    ['"C, <d>" <sip:carol@x;user=phone>;a=b', 'sip:carol@x;user=phone', 'INVITE'],
    [`<sips:carol@x:5061?${REPLACES}>`, 'sips:carol@x:5061', 'INVITE', 'a@b;to-tag=1;from-tag=2'],
    [
      `<sip:x?Subject=a&${REPLACES.toLowerCase()}&Require=gruu%2c%20replaces>`,
      'sip:x',
      'INVITE',
      'a@b;to-tag=1;from-tag=2',
      true,
    ],
    [`<sip:x?${REPLACES}%3Bearly-only>`, 'sip:x', 'INVITE', 'a@b;to-tag=1;from-tag=2;early-only'],
    ['<sip:x?Require=replaces>', 'sip:x', 'INVITE', undefined, true],
    ['<sip:x;method=SUBSCRIBE;y?Event=dialog>', 'sip:x;y', 'SUBSCRIBE'],
    ['<sip:a;method=b@x>', 'sip:a;method=b@x', 'INVITE'],
    ['<tel:+1234>', 'tel:+1234', 'INVITE'],
  ];
  for (const [to, target, method, replaces, required = false] of cases) {
    const reference = readReference(refer(`Refer-To: ${to}`));
    assert.deepEqual(
      [reference?.target, reference?.method, reference?.replaces, reference?.requiresReplaces],
      [target, method, replaces, required],
      to,
    );
  }
});

test('none, two, and what cannot be read are no reference (RFC 3515 2.4.2)', () => {
  const bad = [
    '<nothing>',
    'sip:x?Replaces=a',
    '<sip:x?Replaces=>',
    '<sip:x?Replaces=a%3Bto-tag%3D1>',
    '<sip:x?Replaces=a%3Bfrom-tag%3D1>',
    `<sip:x?${REPLACES}&${REPLACES}>`,
    `<sip:x?${REPLACES}%0d%0aEvil:%20y>`,
    `<sip:x?${REPLACES}%2C%20b%3Bto-tag%3D1%3Bfrom-tag%3D2>`,
    `<sip:x?${REPLACES}%00>`,
    '<sip:x>, <sip:y>',
  ];
  for (const to of bad) assert.equal(readReference(refer(`Refer-To: ${to}`)), undefined, to);
  assert.equal(readReference(refer()), undefined);
  assert.equal(readReference(refer('Refer-To: <sip:x>', 'r: <sip:y>')), undefined);
});

test('Referred-By is passed on, without the token in the body that it points at (RFC 3892 2.2)', () => {
  const values: readonly (readonly [string, string])[] = [
    ['<sip:a@b>', '<sip:a@b>'],
    ['"A;cid=x" <sip:a@b;cid=y>;cid="1@2";c=d', '"A;cid=x" <sip:a@b;cid=y>;c=d'],
    ['sip:a@b ; cid = z', '<sip:a@b>'],
    ['Alice <sip:a@b> ;x="\\"y"', '"Alice" <sip:a@b>;x="\\"y"'],
  ];
  for (const [value, expected] of values) assert.equal(referredBy(refer(`Referred-By: ${value}`))?.value, expected);
  assert.equal(referredBy(refer('b: <sip:a@b>'))?.address.uri.user, 'a');
  assert.equal(referredBy(refer('Referred-By: nobody')), undefined);
  assert.equal(referredBy(refer()), undefined);
});

test('whether the sender wants to be told', () => {
  assert.equal(unsubscribed(refer('Refer-Sub: false')), 'norefersub');
  assert.equal(unsubscribed(refer('Refer-Sub: FALSE ;a=b')), 'norefersub');
  assert.equal(unsubscribed(refer('Require: 100rel, nosub')), 'nosub');
  assert.equal(unsubscribed(refer('Refer-Sub: true', 'Supported: nosub')), undefined);
  assert.equal(unsubscribed(refer()), undefined);
});

test('whatever stands there, nothing throws, and no header of a peer’s gets into a request of ours', () => {
  const part = fc.oneof(
    fc.constantFrom('<', '>', '?', '=', '&', ';', '%', '"', '@', ':', ',', '\\', ' ', '%0d%0a', '%00', '%3B', '%2C'),
    fc.constantFrom('sip:', 'Replaces=', '%3Bto-tag%3Da', '%3Bfrom-tag%3Db', ';method=', ';cid=', 'Require=replaces'),
    fc.string({ minLength: 1, maxLength: 3, unit: 'binary-ascii' }).map((text) => text.replace(/[\r\n]/g, '')),
  );
  const value = fc.array(part, { maxLength: 14 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(value, value, (to, by) => {
      const message = refer(`Refer-To: <sip:x?${to}>`, `Referred-By: <sip:y>${by}`);
      const reference = readReference(message);
      const referrer = referredBy(message);
      if (reference?.to.uri.isSip !== true) return;
      const text = buildRequest({
        method: 'INVITE',
        uri: reference.target,
        headers: [
          ['Replaces', reference.replaces ?? 'none'],
          ['Referred-By', referrer?.value ?? 'none'],
        ],
      });
      assert.deepEqual(
        text.split('\r\n').map((line) => line.split(':')[0].slice(0, 14)),
        [text.slice(0, 14).split(':')[0], 'Replaces', 'Referred-By', 'Content-Length', '', ''],
      );
    }),
    { numRuns: 2_000 },
  );
});
