/** The accepted uses of each nonce, over all calls (RFC 7616 3.4). */

import { type AuthValue, detach } from '../../message/index.ts';
import { hasCredentials } from './challenge-round.ts';
import { type Step } from './step.ts';

/** A header field with credentials, folds included. */
const CREDENTIALS = /\n(?:proxy-)?authorization[ \t]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*/gi;
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
    // Of every accepted request: the text tells without an index.
    for (const [line] of request.seen.text.matchAll(CREDENTIALS)) {
      const count = Number.parseInt(paramOf(line, 'nc'), 16);
      if (Number.isNaN(count) || paramOf(line, 'qop') === '') continue;
      const key = keyOf(paramOf(line, 'username'), paramOf(line, 'realm'), paramOf(line, 'nonce'));
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

const names = ['username', 'realm', 'nonce', 'qop', 'nc'] as const;
const patterns = new Map(
  names.map((name) => [name, new RegExp(`[\\s,]${name}[ \\t]*=[ \\t]*(?:"([^"]*)"|([^\\s,"]+))`, 'i')]),
);

/** The value of a parameter of credentials, as it is written; ''. */
function paramOf(line: string, name: (typeof names)[number]): string {
  const match = patterns.get(name)?.exec(line);
  return match?.[1] ?? match?.[2] ?? '';
}

/** A server may give one nonce to several users. */
function keyOf(username: string, realm: string, nonce: string): string {
  return `${username}\n${realm}\n${nonce}`;
}

/** The user, the realm and the nonce of credentials, as one. */
export function nonceKeyOf({ params }: AuthValue): string {
  return keyOf(params.get('username') ?? '', params.get('realm') ?? '', params.get('nonce') ?? '');
}

/** NaN where there is none that counts: without qop nc means nothing. */
export function nonceCountOf({ params }: AuthValue): number {
  const nc = params.get('nc') ?? '';
  return params.has('qop') && /^[0-9a-f]{1,8}$/i.test(nc) ? Number.parseInt(nc, 16) : Number.NaN;
}
