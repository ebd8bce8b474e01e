/** Servers that asked to be left alone: how long, how many, and that they stay a last resort (RFC 3261 21.5.4). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Destination } from '../../transport/index.ts';
import { Outages } from './outages.ts';

const at = (n: number, transport: Destination['transport'] = 'UDP'): Destination => ({
  transport,
  address: `192.0.2.${n}`,
  port: 5060,
});

test('who asked for a while comes last until it is over', () => {
  const outages = new Outages();
  const all = [at(1), at(2), at(3)];
  assert.equal(outages.order(all, 0), all, 'nothing is known');
  outages.note(at(1), 60, 1_000);
  assert.deepEqual(outages.order(all, 1_000), [at(2), at(3), at(1)]);
  assert.deepEqual(outages.order(all, 60_999), [at(2), at(3), at(1)]);
  assert.deepEqual(outages.order(all, 61_000), all);
});

test('an address is meant with its port and transport', () => {
  const outages = new Outages();
  outages.note(at(1, 'TCP'), 60, 0);
  const all = [at(1, 'TCP'), at(1), { ...at(1, 'TCP'), port: 5070 }];
  assert.deepEqual(outages.order(all, 0), [at(1), { ...at(1, 'TCP'), port: 5070 }, at(1, 'TCP')]);
});

test('what is said last counts; nothing to wait for is nothing said, and nobody is left alone for longer than an hour', () => {
  const outages = new Outages();
  const all = [at(1), at(2)];
  outages.note(undefined, 60, 0);
  outages.note(at(1), 0, 0);
  assert.deepEqual(outages.order(all, 0), all);
  outages.note(at(1), 600, 0);
  outages.note(at(1), 10, 0);
  assert.deepEqual(outages.order(all, 10_000), all);
  outages.note(at(1), 4_000_000_000, 0);
  assert.deepEqual(outages.order(all, 3_599_999), [at(2), at(1)]);
  assert.deepEqual(outages.order(all, 3_600_000), all);
});

test('where everybody is out, everybody is tried', () => {
  const outages = new Outages();
  const all = [at(1), at(2)];
  for (const one of all) outages.note(one, 60, 0);
  assert.deepEqual(outages.order(all, 0), all);
});

test('of 10,000 outages the last 256 are remembered', () => {
  const outages = new Outages();
  const ports = Array.from({ length: 10_000 }, (_, i) => ({ ...at(1), port: i + 1 }));
  for (const one of ports) outages.note(one, 60, 0);
  const backwards = ports.toReversed();
  assert.deepEqual(outages.order(backwards, 0), [...backwards.slice(256), ...backwards.slice(0, 256)]);
});
