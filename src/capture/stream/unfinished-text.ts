/** The pieces of a text that is not complete yet, however many they are. */

/** Small pieces are joined by so many, so that a dribble costs neither time nor memory. */
const gathered = 256;
/** What a piece costs beside its characters. */
const overhead = 16;

/** Adding is cheap, and reading is done once. */
export class UnfinishedText {
  #blocks: string[] = [];
  #pieces: string[] = [];
  #held = 0;
  #length = 0;

  /** Bytes of memory, about; 0 when it is empty. */
  get held(): number {
    return this.#held;
  }

  /** Characters. */
  get length(): number {
    return this.#length;
  }

  /** @param keptAlive characters of the text that the piece is a slice of: it stays in memory with its slice */
  add(piece: string, keptAlive = piece.length): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
    this.#held += keptAlive + overhead;
    if (this.#pieces.length < gathered) return;
    this.#blocks.push(this.#pieces.join(''));
    this.#pieces = [];
    this.#held -= gathered * overhead;
  }

  read(): string {
    return this.#blocks.join('') + this.#pieces.join('');
  }

  clear(): void {
    this.#blocks = [];
    this.#pieces = [];
    this.#held = 0;
    this.#length = 0;
  }
}
