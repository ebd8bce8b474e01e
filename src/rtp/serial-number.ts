/** Sequence numbers and timestamps of RTP, which wrap around (RFC 3550 5.1). */

/** How far `to` is ahead of `from`, -32768 to 32767. Only the low 16 bits of both count. */
export function sequenceDistance(from: number, to: number): number {
  return ((to - from) << 16) >> 16;
}

/** How far `to` is ahead of `from`, -2^31 to 2^31 - 1. Only the low 32 bits of both count. */
export function timestampDistance(from: number, to: number): number {
  return (to - from) | 0;
}

/** The sequence number `count` packets later, 0 to 65535. */
export function addSequence(sequence: number, count = 1): number {
  return (sequence + count) & 0xffff;
}

/** The timestamp `units` later, 0 to 2^32 - 1. */
export function addTimestamp(timestamp: number, units: number): number {
  return (timestamp + units) >>> 0;
}

/** The number without wrap-around that has these low 16 bits and lies nearest to `near`. */
export function extendSequence(near: number, sequence: number): number {
  return near + sequenceDistance(near, sequence);
}

/** The number without wrap-around that has these low 32 bits and lies nearest to `near`. */
export function extendTimestamp(near: number, timestamp: number): number {
  return near + timestampDistance(near, timestamp);
}
