/** When a subscription that ended is made anew: as its notifier says, and never in a circle without a pause (RFC 6665 4.1.2.2, 4.1.3). */

import { afterTermination } from '../../dialog/index.ts';
import { type Random } from '../../stack/index.ts';
import { retryDelay } from '../registration/retry-delay.ts';
import { type SubscriberOver } from './subscriber.ts';

/** ms: a subscription that lasted as long was no failure. */
const STEADY = 60_000;
/** s that a new subscription waits at most where nobody asks for more, and beyond which no retry-after is believed. */
const LONGEST = 1_800;
const LONGEST_ASKED = 86_400;

export class Resubscription {
  private readonly random: Random;
  /** How often in a row it was over soon. */
  private failures = 0;

  constructor(random: Random) {
    this.random = random;
  }

  /**
   * @param lasted ms from its first SUBSCRIBE to its end
   * @param known whether a notifier has ever told something: a subscription that never was is left to the application
   * @returns s until it is made anew; undefined where it is not
   */
  pauseAfter(over: SubscriberOver, lasted: number, known: boolean): number | undefined {
    this.failures = lasted >= STEADY ? 1 : Math.min(this.failures + 1, 16);
    const soon = this.failures === 1 ? 0 : Math.min(LONGEST, 2 ** (this.failures - 2));
    const later = retryDelay(this.random, this.failures, true);
    switch (over.cause) {
      case 'terminated': {
        const { after, retryAfter } = afterTermination(over.notification);
        if (after === 'do not re-subscribe') return undefined;
        if (retryAfter !== undefined) return Math.max(Math.min(retryAfter, LONGEST_ASKED), soon);
        return after === 're-subscribe now' ? soon : later;
      }
      case 'refused':
        // The notifier has lost it, and may be asked anew.
        return known && over.outcome.status === 481 ? soon : undefined;
      case 'failed':
        return known ? later : undefined;
      case 'silence':
      case 'expired':
        return known ? soon : undefined;
      case 'left':
        return undefined;
    }
  }
}
