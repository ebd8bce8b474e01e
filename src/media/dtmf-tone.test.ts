import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dtmfFrequencies, dtmfTone } from './dtmf-tone.ts';
import { toneShare } from './goertzel.ts';

const tones = [697, 770, 852, 941, 1209, 1336, 1477, 1633];

test('each digit has its row and its column (ITU-T Q.23)', () => {
  assert.deepEqual(dtmfFrequencies('1'), [697, 1209]);
  assert.deepEqual(dtmfFrequencies('0'), [941, 1336]);
  assert.deepEqual(dtmfFrequencies('#'), [941, 1477]);
  assert.deepEqual(dtmfFrequencies('d'), [941, 1633]);
  assert.equal(new Set([...'0123456789*#ABCD'].map((digit) => dtmfFrequencies(digit).join())).size, 16);
  assert.throws(() => dtmfFrequencies('x'), { code: 'SIP_DTMF_DIGIT' });
});

test('a filter hears the two tones of each digit, equally loud, and no other (ITU-T Q.24)', () => {
  for (const sampleRate of [8000, 16_000, 48_000]) {
    for (const digit of '0123456789*#ABCD') {
      const samples = dtmfTone(digit, { sampleRate, durationMs: 100 });
      assert.equal(samples.length, sampleRate / 10);
      assert.ok(Math.max(...samples) < 20_000);
      for (const hertz of tones) {
        const share = toneShare(samples, hertz, sampleRate);
        const belongs = dtmfFrequencies(digit).includes(hertz);
        assert.ok(belongs ? share > 0.45 : share < 0.02, `${digit}: ${share} at ${hertz} Hz`);
      }
    }
  }
});
