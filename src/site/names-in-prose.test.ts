import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entries } from '../explain/index.ts';
import { mentions } from './names-in-prose.ts';
import { Prose } from './prose.ts';

const found = (text: string, kind?: 'cause' | 'warning') => mentions(text, kind).map((mention) => mention.text);

test('codes, methods, header fields and unmistakable words are found', () => {
  assert.deepEqual(found('Answer INVITE with 486, and put Retry-After into a 503.'), [
    'INVITE',
    '486',
    'Retry-After',
    '503',
  ]);
  assert.deepEqual(found('The To tag, and Via. A re-INVITE with a nonce; 603+ for 603.'), [
    'To',
    'Via',
    're-INVITE',
    'nonce',
    '603+',
    '603',
  ]);
  assert.deepEqual(found('Reliable provisional responses (100rel) at a B2BUA.'), [
    'Reliable provisional responses',
    '100rel',
    'B2BUA',
  ]);
});

test('numbers that are no codes are left alone', () => {
  for (const text of [
    'RFC 404',
    'HTTP 404',
    'causes 401 and 404',
    'after 200 ms',
    '300 seconds',
    '1.200',
    '4040',
    'x-404',
  ])
    assert.deepEqual(found(text), [], text);
  assert.deepEqual(found('Expires: 300'), ['Expires']);
  assert.deepEqual(found('300 and 305', 'warning'), []);
  assert.deepEqual(found('100 to 486', 'cause'), ['486']);
});

test('words of plain English are no header fields, nor parts of longer names', () => {
  for (const text of [
    'To begin',
    'It ends. From then on',
    'Date and time',
    'the Contact Center',
    'the Asterisk Server',
    '"Allow guests"',
    'sip:INVITE@x',
  ])
    assert.deepEqual(found(text), [], text);
});

test('other numbers and RFCs are found by what stands before them', () => {
  const [cause, warning, rfc, section] = mentions('cause 17, Warning 304, RFC 5626, RFC 3261, section 21.4.2');
  assert.equal(typeof cause.target === 'string' ? '' : cause.target.title, 'Cause 17 User busy (Q.850)');
  assert.equal(typeof warning.target === 'string' ? '' : warning.target.kind, 'warning');
  assert.equal(rfc.target, 'https://www.rfc-editor.org/rfc/rfc5626');
  assert.equal(section.target, 'https://www.rfc-editor.org/rfc/rfc3261#section-21.4.2');
});

test('of a section the first mention is a link, and never the thing itself', () => {
  const self = entries.find(({ kind, name }) => kind === 'code' && name === '401');
  assert.ok(self !== undefined);
  const prose = new Prose('../', self).section();
  assert.equal(prose.text('401 < 407 & 407').text, '401 &lt; <a href="../codes/407/">407</a> &amp; 407');
  assert.equal(prose.text('407').text, '407');
  assert.equal(prose.section().text('407').text, '<a href="../codes/407/">407</a>');
});
