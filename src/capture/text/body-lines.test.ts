import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BodyLengths, type BodyLine, joinBody, joinWireBody } from './body-lines.ts';
import type { LineEnd } from './text-lines.ts';

function linesOf(text: string): BodyLine[] {
  return Array.from(text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g), ([, line, end]) => ({
    text: line,
    end: end as LineEnd,
  })).filter(({ text: line, end }) => line !== '' || end !== '');
}

test('a body whose line ends were changed gets those that Content-Length counted', () => {
  const lines = linesOf('v=0\ns=-\n');
  assert.equal(joinBody(lines, 10, true), 'v=0\r\ns=-\r\n');
  assert.equal(joinBody(lines, 8, true), 'v=0\r\ns=-');
  assert.equal(joinBody(lines, 7, true), 'v=0\ns=-');
  assert.equal(joinBody(linesOf('v=0\r\ns=-\r\nt=0 0\r\n'), 14, true), 'v=0\ns=-\nt=0 0\n');
});

test('empty lines around a body are of the body where Content-Length counted them', () => {
  assert.equal(joinBody(linesOf('\n\nHello\n\n\n'), 5, false), 'Hello');
  assert.equal(joinBody(linesOf('\n\nHello\n\n\n'), 9, false), 'Hello\r\n\r\n');
  assert.equal(joinBody(linesOf('\n\n'), 0, false), '');
});

test('what stands behind an empty line is no longer of a body that is as long as it has to be', () => {
  assert.equal(joinBody(linesOf('Hello\nBob\n\nHe read it.\n'), 10, false), 'Hello\r\nBob');
});

test('where no line ends give the length, each line gets CR LF', () => {
  assert.equal(joinBody(linesOf('v=0\ns=-\n'), 100, true), 'v=0\r\ns=-\r\n');
  assert.equal(joinBody(linesOf('v=0\ns=-\n'), undefined, true), 'v=0\r\ns=-\r\n');
  assert.equal(joinBody(linesOf('Hello\n'), 100, false), 'Hello');
  assert.equal(joinBody(linesOf('Hello\r\n'), 100, false), 'Hello\r\n');
});

test('line ends of the wire are kept, but for the line feed that a program puts behind', () => {
  assert.equal(joinWireBody(linesOf('a\nb\r\n\n\n'), undefined), 'a\nb\r\n');
  assert.equal(joinWireBody(linesOf('Hello\n\n'), 5), 'Hello');
  assert.equal(joinWireBody(linesOf('Hello\n\n'), 6), 'Hello\n');
  assert.equal(joinWireBody(linesOf('Hello\n\n'), 9), 'Hello');
  assert.equal(joinWireBody(linesOf('Hello\r\n\nforeign\n'), 7), 'Hello\r\n');
});

test('the lengths that lines can have are those that a join can give', () => {
  const anyLines = fc.array(fc.stringMatching(/^[a-z]{1,4}$/), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      anyLines,
      fc.constantFrom('\r\n', '\n'),
      fc.constantFrom('\r\n', '\n'),
      fc.boolean(),
      (lines, was, shown, isWhole) => {
        const body = lines.join(was) + (isWhole ? was : '');
        const seen = linesOf(lines.join(shown) + shown);
        const lengths = new BodyLengths();
        for (const line of seen) lengths.add(line);
        assert.ok(lengths.fits(body.length));
        assert.ok(!lengths.exceeds(body.length));
        assert.equal(joinBody(seen, body.length, false).length, body.length);
        // With two line ends or more, no other ends give the same length.
        if (lines.length > 2) assert.equal(joinBody(seen, body.length, false), body);
      },
    ),
  );
});
