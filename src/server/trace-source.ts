/** The trace for whoever asks over the control socket: what is kept of failed calls, the ring, and what comes later. */

import { type FailedCalls, type TraceRecord, type TraceRing } from '../trace/index.ts';

/** Records that go over the socket in one piece; between two pieces the calls have their turn. */
const PIECE = 200;
/** How often a follower looks for new records, ms. */
const LOOK_MS = 100;

/** What of the trace is wanted. */
export interface TraceQuestion {
  /** Goes on with what is recorded later, until the asker goes away. */
  readonly follow: boolean;
  /** Without what is there already. */
  readonly newOnly: boolean;
}

export class TraceSource {
  readonly #ring: TraceRing;
  readonly #failures: FailedCalls;
  readonly #epoch: () => number;

  /** @param epoch ms since 1970 at the zero of the clock that the records' times are of */
  constructor(ring: TraceRing, failures: FailedCalls, epoch: () => number) {
    this.#ring = ring;
    this.#failures = failures;
    this.#epoch = epoch;
  }

  /**
   * Pieces of the trace, oldest first: records of failed calls that the ring has lost, then the ring. Times are ms since 1970.
   * With secrets: whoever may ask may read all, and shows nothing of them. `undefined` is yielded before it waits.
   */
  async *records({ follow, newOnly }: TraceQuestion): AsyncGenerator<readonly TraceRecord[] | undefined, void> {
    const epoch = this.#epoch();
    const ring = this.#ring;
    const dated = (record: TraceRecord): TraceRecord => ({ ...record, time: record.time + epoch });
    if (!newOnly) {
      for (const { callId } of this.#failures.list()) {
        const oldest = ring.overwritten;
        const lost = this.#failures.records(callId).filter(({ sequence }) => sequence <= oldest);
        if (lost.length > 0) yield lost.map(dated);
      }
    }
    const reader = ring.reader(newOnly ? ring.recorded : 0);
    for (;;) {
      const piece: TraceRecord[] = [];
      for (let record = reader.next(); record !== undefined; record = reader.next()) {
        piece.push(dated(record));
        if (piece.length >= PIECE) break;
      }
      if (piece.length > 0) yield piece;
      if (piece.length >= PIECE) continue;
      if (!follow) return;
      yield undefined;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}
