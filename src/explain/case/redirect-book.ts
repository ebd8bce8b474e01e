/** The redirections that were seen: who was said to be where, and for how long (RFC 3261 21.3). */

import { headerId } from '../../catalogue/index.ts';
import { detach, Uri } from '../../message/index.ts';
import { contactsIn } from './registration-book.ts';
import { type SeenTransaction } from './seen-transaction.ts';

const EXPIRES = headerId('Expires');
const MAX_REDIRECTS = 2_000;

/** A 3xx with the URI that was asked for and those that it named. */
export interface SeenRedirect {
  readonly time: number;
  readonly frame: number;
  readonly callId: string;
  readonly status: number;
  readonly askedFor: string;
  readonly contacts: readonly string[];
  /** s that a 302 holds for, where it says so (21.3.3). */
  readonly expires: number | undefined;
  /** The address that was redirected. */
  readonly client: string;
}

/** The latest redirections of the capture. */
export class RedirectBook {
  readonly #all: SeenRedirect[] = [];

  /** Notes a transaction whose final response is a 3xx. */
  note({ request, final, client }: SeenTransaction): void {
    const uri = request?.request?.uriOrFailure;
    if (request === undefined || final === undefined || !(uri instanceof Uri)) return;
    if (this.#all.length >= MAX_REDIRECTS) this.#all.shift();
    const expires = Number(final.message.header(EXPIRES) ?? Number.NaN);
    this.#all.push({
      time: final.time,
      frame: final.frame,
      callId: detach(final.callId),
      status: final.status,
      askedFor: detach(uri.text),
      contacts: contactsIn(final).map(({ uri: text }) => text),
      expires: Number.isNaN(expires) ? undefined : expires,
      client: client.address,
    });
  }

  get all(): readonly SeenRedirect[] {
    return this.#all;
  }
}
