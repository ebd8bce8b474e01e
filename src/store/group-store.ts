/** A store that reads from memory and writes in groups: all of it but the writer, which says when a group is kept. */

import { AccountTable, checkAccount } from './account-table.ts';
import { BindingTable } from './binding-table.ts';
import type { Step } from './cell.ts';
import { GroupCommit, type Schedule } from './group-commit.ts';
import { SettingTable } from './setting-table.ts';
import type { Account, Binding, BindingChange, Store } from './store.ts';
import type { Writer } from './writer.ts';

/** Accounts of one write: what a batch may take, so that the import of very many lets others' writes pass between. */
const ACCOUNTS_PER_WRITE = 1000;
/** Addresses-of-record that one call of `expireBindings` looks at. */
const EXPIRE_AT_ONCE = 1000;

const NOTHING_TO_KEEP = Promise.resolve();

/** What a store holds in memory. */
export class StoreTables {
  readonly accounts = new AccountTable();
  readonly bindings = new BindingTable();
  readonly settings = new SettingTable();
}

export class GroupStore implements Store {
  readonly #accounts: AccountTable;
  readonly #bindings: BindingTable;
  readonly #settings: SettingTable;
  readonly #commit: GroupCommit;

  constructor(tables: StoreTables, writer: Writer, schedule: Schedule) {
    this.#accounts = tables.accounts;
    this.#bindings = tables.bindings;
    this.#settings = tables.settings;
    this.#commit = new GroupCommit(writer, schedule);
  }

  account(user: string, domain: string): Account | undefined {
    return this.#accounts.get(user, domain);
  }

  accounts(): IterableIterator<Account> {
    return this.#accounts.all();
  }

  get accountCount(): number {
    return this.#accounts.count;
  }

  bindings(aor: string, now: number): readonly Binding[] {
    return this.#bindings.get(aor, now);
  }

  allBindings(now: number): IterableIterator<readonly [aor: string, bindings: readonly Binding[]]> {
    return this.#bindings.all(now);
  }

  get bindingCount(): number {
    return this.#bindings.count;
  }

  updateBindings(aor: string, now: number, change: BindingChange): Promise<void> {
    let step: Step<unknown> | undefined;
    try {
      step = this.#bindings.change(aor, now, change);
    } catch (error) {
      return rejected(error);
    }
    return step === undefined ? NOTHING_TO_KEEP : this.#commit.submit([step]);
  }

  /** More than 1,000 are written in several groups, of which the earlier ones stay when a later one fails. */
  async putAccounts(accounts: readonly Account[]): Promise<void> {
    for (const account of accounts) checkAccount(account);
    for (let from = 0; from < accounts.length; from += ACCOUNTS_PER_WRITE) {
      const steps: Step<unknown>[] = [];
      for (const account of accounts.slice(from, from + ACCOUNTS_PER_WRITE)) steps.push(this.#accounts.put(account));
      await this.#commit.submit(steps);
    }
  }

  async removeAccount(user: string, domain: string): Promise<boolean> {
    const account = this.#accounts.remove(user, domain);
    if (account === undefined) return false;
    const bindings = this.#bindings.removeAll(`${user}@${domain}`);
    await this.#commit.submit(bindings === undefined ? [account] : [account, bindings]);
    return true;
  }

  setting(name: string): string | undefined {
    return this.#settings.get(name);
  }

  putSetting(name: string, value: string): Promise<void> {
    return this.#commit.submit([this.#settings.put(name, value)]);
  }

  /** @throws SipError `SIP_STORE_FAILED` when nothing of it could be written; what could not comes up again */
  async expireBindings(now: number): Promise<readonly (readonly [aor: string, binding: Binding])[]> {
    const expired = this.#bindings.expire(now, EXPIRE_AT_ONCE);
    const outcomes = await Promise.allSettled(expired.map(([, step]) => this.#commit.submit([step])));
    const removed: (readonly [aor: string, binding: Binding])[] = [];
    let failure: unknown;
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome.status === 'rejected') {
        failure = outcome.reason;
        continue;
      }
      const [aor, { before, after }] = expired[i];
      for (const binding of before) if (!after.includes(binding)) removed.push([aor, binding]);
    }
    if (removed.length === 0 && failure !== undefined) throw failure as Error;
    return removed;
  }

  health(): { readonly ok: boolean; readonly reason: string } {
    const reason = this.#commit.failure;
    return { ok: reason === '', reason };
  }

  close(): Promise<void> {
    return this.#commit.close();
  }
}

/** What `change` throws is the caller's to hear of, as a rejection like every other failure. */
async function rejected(error: unknown): Promise<never> {
  throw error;
}
