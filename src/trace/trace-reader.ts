/** A place in the ring from which somebody reads on: a log, a metric, a capture that is being written. */

import { decodeRecord, type TraceRecord } from './record.ts';
import { type RecordRing } from './record-ring.ts';

/** Reads on by itself; what the ring overwrote meanwhile is counted in `missed`. */
export class TraceReader {
  /** Records that were overwritten before this reader came to them. */
  missed = 0;
  private readonly ring: RecordRing;
  private position: number;
  /** Of the record at `position`, or of the one to come. */
  private sequence: number;

  /** @param after the sequence number of the last record that is not wanted; one that is not there yet is the newest */
  constructor(ring: RecordRing, after: number) {
    this.ring = ring;
    this.position = ring.oldest;
    this.sequence = ring.oldestSequence;
    if (after > 0 && after + 1 < this.sequence) this.missed = this.sequence - after - 1;
    while (this.sequence <= after && this.sequence < ring.nextSequence) this.advance();
  }

  /** The next record, oldest first; undefined when there is none yet. */
  next(): TraceRecord | undefined {
    const { ring } = this;
    if (this.position < ring.oldest) {
      this.missed += ring.oldestSequence - this.sequence;
      this.position = ring.oldest;
      this.sequence = ring.oldestSequence;
    }
    if (this.sequence === ring.nextSequence) return undefined;
    const record = decodeRecord(ring.memory, ring.byteAt(ring.skipGap(this.position)));
    this.advance();
    return record;
  }

  private advance(): void {
    const start = this.ring.skipGap(this.position);
    this.position = start + this.ring.lengthAt(start);
    this.sequence++;
  }
}
