/** Comfort noise: what is played while the peer sends only how loud its silence is (RFC 3389 3). */

/** Its static payload type, for a clock rate of 8000 Hz (RFC 3551 6). */
export const COMFORT_NOISE_PAYLOAD_TYPE = 13;

/** The square wave of the greatest mu-law value, in 16 bits: 0 dBov (RFC 3389 3.1). */
const OVERLOAD = 4 * 8031;
/** The peak of uniform noise to its RMS. */
const PEAK = Math.sqrt(3);

/**
 * The noise level of a payload. Spectral information after it is passed over: a receiver may reduce the model order to
 * nothing (RFC 3389 3).
 * @returns in -dBov, 0 to 127; undefined for an empty payload
 */
export function parseComfortNoise(payload: Uint8Array): number | undefined {
  return payload.length === 0 ? undefined : payload[0] & 0x7f;
}

/** A payload without spectral information. @param level in -dBov, 0 to 127 @returns one octet */
export function buildComfortNoise(level: number): Uint8Array {
  return Uint8Array.of(Math.max(0, Math.min(127, Math.round(level))));
}

/** White noise at the level that the peer last named. */
export class ComfortNoise {
  readonly #random: () => number;
  #peak = 0;

  /** @param random at least 0, less than 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** How loud the noise is from now on. @param level in -dBov */
  setLevel(level: number): void {
    this.#peak = Math.min(32767, OVERLOAD * 10 ** (-level / 20) * PEAK);
  }

  /** Fills all of the samples with noise, in place of what they hold. */
  fill(samples: Int16Array): void {
    for (let at = 0; at < samples.length; at++) samples[at] = Math.round((2 * this.#random() - 1) * this.#peak);
  }
}
