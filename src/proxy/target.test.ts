import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Target, targetGroups, uriTarget } from './target.ts';

const target = (uri: string, q: number): Target => ({ ...uriTarget(uri), q });
const targets = [target('a', 500), target('b', 1000), target('c', 500), target('d', 0), target('e', 1000)];
const names = (groups: Target[][]) => groups.map((group) => group.map(({ uri }) => uri).join(''));

test('targets are tried at once, one by one, or in groups of one q (RFC 3261 16.6)', () => {
  assert.deepEqual(names(targetGroups(targets, 'parallel')), ['abcde']);
  assert.deepEqual(names(targetGroups(targets, 'serial')), ['b', 'e', 'a', 'c', 'd']);
  assert.deepEqual(names(targetGroups(targets, 'by-q')), ['be', 'ac', 'd']);
});

test('no target is no group, and one target is one group however it is forked', () => {
  for (const forking of ['parallel', 'serial', 'by-q'] as const) {
    assert.deepEqual(targetGroups([], forking), []);
    assert.deepEqual(names(targetGroups(targets.slice(0, 1), forking)), ['a']);
  }
});
