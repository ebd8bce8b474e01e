/** The challenges of a 401 or 407 (RFC 3261 20.44, 22.2, RFC 8760 2.3). */

import { quote } from '../message/index.ts';
import type { DigestAlgorithm } from './hash.ts';

/** What `buildChallenges` puts into each challenge of a 401 or 407. */
export interface ChallengeOptions {
  /** One challenge each; the order is the order of preference that the peer sees (RFC 8760 2.3). */
  readonly algorithms: readonly DigestAlgorithm[];
  /** Wire form. */
  readonly realm: string;
  /** Of a `NonceSource`; the challenges share it. */
  readonly nonce: string;
  readonly qop: 'auth' | 'auth,auth-int';
  /** The password was right, only the nonce is not: the phone tries again without asking its user (RFC 7616 3.3). */
  readonly stale: boolean;
}

/** The values of as many WWW-Authenticate (401) or Proxy-Authenticate (407) lines as there are algorithms. */
export function buildChallenges(options: ChallengeOptions): string[] {
  const shared = `Digest realm=${quote(options.realm)}, nonce="${options.nonce}", algorithm=`;
  const rest = options.stale ? `, qop="${options.qop}", stale=true` : `, qop="${options.qop}"`;
  return options.algorithms.map((algorithm) => shared + algorithm + rest);
}
