/** The tokens that we mint; each carries the id of the instance that owns it, so that any instance can tell whose it is (RFC 3261 19.3). */

import { type Request, tokenOf } from '../message/index.ts';
import { type Random } from './clock.ts';

const COOKIE = 'z9hG4bK';

/** Mints branches, tags and Call-IDs, and knows its own again. */
export class Tokens {
  /** Short, of letters and digits: the instance that mints. */
  readonly instance: string;
  private readonly random: Random;
  /** What every branch of ours starts with. */
  readonly prefix: string;
  private readonly secretA: number;
  private readonly secretB: number;
  private count = 0;

  constructor(instance: string, random: Random) {
    this.instance = instance;
    this.random = random;
    this.prefix = `${COOKIE}-${instance}-`;
    this.secretA = random.bits32();
    this.secretB = random.bits32();
  }

  /** A branch that is unique in space and time (RFC 3261 8.1.1.7) and that nobody can guess. `suffix` of token characters. */
  branch(suffix = ''): string {
    const branch = `${this.prefix}${tokenOf(this.count++)}.${tokenOf(this.random.bits32())}`;
    return suffix === '' ? branch : `${branch}-${suffix}`;
  }

  /** Whether this instance minted the branch. */
  owns(branch: string): boolean {
    return branch.startsWith(this.prefix);
  }

  /** The suffix that a branch of ours was given, or ''. */
  suffixOf(branch: string): string {
    const dash = branch.indexOf('-', this.prefix.length);
    return dash < 0 ? '' : branch.slice(dash + 1);
  }

  /** A tag with more than the 32 random bits that 19.3 asks for. */
  tag(): string {
    return `${this.instance}-${tokenOf(this.random.bits32())}${tokenOf(this.random.bits32())}`;
  }

  /** The tag of a response without a transaction: the same for each retransmission, and for the ACK that follows (8.2.7). */
  statelessTag(request: Request): string {
    const { branch } = request.via;
    const { callId } = request;
    let a = this.secretA;
    let b = this.secretB;
    for (let i = 0; i < branch.length; i++) {
      const code = branch.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x85ebca6b);
    }
    for (let i = 0; i < callId.length; i++) {
      const code = callId.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x85ebca6b);
    }
    return `${this.instance}-${tokenOf(mixed(a))}${tokenOf(mixed(b))}`;
  }

  /** A Call-ID of 96 random bits (8.1.1.4). */
  /** A number that was not used before, as o= of a session description wants it (RFC 8866 5.2). */
  sessionId(): string {
    return String(this.random.bits32());
  }

  /** A Call-ID of our own (RFC 3261 8.1.1.4). */
  callId(): string {
    const { random } = this;
    return `${this.instance}-${tokenOf(random.bits32())}${tokenOf(random.bits32())}${tokenOf(random.bits32())}`;
  }
}

function mixed(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
}
