/** What is wrong with a capture, told a few times for each kind and counted after that. */

import type { CaptureSink } from '../seen.ts';

/** How often one kind of damage is told before it is only counted. */
const TOLD = 3;
/** How many kinds are told apart. */
const KINDS = 100;

/** Passes damage on to a sink, so that a million broken packets are no million notes. */
export class DamageNotes {
  readonly #sink: CaptureSink;
  readonly #counts = new Map<string, number>();

  constructor(sink: CaptureSink) {
    this.#sink = sink;
  }

  /** @param frame 0 where it is about the whole file @param reason is also the kind of damage; it names no frame */
  note(frame: number, reason: string, told = TOLD): void {
    const kind = this.#counts.has(reason) || this.#counts.size < KINDS ? reason : 'other damage';
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count <= told) this.#sink.damage(frame, reason);
  }

  /** Damage that is worth a single note, however many frames have it. */
  noteOnce(frame: number, reason: string): void {
    this.note(frame, reason, 1);
  }

  /** How often each kind that was not told every time was found. */
  end(): void {
    for (const [kind, count] of this.#counts) {
      if (count > TOLD) this.#sink.damage(0, `${kind}: ${count} times in all`);
    }
    this.#counts.clear();
  }
}
