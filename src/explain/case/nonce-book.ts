/** The accepted uses of each nonce, over all calls (RFC 7616 3.4). */

import { type AuthValue, detach } from '../../message/index.ts';
import { credentialsIn, hasCredentials } from './challenge-round.ts';
import { type Step } from './step.ts';

/** Uses that are kept of one nonce. */
const MAX_USES = 8;
/** What credentials are refused with. */
const refusing: ReadonlySet<number> = new Set([400, 401, 403, 407]);

/** A request that used a nonce, and was accepted. */
export interface NonceUse {
  readonly count: number;
  readonly callId: string;
  readonly method: string;
  readonly frame: number;
}

/** The latest nonces, at most so many. */
export class NonceBook {
  readonly #limit: number;
  readonly #uses = new Map<string, NonceUse[]>();

  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  /** Takes the final response to a request. */
  note({ status, transaction }: Step): void {
    const request = transaction?.request;
    if (request === undefined || refusing.has(status) || !hasCredentials(request)) return;
    const { callId, method, frame } = request;
    for (const value of credentialsIn(request)) {
      const count = nonceCountOf(value);
      if (Number.isNaN(count)) continue;
      const key = nonceKeyOf(value);
      const uses = this.#uses.get(key) ?? this.#begin(detach(key));
      if (uses.length >= MAX_USES) uses.shift();
      uses.push({ count, callId: detach(callId), method, frame });
    }
  }

  /** Uses in other calls before a request, with its count or a higher one; the last of them. */
  usedBefore(value: AuthValue, { callId, frame }: Step): NonceUse | undefined {
    const count = nonceCountOf(value);
    return this.#uses
      .get(nonceKeyOf(value))
      ?.findLast((use) => use.callId !== callId && use.frame < frame && use.count >= count);
  }

  #begin(key: string): NonceUse[] {
    if (this.#uses.size >= this.#limit) {
      const [oldest] = this.#uses.keys();
      this.#uses.delete(oldest);
    }
    const uses: NonceUse[] = [];
    this.#uses.set(key, uses);
    return uses;
  }
}

/** A server may give one nonce to several users. */
export function nonceKeyOf({ params }: AuthValue): string {
  return `${params.get('username') ?? ''}\n${params.get('realm') ?? ''}\n${params.get('nonce') ?? ''}`;
}

/** NaN where there is none that counts: without qop nc means nothing. */
export function nonceCountOf({ params }: AuthValue): number {
  const nc = params.get('nc') ?? '';
  return params.has('qop') && /^[0-9a-f]{1,8}$/i.test(nc) ? Number.parseInt(nc, 16) : Number.NaN;
}
