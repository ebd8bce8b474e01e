/** One copy of each of the few strings that very many bindings share, such as a phone's product name. */

import { detach } from '../message/index.ts';

const LIMIT = 4096;

export class Interned {
  readonly #texts = new Map<string, string>();

  /** A detached string that equals `text`, the same one as last time while it is remembered. */
  of(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    // A peer that makes up a new name each time must not fill the memory.
    if (this.#texts.size >= LIMIT) this.#texts.clear();
    const kept = detach(text);
    this.#texts.set(kept, kept);
    return kept;
  }
}
