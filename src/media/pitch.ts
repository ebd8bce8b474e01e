/** The period with which a stretch of sound repeats itself, and what can be done with it: to lengthen and to shorten. */

/** Periods of 2.5 to 15 ms: voices, and the tones of a telephone network. */
const SHORTEST_MS = 2.5;
const LONGEST_MS = 15;

/**
 * The lag, in samples, at which the end of the sound is most alike to what was before it. For noise and silence it is
 * some lag: every one is as good there.
 * @param window how many of the last samples are compared
 * @returns 0 where the sound is too short for even the shortest period
 */
export function findPitch(samples: Int16Array, window: number, sampleRate: number): number {
  const shortest = Math.ceil((SHORTEST_MS * sampleRate) / 1000);
  const longest = Math.min(Math.floor((LONGEST_MS * sampleRate) / 1000), samples.length - window);
  const start = samples.length - window;
  let best = 0;
  let bestLikeness = -Infinity;
  for (let lag = shortest; lag <= longest; lag++) {
    let product = 0;
    let energy = 1;
    for (let at = start; at < samples.length; at++) {
      const before = samples[at - lag];
      product += samples[at] * before;
      energy += before * before;
    }
    const likeness = product / Math.sqrt(energy);
    if (likeness > bestLikeness) {
      bestLikeness = likeness;
      best = lag;
    }
  }
  return best;
}

/** The sound without one of its periods, the seam faded over. @returns the sound itself where it is too short */
export function shorten(samples: Int16Array, sampleRate: number): Int16Array {
  const lag = periodOf(samples, sampleRate);
  if (lag === 0) return samples;
  const shorter = samples.slice(lag);
  for (let at = 0; at < lag; at++) shorter[at] = fade(samples[at], samples[at + lag], at / lag);
  return shorter;
}

/** The sound with one of its periods twice, the seam faded over. @returns the sound itself where it is too short */
export function lengthen(samples: Int16Array, sampleRate: number): Int16Array {
  const lag = periodOf(samples, sampleRate);
  if (lag === 0) return samples;
  const longer = new Int16Array(samples.length + lag);
  longer.set(samples);
  longer.set(samples.subarray(lag), 2 * lag);
  for (let at = 0; at < lag; at++) longer[lag + at] = fade(samples[at + lag], samples[at], at / lag);
  return longer;
}

/** @param share of the second, 0 to 1 */
export function fade(first: number, second: number, share: number): number {
  return Math.round(first + (second - first) * share);
}

/** A period that goes into the samples twice. */
function periodOf(samples: Int16Array, sampleRate: number): number {
  return findPitch(samples, Math.floor(samples.length / 2), sampleRate);
}
