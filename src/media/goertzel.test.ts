import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rootMeanSquare, toneAmplitude, toneShare } from './goertzel.ts';

const rate = 8000;
const sine = (hertz: number, amplitude: number, at: number) => amplitude * Math.sin((2 * Math.PI * hertz * at) / rate);
const samples = (of: (at: number) => number) => Int16Array.from({ length: 1600 }, (_, at) => Math.round(of(at)));

test('a tone is all of its own energy, and none of that of others', () => {
  const tone = samples((at) => sine(1000, 10_000, at));
  assert.ok(toneShare(tone, 1000, rate) > 0.999);
  assert.ok(Math.abs(toneAmplitude(tone, 1000, rate) - 10_000) < 1);
  for (const hertz of [440, 900, 1100, 3000]) assert.ok(toneShare(tone, hertz, rate) < 0.001);
  assert.ok(Math.abs(rootMeanSquare(tone) - 10_000 / Math.SQRT2) < 1);
});

test('two equally loud tones have half of the energy each', () => {
  const tones = samples((at) => sine(500, 8000, at) + sine(2000, 8000, at));
  assert.ok(Math.abs(toneShare(tones, 500, rate) - 0.5) < 0.001);
  assert.ok(Math.abs(toneShare(tones, 2000, rate) - 0.5) < 0.001);
});

test('silence holds no tone', () => {
  assert.equal(toneShare(new Int16Array(100), 1000, rate), 0);
  assert.equal(toneAmplitude(new Int16Array(0), 1000, rate), 0);
  assert.equal(rootMeanSquare(new Int16Array(0)), 0);
});
