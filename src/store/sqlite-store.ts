/** The store that outlives its process: everything in memory, and every write in SQLite before it is acknowledged. */

import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SipError } from '../message/index.ts';
import type { Schedule } from './group-commit.ts';
import { GroupStore, StoreTables } from './group-store.ts';
import { reasonOf } from './sqlite-fault.ts';
import { lockDatabase } from './sqlite-lock.ts';
import { migrate } from './sqlite-migrations.ts';
import { ACCOUNT_COLUMNS, BINDING_COLUMNS, type Value } from './sqlite-columns.ts';
import { decodeAccount, decodeBinding } from './sqlite-rows.ts';
import { SqliteWriter } from './sqlite-writer.ts';
import type { Store } from './store.ts';

/** Where the database is, and what its writes cost and survive. */
export interface SqliteStoreOptions {
  /** The database file. It and its folder are made when they are missing. */
  readonly path: string;
  /** What an acknowledged write survives: the death of the process (default), or a power failure too. */
  readonly durability?: 'process' | 'power';
  /** The least time between the starts of two groups of writes, ms; the first after a pause starts at once. Default 20. */
  readonly groupEvery?: number;
  /** How long a write waits for a lock that another program holds on the database, ms. Default 2,000. */
  readonly busyTimeout?: number;
  /** The most bytes that the database may grow to; 0, the default, is no limit. */
  readonly maxBytes?: number;
}

/**
 * Opens a database for this process alone and reads it. Close it, or the process does not end.
 * @throws SipError `SIP_STORE_IN_USE` when another process has it open, `SIP_STORE_OPEN_FAILED` when it cannot be
 * opened, read and written, is of another program or newer than this one
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const path = resolve(options.path);
  let unlock: (() => void) | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    unlock = lockDatabase(path);
    const tables = readTables(path, options.busyTimeout ?? 2000);
    const settings = {
      path,
      durability: options.durability ?? 'process',
      busyTimeout: options.busyTimeout ?? 2000,
      maxBytes: options.maxBytes ?? 0,
    } as const;
    return new GroupStore(tables, new SqliteWriter(settings, unlock), every(options.groupEvery ?? 20));
  } catch (error) {
    unlock?.();
    if (error instanceof SipError) throw error;
    throw new SipError('SIP_STORE_OPEN_FAILED', `${path} cannot be opened: ${reasonOf(error)}`, { cause: error });
  }
}

function readTables(path: string, busyTimeout: number): StoreTables {
  // It holds what passwords are checked with: for the owner alone.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  const database = new DatabaseSync(path, { timeout: busyTimeout });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    migrate(database, path);
    const tables = new StoreTables();
    for (const row of rows(database, `SELECT ${ACCOUNT_COLUMNS.join(', ')} FROM accounts`)) {
      tables.accounts.load(decodeAccount(row));
    }
    for (const row of rows(database, `SELECT ${BINDING_COLUMNS.join(', ')} FROM bindings ORDER BY row`)) {
      tables.bindings.load(row[0] as number, row[1] as string, decodeBinding(row, tables.bindings.interned));
    }
    tables.bindings.loaded();
    for (const [name, value] of rows(database, 'SELECT name, value FROM settings')) {
      tables.settings.load(name as string, value as string);
    }
    return tables;
  } finally {
    database.close();
  }
}

function rows(database: DatabaseSync, sql: string): Iterable<Value[]> {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement.iterate() as Iterable<unknown> as Iterable<Value[]>;
}

/** Lets groups start `ms` apart; what comes in meanwhile goes together. */
function every(ms: number): Schedule {
  let resting = false;
  let waiting: (() => void) | undefined;
  const start = (flush: () => void): void => {
    if (ms > 0) {
      resting = true;
      setTimeout(rested, ms);
    }
    flush();
  };
  const rested = (): void => {
    resting = false;
    const flush = waiting;
    waiting = undefined;
    if (flush !== undefined) start(flush);
  };
  return (flush) => {
    if (resting) waiting = flush;
    // Requests that came in one turn of the event loop go together.
    else setImmediate(start, flush);
  };
}
