/** The table of transactions finds what a list would find, whatever is added and removed (RFC 3261 17.1.3, 17.2.3). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Keyed, KeyTable } from './key-table.ts';

class Entry implements Keyed<Entry> {
  readonly key: string;
  keyHash = 0;
  keyNext: Entry | undefined = undefined;

  constructor(key: string) {
    this.key = key;
  }
}

function withKey(table: KeyTable<Entry>, key: string): Entry[] {
  const found: Entry[] = [];
  for (let entry = table.find(key); entry !== undefined; entry = table.older(entry)) found.push(entry);
  return found;
}

test('those of one key are found newest first, also after others were removed', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.nat(20)), { maxLength: 200, size: 'max' });
  fc.assert(
    fc.property(fc.integer(), steps, (seed, list) => {
      const table = new KeyTable<Entry>(seed);
      let model: Entry[] = [];
      for (const [adds, number] of list) {
        if (adds) {
          const entry = new Entry(`z9hG4bK${number}`);
          table.add(entry);
          model.unshift(entry);
        } else if (model.length > 0) {
          const entry = model[number % model.length];
          assert.equal(table.remove(entry), true);
          assert.equal(table.remove(entry), false);
          model = model.filter((each) => each !== entry);
        }
        const key = `z9hG4bK${number}`;
        assert.deepEqual(
          withKey(table, key),
          model.filter((each) => each.key === key),
        );
        assert.equal(table.size, model.length);
      }
      assert.deepEqual(new Set(table.all()), new Set(model));
    }),
  );
});

test('a table that has grown has lost nothing, and kept the order', () => {
  const table = new KeyTable<Entry>(7);
  const entries = Array.from({ length: 10_000 }, (_, i) => new Entry(`key${i % 5000}`));
  for (const entry of entries) table.add(entry);
  assert.equal(table.size, 10_000);
  for (let i = 0; i < 5000; i++) assert.deepEqual(withKey(table, `key${i}`), [entries[i + 5000], entries[i]]);
  table.clear();
  assert.equal(table.size, 0);
  assert.equal(table.find('key0'), undefined);
});
