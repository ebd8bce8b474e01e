/** Commits writes in groups: one batch at the writer, the next one collecting meanwhile. */

import { SipError } from '../message/index.ts';
import type { Cell, Step } from './cell.ts';
import { type Change, WriteFailure, type Writer } from './writer.ts';

/** Calls `flush` once, when the next batch may start. */
export type Schedule = (flush: () => void) => void;

/** A batch takes no further write once it has this many changes, so that a long import does not hold up registrations. */
const BATCH_CHANGES = 1000;
/** How long after a failure it is found out whether writing works again, where no write asks before, ms. */
const PROBE_AFTER = 1000;

interface Write {
  readonly steps: readonly Step<unknown>[];
  readonly resolve: () => void;
  readonly reject: (error: SipError) => void;
}

export class GroupCommit {
  readonly #writer: Writer;
  readonly #schedule: Schedule;
  #queue: Write[] = [];
  #inFlight = false;
  #scheduled = false;
  /** What brings the writer back to what memory says, after a batch of which nobody knows whether it was kept. */
  #repairs: Change[] = [];
  #failure = '';
  #probeTimer: ReturnType<typeof setTimeout> | undefined;
  #closing: Promise<void> | undefined;
  #drained: (() => void) | undefined;

  constructor(writer: Writer, schedule: Schedule) {
    this.#writer = writer;
    this.#schedule = schedule;
  }

  /** Why the last batch failed; '' when it did not. */
  get failure(): string {
    return this.#failure;
  }

  /** Resolves when all the steps are acknowledged; rejects when they, or a write that they build on, failed. */
  submit(steps: readonly Step<unknown>[]): Promise<void> {
    if (this.#closing !== undefined) {
      for (const step of steps.toReversed()) step.undo();
      return Promise.reject(new SipError('SIP_STORE_CLOSED', 'the store is closed', { status: 503 }));
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#queue.push({ steps, resolve, reject });
    this.#ask();
    return promise;
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    clearTimeout(this.#probeTimer);
    if (this.#inFlight || this.#queue.length > 0 || this.#repairs.length > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#drained = resolve;
      this.#start();
      await promise;
    }
    await this.#writer.close();
  }

  #ask(): void {
    if (this.#scheduled || this.#inFlight) return;
    this.#scheduled = true;
    this.#schedule(this.#flush);
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    if (this.#queue.length > 0) this.#start();
  };

  #start(): void {
    if (this.#inFlight) return;
    clearTimeout(this.#probeTimer);
    this.#inFlight = true;
    const changes = [...this.#repairs];
    let size = 0;
    while (size < this.#queue.length && changes.length < BATCH_CHANGES) {
      for (const step of this.#queue[size++].steps) step.addChanges(changes);
    }
    const batch = size === this.#queue.length ? this.#queue : this.#queue.slice(0, size);
    this.#queue = size === this.#queue.length ? [] : this.#queue.slice(size);
    // Nothing to keep, and nothing failed that would have to be tried again.
    if (changes.length === 0 && this.#failure === '') {
      this.#finish(batch, undefined);
      return;
    }
    this.#writer.write(changes).then(
      (failure) => this.#finish(batch, failure),
      (error: unknown) => this.#finish(batch, new WriteFailure(String(error), true)),
    );
  }

  #finish(batch: readonly Write[], failure: WriteFailure | undefined): void {
    this.#inFlight = false;
    if (failure === undefined) this.#acknowledge(batch);
    else this.#fail(batch, failure);
    if (this.#closing !== undefined) {
      if (this.#queue.length > 0) this.#start();
      else this.#drained?.();
    } else if (this.#queue.length > 0) {
      this.#ask();
    }
  }

  #acknowledge(batch: readonly Write[]): void {
    this.#failure = '';
    this.#repairs.length = 0;
    for (const { steps } of batch) for (const step of steps) step.keep();
    for (const { resolve } of batch) resolve();
  }

  #fail(batch: readonly Write[], failure: WriteFailure): void {
    this.#failure = failure.reason;
    if (failure.uncertain) {
      for (const { steps } of batch.toReversed()) {
        for (const step of steps.toReversed()) step.addReverse(this.#repairs);
      }
    }
    const failed = new Set<Cell<unknown>>();
    const rejected = [...batch];
    for (const { steps } of batch) for (const { cell } of steps) failed.add(cell);
    this.#queue = this.#queue.filter((write) => {
      if (!write.steps.some(({ cell }) => failed.has(cell))) return true;
      for (const { cell } of write.steps) failed.add(cell);
      rejected.push(write);
      return false;
    });
    undo(rejected);
    const error = new SipError('SIP_STORE_FAILED', failure.reason, { status: 503 });
    for (const { reject } of rejected) reject(error);
    this.#probeTimer = setTimeout(() => this.#start(), PROBE_AFTER);
    // A program that waits for nothing else may end.
    this.#probeTimer.unref();
  }
}

/** Last write first, so that each step is the newest of its cell when its turn comes. */
function undo(writes: readonly Write[]): void {
  for (const { steps } of writes.toReversed()) for (const step of steps.toReversed()) step.undo();
}
