/** What happens one after another, to be read with `for await`: calls that come in, provisional responses, notifications. */

/** One reader at a time. What comes while nobody reads waits, up to a limit; then the oldest goes. */
export class Inbox<Item> implements AsyncIterable<Item> {
  /** How many were thrown away because nobody read them in time. */
  dropped = 0;
  readonly #limit: number;
  readonly #items: Item[] = [];
  #waiting: ((result: IteratorResult<Item, undefined>) => void)[] = [];
  #readers = 0;
  #ended = false;

  /** @param limit how many wait at most */
  constructor(limit = 256) {
    this.#limit = limit;
  }

  /** Whether somebody has begun to read and has not stopped; after `end` nobody does. */
  get listening(): boolean {
    return this.#readers > 0 && !this.#ended;
  }

  /** Hands an item to the reader, or keeps it for one. After `end` nothing is taken. */
  put(item: Item): void {
    if (this.#ended) return;
    const reader = this.#waiting.shift();
    if (reader !== undefined) {
      reader({ done: false, value: item });
      return;
    }
    this.#items.push(item);
    if (this.#items.length <= this.#limit) return;
    this.#items.shift();
    this.dropped++;
  }

  /** No more will come: readers end once they have what is there. */
  end(): void {
    this.#ended = true;
    for (const reader of this.#waiting) reader({ done: true, value: undefined });
    this.#waiting = [];
  }

  /** Reads until the end, or until the loop is left. */
  [Symbol.asyncIterator](): AsyncIterator<Item, undefined> {
    this.#readers++;
    let reading = true;
    const stop = () => {
      if (reading) this.#readers--;
      reading = false;
    };
    return {
      next: () => {
        const item = this.#items.shift();
        if (item !== undefined) return Promise.resolve({ done: false, value: item });
        if (!this.#ended && reading) return new Promise((resolve) => this.#waiting.push(resolve));
        stop();
        return Promise.resolve({ done: true, value: undefined });
      },
      return: () => {
        stop();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }
}
