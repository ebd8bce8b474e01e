/** What an Interface Description Block of pcapng says (draft-ietf-opsawg-pcapng 4.2). */

/** Where packets were captured, and what their times count. */
export interface Interface {
  readonly linkType: number;
  /** Octets of a packet that were kept; 0 for all of them. */
  readonly snapshotLength: number;
  readonly ticksPerMs: number;
  /** Added to each time, in ms. */
  readonly offset: number;
  /** What one of the high half of a time is, in whole ms, and the ticks left over. */
  readonly msPerHigh: number;
  readonly ticksPerHigh: number;
}

const HIGH = 0x1_0000_0000;

const END_OF_OPTIONS = 0;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;

/** Reads the body of the block, of which at least 8 octets are there. */
export function readInterface(view: DataView, start: number, end: number, littleEndian: boolean): Interface {
  let ticksPerMs = 1000;
  let offset = 0;
  let at = start + 8;
  while (end - at >= 4) {
    const code = view.getUint16(at, littleEndian);
    const length = view.getUint16(at + 2, littleEndian);
    const value = at + 4;
    at = value + ((length + 3) & ~3);
    if (code === END_OF_OPTIONS || at > end) break;
    if (code === IF_TSRESOL && length === 1) {
      const resolution = view.getUint8(value);
      ticksPerMs = (resolution & 0x80 ? 2 ** (resolution & 0x7f) : 10 ** resolution) / 1000;
    } else if (code === IF_TSOFFSET && length === 8) {
      const [high, low] = littleEndian ? [value + 4, value] : [value, value + 4];
      offset = (view.getInt32(high, littleEndian) * HIGH + view.getUint32(low, littleEndian)) * 1000;
    }
  }
  const isExact = Number.isInteger(ticksPerMs) && ticksPerMs <= HIGH;
  return {
    linkType: view.getUint16(start, littleEndian),
    snapshotLength: view.getUint32(start + 4, littleEndian),
    ticksPerMs,
    offset,
    msPerHigh: isExact ? Math.floor(HIGH / ticksPerMs) : 0,
    ticksPerHigh: isExact ? HIGH % ticksPerMs : HIGH,
  };
}

/** ms since 1970 of the last moment that a `Date` can tell. */
const LAST_MOMENT = 8.64e15;

/**
 * The ms since 1970 of a time in two halves; NaN where it is none that a calendar has. Nanoseconds since 1970 are more than a
 * number holds in one.
 */
export function timeOf({ ticksPerMs, offset, msPerHigh, ticksPerHigh }: Interface, high: number, low: number): number {
  const time = high * msPerHigh + (high * ticksPerHigh + low) / ticksPerMs + offset;
  return Math.abs(time) <= LAST_MOMENT ? time : Number.NaN;
}
