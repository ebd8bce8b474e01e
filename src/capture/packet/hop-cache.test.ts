import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HopTable } from '../hop-table.ts';
import { HopCache, type TransportIndex } from './hop-cache.ts';
import { join, u16, u32 } from './test-packets.ts';
import { hopText } from './test-sink.ts';

/** Both addresses, then the ports. */
const find = (cache: HopCache, source: number, port = 5060, transport: TransportIndex = 0) =>
  cache.find(transport, join(u32(source), u32(1), u16(port), u16(5060)), 0, 4, 4, join(u16(port), u16(5060)), 0);

test('a hop is asked of the table once, and keeps its slot and what is noted there', () => {
  const table = new HopTable();
  const cache = new HopCache(table);
  const slot = find(cache, 0x0a000001);
  assert.equal(cache.at(slot), table.hop('UDP', '10.0.0.1', 5060, '0.0.0.1', 5060));
  assert.deepEqual([cache.marks[slot], cache.times[slot]], [0, -Infinity]);
  cache.marks[slot] = 1;
  cache.times[slot] = 42;
  assert.equal(find(cache, 0x0a000001), slot);
  assert.deepEqual([cache.marks[slot], cache.times[slot]], [1, 42]);
  cache.clearMarks();
  assert.equal(cache.marks[slot], 0);
});

test('hops that differ in transport, address, port or version are different', () => {
  const cache = new HopCache(new HopTable());
  const slots = new Set([
    find(cache, 1),
    find(cache, 2),
    find(cache, 1, 5061),
    find(cache, 1, 5060, 1),
    find(cache, 1, 5060, 2),
    cache.find(0, new Uint8Array(32), 0, 16, 16, new Uint8Array(4), 0),
    cache.find(0, new Uint8Array(8), 0, 4, 4, new Uint8Array(4), 0),
  ]);
  assert.equal(slots.size, 7);
});

test('more hops than there are slots are still told right, in memory that has a bound', () => {
  const cache = new HopCache(new HopTable(1000));
  for (let i = 0; i < 200_000; i++) {
    const hop = cache.at(find(cache, i * 7919));
    if (i % 997 !== 0) continue;
    const source = i * 7919;
    const text = [source >>> 24, (source >> 16) & 255, (source >> 8) & 255, source & 255].join('.');
    assert.equal(hopText(hop), `UDP ${text} 5060 -> 0.0.0.1 5060`);
  }
  assert.equal(cache.size, 65_536);
});

test('what the cache gives is what the table gives', () => {
  const table = new HopTable();
  const cache = new HopCache(table);
  const few = fc.integer({ min: 0, max: 60 });
  fc.assert(
    fc.property(few, few, fc.constantFrom<TransportIndex>(0, 1), (source, port, transport) => {
      const name = transport === 0 ? 'UDP' : 'TCP';
      const hop = cache.at(find(cache, source, port, transport));
      assert.equal(hop, table.hop(name, `0.0.0.${source}`, port, '0.0.0.1', 5060));
    }),
    { numRuns: 3000 },
  );
});
