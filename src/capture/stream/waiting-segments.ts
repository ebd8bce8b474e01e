/** The segments of a TCP stream that came before their turn, without overlaps: the first bytes of a place win (RFC 9293 3.10.7.4). */

/** Bytes of a stream with the segment that brought them. */
export interface WaitingSegment {
  /** Of its first byte, 0 to 2^32 - 1. */
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly time: number;
  readonly frame: number;
}

/** What a segment costs beside its bytes. */
const overhead = 128;

/** In the order of the stream, from the first missing byte on. */
export class WaitingSegments {
  #segments: WaitingSegment[] = [];
  #bytes = 0;

  get count(): number {
    return this.#segments.length;
  }

  /** Of payload. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Of memory, about. */
  get held(): number {
    return this.#bytes + overhead * this.#segments.length;
  }

  get first(): WaitingSegment | undefined {
    return this.#segments[0];
  }

  shift(): void {
    const segment = this.#segments.shift();
    if (segment !== undefined) this.#bytes -= segment.bytes.length;
  }

  clear(): void {
    this.#segments = [];
    this.#bytes = 0;
  }

  /**
   * Keeps a copy of what is new in a segment.
   * @param next the first missing byte of the stream; all that waits is less than 2^31 bytes ahead of it
   */
  add(
    next: number,
    sequence: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    time: number,
    frame: number,
  ): void {
    let ahead = (sequence - next) >>> 0;
    let index = this.#firstThatEndsAfter(next, ahead);
    let at = start;
    while (at < end) {
      const segment = this.#segments.at(index);
      const segmentAhead = segment === undefined ? Infinity : (segment.sequence - next) >>> 0;
      let length = Math.min(segmentAhead - ahead, end - at);
      if (length > 0) {
        const copy = bytes.slice(at, at + length);
        this.#segments.splice(index, 0, { sequence: (next + ahead) >>> 0, bytes: copy, time, frame });
        this.#bytes += length;
      } else if (segment !== undefined) {
        length = segmentAhead + segment.bytes.length - ahead;
      }
      at += length;
      ahead += length;
      index++;
    }
  }

  #firstThatEndsAfter(next: number, ahead: number): number {
    let low = 0;
    let high = this.#segments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { sequence, bytes } = this.#segments[middle];
      if (((sequence - next) >>> 0) + bytes.length <= ahead) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
