import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Hash } from './hash.ts';
import { ReplayTable, type RequestTuple, WITHOUT_QOP } from './replay.ts';

const hash: Hash = (algorithm, text) =>
  createHash(algorithm.toLowerCase().replace('-', '')).update(text, 'latin1').digest('hex');
const tuple = (cseq: number, callId = 'call', fromTag = 'tag'): RequestTuple => ({ callId, cseq, fromTag });

test('a nonce is used again and again with its count rising, as baresip and linphone do', () => {
  const table = new ReplayTable(hash, 8);
  for (let nc = 1; nc <= 1000; nc++) assert.equal(table.use(1, nc, tuple(nc)), 'first');
});

test('the same request again, by a fork or a spiral, is a repeat', () => {
  const table = new ReplayTable(hash, 8);
  assert.equal(table.use(1, 1, tuple(7)), 'first');
  assert.equal(table.use(1, 1, tuple(7)), 'repeat');
  assert.equal(table.use(1, 2, tuple(8)), 'first');
  assert.equal(table.use(1, 1, tuple(7)), 'repeat');
});

test('a captured header is useless in another request', () => {
  const table = new ReplayTable(hash, 8);
  table.use(1, 1, tuple(7));
  assert.equal(table.use(1, 1, tuple(8)), 'replayed');
  assert.equal(table.use(1, 1, tuple(7, 'other')), 'replayed');
  assert.equal(table.use(1, 1, tuple(7, 'call', 'other')), 'replayed');
  assert.equal(table.use(1, 1, tuple(7)), 'repeat', 'the attempts changed nothing');
});

test('counts may overtake each other by as many as are remembered', () => {
  const table = new ReplayTable(hash, 8);
  for (const nc of [3, 1, 8, 2, 5, 4, 7, 6]) assert.equal(table.use(1, nc, tuple(nc)), 'first');
  assert.equal(table.use(1, 4, tuple(99)), 'replayed');
  assert.equal(table.use(1, 9, tuple(9)), 'first');
  assert.equal(table.use(1, 1, tuple(1)), 'forgotten', 'the ninth made the table forget the first');
  assert.equal(table.use(1, 2, tuple(2)), 'repeat');
});

test('a count may jump, and nothing below what was forgotten is accepted', () => {
  const table = new ReplayTable(hash, 8);
  for (const nc of [10, 20, 30, 40, 50, 60, 70, 80, 90]) assert.equal(table.use(1, nc, tuple(nc)), 'first');
  assert.equal(table.use(1, 9, tuple(9)), 'forgotten');
  assert.equal(table.use(1, 11, tuple(11)), 'first');
});

test('a nonce used without qop is good for one request, and for none after it', () => {
  const table = new ReplayTable(hash, 8);
  assert.equal(table.use(1, WITHOUT_QOP, tuple(1)), 'first');
  assert.equal(table.use(1, WITHOUT_QOP, tuple(1)), 'repeat');
  assert.equal(table.use(1, WITHOUT_QOP, tuple(2)), 'replayed');
  assert.equal(table.use(1, 1, tuple(3)), 'forgotten');
});

test('a full row forgets its oldest nonce, and what it forgot is never accepted', () => {
  const table = new ReplayTable(hash, 8);
  for (let number = 1; number <= 9; number++) assert.equal(table.use(number, 1, tuple(number)), 'first');
  assert.equal(table.use(1, 1, tuple(1)), 'forgotten');
  assert.equal(table.use(1, 2, tuple(50)), 'forgotten');
  assert.equal(table.use(2, 2, tuple(51)), 'first', 'the others are there still');
});

test('a nonce older than one that was forgotten is not accepted, though it was never used', () => {
  const table = new ReplayTable(hash, 8);
  for (let number = 2; number <= 10; number++) table.use(number, 1, tuple(number));
  assert.equal(table.use(1, 1, tuple(1)), 'forgotten');
});

test('a nonce that takes the place of another starts from the first count', () => {
  const table = new ReplayTable(hash, 8);
  for (let number = 1; number <= 8; number++) table.use(number, WITHOUT_QOP, tuple(number));
  for (const nc of [1, 2, 3]) assert.equal(table.use(9, nc, tuple(nc)), 'first');
});

test('all 64 bits that are kept of a request tell it from others', () => {
  const digests = ['1111111122222222', '3333333322222222', '1111111144444444'];
  for (const other of [1, 2]) {
    const table = new ReplayTable((_, text) => digests[Number(text.split('\n')[1])], 8);
    assert.equal(table.use(1, 1, tuple(0)), 'first');
    assert.equal(table.use(1, 1, tuple(other)), 'replayed');
    assert.equal(table.use(1, 1, tuple(0)), 'repeat');
  }
});

test('rows forget on their own', () => {
  const table = new ReplayTable(hash, 16);
  table.use(1, 1, tuple(1));
  for (let number = 2; number <= 40; number += 2) table.use(number, 1, tuple(number));
  assert.equal(table.use(1, 2, tuple(2)), 'first');
});

// What a table of unlimited memory would say, kept as plainly as can be.
class Model {
  readonly uses = new Map<string, string>();

  use(number: number, nc: number, { cseq }: RequestTuple): 'first' | 'repeat' | 'replayed' {
    const before = this.uses.get(`${number} ${nc}`);
    return before === undefined ? 'first' : before === `${cseq}` ? 'repeat' : 'replayed';
  }

  note(number: number, nc: number, { cseq }: RequestTuple): void {
    this.uses.set(`${number} ${nc}`, `${cseq}`);
  }
}

const uses = (numbers: number, counts: number) =>
  fc.array(
    fc.tuple(fc.integer({ min: 1, max: numbers }), fc.integer({ min: 1, max: counts }), fc.integer({ min: 1, max: 2 })),
    {
      maxLength: 200,
      size: 'max',
    },
  );

test('the table says what unlimited memory says, or that it has forgotten: never more', () => {
  let accepted = 0;
  let forgotten = 0;
  fc.assert(
    fc.property(uses(30, 20), fc.integer({ min: 1, max: 16 }), (sequence, nonces) => {
      const table = new ReplayTable(hash, nonces);
      const model = new Model();
      for (const [number, nc, cseq] of sequence) {
        const use = table.use(number, nc, tuple(cseq));
        if (use === 'forgotten') forgotten++;
        else assert.equal(use, model.use(number, nc, tuple(cseq)));
        if (use === 'first') {
          accepted++;
          model.note(number, nc, tuple(cseq));
        }
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(accepted > 1000 && forgotten > 1000, `${accepted} accepted, ${forgotten} forgotten`);
});

test('nothing is forgotten while there is room', () => {
  fc.assert(
    fc.property(uses(8, 8), (sequence) => {
      const table = new ReplayTable(hash, 8);
      const model = new Model();
      for (const [number, nc, cseq] of sequence) {
        const expected = model.use(number, nc, tuple(cseq));
        assert.equal(table.use(number, nc, tuple(cseq)), expected);
        if (expected === 'first') model.note(number, nc, tuple(cseq));
      }
    }),
    { numRuns: 200 },
  );
});

test('a size that makes no table is refused', () => {
  for (const size of [0, -1, 1.5, NaN, Infinity])
    assert.throws(() => new ReplayTable(hash, size), { code: 'SIP_REPLAY_OPTIONS' });
});
