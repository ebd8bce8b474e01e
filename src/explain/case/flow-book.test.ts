import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HopTable } from '../../capture/index.ts';
import { FlowBook } from './flow-book.ts';

const hops = new HopTable();
const hop = hops.hop('UDP', '203.0.113.7', 31_000, '198.51.100.1', 5060);
const before = (book: FlowBook, time: number) => book.silenceBefore(hop.source, '198.51.100.1', time);

test('the silence before any moment is the time since the last packet, 0 where that is less than 20 s', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 120_000 }), { minLength: 1, maxLength: 100 }),
      fc.integer({ min: 0, max: 10_000_000 }),
      (pauses, asked) => {
        const book = new FlowBook();
        const times: number[] = [];
        let time = 1_000;
        for (const pause of pauses) {
          times.push(time);
          book.note(hop, time);
          time += pause;
        }
        const last = times.findLast((one) => one <= asked);
        const next = times.find((one) => one > asked);
        if (last === undefined) assert.equal(before(book, asked), undefined);
        else if (next !== undefined && next - last < 20_000) assert.equal(before(book, asked), 0);
        else assert.equal(before(book, asked), asked - last);
      },
    ),
  );
});

test('what it has forgotten it does not tell', () => {
  const book = new FlowBook();
  for (let i = 0; i < 200; i++) book.note(hop, i * 30_000);
  assert.equal(before(book, 15_000), undefined);
  assert.equal(before(book, 199 * 30_000 - 5_000), 25_000);
});

test('a place and an address that were never heard, and a capture without times', () => {
  const book = new FlowBook();
  book.note(hop, Number.NaN);
  assert.equal(before(book, 1), undefined);
  assert.equal(before(book, Number.NaN), undefined);
  assert.equal(book.isHeard('203.0.113.7'), true);
  assert.equal(book.isHeard('198.51.100.1'), false);
});

test('the other direction, and the same place toward another host, are flows of their own', () => {
  const book = new FlowBook();
  book.note(hop, 0);
  book.note(hops.reverse(hop), 50_000);
  assert.equal(before(book, 60_000), 60_000);
  assert.equal(book.silenceBefore(hop.source, '198.51.100.2', 60_000), undefined);
});
