/** A short fuzz run, always the same; the long one is `node test/fuzz/run.ts`. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corpus } from './corpus.ts';
import { checkMessage } from './check-message.ts';
import { fuzz } from './fuzz.ts';

const CASES = 10_000;

test('the corpus itself holds', () => {
  for (const text of corpus) checkMessage(text);
});

test(`${CASES} mutated messages: nothing throws, and what is accepted is consistent`, () => {
  assert.equal(
    fuzz(20260101, (cases) => cases < CASES),
    CASES,
  );
});
