import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { headerFields } from './header-fields.ts';
import { reasonPhrase, responseCode, responseCodes } from './response-codes.ts';

const registry = new URL('../../../shared/testdata/response-codes.tsv', import.meta.url);
const skip =
  existsSync(registry) || process.env.SIPWRIGHT_INTEROP === 'required' ? false : 'the copy of the registry is not here';

test('every registered response code is there with its phrase and RFC, and no other (IANA sip-parameters)', {
  skip,
}, () => {
  const [, ...lines] = readFileSync(registry, 'utf8').trim().split('\n');
  assert.equal(lines.length, 75);
  const ours = responseCodes.map(({ code, phrase, rfc }) => `${code}\t${phrase}\tRFC ${rfc.split(' ')[0]}`);
  assert.deepEqual(ours, lines);
});

test('the codes ascend, each once, each in its class', () => {
  assert.equal(responseCodes.length, 75);
  for (const [i, row] of responseCodes.entries()) {
    assert.ok(i === 0 || responseCodes[i - 1].code < row.code, `${row.code} stands in its place`);
    assert.equal(row.class, Number(String(row.code)[0]));
    assert.match(row.phrase, /^[A-Z][\x20-\x7e]*$/);
    assert.match(row.rfc, /^\d{4}( \d+(\.\d+)*)?$/);
    assert.equal(responseCode(row.code), row);
    assert.equal(reasonPhrase(row.code), row.phrase);
  }
  assert.equal(responseCode(499), undefined);
});

test('phrases are those of the RFCs', () => {
  const expected: [number, string][] = [
    [100, 'Trying'],
    [180, 'Ringing'],
    [183, 'Session Progress'],
    [200, 'OK'],
    [202, 'Accepted'],
    [302, 'Moved Temporarily'],
    [401, 'Unauthorized'],
    [407, 'Proxy Authentication Required'],
    [408, 'Request Timeout'],
    [412, 'Conditional Request Failed'],
    [423, 'Interval Too Brief'],
    [440, 'Max-Breadth Exceeded'],
    [481, 'Call/Transaction Does Not Exist'],
    [486, 'Busy Here'],
    [487, 'Request Terminated'],
    [491, 'Request Pending'],
    [500, 'Server Internal Error'],
    [504, 'Server Time-out'],
    [603, 'Decline'],
    [608, 'Rejected'],
  ];
  for (const [code, phrase] of expected) assert.equal(reasonPhrase(code), phrase);
});

test('an unregistered code has the phrase of the code that it is treated as (RFC 3261 8.1.3.2)', () => {
  assert.equal(reasonPhrase(150), 'Session Progress');
  assert.equal(reasonPhrase(299), 'OK');
  assert.equal(reasonPhrase(399), 'Multiple Choices');
  assert.equal(reasonPhrase(431), 'Bad Request');
  assert.equal(reasonPhrase(599), 'Server Internal Error');
  assert.equal(reasonPhrase(699), 'Busy Everywhere');
});

test('a number that is no response code has no phrase', () => {
  for (const code of [-1, 0, 99, 700, 999, 4294967301, 200.5, Number.NaN]) {
    assert.equal(responseCode(code), undefined);
  }
  for (const code of [-1, 0, 99, 700, 999, 4294967301, Number.NaN]) assert.equal(reasonPhrase(code), '');
});

test('a code that must carry a header field says which', () => {
  const carriers = Object.fromEntries(
    responseCodes.filter((row) => row.mustCarry.length > 0).map((row) => [row.code, row.mustCarry]),
  );
  assert.deepEqual(carriers, {
    401: ['WWW-Authenticate'],
    405: ['Allow'],
    407: ['Proxy-Authenticate'],
    415: ['Accept', 'Accept-Encoding', 'Accept-Language'],
    420: ['Unsupported'],
    421: ['Require'],
    422: ['Min-SE'],
    423: ['Min-Expires'],
    469: ['Recv-Info'],
    489: ['Allow-Events'],
    494: ['Security-Server'],
  });
  const names = new Set<string>(headerFields.map((field) => field.name));
  for (const name of Object.values(carriers).flat()) assert.ok(names.has(name), name);
});
