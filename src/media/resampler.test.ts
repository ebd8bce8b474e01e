import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rootMeanSquare, toneAmplitude, toneShare } from './goertzel.ts';
import { canResample, Resampler } from './resampler.ts';

const usual = [8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];

const sine = (hertz: number, rate: number, seconds: number, amplitude = 16_000) =>
  Int16Array.from({ length: rate * seconds }, (_, at) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * hertz * at) / rate)),
  );

function convert(samples: Int16Array, from: number, to: number, piece = samples.length): Int16Array {
  const resampler = new Resampler(from, to);
  const pieces: Int16Array[] = [];
  for (let at = 0; at < samples.length; at += piece) pieces.push(resampler.process(samples.subarray(at, at + piece)));
  pieces.push(resampler.flush());
  return Int16Array.from(pieces.flatMap((samples) => [...samples]));
}

/** A second without the edges. */
const middle = (samples: Int16Array, rate: number) => samples.subarray(rate / 10, rate / 10 + rate);

test('tones keep their pitch and loudness between all usual rates', () => {
  for (const from of usual) {
    for (const to of [8000, 16_000, 48_000]) {
      for (const hertz of [300, 3000]) {
        const sound = middle(convert(sine(hertz, from, 1.2), from, to), to);
        const share = toneShare(sound, hertz, to);
        assert.ok(share > 0.9999, `${hertz} Hz from ${from} to ${to}: ${share}`);
        const amplitude = toneAmplitude(sound, hertz, to);
        assert.ok(Math.abs(amplitude / 16_000 - 1) < 0.01, `${hertz} Hz from ${from} to ${to}: ${amplitude}`);
      }
    }
  }
});

test('speech passes up to 3.3 kHz at 8 kHz', () => {
  const amplitude = toneAmplitude(middle(convert(sine(3300, 48_000, 1.2), 48_000, 8000), 8000), 3300, 8000);
  assert.ok(Math.abs(amplitude / 16_000 - 1) < 0.02, `${amplitude}`);
});

test('what the lower rate cannot hold does not come back as another tone', () => {
  for (const [from, hertz] of [
    [16_000, 5000],
    [44_100, 4500],
    [44_100, 7000],
    [48_000, 12_000],
    [48_000, 20_000],
  ]) {
    const sound = middle(convert(sine(hertz, from, 1.2), from, 8000), 8000);
    // 70 dB below, or the last bit.
    assert.ok(rootMeanSquare(sound) < 4, `${hertz} Hz from ${from}: ${rootMeanSquare(sound)}`);
  }
});

test('a higher rate has no images of the tone above the lower one', () => {
  const sound = middle(convert(sine(3000, 8000, 1.2), 8000, 48_000), 48_000);
  for (const hertz of [5000, 11_000, 13_000, 19_000]) assert.ok(toneAmplitude(sound, hertz, 48_000) < 4, `${hertz}`);
});

test('the length is that of the input at the other rate, and nothing is shifted in time', () => {
  for (const from of usual) {
    const samples = new Int16Array(from / 5);
    const at = from / 25;
    samples[at] = 30_000;
    const sound = convert(samples, from, 8000);
    assert.equal(sound.length, 1600, `${from}`);
    const peak = sound.indexOf(Math.max(...sound));
    assert.equal(peak, 320, `${from}`);
  }
});

test('a stream may be cut anywhere', () => {
  for (const [from, to] of [
    [44_100, 8000],
    [8000, 48_000],
    [8000, 8000],
    [48_000, 8000],
  ]) {
    const samples = sine(700, from, 0.2);
    const whole = convert(samples, from, to);
    for (const piece of [1, 7, 160, 441])
      assert.deepEqual(convert(samples, from, to, piece), whole, `${from} ${piece}`);
  }
});

test('what comes late is told by the delay, rounded up', () => {
  for (const [from, to] of [
    [8000, 16_000],
    [16_000, 8000],
    [48_000, 8000],
    [8000, 8000],
  ]) {
    const resampler = new Resampler(from, to);
    const output = resampler.process(new Int16Array(from / 10));
    const sum = output.length + resampler.delay;
    assert.ok(sum === to / 10 || sum === to / 10 + 1, `${sum} from ${from} to ${to}`);
  }
});

test('full scale is clipped, not wrapped', () => {
  const square = Int16Array.from({ length: 4410 }, (_, at) => (Math.floor(at / 50) % 2 === 0 ? 32_767 : -32_768));
  const sound = convert(square, 44_100, 8000);
  assert.equal(Math.max(...sound), 32_767);
  assert.equal(Math.min(...sound), -32_768);
});

test('rates without a table of bounded size are refused', () => {
  for (const from of usual) for (const to of [8000, 16_000, 48_000]) assert.ok(canResample(from, to), `${from} ${to}`);
  for (const rate of [0, -8000, 3999, 8000.5, 44_099, 1e6, NaN, Infinity]) {
    assert.ok(!canResample(8000, rate), `${rate}`);
    assert.throws(() => new Resampler(8000, rate), { code: 'SIP_RESAMPLER_RATE' });
  }
});
