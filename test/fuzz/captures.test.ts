/** A short fuzz run over captures, always the same; the long one is `node test/fuzz/run.ts --captures`. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzCaptures } from './captures.ts';

const CASES = 2_000;

test(`${CASES} mutated captures: nothing throws, from the reader to the verdict`, () => {
  assert.equal(
    fuzzCaptures(20260105, (cases) => cases < CASES),
    CASES,
  );
});
