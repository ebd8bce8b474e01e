/** What each place offered last by itself: what it would do in a call in which it only says no (RFC 3264 5). */

import { type Place, type SeenMessage } from '../../capture/index.ts';
import { indexMessage } from '../../message/index.ts';
import { type SeenDescription, sessionIn } from './negotiation.ts';
import { Step } from './step.ts';

/** Notes INVITEs with a body; an answer only follows its offer (RFC 3264 6.1). The places that offered something least lately are forgotten. */
export class DescriptionBook {
  readonly #limit: number;
  readonly #latest = new Map<string, SeenMessage>();

  constructor(limit = 2_000) {
    this.#limit = limit;
  }

  /** Takes a step that is no repetition. What a proxy passes on is not its own. */
  note(step: Step): void {
    const { seen, message, transaction } = step;
    if (step.method !== 'INVITE' || !step.isRequest || transaction?.parent !== undefined) return;
    if (message.bodyEnd <= message.bodyStart) return;
    const key = keyOf(seen.hop.source);
    this.#latest.delete(key);
    if (this.#latest.size >= this.#limit) {
      const [oldest] = this.#latest.keys();
      this.#latest.delete(oldest);
    }
    this.#latest.set(key, seen);
  }

  /** What a place offered in another conversation; undefined where none was seen. */
  elsewhere(place: Place, callId: string): SeenDescription | undefined {
    const seen = this.#latest.get(keyOf(place));
    const message = seen === undefined ? undefined : indexMessage(seen.text);
    if (seen === undefined || message === undefined || message.callId === callId) return undefined;
    const step = new Step(seen, message, 0);
    const session = sessionIn(step);
    return session === undefined ? undefined : { step, session };
  }
}

function keyOf({ address, port }: Place): string {
  return `${address} ${port}`;
}
