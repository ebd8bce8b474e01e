import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from './sipwright-process.ts';
import { secondsOfTone, writeTone } from './sound.ts';

test('a recording of one tone is not taken for another', (t) => {
  const file = join(temporaryFolder(t), 'tone.wav');
  writeTone(file, 440, 2);
  assert.equal(secondsOfTone(file, 440), 2);
  assert.equal(secondsOfTone(file, 660), 0);
});
