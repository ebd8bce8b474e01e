/** message/sipfrag with a status line (RFC 3420, RFC 3515 2.4.5). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeUtf8, encodeUtf8, Failure, SipError } from '../message/index.ts';
import { formatSipfrag, parseSipfrag } from './sipfrag.ts';

test('status lines as notifications of a REFER have them (RFC 3515 4.1)', () => {
  assert.deepEqual(parseSipfrag('SIP/2.0 100 Trying\r\n'), { status: 100, reason: 'Trying' });
  assert.deepEqual(parseSipfrag('SIP/2.0 200 OK'), { status: 200, reason: 'OK' });
  assert.deepEqual(parseSipfrag('SIP/2.0 603 Declined\r\nContact: <sip:a@b>\r\n\r\n'), {
    status: 603,
    reason: 'Declined',
  });
});

test('what peers write: no reason, LF alone, blanks and empty lines in front', () => {
  assert.deepEqual(parseSipfrag('\r\n sip/2.0  180\nTo: a'), { status: 180, reason: '' });
  assert.deepEqual(parseSipfrag('SIP/2.0 486 '), { status: 486, reason: '' });
});

test('no status line is a failure', () => {
  const cases = [
    '',
    '\r\n',
    'INVITE sip:a@b SIP/2.0\r\n',
    'To: a',
    'SIP/2.0 99 x',
    'SIP/2.0 700 x',
    'SIP/2.0 2000',
    'SIP/3.0 200 OK',
    'SIP/2.0\r\n200 OK',
  ];
  for (const text of cases) assert.ok(parseSipfrag(text) instanceof Failure, text);
  assert.ok(parseSipfrag(`SIP/2.0 200 ${'x'.repeat(2000)}`) instanceof Failure);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.ok(parseSipfrag(text) instanceof Failure)));
});

test('what was written reads as it was', () => {
  const reasons = fc.string({ unit: 'grapheme', maxLength: 200 }).map((text) =>
    text
      .replace(/[\0-\x1f\x7f\u2028\u2029]/g, '')
      .toWellFormed()
      .trim(),
  );
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 699 }), reasons, (status, reason) => {
      assert.deepEqual(parseSipfrag(formatSipfrag(status, reason)), { status, reason });
      assert.deepEqual(parseSipfrag(decodeUtf8(encodeUtf8(formatSipfrag(status, reason)))), { status, reason });
    }),
  );
  assert.equal(formatSipfrag(486), 'SIP/2.0 486 Busy Here\r\n');
});

test('a reason can add no line, and a status that is none is a misuse', () => {
  assert.equal(formatSipfrag(200, 'O\r\nTo: x\0K'), 'SIP/2.0 200 OTo: xK\r\n');
  for (const status of [99, 700, 200.5, NaN])
    assert.throws(
      () => formatSipfrag(status),
      (error) => error instanceof SipError && error.code === 'SIP_EVENT_BODY',
    );
});
