/** What falls due when: a binary heap, so that expiring costs what expires, not what is stored, whatever the clock does. */

export class ExpiryQueue<T> {
  readonly #dues: number[] = [];
  readonly #items: T[] = [];

  get size(): number {
    return this.#dues.length;
  }

  /** The earliest due time; Infinity when there is none. */
  get earliest(): number {
    return this.#dues.length === 0 ? Infinity : this.#dues[0];
  }

  add(due: number, item: T): void {
    const dues = this.#dues;
    const items = this.#items;
    let at = dues.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (dues[parent] <= due) break;
      dues[at] = dues[parent];
      items[at] = items[parent];
      at = parent;
    }
    dues[at] = due;
    items[at] = item;
  }

  /** Takes out the item that is due first. There must be one. */
  take(): T {
    const dues = this.#dues;
    const items = this.#items;
    const first = items[0];
    const due = dues.pop()!;
    const item = items.pop()!;
    const size = dues.length;
    if (size === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && dues[child + 1] < dues[child]) child++;
      if (dues[child] >= due) break;
      dues[at] = dues[child];
      items[at] = items[child];
      at = child;
    }
    dues[at] = due;
    items[at] = item;
    return first;
  }
}
