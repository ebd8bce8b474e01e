/** The rule of versions (RFC 3680 5.2, RFC 4235 4.3). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type DocumentState, DocumentVersion } from './document-version.ts';

/** What becomes of documents `version state` in their order. */
function outcomes(...documents: readonly (readonly [number, DocumentState])[]): string[] {
  const version = new DocumentVersion();
  return documents.map(([number, state]) => `${version.receive(number, state)}, ${version.complete}`);
}

test('each version in its turn is applied', () => {
  assert.deepEqual(outcomes([7, 'full'], [8, 'partial'], [9, 'full']), [
    'applied, true',
    'applied, true',
    'applied, true',
  ]);
});

test('a gap before a partial document needs full state, before a full one it does not', () => {
  assert.deepEqual(outcomes([0, 'full'], [2, 'partial'], [3, 'partial'], [4, 'full'], [9, 'full'], [10, 'partial']), [
    'applied, true',
    'needs full state, false',
    'applied, false',
    'applied, true',
    'applied, true',
    'applied, true',
  ]);
});

test('a gap is told once until it is closed, and told again after that', () => {
  const result = outcomes([0, 'full'], [2, 'partial'], [5, 'partial'], [6, 'full'], [8, 'partial']);
  assert.deepEqual(
    result.map((outcome) => outcome.startsWith('needs')),
    [false, true, false, false, true],
  );
});

test('a subscription that begins with a partial document needs full state', () => {
  assert.deepEqual(outcomes([3, 'partial'], [4, 'partial'], [5, 'full']), [
    'needs full state, false',
    'applied, false',
    'applied, true',
  ]);
});

test('a lower version is discarded, even of a full document; a repeated one is applied', () => {
  assert.deepEqual(outcomes([5, 'full'], [4, 'full'], [0, 'partial'], [5, 'partial'], [6, 'partial']), [
    'applied, true',
    'stale, true',
    'stale, true',
    'applied, true',
    'applied, true',
  ]);
});

test('the version never falls, and what is complete began with a full document and had no gap since', () => {
  const documents = fc.array(fc.tuple(fc.nat({ max: 12 }), fc.constantFrom<DocumentState>('full', 'partial')));
  fc.assert(
    fc.property(documents, (list) => {
      const version = new DocumentVersion();
      let complete = false;
      let current = -1;
      for (const [number, state] of list) {
        const outcome = version.receive(number, state);
        assert.equal(outcome === 'stale', number < current);
        if (number >= current) {
          complete = state === 'full' || (complete && number <= current + 1);
          current = number;
        }
        assert.equal(version.complete, complete);
        assert.equal(version.current, current);
      }
    }),
  );
});
