/** The highest count that was accepted with each nonce, over all calls (RFC 7616 3.4). */

import { detach } from '../../message/index.ts';
import { hasCredentials } from './challenge-round.ts';
import { type Step } from './step.ts';

const NONCE = /\bnonce[ \t]*=[ \t]*"([^"]+)"/i;
const COUNT = /\bnc[ \t]*=[ \t]*"?([0-9a-f]{8})\b/i;
/** What credentials are refused with. */
const refusing: ReadonlySet<number> = new Set([400, 401, 403, 407]);

/** A request that used a nonce. */
export interface NonceUse {
  readonly count: number;
  readonly callId: string;
  readonly method: string;
  readonly frame: number;
}

/** The latest nonces, at most so many. */
export class NonceBook {
  readonly #limit: number;
  readonly #uses = new Map<string, NonceUse>();

  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  /** Takes the final response to a request. */
  note({ status, transaction }: Step): void {
    const request = transaction?.request;
    if (request === undefined || refusing.has(status) || !hasCredentials(request)) return;
    const [, nonce] = NONCE.exec(request.seen.text) ?? [];
    const [, nc] = COUNT.exec(request.seen.text) ?? [];
    if (nonce === undefined || nc === undefined) return;
    const count = Number.parseInt(nc, 16);
    const known = this.#uses.get(nonce);
    if (known !== undefined && known.count >= count) return;
    if (known === undefined && this.#uses.size >= this.#limit) {
      const [oldest] = this.#uses.keys();
      this.#uses.delete(oldest);
    }
    const { callId, method, frame } = request;
    this.#uses.set(detach(nonce), { count, callId: detach(callId), method, frame });
  }

  /** The accepted request with the highest count; undefined where none was seen. */
  of(nonce: string): NonceUse | undefined {
    return this.#uses.get(nonce);
  }
}
