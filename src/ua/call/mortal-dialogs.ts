/** Dialogs whose call a BYE of ours has ended, until its transaction is over (RFC 5407 2: the Mortal state). */

import { requestDialogKey } from '../../dialog/index.ts';
import { type Request, Response } from '../../message/index.ts';
import { type Stack } from '../../stack/index.ts';
import { type Flow } from '../../transport/index.ts';
import { type RequestUser } from '../request/outgoing-request.ts';

/** Nothing lives in them any more, but where both sides hang up at once, the BYE of the peer is no mistake. */
export class MortalDialogs {
  readonly #keys = new Set<string>();

  /** Whether a request of the peer's, or its ACK, has crossed our BYE. */
  has(request: Request): boolean {
    return this.#keys.has(requestDialogKey(request));
  }

  /** Answers a BYE that has crossed ours (RFC 5407 3.2.1). @returns false for anything else, which is not answered yet */
  receive(request: Request, flow: Flow, stack: Stack): boolean {
    if (request.method !== 'BYE' || !this.has(request)) return false;
    stack.startServer(request, flow, {}).respond(200);
    return true;
  }

  /** Takes a dialog in. @param key see `dialogKey` @returns who follows our BYE to its end */
  add(key: string): RequestUser {
    this.#keys.add(key);
    const end = () => this.#keys.delete(key);
    return {
      onResponse() {},
      // With a response its transaction goes on for a while, to take what comes again.
      onFinal: (_, outcome) => void (outcome instanceof Response || end()),
      onEnd: end,
    };
  }

  clear(): void {
    this.#keys.clear();
  }
}
