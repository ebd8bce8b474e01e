/** Header values that are neither Via nor an address (RFC 3261 20, 25.1, RFC 3262 7.2). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Failure } from './failure.ts';
import type { Params } from './params.ts';
import {
  Parameterised,
  parseCSeq,
  parseDate,
  parseNumber,
  parseNumberWithParams,
  parseParameterised,
  parseRAck,
  parseResource,
  parseTimestamp,
  parseToken,
  parseTokens,
  parseWarning,
  parseWord,
  parseWords,
} from './values.ts';

type Parser<T> = (text: string, start: number, end: number) => T | Failure;

/** Parses from the middle of a text, so that a wrong offset shows. */
function taken<T>(parse: Parser<T>, text: string): T {
  const value = parse(`,${text},`, 1, text.length + 1);
  assert.ok(!(value instanceof Failure), `${text}: ${(value as Failure).reason}`);
  return value;
}

function refused<T>(parse: Parser<T>, text: string, at: string): void {
  const value = parse(`,${text},`, 1, text.length + 1);
  assert.ok(value instanceof Failure, `${text} was taken`);
  assert.equal(text.slice(value.offset - 1), at, `${text}: ${value.reason}`);
}

const listed = (params: Params) => params.names.map((name, i) => `${name}=${params.values[i]}`);

test('CSeq (20.16)', () => {
  assert.deepEqual(taken(parseCSeq, '4711 INVITE'), { sequence: 4711, method: 'INVITE' });
  assert.deepEqual(taken(parseCSeq, '0009\r\n  INVITE'), { sequence: 9, method: 'INVITE' });
  assert.deepEqual(taken(parseCSeq, '4294967295 !x%*'), { sequence: 4294967295, method: '!x%*' });
  refused(parseCSeq, '4294967296 INVITE', '4294967296 INVITE');
  refused(parseCSeq, '36893488147419103232 REGISTER', '36893488147419103232 REGISTER');
  refused(parseCSeq, '', '');
  refused(parseCSeq, 'INVITE', 'INVITE');
  refused(parseCSeq, '-1 INVITE', '-1 INVITE');
  refused(parseCSeq, '1', '');
  refused(parseCSeq, '1 ', '');
  refused(parseCSeq, '1INVITE', 'INVITE');
  refused(parseCSeq, '1 INVITE x', 'INVITE x');
  refused(parseCSeq, '1 IN\xe9', 'IN\xe9');
});

test('RAck (RFC 3262 7.2)', () => {
  assert.deepEqual(taken(parseRAck, '776656 1 INVITE'), { responseNumber: 776656, sequence: 1, method: 'INVITE' });
  refused(parseRAck, '1 INVITE', 'INVITE');
  refused(parseRAck, 'x', 'x');
  refused(parseRAck, '12', '');
  refused(parseRAck, '4294967296 1 INVITE', '4294967296 1 INVITE');
});

test('numbers (20.14, 20.19, 20.22)', () => {
  assert.equal(taken(parseNumber, '0068'), 68);
  assert.equal(taken(parseNumber, '9'.repeat(100)), Infinity);
  refused(parseNumber, '-999', '-999');
  refused(parseNumber, '', '');
  refused(parseNumber, '1 2', '1 2');
  refused(parseNumber, '1.5', '1.5');
});

test('numbers with a comment and parameters (20.33, RFC 4028 4)', () => {
  const value = taken(parseNumberWithParams, '18000 (in (a) \\) meeting) ;duration=3600');
  assert.equal(value.value, 18000);
  assert.equal(value.comment, 'in (a) \\) meeting');
  assert.deepEqual(listed(value.params), ['duration=3600']);
  assert.deepEqual(listed(taken(parseNumberWithParams, '1800;Refresher=uac').params), ['refresher=uac']);
  assert.equal(taken(parseNumberWithParams, '5').comment, '');
  refused(parseNumberWithParams, 'soon', 'soon');
  refused(parseNumberWithParams, '5 (open', '(open');
  refused(parseNumberWithParams, '5 six', 'six');
  refused(parseNumberWithParams, '5;', '');
});

test('tokens and words (25.1)', () => {
  assert.equal(taken(parseToken, "!-.%*_+`'~aZ9"), "!-.%*_+`'~aZ9");
  refused(parseToken, '', '');
  refused(parseToken, 'a b', 'a b');
  assert.equal(taken(parseWord, 'word%ZK-!.*_+\'@word`~)(><:\\/"][?}{'), 'word%ZK-!.*_+\'@word`~)(><:\\/"][?}{');
  refused(parseWord, '', '');
  refused(parseWord, '@b', '@b');
  refused(parseWord, 'a@', '@');
  refused(parseWord, 'a@b@c', '@b@c');
  refused(parseWord, 'a b', ' b');
  refused(parseWord, 'a\xe9', '\xe9');
});

test('lists of tokens and words (20.5, 20.21)', () => {
  assert.deepEqual(taken(parseTokens, 'INVITE,ACK ,\r\n BYE'), ['INVITE', 'ACK', 'BYE']);
  assert.deepEqual(taken(parseTokens, ''), []);
  assert.deepEqual(taken(parseWords, '70710@saturn.example, 17320@saturn.example'), [
    '70710@saturn.example',
    '17320@saturn.example',
  ]);
  refused(parseTokens, 'a,,b', ',b');
  refused(parseTokens, ',a', ',a');
  refused(parseTokens, 'a,', ',');
  refused(parseTokens, 'a b', 'b');
});

describe('a value and its parameters (20.15, RFC 6665, RFC 3326, RFC 3891)', () => {
  test('what is taken', () => {
    const type = taken(parseParameterised, 'multipart/mixed ;\r\n Boundary="a;b,\\"c" ; x = y');
    assert.equal(type.value, 'multipart/mixed');
    assert.deepEqual(listed(type.params), ['boundary=a;b,"c', 'x=y']);
    assert.equal(taken(parseParameterised, 'text / plain').value, 'text/plain');
    assert.equal(taken(parseParameterised, '*/*').value, '*/*');
    assert.deepEqual(listed(taken(parseParameterised, 'Q.850;cause=16;text="Terminated"').params), [
      'cause=16',
      'text=Terminated',
    ]);
    const replaces = taken(parseParameterised, '98732@sip.example;from-tag=r33th4x0r;to-tag=ff87ff');
    assert.equal(replaces.value, '98732@sip.example');
    assert.equal(taken(parseParameterised, '"quoted \\" value"').value, 'quoted " value');
    assert.equal(taken(parseParameterised, 'a\xa0').value, 'a\xa0');
  });

  test('it ends before a comma', () => {
    const value = taken(parseParameterised, 'da;q=1, en');
    assert.ok(value instanceof Parameterised);
    assert.equal(value.end, 1 + 'da;q=1'.length);
  });

  test('what is refused', () => {
    refused(parseParameterised, '', '');
    refused(parseParameterised, ';q=1', ';q=1');
    refused(parseParameterised, 'a b', 'a b');
    refused(parseParameterised, 'a/b c', 'a/b c');
    refused(parseParameterised, 'a\0', '\0');
    refused(parseParameterised, '"a', '"a');
    refused(parseParameterised, 'a;', '');
    refused(parseParameterised, 'a;b="c', '"c');
    refused(parseParameterised, 'a;b=c d', 'd');
  });
});

test('<URI> and parameters (20.4, 20.9, 20.18)', () => {
  const value = taken(parseResource, '<http://www.example.com/alice/photo.jpg> ;purpose=icon');
  assert.equal(value.uri.text, 'http://www.example.com/alice/photo.jpg');
  assert.deepEqual(listed(value.params), ['purpose=icon']);
  refused(parseResource, 'http://x', 'http://x');
  refused(parseResource, '<http://x', '<http://x');
  refused(parseResource, '<>', '>');
  refused(parseResource, '<http://x>;', '');
  refused(parseResource, '<http://x> y', 'y');
});

test('Warning (20.43)', () => {
  const value = taken(parseWarning, '307 isi.edu:5060 "a \\"b\\"" , x');
  assert.deepEqual([value.code, value.agent, value.text], [307, 'isi.edu:5060', 'a "b"']);
  assert.equal(value.end, 1 + '307 isi.edu:5060 "a \\"b\\"" '.length);
  refused(parseWarning, '1812 overture "In Progress"', '1812 overture "In Progress"');
  refused(parseWarning, '99 a "b"', '99 a "b"');
  refused(parseWarning, '', '');
  refused(parseWarning, '301', '301');
  refused(parseWarning, '301 "b"', '"b"');
  refused(parseWarning, '301 a', '');
  refused(parseWarning, '301 a "b', '"b');
  refused(parseWarning, '301 a "b" c', 'c');
});

test('Timestamp (20.38)', () => {
  assert.deepEqual(taken(parseTimestamp, '54'), { seconds: 54, delaySeconds: 0 });
  assert.deepEqual(taken(parseTimestamp, '54.25 .5'), { seconds: 54.25, delaySeconds: 0.5 });
  refused(parseTimestamp, 'now', 'now');
  refused(parseTimestamp, '1 2 3', '1 2 3');
});

test('Date is GMT and exists (20.17)', () => {
  assert.equal(taken(parseDate, 'Sat, 13 Nov 2010 23:29:00 GMT'), Date.UTC(2010, 10, 13, 23, 29, 0));
  refused(parseDate, 'Fri, 01 Jan 2010 16:00:00 EST', 'Fri, 01 Jan 2010 16:00:00 EST');
  for (const text of [
    'Sat, 13 Nov 2010 24:00:00 GMT',
    'Sat, 32 Nov 2010 23:29:00 GMT',
    'Tue, 30 Feb 2010 23:29:00 GMT',
    'Sat, 13 Foo 2010 23:29:00 GMT',
    '13 Nov 2010 23:29:00 GMT',
    '',
  ])
    refused(parseDate, text, text);
});
