import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { G722Decoder, G722Encoder } from './g722.ts';
import { toneAmplitude, toneShare } from './goertzel.ts';

const samples = 32_000;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state;
  }
}

function signal(of: (index: number, random: number) => number, seed = 1): Int16Array {
  const random = numbers(seed);
  return Int16Array.from({ length: samples }, (_, index) => of(index, random.next().value));
}

function tone(hertz: number, amplitude = 8000): Int16Array {
  return signal((index) => Math.round(amplitude * Math.sin((2 * Math.PI * hertz * index) / 16_000)));
}

// The digests are of what spandsp 2.0.0, an implementation in wide use, makes of the same input.
const digests: [name: string, input: Int16Array, codes: string, sound: string][] = [
  [
    'loud noise',
    signal((_, random) => (random >>> 17) - 16_384),
    '6a640d147d06d1ded6e879178466b7929baa736f4db39d42d9fc9630fa23fc4d',
    '208a9171724898a4c329b683e46505557c35425cd24b74a151cb1d692c384cc9',
  ],
  [
    'quiet noise',
    signal((_, random) => ((random >>> 16) - 32_768) >> 9, 7),
    '4c80f6b6feb2ec8558f93bb882982c8abd85b9fa553c1b120679c51e94ca33c4',
    '81ab8a1b5e396f7180a9f30f0d40052e1645c33a196eced7e41138bcd416648c',
  ],
  [
    'a square wave',
    signal((index) => (Math.floor(index / 40) % 2 === 1 ? 15_000 : -15_000)),
    'c9485039067444e3776df1adbab5ec347839a2912c1cb44056dd23b047fc9a3d',
    '2fd750dc3bde5cba8b0e8fba3fff3a3f33e794fa1a5ed0154bd72cdd49313eac',
  ],
];

for (const [name, input, codes, sound] of digests) {
  test(`${name} is encoded and decoded bit by bit as elsewhere (ITU-T G.722)`, () => {
    const encoded = new G722Encoder().encode(input);
    assert.equal(encoded.length, samples / 2);
    assert.equal(sha256(encoded), codes);
    assert.equal(sha256(new Uint8Array(new G722Decoder().decode(encoded).buffer)), sound);
  });
}

test('noise at full scale is encoded bit by bit as elsewhere, and decoded without wrapping around (ITU-T G.722)', () => {
  const input = signal((_, random) => (random >>> 16) - 32_768);
  const encoded = new G722Encoder().encode(input);
  assert.equal(sha256(encoded), '94b1789719a6f06a828b7389508dd2c9a7512bff16983c5524e6214493698ed4');
  const sound = new G722Decoder().decode(encoded);
  assert.equal(Math.max(...sound), 32_767);
  assert.equal(Math.min(...sound), -32_768);
  // Both filters together take 22 samples.
  const delay = 22;
  const opposite = sound.filter((sample, at) => at >= delay && Math.abs(sample - input[at - delay]) > 45_000);
  assert.equal(opposite.length, 0);
});

test('tones of both bands come through', () => {
  for (const hertz of [200, 1000, 3000, 3800, 4500, 6000, 7000]) {
    const sound = new G722Decoder().decode(new G722Encoder().encode(tone(hertz))).subarray(8000);
    assert.ok(toneShare(sound, hertz, 16_000) > 0.97, `${hertz} Hz: ${toneShare(sound, hertz, 16_000)}`);
    const amplitude = toneAmplitude(sound, hertz, 16_000);
    assert.ok(amplitude > 7000 && amplitude < 9000, `${hertz} Hz: ${amplitude}`);
  }
});

test('a stream may be cut anywhere', () => {
  const input = tone(700);
  const whole = new G722Encoder().encode(input);
  const encoder = new G722Encoder();
  const decoder = new G722Decoder();
  const sound = new G722Decoder().decode(whole);
  for (let at = 0; at < input.length; at += 320) {
    const codes = encoder.encode(input.subarray(at, at + 320));
    assert.deepEqual(codes, whole.slice(at / 2, at / 2 + 160));
    assert.deepEqual(decoder.decode(codes), sound.slice(at, at + 320));
  }
});
