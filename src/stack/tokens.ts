/** The tokens that we mint; each carries the id of the instance that owns it, so that any instance can tell whose it is. */

import { type Request } from '../message/index.ts';
import { type Random } from './clock.ts';

const COOKIE = 'z9hG4bK';

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
    const branch = `${this.prefix}${(this.count++).toString(36)}.${this.random.bits32().toString(36)}`;
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
    return `${this.instance}-${this.random.bits32().toString(36)}${(this.random.bits32() & 0xffff).toString(36)}`;
  }

  /** The tag of a response without a transaction: the same for each retransmission, and for the ACK that follows (8.2.7). */
  statelessTag(request: Request): string {
    const { callId } = request;
    const branch = request.via.branch;
    const a = hash(hash(this.secretA, callId), branch);
    const b = hash(hash(this.secretB, branch), callId);
    return `${this.instance}-${a.toString(36)}${b.toString(36)}`;
  }

  callId(): string {
    const random = this.random;
    return `${this.instance}-${random.bits32().toString(36)}${random.bits32().toString(36)}${random.bits32().toString(36)}`;
  }
}

function hash(seed: number, text: string): number {
  let value = seed;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value ^= value >>> 15;
  return Math.imul(value, 0x2c1b3c6d) >>> 0;
}
