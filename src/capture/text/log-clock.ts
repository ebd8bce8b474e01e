/** The time of a message of a text: what announces it tells, or the line that it begins in, or one of those before. */

import { readTime } from './text-time.ts';

const DAY = 86_400_000;

/** The clock of one text. Where it tells the time of day alone, the first day is that of 1970, and midnights are counted. */
export class LogClock {
  #days = 0;
  #last = Number.NaN;

  /**
   * @param told ms since 1970, or NaN
   * @param firstLine the line in which the message begins
   * @param recent lines before it, the last one last
   * @returns ms since 1970; NaN where nothing tells it
   */
  timeOf(told: number, firstLine: string, recent: readonly string[]): number {
    let time = Number.isNaN(told) && firstLine !== '' ? readTime(firstLine) : told;
    for (let i = recent.length - 1; i >= 0 && Number.isNaN(time); i--) time = readTime(recent[i]);
    return time < DAY ? this.#ofDay(time) : time;
  }

  /** A clock that goes back by more than half a day has passed midnight. */
  #ofDay(time: number): number {
    if (this.#last - time > DAY / 2) this.#days++;
    else if (time - this.#last > DAY / 2 && this.#days > 0) this.#days--;
    this.#last = time;
    return time + this.#days * DAY;
  }
}
