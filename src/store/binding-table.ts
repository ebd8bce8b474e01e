/** The bindings of every address-of-record in memory, and when the next of them expire. */

import { detach, SipError } from '../message/index.ts';
import { Cell, Step } from './cell.ts';
import { ExpiryQueue } from './expiry-queue.ts';
import { Interned } from './interned.ts';
import { inOrder, KeptBinding, keepBinding } from './kept-binding.ts';
import type { Binding, BindingChange } from './store.ts';
import type { Change } from './writer.ts';

const NONE: readonly KeptBinding[] = Object.freeze([]);
const UNSCHEDULED = Infinity;

/** An address-of-record with its bindings, in order. */
export class AorCell extends Cell<readonly KeptBinding[]> {
  readonly aor: string;
  /** When the expiry queue brings it up; it does so no later than its first binding expires. */
  due = UNSCHEDULED;
  readonly #table: BindingTable;

  constructor(aor: string, table: BindingTable) {
    super(NONE);
    this.aor = aor;
    this.#table = table;
  }

  override addChanges(before: readonly KeptBinding[], after: readonly KeptBinding[], changes: Change[]): void {
    const { aor } = this;
    for (const binding of before) {
      if (!hasRow(after, KeptBinding.rowOf(binding))) changes.push({ kind: 'removeBinding', aor, binding });
    }
    for (const binding of after) {
      if (!before.includes(binding)) changes.push({ kind: 'putBinding', aor, binding });
    }
  }

  override settled(before: readonly KeptBinding[]): void {
    this.#table.settled(this, before);
  }
}

export class BindingTable {
  readonly interned = new Interned();
  readonly #cells = new Map<string, AorCell>();
  readonly #expiry = new ExpiryQueue<AorCell>();
  #nextRow = 1;
  #count = 0;

  /** What is kept, with what expired since the last sweep. */
  get count(): number {
    return this.#count;
  }

  get(aor: string, now: number): readonly KeptBinding[] {
    const cell = this.#cells.get(aor);
    return cell === undefined ? NONE : alive(cell.kept, now);
  }

  *all(now: number): IterableIterator<readonly [aor: string, bindings: readonly KeptBinding[]]> {
    for (const cell of this.#cells.values()) {
      const bindings = alive(cell.kept, now);
      if (bindings.length > 0) yield [cell.aor, bindings];
    }
  }

  /** Takes in a stored binding whose strings are its own or `interned`. Rows must ascend; then `loaded` is called once. */
  load(row: number, aor: string, binding: Binding): void {
    const kept = new KeptBinding(row, binding);
    let cell = this.#cells.get(aor);
    if (cell === undefined) this.#cells.set(aor, (cell = new AorCell(aor, this)));
    cell.kept = cell.kept.length === 0 ? [kept] : inOrder([...cell.kept, kept]);
    cell.latest = cell.kept;
    this.#count++;
    this.#nextRow = row + 1;
  }

  loaded(): void {
    for (const cell of this.#cells.values()) this.#schedule(cell, cell.kept);
  }

  /** @returns undefined when nothing would change and nothing is under way */
  change(aor: string, now: number, change: BindingChange): Step<readonly KeptBinding[]> | undefined {
    const cell = this.#cells.get(aor);
    const before = cell === undefined ? NONE : cell.latest;
    const current = alive(before, now);
    const after = this.#keep(before, current, change(current));
    if (after === before && (cell === undefined || cell.writes === 0)) return undefined;
    return new Step(cell ?? this.#add(aor), after);
  }

  /** @returns undefined when it has none */
  removeAll(aor: string): Step<readonly KeptBinding[]> | undefined {
    const cell = this.#cells.get(aor);
    return cell === undefined || cell.latest.length === 0 ? undefined : new Step(cell, NONE);
  }

  /** Steps that remove what has expired at `now`, of at most `limit` addresses-of-record. */
  expire(now: number, limit: number): (readonly [aor: string, step: Step<readonly KeptBinding[]>])[] {
    const steps: (readonly [string, Step<readonly KeptBinding[]>])[] = [];
    for (let taken = 0; taken < limit && this.#expiry.earliest <= now; taken++) {
      const due = this.#expiry.earliest;
      const cell = this.#expiry.take();
      // It was brought forward after this, and has come up already.
      if (cell.due !== due) continue;
      cell.due = UNSCHEDULED;
      const left = alive(cell.latest, now);
      if (left !== cell.latest) steps.push([cell.aor, new Step(cell, left)]);
      else if (left.length > 0) this.#schedule(cell, left);
      else this.#forget(cell);
    }
    return steps;
  }

  settled(cell: AorCell, before: readonly KeptBinding[]): void {
    this.#count += cell.kept.length - before.length;
    if (cell.kept.length > 0) this.#schedule(cell, cell.kept);
    // A cell in the expiry queue stays until that comes up: one that is emptied and filled again would be queued twice.
    else if (cell.due === UNSCHEDULED) this.#forget(cell);
  }

  #add(aor: string): AorCell {
    const key = detach(aor);
    const cell = new AorCell(key, this);
    this.#cells.set(key, cell);
    return cell;
  }

  #forget(cell: AorCell): void {
    if (cell.writes === 0 && cell.kept.length === 0) this.#cells.delete(cell.aor);
  }

  #schedule(cell: AorCell, bindings: readonly KeptBinding[]): void {
    let first = Infinity;
    for (const { expiresAt } of bindings) if (expiresAt < first) first = expiresAt;
    if (first >= cell.due) return;
    cell.due = first;
    this.#expiry.add(first, cell);
  }

  /** The set that `change` asked for, as it is kept. What has expired stays until it is swept, so that its end is told. */
  #keep(
    before: readonly KeptBinding[],
    current: readonly KeptBinding[],
    asked: readonly Binding[],
  ): readonly KeptBinding[] {
    if (asked === current) return before;
    const after: KeptBinding[] = [];
    let same = true;
    for (const binding of asked) {
      if (indexOfContact(after, binding.contact) !== -1) {
        throw new SipError('SIP_BAD_BINDING', `the contact ${binding.contact} is there twice`);
      }
      if (before.includes(binding as KeptBinding)) {
        after.push(binding as KeptBinding);
        continue;
      }
      const at = indexOfContact(before, binding.contact);
      const earlier = at === -1 ? undefined : before[at];
      const row = earlier === undefined ? this.#nextRow++ : KeptBinding.rowOf(earlier);
      after.push(keepBinding(binding, row, earlier, this.interned));
      same = false;
    }
    if (current !== before) {
      for (const binding of before) {
        if (!current.includes(binding) && indexOfContact(after, binding.contact) === -1) after.push(binding);
      }
    }
    return same && after.length === before.length ? before : inOrder(after);
  }
}

/** The same array when nothing in it has expired. */
function alive(bindings: readonly KeptBinding[], now: number): readonly KeptBinding[] {
  for (const { expiresAt } of bindings) {
    if (expiresAt <= now) return bindings.filter((binding) => binding.expiresAt > now);
  }
  return bindings;
}

function indexOfContact(bindings: readonly KeptBinding[], contact: string): number {
  for (let i = 0; i < bindings.length; i++) if (bindings[i].contact === contact) return i;
  return -1;
}

function hasRow(bindings: readonly KeptBinding[], row: number): boolean {
  for (const binding of bindings) if (KeptBinding.rowOf(binding) === row) return true;
  return false;
}
