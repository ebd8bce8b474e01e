import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { headerFields } from './header-fields.ts';
import { isKnownMethod } from './methods.ts';
import { acknowledgement } from './response-code.ts';
import { atProxy, nextStep, reasonPhrase, responseCode, responseCodes, triesNextServer } from './response-codes.ts';
import { unregisteredCodes } from './unregistered-codes.ts';

const everyCode = [...responseCodes, ...unregisteredCodes];

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
    199: ['Reason'], // RFC 6228 5 and 6
    204: ['Expires'], // RFC 6665 3.1.1
    401: ['WWW-Authenticate'],
    405: ['Allow'],
    407: ['Proxy-Authenticate'],
    415: ['Accept', 'Accept-Encoding', 'Accept-Language'],
    420: ['Unsupported'],
    421: ['Require'],
    422: ['Min-SE'],
    423: ['Min-Expires'],
    424: ['Geolocation-Error'], // RFC 6442 4.2
    425: ['AlertMsg-Error'], // RFC 8876 5.1
    469: ['Recv-Info'],
    489: ['Allow-Events'],
    494: ['Security-Server'],
  });
});

test('every header field that a record names is in the table, and no list names one twice', () => {
  const names = new Set<string>(headerFields.map((field) => field.name));
  for (const row of everyCode) {
    const carried = [...row.mustCarry, ...row.mayCarry];
    for (const name of carried) assert.ok(names.has(name), `${row.name} ${name}`);
    assert.equal(new Set(carried).size, carried.length, row.name);
    // what the retry is made of stands in the response
    for (const name of row.next.from ?? []) assert.ok(carried.includes(name), `${row.name} ${name}`);
  }
});

test('Retry-After belongs to the codes of RFC 3261 20.33', () => {
  const codes = responseCodes.filter((row) => row.mayCarry.includes('Retry-After')).map((row) => row.code);
  assert.deepEqual(codes, [404, 413, 480, 486, 500, 503, 600, 603]);
});

test('Contact in a failure belongs to 485 alone, in a redirection to each (RFC 3261 20, Table 2)', () => {
  const codes = responseCodes.filter((row) => row.code >= 300 && row.mayCarry.includes('Contact'));
  assert.deepEqual(
    codes.map((row) => row.code),
    [300, 301, 302, 305, 380, 485],
  );
});

test('a record names a code, a phrase and a place to read, and lists nothing twice', () => {
  const names = everyCode.map((row) => row.name);
  assert.equal(new Set(names).size, names.length);
  for (const row of everyCode) {
    assert.equal(Number.parseInt(row.name, 10), row.code);
    assert.ok(row.rfc !== '' && row.phrase !== '', row.name);
    assert.ok(!row.formerPhrases.includes(row.phrase), row.name);
    assert.ok(row.senders.length > 0, row.name);
    for (const list of [row.senders, row.formerPhrases, row.fromCauses, row.methods === 'any' ? [] : row.methods])
      assert.equal(new Set<unknown>(list).size, list.length, row.name);
    if (row.methods !== 'any') for (const name of row.methods) assert.ok(isKnownMethod(name), `${row.name} ${name}`);
  }
});

test('phrases of RFC 2543, of the grammar of RFC 3261 25.1 and of RFC 4474 are remembered', () => {
  const expected: [number, string][] = [
    [414, 'Request-URI Too Large'],
    [436, 'Bad Identity-Info'],
    [437, 'Unsupported Certificate'],
    [480, 'Temporarily not available'],
    [481, 'Call Leg/Transaction Does Not Exist'],
    [500, 'Internal Server Error'],
    [504, 'Gateway Time-out'],
    [505, 'SIP Version not supported'],
  ];
  for (const [code, phrase] of expected) assert.ok(responseCode(code)?.formerPhrases.includes(phrase), phrase);
});

test('202 alone is registered and obsolete (RFC 6665 8.3.1)', () => {
  const obsolete = responseCodes.filter((row) => row.status !== 'registered');
  assert.deepEqual(
    obsolete.map((row) => [row.code, row.status]),
    [[202, 'obsolete']],
  );
});

test('the next step fits the class (RFC 3261 8.1.3, 21)', () => {
  for (const { name, class: digit, next } of everyCode) {
    if (digit === 1) assert.equal(next.action, 'wait', name);
    else if (digit === 2) assert.equal(next.action, 'go on', name);
    else if (digit === 3) assert.equal(next.action, 'retry elsewhere', name);
    else assert.ok(next.action !== 'wait' && next.action !== 'go on', name);
    // 21.6: the user is reached nowhere else
    if (digit === 6) assert.notEqual(next.action, 'retry elsewhere', name);
    const retries = next.action.startsWith('retry');
    assert.equal(next.requestUri !== undefined, retries, name);
    if (!retries) assert.deepEqual([next.from, next.when], [undefined, undefined], name);
    if (next.action === 'retry as is') assert.ok(next.requestUri === 'same' && next.when !== undefined, name);
  }
});

test('a 4xx is repeated unchanged only where an RFC says so: 408, 470, 491 (RFC 3261 21.4)', () => {
  const codes = responseCodes.filter((row) => row.class === 4 && row.next.action === 'retry as is');
  assert.deepEqual(
    codes.map((row) => [row.code, row.next.when]),
    [
      [408, 'later'],
      [470, 'later'],
      [491, 'after a random delay'],
    ],
  );
});

test('301 alone changes where later calls go (RFC 3261 21.3.2)', () => {
  const codes = everyCode.filter((row) => row.next.laterCalls === 'new');
  assert.deepEqual(
    codes.map((row) => row.name),
    ['301'],
  );
});

test('what the retry after a failure is made of (RFC 3261 8.1.3.5, 10.2.8; RFC 4028 7.3; RFC 3903 5)', () => {
  const expected: [number, readonly string[] | undefined][] = [
    [401, ['WWW-Authenticate']],
    [407, ['Proxy-Authenticate']],
    [412, undefined],
    [413, undefined],
    [415, ['Accept', 'Accept-Encoding', 'Accept-Language']],
    [420, ['Unsupported']],
    [422, ['Min-SE']],
    [423, ['Min-Expires']],
  ];
  for (const [code, from] of expected) {
    const { action, requestUri, from: ours } = responseCode(code)!.next;
    assert.deepEqual([action, requestUri, ours], ['retry changed', 'same', from], String(code));
  }
  assert.equal(responseCode(416)?.next.requestUri, 'new');
});

test('a forking proxy: 100 stays, challenges are joined, 503 becomes 500, a 6xx ends the search (RFC 3261 16.7)', () => {
  for (const { name, code, class: digit, atProxy } of responseCodes) {
    if (code === 100) assert.equal(atProxy, 'consumed');
    else if (digit === 1) assert.equal(atProxy, 'forwarded at once', name);
    else if (digit === 2) assert.equal(atProxy, 'forwarded at once, ends the search', name);
    else if (digit === 6) assert.equal(atProxy, 'ends the search when the others have ended', name);
    else if (code === 401 || code === 407) assert.equal(atProxy, 'collected, challenges joined');
    else if (code === 503) assert.equal(atProxy, 'becomes 500');
    else assert.equal(atProxy, digit === 3 && code !== 380 ? 'followed or collected' : 'collected', name);
  }
});

test('no challenge answers CANCEL (RFC 3261 22.1), and no provisional response but 100 a method other than INVITE (RFC 4320 4.1)', () => {
  for (const code of [401, 407]) {
    const answered = responseCode(code)!.methods;
    assert.ok(answered !== 'any' && !answered.includes('CANCEL') && !answered.includes('ACK'));
    assert.equal(answered.length, 12);
  }
  for (const row of responseCodes)
    if (row.class === 1 && row.code !== 100) assert.deepEqual(row.methods, ['INVITE'], row.name);
});

test('a proxy sends 407 and no 401, a registrar or user agent 401 and no 407 (RFC 3261 22.1)', () => {
  assert.ok(!responseCode(401)!.senders.includes('proxy'));
  assert.deepEqual(responseCode(407)!.senders, ['proxy']);
});

test('every final response to INVITE is acknowledged, a 2xx end to end (RFC 3261 13.2.2.4, 17.1.1.3)', () => {
  for (const { code, class: digit } of everyCode) {
    const expected = digit === 1 || digit === 7 ? 'none' : digit === 2 ? 'end to end' : 'hop by hop';
    assert.equal(acknowledgement(code), expected, String(code));
  }
});

test('a code has the cousin in HTTP of its own number, and five have one by meaning', () => {
  const byMeaning = everyCode.filter((row) => row.http !== undefined && row.http !== row.code);
  assert.deepEqual(
    byMeaning.map((row) => [row.code, row.http]),
    [
      [482, 508],
      [485, 300],
      [488, 406],
      [491, 409],
      [494, 426],
    ],
  );
  for (const code of [180, 183, 380, 420, 480, 486, 487, 513, 600, 603])
    assert.equal(responseCode(code)!.http, undefined, String(code));
  for (const code of [200, 302, 401, 404, 407, 421, 428, 503]) assert.equal(responseCode(code)!.http, code);
});

test('the codes outside the registry are marked with who uses them', () => {
  assert.deepEqual(
    unregisteredCodes.map((row) => [row.name, row.status]),
    [
      ['303', 'legacy'],
      ['409', 'legacy'],
      ['411', 'legacy'],
      ['477', 'vendor'],
      ['478', 'vendor'],
      ['479', 'vendor'],
      ['603+', 'vendor'],
      ['701', 'vendor'],
      ['702', 'vendor'],
      ['703', 'vendor'],
    ],
  );
  for (const row of unregisteredCodes) {
    assert.ok(row.origin !== undefined, row.name);
    assert.equal(responseCode(row.code) === undefined, row.name !== '603+', row.name);
  }
  for (const row of responseCodes) assert.equal(row.origin, undefined);
});

test('603+ is a 603 whose Reason says that a network blocked the call (ATIS-1000099)', () => {
  const blocked = unregisteredCodes.find((row) => row.name === '603+')!;
  assert.equal(blocked.code, 603);
  assert.deepEqual(blocked.mustCarry, ['Reason']);
  assert.equal(blocked.next.action, 'give up');
  assert.equal(reasonPhrase(603), 'Decline');
});

test('a code that nobody registered is treated as the x00 of its class (RFC 3261 8.1.3.2)', () => {
  assert.equal(atProxy(499), 'collected');
  assert.equal(atProxy(699), 'ends the search when the others have ended');
  assert.equal(atProxy(150), 'forwarded at once');
  assert.equal(nextStep(399)?.action, 'retry elsewhere');
  assert.equal(nextStep(799), undefined);
});

test('503 alone sends the same request to the next server (RFC 3263 4.3)', () => {
  const found = responseCodes.filter(({ code }) => triesNextServer(code)).map(({ code }) => code);
  assert.deepEqual(found, [503]);
});
