import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { rules } from './index.ts';
import { families } from './rule.ts';

const here = import.meta.dirname;
const ids = rules.map(({ id }) => id);

test('ids are unique, and spelled as words with hyphens', () => {
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[a-z]+(?:-[a-z0-9]+)*$/);
});

test('a rule lies in the folder of its family, with its cases beside it', () => {
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' });
  for (const { id, family, general } of rules) {
    const folder = general === true ? 'general' : family;
    assert.ok(families.includes(family), id);
    assert.ok(existsSync(join(here, folder, `${id}.ts`)), `${folder}/${id}.ts`);
    const tests = files.filter((name) => name.startsWith(`${folder}/`) && name.endsWith('.test.ts'));
    assert.ok(tests.length > 0, folder);
    if (general !== true)
      assert.ok(
        existsSync(join(here, folder, `${id}.test.ts`)) || existsSync(join(here, folder, 'connections.test.ts')),
        `${id} has no test`,
      );
  }
});

test('what a rule explains is there, and is not the rule itself', () => {
  for (const { id, explains = [] } of rules)
    for (const other of explains) {
      assert.ok(ids.includes(other), `${id} explains ${other}, which is not there`);
      assert.notEqual(other, id);
    }
});

test('no two rules explain each other', () => {
  for (const { id, explains = [] } of rules)
    for (const other of explains)
      assert.ok(
        rules.find((rule) => rule.id === other)?.explains?.includes(id) !== true,
        `${id} and ${other} explain each other`,
      );
});

test('every rule has its prose: a title, how it is recognised, why, what to do, where it is written', () => {
  for (const { id, title, meaning, cause, fix, rfc } of rules) {
    assert.match(title, /^[A-Z0-9].{5,90}[^.]$/, id);
    assert.ok(meaning.length > 80 && meaning.endsWith('.'), `${id}: meaning`);
    assert.ok(cause.length > 30 && cause.endsWith('.'), `${id}: cause`);
    assert.ok(fix.length > 0 && fix.every((step) => step.length > 10), `${id}: fix`);
    assert.ok(
      rfc.length > 0 && rfc.every((one) => /^(?:\d{3,5}(?: [\dA-Z][\d.A-Z]*)?|[A-Z].+)$/.test(one)),
      `${id}: ${rfc.join(', ')}`,
    );
  }
});
