/** Chance that repeats itself: the same seed gives the same run, on every machine. */

import { type Random } from '../stack/index.ts';

/** Random numbers for tests, from a seed: good enough to scatter, and nothing to keep a secret by. */
export class SeededRandom implements Random {
  /** What it was made of: told by a failing test, it brings the same run back. */
  readonly seed: number;
  private a: number;
  private b: number;
  private c: number;
  private count = 1;

  /** @param seed any whole number; neighbours give unrelated sequences */
  constructor(seed: number) {
    this.seed = seed;
    this.a = seed | 0;
    this.b = Math.imul(seed, 0x9e3779b1) | 0;
    this.c = 0x2545f491;
    for (let i = 0; i < 12; i++) this.bits32();
  }

  /** 32 bits, unsigned (Chris Doty-Humphrey's sfc32). */
  bits32(): number {
    const sum = (((this.a + this.b) | 0) + this.count) | 0;
    this.count = (this.count + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return sum >>> 0;
  }

  /** From 0 up to but not 1. */
  next(): number {
    return this.bits32() / 2 ** 32;
  }

  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** Whether something of this probability happens. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the choices, each as likely as the others; there must be one. */
  pick<T>(choices: readonly T[]): T {
    return choices[this.between(0, choices.length - 1)];
  }

  /** Another sequence of its own, so that what one user draws does not move the others. */
  fork(): SeededRandom {
    return new SeededRandom(this.bits32());
  }
}
