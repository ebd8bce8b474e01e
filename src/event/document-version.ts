/** The rule by which a watcher puts full and partial documents together: by their versions (RFC 3680 5.2, 4235 4.3). */

/** Whether a document tells all there is, or what has changed since the one before. */
export type DocumentState = 'full' | 'partial';
/** Both states, as documents write them. */
export const documentStates: readonly DocumentState[] = ['full', 'partial'];

/**
 * What became of a document:
 * - `applied`: the table tells what it told
 * - `needs full state`: applied, but a document before it is missing: refresh the subscription, which brings all of it again
 * - `stale`: older than what the table tells, and ignored
 */
export type DocumentOutcome = 'applied' | 'needs full state' | 'stale';

/** Of one subscription: a new one begins anew. */
export class DocumentVersion {
  #current: number | undefined;
  #state: 'empty' | 'complete' | 'incomplete' = 'empty';

  /** That of the last document applied; undefined before the first. */
  get current(): number | undefined {
    return this.#current;
  }

  /** Whether nothing is missing: the last full document came, and all since. */
  get complete(): boolean {
    return this.#state === 'complete';
  }

  /**
   * A gap is told once, until a full document has closed it: asking again for each document that comes in between would
   * make a SUBSCRIBE of every NOTIFY. A version that repeats is applied: the RFCs discard lower ones alone, and some
   * servers never count.
   */
  receive(version: number, state: DocumentState): DocumentOutcome {
    const current = this.#current;
    if (current !== undefined && version < current) return 'stale';
    this.#current = version;
    const before = this.#state;
    if (state === 'full') this.#state = 'complete';
    else if (current === undefined || version > current + 1) this.#state = 'incomplete';
    return this.#state === 'incomplete' && before !== 'incomplete' ? 'needs full state' : 'applied';
  }

  /** A document told more than the table may hold. */
  lose(): void {
    this.#state = 'incomplete';
  }
}
