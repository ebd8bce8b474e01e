/** 32 bits as characters of a token (RFC 3261 25.1), for branches and tags that we mint. */

const DIGITS = '0123456789abcdefghijklmnopqrstuv';
/** Two digits at a time; `toString(36)` of a number of this size divides floating-point numbers and takes ten times as long. */
const PAIRS = Array.from({ length: 1024 }, (_, pair) => DIGITS[pair >> 5] + DIGITS[pair & 31]);

/** Seven lower-case letters and digits: tokens may be compared without regard to case. */
export function tokenOf(bits: number): string {
  return PAIRS[bits >>> 22] + PAIRS[(bits >>> 12) & 1023] + PAIRS[(bits >>> 2) & 1023] + DIGITS[bits & 3];
}
