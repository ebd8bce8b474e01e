/**
 * Transactions by key, chained through themselves (RFC 3261 17.1.3, 17.2.3). There are as many as came in the last 32 s and
 * most look-ups find nothing: this costs one access to cold memory, where a Map of strings costs several.
 */

/** The hash and the link belong to the table. */
export interface Keyed<Entry> {
  readonly key: string;
  keyHash: number;
  keyNext: Entry | undefined;
}

const FIRST_SLOTS = 1024;

export class KeyTable<Entry extends Keyed<Entry>> {
  private readonly seed: number;
  private heads: (Entry | undefined)[] = new Array<Entry | undefined>(FIRST_SLOTS).fill(undefined);
  private count = 0;

  /** @param seed that nobody can guess, so that nobody can send keys of one slot */
  constructor(seed: number) {
    this.seed = seed;
  }

  get size(): number {
    return this.count;
  }

  /** The newest with this key, or undefined. */
  find(key: string): Entry | undefined {
    const hash = this.hash(key);
    let entry = this.heads[hash & (this.heads.length - 1)];
    while (entry !== undefined && (entry.keyHash !== hash || entry.key !== key)) entry = entry.keyNext;
    return entry;
  }

  /** The next older one with the key of `entry`. */
  older(entry: Entry): Entry | undefined {
    let other = entry.keyNext;
    while (other !== undefined && (other.keyHash !== entry.keyHash || other.key !== entry.key)) other = other.keyNext;
    return other;
  }

  add(entry: Entry): void {
    if (this.count >= this.heads.length) this.grow();
    entry.keyHash = this.hash(entry.key);
    this.link(entry);
    this.count++;
  }

  /** @returns whether it was there */
  remove(entry: Entry): boolean {
    const slot = entry.keyHash & (this.heads.length - 1);
    let before: Entry | undefined;
    let at = this.heads[slot];
    while (at !== undefined && at !== entry) {
      before = at;
      at = at.keyNext;
    }
    if (at === undefined) return false;
    if (before === undefined) this.heads[slot] = entry.keyNext;
    else before.keyNext = entry.keyNext;
    entry.keyNext = undefined;
    this.count--;
    return true;
  }

  *all(): Generator<Entry> {
    for (const head of this.heads)
      for (let entry: Entry | undefined = head; entry !== undefined; entry = entry.keyNext) yield entry;
  }

  clear(): void {
    this.heads = new Array<Entry | undefined>(FIRST_SLOTS).fill(undefined);
    this.count = 0;
  }

  private link(entry: Entry): void {
    const slot = entry.keyHash & (this.heads.length - 1);
    entry.keyNext = this.heads[slot];
    this.heads[slot] = entry;
  }

  private grow(): void {
    const old = this.heads;
    this.heads = new Array<Entry | undefined>(old.length * 2).fill(undefined);
    for (const head of old) {
      // Turned round first, so that the newest of a key is linked last and stays in front.
      let oldest: Entry | undefined;
      for (let entry = head; entry !== undefined; ) {
        const next: Entry | undefined = entry.keyNext;
        entry.keyNext = oldest;
        oldest = entry;
        entry = next;
      }
      for (let entry = oldest; entry !== undefined; ) {
        const next: Entry | undefined = entry.keyNext;
        this.link(entry);
        entry = next;
      }
    }
  }

  private hash(key: string): number {
    let hash = this.seed;
    for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
    return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  }
}
