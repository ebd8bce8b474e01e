import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RegularExpression } from './regular-expression.ts';
import { compilePattern, type TextPattern } from './text-pattern.ts';

const matches = (pattern: string, text: string) => (compilePattern(pattern) as TextPattern).test(text);

test('patterns are exact texts, globs or regular expressions', () => {
  const cases: [pattern: string, yes: string[], no: string[]][] = [
    ['alice', ['alice'], ['Alice', 'alice2', '']],
    ['2??', ['200', '2ab'], ['20', '2000', '300']],
    ['sales-*', ['sales-', 'sales-north'], ['sales', 'xsales-']],
    ['*.example.com', ['a.example.com', 'a.b.example.com'], ['example.com', 'axexample.com']],
    ['\\*97', ['*97'], ['1197', '97']],
    ['+49*', ['+49', '+4930'], ['4930']],
    ['/^2\\d+$/', ['21', '2999'], ['2', '2x', '12']],
    ['/al|bo/', ['alice', 'bob', 'mabo'], ['ab', '']],
    ['/^SALES/i', ['sales', 'SaLeS1'], ['xsales']],
    ['/^(?:00|\\+)[1-9]\\d{3,5}$/', ['001234', '+123456'], ['00123', '+01234', '+1234567']],
    ['/^[^a-c]+$/', ['xyz', '漢'], ['xaz']],
    ['/(a*)*b/', ['aab', 'b'], ['aa']],
  ];
  for (const [pattern, yes, no] of cases) {
    for (const text of yes) assert.ok(matches(pattern, text), `${pattern} takes ${text}`);
    for (const text of no) assert.ok(!matches(pattern, text), `${pattern} refuses ${text}`);
  }
});

test('a pattern that cannot be used says why', () => {
  const cases: [pattern: string, problem: RegExp][] = [
    ['', /is empty/],
    ['x'.repeat(300), /longer than 256/],
    ['/a/g', /flags "g"/],
    ['/(a/', /"\)" is missing at character 3/],
    ['/a)/', /"\)" without "\("/],
    ['/[a/', /"\]" is missing/],
    ['/*a/', /"\*" has nothing to repeat at character 1/],
    ['/a{2/', /begins no count/],
    ['/a{3,2}/', /end is below its start/],
    ['/a{1,999}/', /more than 64/],
    ['/(?=a)/', /look-around/],
    ['/(a)\\1/', /"\\1" is not supported/],
    ['/[z-a]/', /end is before its start/],
    ['/(((a{60}){60}){60})/', /too large/],
    ['abc\\', /ends in/],
  ];
  for (const [pattern, problem] of cases) {
    const found = compilePattern(pattern);
    assert.match(typeof found === 'string' ? found : '', problem, pattern);
  }
});

test('an expression answers as the engine of the language does', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '.',
    '[ab]',
    '[^a]',
    '\\d',
    '\\w',
    '(a|b)',
    '(?:ab|a)',
    '(a*b)',
    '(|a)',
    '^',
    '$',
  );
  const quantified = fc
    .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '{2,}', '*?'))
    .map(([part, quantifier]) => ('^$'.includes(part) ? part : part + quantifier));
  const pattern = fc.array(quantified, { maxLength: 6 }).map((parts) => parts.join(''));
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '_', ' '), maxLength: 8 });
  fc.assert(
    fc.property(fc.array(pattern, { minLength: 1, maxLength: 3 }), fc.array(text, { maxLength: 6 }), (parts, texts) => {
      const source = parts.join('|');
      const ours = new RegularExpression(source);
      const theirs = new RegExp(source);
      for (const each of texts) assert.equal(ours.test(each), theirs.test(each), `/${source}/ on "${each}"`);
    }),
    { numRuns: 500 },
  );
});

test('the work grows with the text, not with the ways to match it', () => {
  // A backtracking engine would need 2^200 steps for either.
  const long = 'a'.repeat(200);
  assert.equal(matches('/^(a|a)*$/', `${long}!`), false);
  assert.equal(matches(`/^${'a?'.repeat(60)}${'a'.repeat(60)}$/`, 'a'.repeat(60)), true);
});
