import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeLocations, causesOfCode, codeForCause, q850Cause, q850Causes } from './q850-causes.ts';
import { responseCode, responseCodes } from './response-codes.ts';

// RFC 3398 7.2.4.1, in its order
const isupToSip: readonly (readonly [number, number | undefined])[] = [
  [1, 404],
  [2, 404],
  [3, 404],
  [16, undefined],
  [17, 486],
  [18, 408],
  [19, 480],
  [20, 480],
  [21, 403],
  [22, 410],
  [23, 410],
  [26, 404],
  [27, 502],
  [28, 484],
  [29, 501],
  [31, 480],
  [34, 503],
  [38, 503],
  [41, 503],
  [42, 503],
  [47, 503],
  [55, 403],
  [57, 403],
  [58, 503],
  [65, 488],
  [70, 488],
  [79, 501],
  [87, 403],
  [88, 503],
  [102, 504],
  [111, 500],
  [127, 500],
];

// RFC 3398 8.2.6.1, in its order; 487 has no mapping, 488 and 606 that of their Warning
const sipToIsup: readonly (readonly [number, number | undefined])[] = [
  [400, 41],
  [401, 21],
  [402, 21],
  [403, 21],
  [404, 1],
  [405, 63],
  [406, 79],
  [407, 21],
  [408, 102],
  [410, 22],
  [413, 127],
  [414, 127],
  [415, 79],
  [416, 127],
  [420, 127],
  [421, 127],
  [423, 127],
  [480, 18],
  [481, 41],
  [482, 25],
  [483, 25],
  [484, 28],
  [485, 1],
  [486, 17],
  [487, undefined],
  [500, 41],
  [501, 79],
  [502, 38],
  [503, 41],
  [504, 102],
  [505, 127],
  [513, 127],
  [600, 17],
  [603, 21],
  [604, 1],
];

test('a gateway answers each cause with the code of RFC 3398 7.2.4.1, and any other with 500', () => {
  const listed = new Map(isupToSip);
  for (const { cause } of q850Causes)
    assert.equal(codeForCause(cause), listed.has(cause) ? listed.get(cause) : 500, String(cause));
  for (const [cause, code] of isupToSip) assert.equal(q850Cause(cause)?.toCode, code, String(cause));
  assert.equal(q850Causes.filter((row) => row.toCode !== undefined).length, isupToSip.length - 1);
  assert.equal(codeForCause(126), 500);
});

test('a user who rejects makes 603 of cause 21, a number in the diagnostic 301 of cause 22 (RFC 3398 7.2.4.1)', () => {
  const conditional = q850Causes.filter((row) => row.toCodeIf !== undefined);
  assert.deepEqual(
    conditional.map((row) => [row.cause, row.toCodeIf?.code]),
    [
      [21, 603],
      [22, 301],
    ],
  );
  assert.deepEqual(causesOfCode(603), [21]);
  assert.deepEqual(causesOfCode(301), [22]);
});

test('a gateway releases the call with the cause of RFC 3398 8.2.6.1, 31 for a failure not named there', () => {
  const listed = new Map(sipToIsup);
  for (const { code, toCause } of responseCodes) {
    if (code < 400) assert.equal(toCause, undefined, String(code));
    else assert.equal(toCause, listed.has(code) ? listed.get(code) : 31, String(code));
  }
});

test('the causes of a code are those that lead to it, and its gateway says them in Reason (RFC 6432)', () => {
  for (const row of responseCodes) {
    assert.deepEqual(row.fromCauses, causesOfCode(row.code));
    if (row.fromCauses.length === 0) continue;
    assert.ok(row.senders.includes('gateway') && row.mayCarry.includes('Reason'), row.name);
    for (const cause of row.fromCauses) assert.ok(q850Cause(cause) !== undefined);
  }
  for (const { toCode, toCodeIf } of q850Causes)
    for (const code of [toCode, toCodeIf?.code]) assert.ok(code === undefined || responseCode(code) !== undefined);
});

test('the causes ascend, each once, in the class of their upper bits (Q.850 2.2.5)', () => {
  const classes = new Map<string, number[]>();
  for (const [i, row] of q850Causes.entries()) {
    assert.ok(i === 0 || q850Causes[i - 1].cause < row.cause);
    assert.ok(row.cause >= 1 && row.cause <= 127);
    assert.match(row.name, /^[A-Z][\x20-\x7e]+$/);
    assert.equal(q850Cause(row.cause), row);
    classes.set(row.class, [...(classes.get(row.class) ?? []), row.cause]);
  }
  const bounds = Array.from(classes, ([name, causes]) => [name, causes[0], causes[causes.length - 1]]);
  assert.deepEqual(bounds, [
    ['normal', 1, 31],
    ['resource unavailable', 34, 47],
    ['service or option not available', 49, 63],
    ['service or option not implemented', 65, 79],
    ['invalid message', 81, 95],
    ['protocol error', 96, 111],
    ['interworking', 127, 127],
  ]);
  assert.equal(q850Cause(0), undefined);
});

test('the last cause of each class is the unspecified one', () => {
  for (const cause of [31, 47, 63, 79, 95, 111, 127]) assert.match(q850Cause(cause)!.name, /, unspecified$/);
});

test('the locations of RFC 8606 3 stand by their number in Q.850', () => {
  assert.deepEqual(
    causeLocations.map(({ name, value }) => [name, value]),
    [
      ['U', 0],
      ['LPN', 1],
      ['LN', 2],
      ['TN', 3],
      ['RLN', 4],
      ['RPN', 5],
      ['INTL', 7],
      ['BI', 10],
    ],
  );
});
