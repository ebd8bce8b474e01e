/** The accounts in memory, by domain and user. */

import { detach, SipError } from '../message/index.ts';
import { Cell, Step } from './cell.ts';
import { Interned } from './interned.ts';
import type { Account } from './store.ts';
import type { Change } from './writer.ts';

class AccountCell extends Cell<Account | undefined> {
  readonly #table: AccountTable;
  readonly #user: string;
  readonly #domain: string;

  constructor(table: AccountTable, user: string, domain: string) {
    super(undefined);
    this.#table = table;
    this.#user = user;
    this.#domain = domain;
  }

  override addChanges(before: Account | undefined, after: Account | undefined, changes: Change[]): void {
    if (after !== undefined) changes.push({ kind: 'putAccount', account: after });
    else if (before !== undefined) changes.push({ kind: 'removeAccount', account: before });
  }

  override settled(before: Account | undefined): void {
    this.#table.settled(this, this.#user, this.#domain, before);
  }
}

/** @throws SipError `SIP_BAD_ACCOUNT` for an account that could never be found again */
export function checkAccount({ user, domain }: Account): void {
  if (domain !== domain.toLowerCase()) {
    throw new SipError('SIP_BAD_ACCOUNT', `the domain of ${user}@${domain} must be in lower case`);
  }
}

export class AccountTable {
  // Two steps, since a key made of both would have to be put together for every look-up.
  readonly #domains = new Map<string, Map<string, AccountCell>>();
  readonly #interned = new Interned();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get(user: string, domain: string): Account | undefined {
    return this.#domains.get(domain)?.get(user)?.kept;
  }

  *all(): IterableIterator<Account> {
    for (const users of this.#domains.values()) {
      for (const { kept } of users.values()) if (kept !== undefined) yield kept;
    }
  }

  load(account: Account): void {
    const kept = this.#detached(account);
    const cell = this.#cell(kept);
    cell.kept = kept;
    cell.latest = kept;
    this.#count++;
  }

  put(account: Account): Step<Account | undefined> {
    const kept = this.#detached(account);
    return new Step(this.#cell(kept), kept);
  }

  /** @returns undefined when there is none */
  remove(user: string, domain: string): Step<Account | undefined> | undefined {
    const cell = this.#domains.get(domain)?.get(user);
    return cell?.latest === undefined ? undefined : new Step<Account | undefined>(cell, undefined);
  }

  settled(cell: AccountCell, user: string, domain: string, before: Account | undefined): void {
    this.#count += Number(cell.kept !== undefined) - Number(before !== undefined);
    if (cell.kept !== undefined || cell.writes > 0) return;
    const users = this.#domains.get(domain)!;
    users.delete(user);
    if (users.size === 0) this.#domains.delete(domain);
  }

  #cell({ user, domain }: Account): AccountCell {
    let users = this.#domains.get(domain);
    if (users === undefined) this.#domains.set(domain, (users = new Map<string, AccountCell>()));
    let cell = users.get(user);
    if (cell === undefined) users.set(user, (cell = new AccountCell(this, user, domain)));
    return cell;
  }

  #detached(account: Account): Account {
    const ha1: Record<string, string> = {};
    for (const [algorithm, hash] of Object.entries(account.ha1)) if (hash !== undefined) ha1[algorithm] = detach(hash);
    return {
      ...account,
      user: detach(account.user),
      domain: this.#interned.of(account.domain),
      realm: this.#interned.of(account.realm),
      ha1,
    };
  }
}
