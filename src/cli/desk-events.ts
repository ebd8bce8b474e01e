/** What happens at the desk of a phone: told to whoever watches, and waited for. */
import type { Clock } from '../stack/index.ts';
import { Impossible } from './desk-calls.ts';
import type { PhoneEvent } from './phone-events.ts';

/** An event of a kind. */
export type EventOf<Kind extends PhoneEvent['event']> = Extract<PhoneEvent, { readonly event: Kind }>;

export class DeskEvents {
  readonly #clock: Clock;
  readonly #watchers = new Set<(event: PhoneEvent) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  tell(event: PhoneEvent): void {
    for (const watcher of [...this.#watchers]) watcher(event);
  }

  /** Hears of each event from now on. @returns what ends that */
  watch(watcher: (event: PhoneEvent) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Resolves with the next event of a kind. */
  next<Kind extends PhoneEvent['event']>(kind: Kind): Promise<EventOf<Kind>> {
    return new Promise((resolve) => {
      const stop = this.watch((event) => {
        if (event.event !== kind) return;
        stop();
        resolve(event as EventOf<Kind>);
      });
    });
  }

  /**
   * Resolves when something holds, now or after an event. Rejects with what `isDone` throws, and with Impossible when it takes
   * longer.
   * @param ms without end when left out @param what is waited for, in words
   */
  async until(isDone: () => boolean, ms?: number, what = ''): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => {
      try {
        if (isDone()) resolve();
      } catch (error) {
        reject(error);
      }
    };
    const stop = this.watch(look);
    const cancel =
      ms === undefined ? () => {} : this.#clock.after(ms, () => reject(new Impossible(`not ${what} in time`)));
    look();
    try {
      await promise;
    } finally {
      stop();
      cancel();
    }
  }

  /** Resolves when so many ms have passed. */
  pass(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#clock.after(ms, resolve));
  }
}
