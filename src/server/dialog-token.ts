/** The proof in our Record-Route that a dialog was let through once, so that its later requests are, and no others (RFC 3261 16.6, 26.1.3). */

import { type Hash } from '../auth/index.ts';

export class DialogTokens {
  private readonly hash: Hash;
  private readonly key: string;

  /** @param secret kept across restarts: calls in progress must be able to end */
  constructor(secret: string, hash: Hash) {
    this.hash = hash;
    this.key = `dialog ${secret} `;
  }

  /** A keyed hash over what all requests of a dialog share. 80 bits in hex: too few of them to extend it to a longer Call-ID. */
  mint(callId: string, flow = ''): string {
    return this.hash('SHA-256', this.key + (flow === '' ? callId : `${callId}\n${flow}`)).slice(0, 20);
  }

  /** The comparison may stop early: a token is worth one Call-ID, and guesses cost a request each. */
  proves(token: string, callId: string, flow = ''): boolean {
    return token !== '' && token === this.mint(callId, flow);
  }
}
