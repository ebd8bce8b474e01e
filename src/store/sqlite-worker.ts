/** The thread that writes to SQLite: each message is one batch, committed in one transaction, and answered once. */

import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { ACCOUNT_COLUMNS, BINDING_COLUMNS, OPERATIONS, type Value } from './sqlite-columns.ts';
import { reasonOf } from './sqlite-fault.ts';

export interface WriterSettings {
  readonly path: string;
  readonly durability: 'process' | 'power';
  /** ms */
  readonly busyTimeout: number;
  /** Bytes; 0 is no limit. */
  readonly maxBytes: number;
}

/** A batch, or undefined: close and end. */
export type ToWriter = readonly Value[] | undefined;
/** What was wrong, for people; '' when the batch is kept. */
export type FromWriter = string;

/** Pages of the write-ahead log after which it is copied into the database: refreshes of one page in between are copied once. */
const CHECKPOINT_PAGES = 4000;

class Connection {
  readonly #database: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #touch: StatementSync;
  /** By the code of the operation. */
  readonly #statements: readonly { readonly statement: StatementSync; readonly values: number }[];

  constructor(settings: WriterSettings) {
    const url = pathToFileURL(settings.path);
    // Never an empty database in place of one that somebody has moved away.
    url.searchParams.set('mode', 'rw');
    const database = new DatabaseSync(url, { timeout: settings.busyTimeout });
    this.#database = database;
    database.exec(
      `PRAGMA synchronous = ${settings.durability === 'power' ? 'FULL' : 'NORMAL'};
       PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
       PRAGMA cache_size = -32768`,
    );
    const { page_size: pageSize } = database.prepare('PRAGMA page_size').get() as { page_size: number };
    if (settings.maxBytes > 0) {
      database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(settings.maxBytes / pageSize))}`);
    }
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    this.#touch = database.prepare(`PRAGMA user_version = ${version}`);
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    const sql = {
      putBinding: insert('bindings', BINDING_COLUMNS),
      removeBinding: 'DELETE FROM bindings WHERE row = ?',
      putAccount: insert('accounts', ACCOUNT_COLUMNS),
      removeAccount: 'DELETE FROM accounts WHERE user = ? AND domain = ?',
      putSetting: 'INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)',
    };
    const statements: { statement: StatementSync; values: number }[] = [];
    for (const kind of Object.keys(sql) as (keyof typeof sql)[]) {
      const { code, values } = OPERATIONS[kind];
      statements[code] = { statement: database.prepare(sql[kind]), values };
    }
    this.#statements = statements;
  }

  write(batch: readonly Value[]): void {
    this.#begin.run();
    // Nothing to keep, but the question is whether it could be: this writes the first page.
    if (batch.length === 0) this.#touch.run();
    for (let at = 0; at < batch.length; ) {
      const { statement, values } = this.#statements[batch[at++] as number];
      statement.run(...batch.slice(at, at + values));
      at += values;
    }
    this.#commit.run();
  }

  /** Takes back what is not committed. */
  close(): void {
    this.#database.close();
  }
}

function insert(table: string, columns: readonly string[]): string {
  return `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
}

const settings = workerData as WriterSettings;
let connection: Connection | undefined;

/** After any fault the connection is made anew for the next batch, so that no state of a failed one is left. */
function write(batch: readonly Value[]): FromWriter {
  try {
    connection ??= new Connection(settings);
    connection.write(batch);
    return '';
  } catch (error) {
    const reason = reasonOf(error);
    try {
      connection?.close();
    } catch {
      // The reason is known already; a new connection is made all the same.
    }
    connection = undefined;
    return reason;
  }
}

parentPort!.on('message', (batch: ToWriter) => {
  if (batch !== undefined) {
    parentPort!.postMessage(write(batch));
    return;
  }
  try {
    connection?.close();
  } catch {
    // Everything acknowledged is in the write-ahead log; the next start reads it.
  }
  parentPort!.close();
});
