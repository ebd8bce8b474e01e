/** The index over a message, and its values parsed when asked for (RFC 3261 7). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { headerId } from '../catalogue/index.ts';
import { Failure } from './failure.ts';
import { indexMessage } from './index-message.ts';
import { defaultMessageLimits, type MessageLimits } from './limits.ts';
import { Request, Response } from './message.ts';
import { NameAddr } from './name-addr.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

function request(text: string): Request {
  const value = indexMessage(text);
  assert.ok(value instanceof Request, 'no request');
  return value;
}

const invite = [
  'INVITE sip:bob@example.com SIP/2.0',
  'Via: SIP/2.0/UDP a;branch=z9hG4bK1',
  'v:SIP/2.0/UDP b;branch=z9hG4bK2',
  'SUBJECT :  one\t\r\n   two \r\n\tthree  ',
  'm: <sip:x@a>, "Y, y" <sip:y@a>',
  'X-Thing: 1',
  'From: <sip:alice@example.com>;tag=1',
  't: sip:bob@example.com',
  'Contact: <sip:z@a>',
  'x-thing : 2',
  'Call-ID: 1@a',
  'CSeq: 7 INVITE',
  'Supported: a, b',
  'k: c',
  'Empty:',
  'Content-Length: 4',
  '',
  'body and more',
].join('\r\n');

describe('requests (7.1)', () => {
  const message = request(invite);

  test('the start line', () => {
    assert.equal(message.defect, undefined);
    assert.equal(message.method, 'INVITE');
    assert.equal(message.uriText, 'sip:bob@example.com');
    assert.equal(message.uri.user, 'bob');
    assert.equal(message.uri, message.uri, 'kept once parsed');
  });

  test('fields by name, long or compact, whatever the case', () => {
    assert.deepEqual(message.named('via'), ['SIP/2.0/UDP a;branch=z9hG4bK1', 'SIP/2.0/UDP b;branch=z9hG4bK2']);
    assert.deepEqual(message.named('V'), message.named('Via'));
    assert.deepEqual(message.named('To'), ['sip:bob@example.com']);
    assert.deepEqual(message.named('X-THING'), ['1', '2']);
    assert.deepEqual(message.named('Empty'), ['']);
    assert.deepEqual(message.named('Nothing'), []);
    assert.deepEqual(message.named(''), []);
  });

  test('folds read as one space, ends are trimmed (7.3.1)', () => {
    assert.equal(message.header(headerId('Subject')), 'one two three');
    assert.equal(message.nameAt(2), 'SUBJECT');
  });

  test('addresses and tokens of all lines in order', () => {
    const contacts = message.addresses(headerId('Contact'));
    assert.ok(Array.isArray(contacts));
    assert.deepEqual(
      contacts.map((contact) => contact.uri.user),
      ['x', 'y', 'z'],
    );
    assert.deepEqual(message.tokens(headerId('Supported')), ['a', 'b', 'c']);
    assert.deepEqual(message.tokens(headerId('Require')), []);
    assert.deepEqual(message.addresses(headerId('Route')), []);
  });

  test('the fields that every element needs, kept once parsed', () => {
    assert.equal(message.via.branch, 'z9hG4bK1');
    assert.equal(message.via, message.via);
    assert.equal(message.from.tag, '1');
    assert.equal(message.from, message.from);
    assert.equal(message.to.tag, '');
    assert.deepEqual(message.cseq, { sequence: 7, method: 'INVITE' });
    assert.equal(message.callId, '1@a');
  });

  test('what stands behind the announced body is not part of it (18.3)', () => {
    assert.equal(message.body, 'body');
  });

  test('a missing field', () => {
    assert.equal(message.header(headerId('Expires')), undefined);
    assert.equal(message.parse(headerId('Expires')), undefined);
    assert.equal(message.has(headerId('Expires')), false);
    assert.deepEqual(message.headers(headerId('Expires')), []);
  });
});

test('without Content-Length the body reaches to the end (18.3)', () => {
  assert.equal(request('MESSAGE sip:a SIP/2.0\r\nX: y\r\n\r\nall of\r\nit').body, 'all of\r\nit');
  assert.equal(request('MESSAGE sip:a SIP/2.0\r\n\r\n').body, '');
});

test('a multipart body is kept as it is, NUL and all (RFC 4475 3.1.1.11)', () => {
  const body = '--b\r\n\r\nHello\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n\0\xff\n\r\r\n\r\n--b--\r\n';
  const message = request(
    `MESSAGE sip:a SIP/2.0\r\nContent-Type: multipart/mixed;boundary=b\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  assert.equal(message.defect, undefined);
  assert.equal(message.body, body);
});

test('empty lines in front are passed over (7.5)', () => {
  assert.equal(request('\r\n\r\nOPTIONS sip:a SIP/2.0\r\n\r\n').uriText, 'sip:a');
});

describe('responses (7.2)', () => {
  function response(line: string): Response {
    const value = indexMessage(`${line}\r\nVia: SIP/2.0/UDP a\r\n\r\n`);
    assert.ok(value instanceof Response, line);
    return value;
  }

  test('status and reason', () => {
    assert.equal(response('SIP/2.0 200 OK').status, 200);
    assert.equal(response('SIP/2.0 200 OK').reason, 'OK');
    assert.equal(response('sip/2.0 699 a b').reason, 'a b');
    assert.equal(response(`SIP/2.0 200 ${encodeUtf8('всё')}`).reason, encodeUtf8('всё'));
    assert.equal(decodeUtf8(response(`SIP/2.0 200 ${encodeUtf8('всё')}`).reason), 'всё');
  });

  test('no reason, and not even its space (RFC 4475 3.1.1.13)', () => {
    assert.equal(response('SIP/2.0 100 ').reason, '');
    assert.equal(response('SIP/2.0 100').reason, '');
  });

  test('what is no status is no message (RFC 4475 3.1.2.19)', () => {
    for (const line of [
      'SIP/2.0 99 x',
      'SIP/2.0 099 x',
      'SIP/2.0 700 x',
      'SIP/2.0 2000 x',
      'SIP/2.0 20x',
      'SIP/2.0 4294967301 x',
      'SIP/2.0  200 x',
    ])
      assert.equal(indexMessage(`${line}\r\nVia: SIP/2.0/UDP a\r\n\r\n`), undefined, line);
  });
});

test('what is no SIP deserves silence', () => {
  for (const text of [
    '',
    '\r\n\r\n',
    '\n',
    '\0\0\0\0',
    'hello',
    'hello\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    'OPTIONS\r\n\r\n',
    'OPTIONS sip:a\r\n\r\n',
    '\x16\x03\x01',
    'SIP/3.0 200 OK\r\n\r\n',
  ])
    assert.equal(indexMessage(text), undefined, JSON.stringify(text));
});

describe('defects: code, response, place', () => {
  function defect(text: string, limits?: MessageLimits) {
    const found = indexMessage(text, limits)?.defect;
    assert.ok(found !== undefined, JSON.stringify(text.slice(0, 60)));
    return [found.code, found.status, found.where, found.offset];
  }
  const options = 'OPTIONS sip:a SIP/2.0\r\n';

  test('the start line', () => {
    assert.deepEqual(defect('OPTIONS sip:a SIP/7.0\r\n\r\n'), ['SIP_VERSION', 505, 'start line', 14]);
    assert.deepEqual(defect('OPTIONS sip:a SIP/2.00\r\n\r\n'), ['SIP_VERSION', 505, 'start line', 14]);
    assert.deepEqual(defect('OPTIONS sip:a SIP/2.0 \r\n\r\n'), ['SIP_START_LINE', 400, 'start line', 21]);
    assert.deepEqual(defect('OPTIONS  sip:a SIP/2.0\r\n\r\n'), ['SIP_START_LINE', 400, 'start line', 8]);
    assert.deepEqual(defect('OPTIONS sip:a  SIP/2.0\r\n\r\n'), ['SIP_START_LINE', 400, 'start line', 8]);
    assert.deepEqual(defect('OPTIONS SIP/2.0\r\n\r\n').slice(0, 2), ['SIP_START_LINE', 400]);
    assert.deepEqual(defect('OPT(IONS sip:a SIP/2.0\r\n\r\n'), ['SIP_METHOD', 400, 'start line', 0]);
    assert.deepEqual(defect(' OPTIONS sip:a SIP/2.0\r\n\r\n').slice(0, 2), ['SIP_METHOD', 400]);
  });

  test('header lines', () => {
    assert.deepEqual(defect(`${options}nonsense\r\n\r\n`), ['SIP_HEADER_NAME', 400, 'headers', 23]);
    assert.deepEqual(defect(`${options}: x\r\n\r\n`), ['SIP_HEADER_NAME', 400, 'headers', 23]);
    assert.deepEqual(defect(`${options}A B: x\r\n\r\n`), ['SIP_HEADER_NAME', 400, 'headers', 23]);
    assert.deepEqual(defect(`${options}X: y\r\n`), ['SIP_HEADERS_OPEN', 400, 'headers', 29]);
    assert.deepEqual(defect(`${options}X: y`), ['SIP_HEADERS_OPEN', 400, 'headers', 23]);
    assert.deepEqual(defect(`${options}X: y\r\n z`), ['SIP_HEADERS_OPEN', 400, 'headers', 23]);
    assert.deepEqual(defect(options), ['SIP_HEADERS_OPEN', 400, 'headers', 23]);
  });

  test('line ends: CR LF alone, so that no header can be smuggled past another parser', () => {
    assert.deepEqual(defect('OPTIONS sip:a SIP/2.0\n\r\n').slice(0, 2), ['SIP_BARE_LF', 400]);
    assert.deepEqual(defect(`${options}X: y\nVia: z\r\n\r\n`).slice(0, 2), ['SIP_BARE_LF', 400]);
    assert.deepEqual(defect(`${options}X: y\r\n z\n q\r\n\r\n`).slice(0, 2), ['SIP_BARE_LF', 400]);
    assert.deepEqual(defect(`${options}\n`).slice(0, 2), ['SIP_BARE_LF', 400]);
    assert.deepEqual(defect(`${options}X: y\rVia: z\r\n\r\n`).slice(0, 2), ['SIP_BARE_CR', 400]);
    assert.deepEqual(defect(`${options}X: y\r\r\n\r\n`).slice(0, 2), ['SIP_BARE_CR', 400]);
    assert.deepEqual(defect(`OPTIONS sip:a SIP/2.0\rX SIP/2.0\r\n\r\n`).slice(0, 2), ['SIP_BARE_CR', 400]);
  });

  test('the body', () => {
    assert.deepEqual(defect(`${options}Content-Length: 5\r\n\r\nbody`), ['SIP_BODY_SHORT', 400, 'Content-Length', 39]);
    assert.deepEqual(defect(`${options}l: -9\r\n\r\nbody`), ['SIP_CONTENT_LENGTH', 400, 'Content-Length', 26]);
    assert.deepEqual(defect(`${options}l:\r\n\r\nbody`), ['SIP_CONTENT_LENGTH', 400, 'Content-Length', 25]);
  });

  test('the limits', () => {
    const limits: MessageLimits = { messageBytes: 300, headers: 3, headerBytes: 20, uriBytes: 10, bodyBytes: 10 };
    assert.deepEqual(defect('OPTIONS sip:abcdefg SIP/2.0\r\n\r\n', limits), [
      'SIP_URI_TOO_LONG',
      414,
      'Request-URI',
      8,
    ]);
    assert.equal(indexMessage('OPTIONS sip:abcdef SIP/2.0\r\n\r\n', limits)?.defect, undefined);
    assert.deepEqual(defect(`${options}${'X: y\r\n'.repeat(4)}\r\n`, limits), [
      'SIP_TOO_MANY_HEADERS',
      513,
      'headers',
      41,
    ]);
    assert.equal(indexMessage(`${options}${'X: y\r\n'.repeat(3)}\r\n`, limits)?.defect, undefined);
    assert.deepEqual(defect(`${options}X: ${'y'.repeat(21)}\r\n\r\n`, limits), ['SIP_HEADER_TOO_LONG', 400, 'X', 26]);
    assert.deepEqual(defect(`${options}\r\n${'y'.repeat(11)}`, limits), ['SIP_BODY_TOO_LARGE', 413, 'body', 25]);
    assert.deepEqual(defect(`${options}l: 11\r\n\r\n`, limits), ['SIP_BODY_TOO_LARGE', 413, 'Content-Length', 26]);
    assert.deepEqual(defect(`${options}\r\n${'y'.repeat(300)}`, limits), [
      'SIP_MESSAGE_TOO_LARGE',
      513,
      'message',
      300,
    ]);
    const many = `${options}${'X: y\r\n'.repeat(10_000)}\r\n`;
    assert.deepEqual(defect(many, { ...defaultMessageLimits, messageBytes: 100_000 }).slice(0, 2), [
      'SIP_TOO_MANY_HEADERS',
      513,
    ]);
  });
});

test('a message that was not validated throws for what it lacks: our mistake, not the peer’s', () => {
  const bare = request('OPTIONS < SIP/2.0\r\nTo: ;\r\nCSeq: x\r\n\r\n');
  assert.equal(bare.topVia, undefined);
  assert.equal(bare.fromOrFailure, undefined);
  assert.ok(bare.toOrFailure instanceof Failure);
  assert.ok(bare.cseqOrFailure instanceof Failure);
  assert.ok(bare.uriOrFailure instanceof Failure);
  assert.equal(bare.callId, '');
  for (const get of [() => bare.via, () => bare.from, () => bare.to, () => bare.cseq, () => bare.uri])
    assert.throws(get, { code: 'SIP_NOT_VALIDATED' });
});

test('* in Contact is for its own role to read', () => {
  const message = request('REGISTER sip:a SIP/2.0\r\nContact: *\r\n\r\n');
  assert.equal(message.parse(headerId('Contact')), '*');
  assert.ok(message.addresses(headerId('Contact')) instanceof Failure);
});

test('a malformed line of tokens counts as empty', () => {
  const message = request('OPTIONS sip:a SIP/2.0\r\nRequire: a b\r\nRequire: c\r\n\r\n');
  assert.deepEqual(message.tokens(headerId('Require')), ['c']);
});

test('an address that is asked for by its field', () => {
  assert.ok(
    request('OPTIONS sip:a SIP/2.0\r\nReply-To: <sip:b@c>\r\n\r\n').parse(headerId('Reply-To')) instanceof NameAddr,
  );
});
