import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Rule } from '../rules/rule.ts';
import { Finding, inOrder } from './finding.ts';

const rule = (id: string, more: Partial<Rule> = {}): Rule =>
  ({
    id,
    scope: 'case',
    family: 'routing',
    title: id,
    severity: 'failure',
    meaning: '',
    cause: '',
    fix: [],
    rfc: ['3261 8'],
    check: () => undefined,
    ...more,
  }) as Rule;
const found = (of: Rule, certainty: 'certain' | 'likely' | 'possible' = 'certain') =>
  new Finding(of, { certainty, summary: of.id, evidence: [] });
const order = (...findings: ReturnType<typeof found>[]) =>
  inOrder(
    findings,
    new Map([
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ]),
  ).map(({ id }) => id);

test('what explains another finding stands above it, whatever their weight', () => {
  assert.deepEqual(order(found(rule('a')), found(rule('b', { severity: 'warning', explains: ['a'] }))), ['b', 'a']);
});

test('a note explains nothing', () => {
  assert.deepEqual(order(found(rule('a')), found(rule('b', { severity: 'note', explains: ['a'] }))), ['a', 'b']);
});

test('the graver first, then the surer, then the more particular', () => {
  assert.deepEqual(order(found(rule('a', { severity: 'warning' })), found(rule('b')), found(rule('c'))), [
    'b',
    'c',
    'a',
  ]);
  assert.deepEqual(order(found(rule('a'), 'possible'), found(rule('b'), 'likely')), ['b', 'a']);
});

test('what is said in general goes where something particular explains it', () => {
  assert.deepEqual(order(found(rule('a', { general: true })), found(rule('b', { explains: ['a'] }))), ['b']);
  assert.deepEqual(order(found(rule('a', { general: true }))), ['a']);
});

test('what peers wrote cannot steer a terminal', () => {
  const one = new Finding(rule('a'), {
    certainty: 'certain',
    summary: 'x\u001b[2Jy',
    evidence: [{ frame: 1, note: 'a\u0007b' }],
  });
  assert.equal(one.summary, 'x [2Jy');
  assert.equal(one.evidence[0].note, 'a b');
});
