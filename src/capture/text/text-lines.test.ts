import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_LINE, TextLines } from './text-lines.ts';

function linesOf(pieces: readonly string[]): { lines: [string, string][]; cuts: number } {
  const lines: [string, string][] = [];
  let cuts = 0;
  const cutter = new TextLines(
    (line, end) => void lines.push([line, end]),
    () => void cuts++,
  );
  for (const piece of pieces) cutter.feed(piece);
  cutter.end();
  return { lines, cuts };
}

test('CR LF, LF and CR end a line, also in one text', () => {
  assert.deepEqual(linesOf(['a\r\nb\nc\rd\r\n\n\r\re']).lines, [
    ['a', '\r\n'],
    ['b', '\n'],
    ['c', '\r'],
    ['d', '\r\n'],
    ['', '\n'],
    ['', '\r'],
    ['', '\r'],
    ['e', ''],
  ]);
});

test('CR CR LF is one line end', () => {
  assert.deepEqual(linesOf(['a\r\r\n\r\r\nb\r\r']).lines, [
    ['a', '\r\n'],
    ['', '\r\n'],
    ['b', '\r'],
    ['', '\r'],
  ]);
});

test('pieces of any size give the same lines, and the lines give the text', () => {
  const anyText = fc
    .array(fc.constantFrom('a', 'b', '\r', '\n', '\r\n'), { maxLength: 30 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(anyText, fc.array(fc.nat(30), { maxLength: 10 }), (text, points) => {
      const { lines } = linesOf([text]);
      const cuts = points.map((point) => point % (text.length + 1)).sort((a, b) => a - b);
      const pieces = [0, ...cuts].map((from, i) => text.slice(from, cuts[i] ?? text.length));
      assert.deepEqual(linesOf(pieces).lines, lines);
      assert.equal(lines.map(([line, end]) => line + end).join(''), text.replace(/\r+\n/g, '\r\n'));
    }),
  );
});

test('a line that is too long is cut, and the next one is whole', () => {
  const long = 'x'.repeat(MAX_LINE + 5);
  for (const pieces of [[`${long}\ny\n`], [...`${long}\ny\n`]]) {
    const { lines, cuts } = linesOf(pieces);
    assert.deepEqual(
      lines.map(([line]) => line.length),
      [MAX_LINE, 1],
    );
    assert.equal(cuts, 1);
  }
});
