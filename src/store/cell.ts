/** One value of a store in its two tenses: what is acknowledged, and what will be once every write under way is. */

import type { Change } from './writer.ts';

export abstract class Cell<T> {
  /** Acknowledged: what readers see. */
  kept: T;
  /** With every write that was asked for: what the next write builds on. */
  latest: T;
  /** How many writes lie between the two. */
  writes = 0;

  constructor(kept: T) {
    this.kept = kept;
    this.latest = kept;
  }

  /** Adds the changes that lead from one value to another. */
  abstract addChanges(before: T, after: T, changes: Change[]): void;
  /** Called after a step was kept or undone. @param before what was `kept` until then */
  abstract settled(before: T): void;
}

/** One cell's part in a write. */
export class Step<T> {
  readonly cell: Cell<T>;
  readonly before: T;
  readonly after: T;

  /** Makes `after` the value that the next write of this cell builds on. */
  constructor(cell: Cell<T>, after: T) {
    this.cell = cell;
    this.before = cell.latest;
    this.after = after;
    cell.latest = after;
    cell.writes++;
  }

  addChanges(changes: Change[]): void {
    this.cell.addChanges(this.before, this.after, changes);
  }

  addReverse(changes: Change[]): void {
    this.cell.addChanges(this.after, this.before, changes);
  }

  keep(): void {
    const { cell } = this;
    const before = cell.kept;
    cell.kept = this.after;
    cell.writes--;
    cell.settled(before);
  }

  /** Takes the step back. It must be the newest of its cell. */
  undo(): void {
    const { cell } = this;
    cell.latest = this.before;
    cell.writes--;
    cell.settled(cell.kept);
  }
}
