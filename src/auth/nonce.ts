/** Nonces that need no memory until they are used: time and number, signed with a secret (RFC 7616 3.3, 5.4). */

import { SipError } from '../message/index.ts';
import { equalInConstantTime, type Hash, parseHex } from './hash.ts';

/** The instance's id is followed by '-', the time (ms) and the number in hex, and the first 128 bits of the signature. */
const TIME = 12;
const NUMBER = 12;
const SIGNATURE = 32;
const TAIL = 1 + TIME + NUMBER + SIGNATURE;

/** What a `NonceSource` mints with, and for how long its nonces are good. */
export interface NonceOptions {
  readonly hash: Hash;
  /** At least 32 random characters, drawn anew at each start: nonces from before it are then stale. */
  readonly secret: string;
  /** How long a nonce may be used after it was minted, in ms. */
  readonly lifetimeMs: number;
  /** The id of the instance that owns the nonces: letters and digits, at most 16. */
  readonly instance: string;
}

/**
 * - `valid`: ours, and young enough.
 * - `stale`: of our form, but too old, or its signature does not hold: minted before the last start, or made up. Which
 *   of the two can't be told, and need not be: both get a new nonce.
 * - `forged`: not of our form: never minted here.
 */
export type NonceState = 'valid' | 'stale' | 'forged';

/** Mints nonces and tells its own from others: what is in one is its time, its number and a signature. */
export class NonceSource {
  readonly #hash: Hash;
  readonly #prefix: string;
  readonly #lifetimeMs: number;
  readonly #key: string;
  #last = 0;

  /** @throws SipError SIP_NONCE_OPTIONS */
  constructor(options: NonceOptions) {
    if (options.secret.length < 32) throw new SipError('SIP_NONCE_OPTIONS', 'the secret has fewer than 32 characters');
    if (!/^[A-Za-z0-9]{1,16}$/.test(options.instance))
      throw new SipError('SIP_NONCE_OPTIONS', `not an instance id: ${options.instance}`);
    if (!(options.lifetimeMs > 0)) throw new SipError('SIP_NONCE_OPTIONS', 'the lifetime is not positive');
    this.#hash = options.hash;
    this.#prefix = `${options.instance}-`;
    this.#lifetimeMs = options.lifetimeMs;
    // 128 bits, so that the text that is hashed stays short.
    this.#key = options.hash('SHA-256', `nonce ${options.secret}`).slice(0, 32);
  }

  /** A nonce that no other call returns. @param now ms, of any clock that `check` reads too; best a monotonic one */
  mint(now: number): string {
    this.#last++;
    const payload = this.#prefix + hexField(Math.max(0, Math.floor(now))) + hexField(this.#last);
    return payload + this.#sign(payload);
  }

  /** Whether a nonce is ours, and still good. @param now ms, of the clock that `mint` was given */
  check(nonce: string, now: number): NonceState {
    const signed = nonce.length - SIGNATURE;
    const timeAt = this.#prefix.length;
    if (signed !== timeAt + TIME + NUMBER || !nonce.startsWith(this.#prefix)) return 'forged';
    if (!equalInConstantTime(this.#sign(nonce.slice(0, signed)), nonce.slice(signed))) return 'stale';
    // A clock set back must not keep a nonce alive for longer.
    const age = now - parseHex(nonce, timeAt, timeAt + TIME);
    return age > this.#lifetimeMs || age < -this.#lifetimeMs ? 'stale' : 'valid';
  }

  /**
   * One hash behind a key is a signature here: all payloads have one length, and half of the hash stays hidden, so that
   * nobody can extend a signed text to another one.
   */
  #sign(payload: string): string {
    return this.#hash('SHA-256', this.#key + payload).slice(0, SIGNATURE);
  }
}

/**
 * The number of a nonce that `check` called valid: 1 for the first that its source minted, one more for each after.
 */
export function nonceNumber(nonce: string): number {
  const end = nonce.length - SIGNATURE;
  return parseHex(nonce, end - NUMBER, end);
}

/** The id of the instance that a nonce says it comes from, whether it does or not; undefined when it says none. */
export function nonceInstance(nonce: string): string | undefined {
  const end = nonce.length - TAIL;
  return end > 0 && nonce.charCodeAt(end) === 0x2d ? nonce.slice(0, end) : undefined;
}

const HEX_TRIPLES = Array.from({ length: 4096 }, (_, value) => value.toString(16).padStart(3, '0'));

/** Twelve digits. By table: `toString(16)` of a number of this size divides floating-point numbers. */
function hexField(value: number): string {
  const high = Math.floor(value / 0x1000000);
  const low = value % 0x1000000;
  return HEX_TRIPLES[high >>> 12] + HEX_TRIPLES[high & 4095] + HEX_TRIPLES[low >>> 12] + HEX_TRIPLES[low & 4095];
}
