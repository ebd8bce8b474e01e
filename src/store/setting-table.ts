/** The settings in memory. */

import { Cell, Step } from './cell.ts';
import type { Change } from './writer.ts';

class SettingCell extends Cell<string | undefined> {
  readonly #name: string;

  constructor(name: string, value: string | undefined) {
    super(value);
    this.#name = name;
  }

  override addChanges(_before: string | undefined, after: string | undefined, changes: Change[]): void {
    if (after !== undefined) changes.push({ kind: 'putSetting', name: this.#name, value: after });
  }

  override settled(): void {}
}

export class SettingTable {
  readonly #cells = new Map<string, SettingCell>();

  get(name: string): string | undefined {
    return this.#cells.get(name)?.kept;
  }

  load(name: string, value: string): void {
    this.#cells.set(name, new SettingCell(name, value));
  }

  put(name: string, value: string): Step<string | undefined> {
    let cell = this.#cells.get(name);
    if (cell === undefined) this.#cells.set(name, (cell = new SettingCell(name, undefined)));
    return new Step<string | undefined>(cell, value);
  }
}
