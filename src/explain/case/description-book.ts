/** What each place offered or answered last by itself: what it can do in a call in which it only says no (RFC 3264 5). */

import { type Place, type SeenMessage } from '../../capture/index.ts';
import { indexMessage } from '../../message/index.ts';
import { type SeenDescription, sessionIn } from './negotiation.ts';
import { Step } from './step.ts';

/** Notes messages with a body; the places that said something least lately are forgotten. */
export class DescriptionBook {
  readonly #limit: number;
  readonly #latest = new Map<string, SeenMessage>();

  constructor(limit = 2_000) {
    this.#limit = limit;
  }

  /** Takes a step that is no repetition. What a proxy passes on is not its own. */
  note(step: Step): void {
    const { seen, message, transaction } = step;
    if (message.bodyEnd <= message.bodyStart || step.status >= 300) return;
    if (step.isRequest ? transaction?.parent !== undefined : (transaction?.children.length ?? 0) > 0) return;
    const key = keyOf(seen.hop.source);
    this.#latest.delete(key);
    if (this.#latest.size >= this.#limit) {
      const [oldest] = this.#latest.keys();
      this.#latest.delete(oldest);
    }
    this.#latest.set(key, seen);
  }

  /** The description that a place gave in another conversation; undefined where none was seen. */
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
