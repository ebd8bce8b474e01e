/** What happens one after another, to be read with `for await`: calls that come in, provisional responses, notifications. */

/** Somebody who waits for the next item. */
interface Waiting<Item> {
  /** The iterator that it was asked of. */
  readonly reader: object;
  readonly take: (result: IteratorResult<Item, undefined>) => void;
}

/** One reader at a time. What comes while nobody reads waits, up to a limit; then the oldest goes. */
export class Inbox<Item> implements AsyncIterable<Item> {
  /** How many were thrown away because nobody read them in time. */
  dropped = 0;
  readonly #limit: number;
  readonly #onDropped: ((item: Item) => void) | undefined;
  readonly #items: Item[] = [];
  #waiting: Waiting<Item>[] = [];
  #readers = 0;
  #ended = false;

  /**
   * @param limit how many wait at most
   * @param onDropped is given what is thrown away; and with it, what still waits when the last reader leaves is thrown away too
   */
  constructor(limit = 256, onDropped?: (item: Item) => void) {
    this.#limit = limit;
    this.#onDropped = onDropped;
  }

  /** Whether somebody has begun to read and has not stopped; after `end` nobody does. */
  get listening(): boolean {
    return this.#readers > 0 && !this.#ended;
  }

  /** Hands an item to the reader, or keeps it for one. After `end` nothing is taken. */
  put(item: Item): void {
    if (this.#ended) return;
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      waiting.take({ done: false, value: item });
      return;
    }
    this.#items.push(item);
    if (this.#items.length > this.#limit) this.#drop(1);
  }

  /** No more will come: readers end once they have what is there. */
  end(): void {
    this.#ended = true;
    for (const { take } of this.#waiting) take({ done: true, value: undefined });
    this.#waiting = [];
  }

  /** Reads until the end, or until the loop is left. */
  [Symbol.asyncIterator](): AsyncIterator<Item, undefined> {
    this.#readers++;
    let reading = true;
    const iterator: AsyncIterator<Item, undefined> = {
      next: () => {
        const item = reading ? this.#items.shift() : undefined;
        if (item !== undefined) return Promise.resolve({ done: false, value: item });
        if (!this.#ended && reading) return new Promise((take) => this.#waiting.push({ reader: iterator, take }));
        return stop();
      },
      return: () => stop(),
    };
    const stop = () => {
      if (reading) this.#leave(iterator);
      reading = false;
      return Promise.resolve({ done: true, value: undefined } as const);
    };
    return iterator;
  }

  #leave(iterator: object): void {
    this.#readers--;
    const left = this.#waiting.filter(({ reader }) => reader === iterator);
    this.#waiting = this.#waiting.filter(({ reader }) => reader !== iterator);
    for (const { take } of left) take({ done: true, value: undefined });
    if (this.#readers === 0 && !this.#ended && this.#onDropped !== undefined) this.#drop(this.#items.length);
  }

  /** Throws the oldest away. */
  #drop(count: number): void {
    const dropped = this.#items.splice(0, count);
    this.dropped += dropped.length;
    for (const item of dropped) this.#onDropped?.(item);
  }
}
