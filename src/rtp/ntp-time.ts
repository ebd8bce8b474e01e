/** NTP timestamps of sender reports, and the middle bits that LSR and DLSR are counted in (RFC 3550 4, 6.4.1). */

/** From 1900 to 1970, s. */
const EPOCH_OFFSET = 2_208_988_800;

/** A moment as a sender report tells it. */
export interface NtpTime {
  /** Since 1900, modulo 2^32. */
  readonly seconds: number;
  /** In 2^-32 s. */
  readonly fraction: number;
}

/** A wall clock time as NTP has it. @param wallMs ms since 1970 */
export function ntpTime(wallMs: number): NtpTime {
  const seconds = Math.floor(wallMs / 1000);
  return {
    seconds: (seconds + EPOCH_OFFSET) >>> 0,
    fraction: Math.floor(((wallMs - seconds * 1000) / 1000) * 2 ** 32) >>> 0,
  };
}

/** The middle 32 bits: what LSR holds, in 1/65536 s. */
export function middleOf({ seconds, fraction }: NtpTime): number {
  return ((seconds << 16) | (fraction >>> 16)) >>> 0;
}

/** From ms to units of 1/65536 s, as DLSR holds them: at most 2^32 - 1. */
export function toNtpUnits(ms: number): number {
  return Math.min(0xffff_ffff, Math.max(0, Math.round(ms * 65.536)));
}

/** From units of 1/65536 s, as LSR and DLSR have them, to ms. */
export function fromNtpUnits(units: number): number {
  return units / 65.536;
}
