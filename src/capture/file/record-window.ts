/** Gives a parser of records its bytes whole, whatever pieces they come in, without keeping more than one record. */

/** Reads records that follow one another; what is not there yet it asks for. */
export interface RecordParser {
  /** How many bytes must lie together before `parse` can go on, at least 1. */
  readonly needed: number;
  /**
   * Takes what it can of `start` to `end`, where at least `needed` bytes are.
   * @returns where it stopped. From there less than the new `needed` bytes lie before `end`
   */
  parse(bytes: Uint8Array, start: number, end: number): number;
  /** The file has ended, and `start` to `end` is what no record was made of. */
  end(bytes: Uint8Array, start: number, end: number): void;
}

const firstCapacity = 4096;

/** Most records are read in the caller's own memory; one that lies across the seam of two pieces is put together here. */
export class RecordWindow {
  readonly #parser: RecordParser;
  /** From `#start` to `#end` lies the beginning of a record, the rest of which is still to come. */
  #kept = new Uint8Array(0);
  #start = 0;
  #end = 0;

  constructor(parser: RecordParser) {
    this.#parser = parser;
  }

  /** Bytes that this window holds of its own. */
  get capacity(): number {
    return this.#kept.length;
  }

  write(chunk: Uint8Array): void {
    const parser = this.#parser;
    let at = 0;
    while (this.#end > this.#start) {
      const missing = parser.needed - (this.#end - this.#start);
      const taken = Math.min(missing, chunk.length - at);
      this.#keep(chunk, at, at + taken);
      if (taken < missing) return;
      at += taken;
      this.#start = parser.parse(this.#kept, this.#start, this.#end);
      const left = this.#end - this.#start;
      if (left > taken) continue;
      // What is left lies in the chunk too.
      at -= left;
      this.#start = this.#end = 0;
    }
    if (chunk.length - at >= parser.needed) at = parser.parse(chunk, at, chunk.length);
    this.#keep(chunk, at, chunk.length);
  }

  end(): void {
    this.#parser.end(this.#kept, this.#start, this.#end);
    this.#start = this.#end = 0;
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    if (start >= end) return;
    if (this.#end + end - start > this.#kept.length) this.#makeRoom(end - start);
    this.#kept.set(chunk.subarray(start, end), this.#end);
    this.#end += end - start;
  }

  #makeRoom(more: number): void {
    const length = this.#end - this.#start;
    let capacity = Math.max(this.#kept.length, firstCapacity);
    // Moved only when half of it is spent: so no byte is moved more than once for each that is read.
    if (length + more > capacity || this.#start < capacity / 2) {
      while (capacity < length + more) capacity *= 2;
      if (capacity === this.#kept.length) capacity *= 2;
      const larger = new Uint8Array(capacity);
      larger.set(this.#kept.subarray(this.#start, this.#end));
      this.#kept = larger;
    } else {
      this.#kept.copyWithin(0, this.#start, this.#end);
    }
    this.#start = 0;
    this.#end = length;
  }
}
