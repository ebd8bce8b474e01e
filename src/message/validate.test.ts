/** What every element checks of a message (RFC 3261 8.1.1, 8.2, 16.3): each defect with its place. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { describeDefect } from './defect.ts';
import { indexMessage } from './index-message.ts';
import { Request, Response } from './message.ts';
import { validateRequest, validateResponse } from './validate.ts';

const valid: Readonly<Record<string, string>> = {
  Via: 'SIP/2.0/UDP a;branch=z9hG4bK1',
  'Max-Forwards': '70',
  From: '<sip:alice@example.com>;tag=1',
  To: '<sip:bob@example.com>',
  'Call-ID': '1@a',
  CSeq: '1 OPTIONS',
};

function wire(startLine: string, fields: Readonly<Record<string, string | string[] | undefined>>): string {
  let text = `${startLine}\r\n`;
  for (const [name, value] of Object.entries({ ...valid, ...fields }))
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) text += `${name}: ${one}\r\n`;
  return `${text}\r\n`;
}

function check(text: string) {
  const message = indexMessage(text);
  assert.ok(message !== undefined);
  return message instanceof Request ? validateRequest(message) : validateResponse(message);
}

/** `at`: how the text goes on where the defect is. */
function defective(text: string, code: string, where: string, at: string): void {
  const defect = check(text);
  assert.ok(defect !== undefined, text);
  assert.deepEqual([defect.code, defect.status, defect.where], [code, 400, where], text);
  assert.ok(
    text.startsWith(at, defect.offset),
    `${JSON.stringify(text.slice(defect.offset, defect.offset + 20))}, not ${JSON.stringify(at)}`,
  );
}

const options = 'OPTIONS sip:bob@example.com SIP/2.0';

test('nothing is wrong with these', () => {
  assert.equal(check(wire(options, {})), undefined);
  assert.equal(check(wire(options, { 'Max-Forwards': undefined })), undefined);
  assert.equal(check(wire('OPTIONS unknown:scheme SIP/2.0', {})), undefined);
  assert.equal(check(wire(options, { Contact: '<<>>', Date: 'never' })), undefined, 'who reads them checks them');
  assert.equal(check(wire('SIP/2.0 200 OK', { 'Max-Forwards': undefined })), undefined);
});

describe('mandatory fields (8.1.1)', () => {
  for (const name of ['Via', 'From', 'To', 'Call-ID', 'CSeq'])
    test(`${name} must be there, in requests and responses`, () => {
      defective(wire(options, { [name]: undefined }), 'SIP_MISSING', name, '\r\n');
      defective(wire('SIP/2.0 200 OK', { [name]: undefined }), 'SIP_MISSING', name, '\r\n');
    });

  for (const name of ['From', 'To', 'Call-ID', 'CSeq', 'Max-Forwards'])
    test(`${name} may stand once only (RFC 4475 3.3.8)`, () => {
      defective(
        wire(options, { [name]: [valid[name], valid[name]] }),
        'SIP_REPEATED',
        name,
        `${name}: ${valid[name]}\r\n`,
      );
    });

  test('so may Content-Length, Content-Type and Expires', () => {
    for (const name of ['Content-Length', 'Content-Type', 'Expires'])
      defective(wire(options, { [name]: ['0', '0'] }), 'SIP_REPEATED', name, `${name}: 0\r\n`);
  });

  test('compact and long form are one field', () => {
    defective(wire(options, { f: valid['From'] }), 'SIP_REPEATED', 'From', 'f: ');
  });
});

describe('their values', () => {
  test('Via: every value of the first line', () => {
    defective(wire(options, { Via: 'SIP/2.0/UDP' }), 'SIP_VIA', 'Via', '\r\n');
    defective(wire(options, { Via: 'SIP/2.0/UDP a , SIP/2.0/UDP ;x' }), 'SIP_VIA', 'Via', ';x');
    defective(wire(options, { Via: 'SIP/2.0/UDP a,' }), 'SIP_VIA', 'Via', '\r\n');
    defective(wire(options, { Via: 'SIP/2.0/UDP a;;,;,,' }), 'SIP_VIA', 'Via', ';,;,,');
  });

  test('From and To', () => {
    defective(wire(options, { From: 'Bell, A <sip:a@b>' }), 'SIP_FROM', 'From', ', A');
    defective(wire(options, { To: '"J <sip:j@x>' }), 'SIP_TO', 'To', '"J <');
    defective(wire(options, { To: '<sip:a@b>, <sip:c@d>' }), 'SIP_TO', 'To', ', <sip:c@d>');
  });

  test('CSeq: a number of 32 bits and the method of the start line', () => {
    defective(wire(options, { CSeq: '4294967296 OPTIONS' }), 'SIP_CSEQ', 'CSeq', '4294967296');
    defective(wire(options, { CSeq: '1' }), 'SIP_CSEQ', 'CSeq', '\r\n');
    defective(wire(options, { CSeq: '1 INVITE' }), 'SIP_CSEQ_METHOD', 'CSeq', '1 INVITE');
    assert.equal(check(wire('SIP/2.0 200 OK', { CSeq: '1 INVITE' })), undefined);
  });

  test('Call-ID', () => {
    defective(wire(options, { 'Call-ID': '' }), 'SIP_CALL_ID', 'Call-ID', ' \r\n');
  });

  test('Max-Forwards: 0 to 255', () => {
    assert.equal(check(wire(options, { 'Max-Forwards': '0' })), undefined);
    assert.equal(check(wire(options, { 'Max-Forwards': '0255' })), undefined);
    for (const value of ['256', '-1', 'many'])
      defective(wire(options, { 'Max-Forwards': value }), 'SIP_MAX_FORWARDS', 'Max-Forwards', value);
  });

  test('the Request-URI', () => {
    defective(wire('OPTIONS <sip:a@b> SIP/2.0', {}), 'SIP_URI', 'Request-URI', '<sip');
    defective(wire('OPTIONS sip:a@b; lr SIP/2.0', {}), 'SIP_URI', 'Request-URI', ' lr');
    defective(wire('OPTIONS sip:a@b?Route=x SIP/2.0', {}), 'SIP_URI', 'Request-URI', '?Route=x');
  });
});

test('what the index found comes first', () => {
  const message = indexMessage('OPTIONS sip:a SIP/7.0\r\n\r\n');
  assert.ok(message instanceof Request);
  assert.equal(validateRequest(message), message.defect);
  const response = indexMessage('SIP/2.0 200 OK\r\nl: 5\r\n\r\n');
  assert.ok(response instanceof Response);
  assert.equal(validateResponse(response)?.code, 'SIP_BODY_SHORT');
});

test('a defect is described with its field, offset and rule', () => {
  const defect = check(wire(options, { To: '"J' }));
  assert.ok(defect !== undefined);
  assert.match(describeDefect(defect), /^To at offset \d+: .* \(RFC 3261 20\.39\)$/);
});
