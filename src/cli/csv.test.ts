import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { csvRows, parseCsvLine } from './csv.ts';

test('cells are cut at commas, and quotes keep theirs', () => {
  const cases: [string, string[] | undefined][] = [
    ['a,b', ['a', 'b']],
    [' a , b ', ['a', 'b']],
    ['"a,b",c', ['a,b', 'c']],
    ['"a""b"', ['a"b']],
    ['"",x,', ['', 'x', '']],
    ['a,"b" ,c', ['a', 'b', 'c']],
    ['"a', undefined],
    ['"a"b,c', undefined],
  ];
  for (const [line, cells] of cases) assert.deepEqual(parseCsvLine(line), cells, line);
});

test('rows carry their line numbers past empty lines', async () => {
  const rows: object[] = [];
  for await (const row of csvRows(Readable.from(['a,b\n\n', '"c\r\nd,', 'e']))) rows.push(row);
  assert.deepEqual(rows, [
    { line: 1, cells: ['a', 'b'] },
    { line: 3, fault: 'a quote is not closed, or something stands behind it' },
    { line: 4, cells: ['d', 'e'] },
  ]);
});
