/** How much of one tone a stretch of sound holds (Goertzel's filter). */

/**
 * The share of the sound's energy that lies in a tone: 1 for the pure tone, 0.5 for each of two equally loud ones, near
 * 0 for others. Exact where whole periods go into the samples.
 * @param hertz of the tone, less than half of `sampleRate`
 * @returns 0 for silence
 */
export function toneShare(samples: Int16Array, hertz: number, sampleRate: number): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  if (energy === 0) return 0;
  return (2 * goertzelPower(samples, hertz, sampleRate)) / (samples.length * energy);
}

/** The loudness of a tone in the sound: its amplitude, 0 to 32767. @param hertz less than half of `sampleRate` (Hz) */
export function toneAmplitude(samples: Int16Array, hertz: number, sampleRate: number): number {
  return samples.length === 0 ? 0 : (2 * Math.sqrt(goertzelPower(samples, hertz, sampleRate))) / samples.length;
}

/** Root mean square of the samples, 0 to 32768. */
export function rootMeanSquare(samples: Int16Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(energy / samples.length);
}

/** The squared magnitude of the Fourier sum at one frequency. */
function goertzelPower(samples: Int16Array, hertz: number, sampleRate: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / sampleRate);
  let [last, beforeLast] = [0, 0];
  for (const sample of samples) [last, beforeLast] = [sample + coefficient * last - beforeLast, last];
  return last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
}
