import assert from 'node:assert/strict';
import { test } from 'node:test';
import { optionTags } from './option-tags.ts';
import { warningCodes } from './warning-codes.ts';

test('the option tags stand in order, each once, as tokens with their RFC (RFC 3261 19.2)', () => {
  const names = optionTags.map((tag) => tag.name);
  assert.deepEqual(names, [...new Set(names)].sort());
  for (const tag of optionTags) {
    assert.match(tag.name, /^[a-z0-9-]+$/);
    assert.match(tag.rfc, /^\d{4}( \d+(\.\d+)*)?$/);
  }
});

test('the option tags of the extensions that a server meets daily are there', () => {
  const rfcs: Record<string, string> = Object.fromEntries(optionTags.map((tag) => [tag.name, tag.rfc.split(' ')[0]]));
  const expected = { '100rel': '3262', gruu: '5627', outbound: '5626', path: '3327', replaces: '3891', timer: '4028' };
  for (const [name, rfc] of Object.entries(expected)) assert.equal(rfcs[name], rfc, name);
});

test('the warning codes ascend, each once, all of class 3 (RFC 3261 20.43)', () => {
  const codes: number[] = warningCodes.map((row) => row.code);
  assert.deepEqual(codes, [300, 301, 302, 303, 304, 305, 306, 307, 308, 330, 331, 370, 380, 381, 399]);
  for (const row of warningCodes) assert.match(row.text, /^[A-Z][A-Za-z ]+$/);
});
