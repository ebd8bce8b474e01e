import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readLatin1 } from '../../message/index.ts';
import { bytesOf } from './test-wire.ts';
import { WaitingSegments } from './waiting-segments.ts';

type Segment = [offset: number, text: string];

const next = 0xffff_fffa;

function waitingOf(segments: readonly Segment[]): WaitingSegments {
  const waiting = new WaitingSegments();
  for (const [offset, text] of segments) {
    const bytes = bytesOf(`<${text}>`);
    waiting.add(next, (next + offset) >>> 0, bytes, 1, bytes.length - 1, offset, offset);
    bytes.fill(0);
  }
  return waiting;
}

/** Takes out what waits, as pairs of offset and text. */
function drain(waiting: WaitingSegments): Segment[] {
  const content: Segment[] = [];
  for (let first = waiting.first; first !== undefined; first = waiting.first) {
    content.push([(first.sequence - next) >>> 0, readLatin1(first.bytes, 0, first.bytes.length)]);
    waiting.shift();
  }
  return content;
}

const cases: { name: string; add: Segment[]; waits: Segment[] }[] = [
  { name: 'a single one', add: [[3, 'abc']], waits: [[3, 'abc']] },
  {
    name: 'three out of order',
    add: [
      [9, 'c'],
      [3, 'a'],
      [6, 'b'],
    ],
    waits: [
      [3, 'a'],
      [6, 'b'],
      [9, 'c'],
    ],
  },
  {
    name: 'a repetition',
    add: [
      [3, 'abc'],
      [3, 'xyz'],
    ],
    waits: [[3, 'abc']],
  },
  {
    name: 'an overlap at the end',
    add: [
      [3, 'abc'],
      [1, 'xyzz'],
    ],
    waits: [
      [1, 'xy'],
      [3, 'abc'],
    ],
  },
  {
    name: 'an overlap at the start',
    add: [
      [3, 'abc'],
      [5, 'zxy'],
    ],
    waits: [
      [3, 'abc'],
      [6, 'xy'],
    ],
  },
  {
    name: 'one around another',
    add: [
      [3, 'a'],
      [1, 'wwzxx'],
    ],
    waits: [
      [1, 'ww'],
      [3, 'a'],
      [4, 'xx'],
    ],
  },
  {
    name: 'one within another',
    add: [
      [1, 'abcde'],
      [2, 'xy'],
    ],
    waits: [[1, 'abcde']],
  },
  {
    name: 'one that fills what is between others',
    add: [
      [1, 'a'],
      [4, 'b'],
      [0, '123456'],
    ],
    waits: [
      [0, '1'],
      [1, 'a'],
      [2, '34'],
      [4, 'b'],
      [5, '6'],
    ],
  },
  {
    name: 'neighbours',
    add: [
      [2, 'b'],
      [3, 'c'],
      [1, 'a'],
    ],
    waits: [
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ],
  },
];

for (const { name, add, waits } of cases) {
  test(`first bytes win: ${name} (RFC 9293 3.10.7.4)`, () => {
    const waiting = waitingOf(add);
    assert.equal(waiting.count, waits.length);
    assert.equal(
      waiting.bytes,
      waits.reduce((sum, [, text]) => sum + text.length, 0),
    );
    assert.deepEqual(drain(waiting), waits);
    assert.equal(waiting.bytes, 0);
  });
}

test('every byte that came waits once, as it came first, in the order of the stream', () => {
  const anySegment = fc.tuple(
    fc.nat(60),
    fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('a', 'b', 'c') }),
  );
  fc.assert(
    fc.property(fc.array(anySegment, { maxLength: 20 }), (segments) => {
      const expected = new Map<number, string>();
      for (const [offset, text] of segments) {
        for (let i = 0; i < text.length; i++) if (!expected.has(offset + i)) expected.set(offset + i, text[i]);
      }
      const waiting = waitingOf(segments);
      assert.equal(waiting.bytes, expected.size);
      const found = drain(waiting).flatMap(([offset, text]) => [...text].map((c, i) => [offset + i, c] as const));
      assert.deepEqual(
        found,
        [...expected].sort(([a], [b]) => a - b),
      );
    }),
  );
});

test('a segment keeps the time and frame that it came with', () => {
  const waiting = waitingOf([[5, 'x']]);
  assert.deepEqual([waiting.first?.time, waiting.first?.frame], [5, 5]);
  waiting.clear();
  assert.equal(waiting.first, undefined);
  assert.equal(waiting.held, 0);
});
