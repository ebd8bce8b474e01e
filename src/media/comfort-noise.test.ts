import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildComfortNoise, ComfortNoise, parseComfortNoise } from './comfort-noise.ts';
import { rootMeanSquare } from './goertzel.ts';

function seeded(seed: number): () => number {
  return () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

test('the level is in the low seven bits of the first octet, and what follows it is passed over (RFC 3389 3)', () => {
  assert.equal(parseComfortNoise(Uint8Array.of(0x40)), 64);
  assert.equal(parseComfortNoise(Uint8Array.of(0xc0, 1, 2, 3)), 64);
  assert.equal(parseComfortNoise(new Uint8Array(0)), undefined);
  assert.deepEqual(buildComfortNoise(200), Uint8Array.of(127));
  assert.deepEqual(buildComfortNoise(-3), Uint8Array.of(0));
});

test('noise has the level below overload that was named (RFC 3389 3.1)', () => {
  const noise = new ComfortNoise(seeded(1));
  const samples = new Int16Array(20_000);
  for (const level of [20, 40, 60]) {
    noise.setLevel(level);
    noise.fill(samples);
    const measured = 20 * Math.log10(rootMeanSquare(samples) / 32_124);
    assert.ok(Math.abs(measured + level) < 0.5, `${measured} dBov, not -${level}`);
  }
  noise.setLevel(127);
  noise.fill(samples);
  assert.equal(rootMeanSquare(samples), 0);
});

test('noise is silent before a level was named', () => {
  const samples = new Int16Array(100).fill(1);
  new ComfortNoise(seeded(1)).fill(samples);
  assert.equal(rootMeanSquare(samples), 0);
});
