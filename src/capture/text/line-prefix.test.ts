import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinePrefix } from './line-prefix.ts';

const rows: readonly [name: string, prefix: string, line: string, stripped: string | undefined][] = [
  ['no prefix', '', '  a', '  a'],
  ['indentation', '   ', '    a', ' a'],
  ['an empty line in an indented text', '   ', '', ''],
  ['a line that is less indented', '   ', ' a', undefined],
  ['a quote mark', '> ', '>  a', ' a'],
  ['an empty line that is quoted', '> ', '>', ''],
  ['a line number that grows', ' 9  ', '10   a', ' a'],
  ['a line number flush left', '9: ', '10: a', 'a'],
  ['an empty line with a number', '9: ', '10:', ''],
  ['a log stamp with another time', 'Jan  2 12:34:56 pbx x[9]: ', 'Jan 12 12:35:01 pbx x[10]:  a', ' a'],
  ['another log stamp', 'Jan  2 12:34:56 pbx x[9]: ', 'Jan  2 12:34:56 pbx y[9]: a', undefined],
  ['a comment', '//    ', '//     a', ' a'],
  ['a column', ' 1 \xe2\x94\x82 ', ' --> \xe2\x94\x82 <-- \xe2\x94\x82a   ', 'a'],
  ['no column', ' 1 \xe2\x94\x82 ', 'a', undefined],
];
for (const [name, prefix, line, stripped] of rows)
  test(`a line is taken out of its prefix: ${name}`, () => assert.equal(LinePrefix.of(prefix).strip(line), stripped));

test('characters that mean something in a regular expression mean themselves', () => {
  const prefix = '[1] (a|b)* \\d+ ^$ ';
  assert.equal(LinePrefix.of(prefix).strip('[22] (a|b)* \\d+ ^$ x'), 'x');
  assert.equal(LinePrefix.of(prefix).strip('[1] a x'), undefined);
});
