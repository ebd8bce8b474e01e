/** The near side of the thread that writes to SQLite: hands batches over, and starts the thread again when it dies. */

import { Worker } from 'node:worker_threads';
import { encodeChanges } from './sqlite-rows.ts';
import type { FromWriter, ToWriter, WriterSettings } from './sqlite-worker.ts';
import { type Change, WriteFailure, type Writer } from './writer.ts';

// In a clone the sources run as they are; the build renames imports, but not this.
const WORKER = new URL(`./sqlite-worker${import.meta.url.slice(-3)}`, import.meta.url);

/** Pauses between starts of a thread that dies again and again, ms: at most, and the first one. */
const LONGEST_PAUSE = 10_000;
const FIRST_PAUSE = 100;

export class SqliteWriter implements Writer {
  readonly #settings: WriterSettings;
  readonly #onClosed: () => void;
  #worker: Worker | undefined;
  #answer: ((failure: WriteFailure | undefined) => void) | undefined;
  #ended: (() => void) | undefined;
  /** Deaths since the last batch that was kept. */
  #deaths = 0;
  #notBefore = 0;

  constructor(settings: WriterSettings, onClosed: () => void) {
    this.#settings = settings;
    this.#onClosed = onClosed;
    this.#worker = this.#start();
  }

  write(changes: readonly Change[]): Promise<WriteFailure | undefined> {
    if (this.#worker === undefined) {
      if (performance.now() < this.#notBefore) {
        return Promise.resolve(new WriteFailure('the thread that writes to the database has died, and rests', false));
      }
      this.#worker = this.#start();
    }
    const { promise, resolve } = Promise.withResolvers<WriteFailure | undefined>();
    this.#answer = resolve;
    this.#worker.postMessage(encodeChanges(changes) satisfies ToWriter);
    return promise;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker !== undefined) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#ended = resolve;
      worker.postMessage(undefined satisfies ToWriter);
      await promise;
    }
    this.#onClosed();
  }

  #start(): Worker {
    // The first releases of Node 24 still call node:sqlite experimental, in every thread.
    const worker = new Worker(WORKER, {
      workerData: this.#settings,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    let cause = '';
    worker.on('message', (reason: FromWriter) => {
      this.#deaths = 0;
      this.#settle(reason === '' ? undefined : new WriteFailure(reason, false));
    });
    worker.on('error', (error) => (cause = `: ${String(error)}`));
    worker.on('exit', () => this.#died(cause));
    return worker;
  }

  #died(cause: string): void {
    this.#worker = undefined;
    // The first time it may start again at once.
    const pause = this.#deaths === 0 ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#deaths - 1));
    this.#deaths++;
    this.#notBefore = performance.now() + pause;
    this.#settle(new WriteFailure(`the thread that writes to the database died${cause}`, true));
    this.#ended?.();
  }

  #settle(failure: WriteFailure | undefined): void {
    const answer = this.#answer;
    this.#answer = undefined;
    answer?.(failure);
  }
}
