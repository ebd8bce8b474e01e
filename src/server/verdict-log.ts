/** The verdict on each call that failed, in one line of the log. */

import { type Clock, type Logger } from '../stack/index.ts';
import { type CallFailure, type FailedCalls } from '../trace/index.ts';

/** ms after the failure: its ACK and what goes with it have come by then. */
const SETTLE_MS = 1_000;
/** Verdicts in one round; a flood of failures is counted, not judged. */
const MOST = 20;

/** Judges what the pool of failed calls keeps. The rules are loaded when the first call has failed. */
export class VerdictLog {
  readonly #failures: FailedCalls;
  readonly #clock: Clock;
  readonly #log: Logger;
  #waiting = new Map<string, CallFailure>();
  #passedOver = 0;
  #stop: (() => void) | undefined;

  constructor(failures: FailedCalls, clock: Clock, log: Logger) {
    this.#failures = failures;
    this.#clock = clock;
    this.#log = log;
    failures.onKept = (failure) => this.#note(failure);
  }

  close(): void {
    this.#stop?.();
    this.#failures.onKept = undefined;
  }

  #note(failure: CallFailure): void {
    if (this.#waiting.size >= MOST && !this.#waiting.has(failure.callId)) this.#passedOver++;
    else this.#waiting.set(failure.callId, failure);
    this.#stop ??= this.#clock.after(SETTLE_MS, () => {
      this.#stop = undefined;
      this.#tell().catch((error: unknown) => this.#log.error({ err: error }, 'a verdict could not be made'));
    });
  }

  async #tell(): Promise<void> {
    const waiting = this.#waiting;
    const passedOver = this.#passedOver;
    this.#waiting = new Map();
    this.#passedOver = 0;
    const { judgeRecords } = await import('../explain/index.ts');
    for (const [callId, { from, to, status }] of waiting) {
      const [root] = judgeRecords(this.#failures.records(callId), callId)?.findings ?? [];
      if (root === undefined || root.severity !== 'failure') continue;
      this.#log.info({ callId, from, to, status, finding: root.id }, `${root.rule.title}: ${root.summary}`);
    }
    if (passedOver > 0) this.#log.info({ calls: passedOver }, 'more calls failed, too many to judge each');
  }
}
