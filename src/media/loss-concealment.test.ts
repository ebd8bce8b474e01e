import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rootMeanSquare, toneAmplitude, toneShare } from './goertzel.ts';
import { LossConcealment } from './loss-concealment.ts';
import { findPitch, lengthen, shorten } from './pitch.ts';

const rate = 8000;
const frame = 160;
const sample = (hertz: number, at: number) => Math.round(10_000 * Math.sin((2 * Math.PI * hertz * at) / rate));
const sound = (hertz: number, start: number, length = frame) =>
  Int16Array.from({ length }, (_, at) => sample(hertz, start + at));
/** The greatest step between two samples: a seam that can be heard is greater than those of the sound. */
const greatestStep = (samples: Int16Array) =>
  samples.reduce((greatest, value, at) => (at === 0 ? 0 : Math.max(greatest, Math.abs(value - samples[at - 1]))), 0);

/** Frames of a tone, of which some are lost. */
function play(hertz: number, frames: number, lost: (index: number) => boolean): Int16Array {
  const concealment = new LossConcealment(rate);
  const played = new Int16Array(frames * frame);
  for (let i = 0; i < frames; i++) {
    const piece = played.subarray(i * frame, (i + 1) * frame);
    if (lost(i)) concealment.conceal(piece);
    else {
      piece.set(sound(hertz, i * frame));
      concealment.heard(piece);
    }
  }
  return played;
}

test('the period of a tone is found', () => {
  for (const hertz of [100, 160, 250, 400]) {
    const lag = findPitch(sound(hertz, 0, 400), 160, rate);
    assert.equal((lag * hertz) % rate, 0, `${hertz} Hz: ${lag}`);
  }
  assert.equal(findPitch(new Int16Array(20), 10, rate), 0, 'too short for any');
});

test('one lost frame of a tone is hardly heard', () => {
  for (const hertz of [150, 200, 400, 440, 1000]) {
    const played = play(hertz, 20, (i) => i === 10);
    const around = played.subarray(8 * frame, 13 * frame);
    assert.ok(toneShare(around, hertz, rate) > 0.95, `${hertz} Hz: ${toneShare(around, hertz, rate)}`);
    assert.ok(greatestStep(around) < 1.3 * greatestStep(sound(hertz, 0)) + 300, `${hertz} Hz: ${greatestStep(around)}`);
  }
});

test('a long loss fades to silence within 60 ms (ITU-T G.711 Appendix I)', () => {
  const played = play(200, 20, (i) => i >= 10);
  const loudness = (i: number) => rootMeanSquare(played.subarray(i * frame, (i + 1) * frame));
  assert.ok(loudness(10) > 0.8 * loudness(9));
  assert.ok(loudness(11) < loudness(10));
  assert.ok(loudness(12) < loudness(11));
  for (let i = 13; i < 20; i++) assert.equal(loudness(i), 0);
});

test('sound that comes again is as it was sent after 5 ms', () => {
  const played = play(200, 30, (i) => i >= 10 && i < 20);
  assert.deepEqual(played.slice(20 * frame + 40), sound(200, 20 * frame + 40, 10 * frame - 40));
  assert.ok(greatestStep(played.subarray(19 * frame, 21 * frame)) < 2 * greatestStep(sound(200, 0)) + 300);
});

test('nothing heard before makes silence', () => {
  const samples = new Int16Array(frame).fill(5);
  new LossConcealment(rate).conceal(samples);
  assert.equal(rootMeanSquare(samples), 0);
});

test('sound is shortened and lengthened by whole periods, without a seam', () => {
  for (const hertz of [200, 300, 400, 1000]) {
    const original = sound(hertz, 0);
    const shorter = shorten(original, rate);
    const longer = lengthen(original, rate);
    assert.ok(shorter.length < frame && shorter.length >= frame / 2, `${hertz} Hz: ${shorter.length}`);
    assert.ok(longer.length > frame && longer.length <= 1.5 * frame, `${hertz} Hz: ${longer.length}`);
    for (const changed of [shorter, longer]) {
      assert.ok(greatestStep(changed) < 1.2 * greatestStep(original) + 200, `${hertz} Hz`);
      assert.ok(Math.abs(toneAmplitude(changed, hertz, rate) - 10_000) < 1000, `${hertz} Hz`);
      assert.equal(changed.at(-1), original.at(-1));
    }
  }
});

test('sound that is too short stays as it is', () => {
  const short = new Int16Array(30);
  assert.equal(shorten(short, rate), short);
  assert.equal(lengthen(short, rate), short);
});
