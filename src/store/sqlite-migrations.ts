/** The tables of the SQLite store, as the numbered steps that lead to them. A step that was released is never edited. */

import type { DatabaseSync } from 'node:sqlite';
import { SipError } from '../message/index.ts';

/** "SIPW": tells our databases from others'. */
const APPLICATION_ID = 0x53495057;

/**
 * The row of a binding is numbered by the store and is the only key on disk; (aor, contact) is unique because memory, which
 * decides every write, says so. A second index would triple what a registration writes.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE accounts (
     user TEXT NOT NULL,
     domain TEXT NOT NULL,
     realm TEXT NOT NULL,
     ha1_md5 TEXT,
     ha1_sha256 TEXT,
     ha1_sha512_256 TEXT,
     enabled INTEGER NOT NULL,
     algorithms TEXT, -- JSON array
     max_contacts INTEGER,
     redirect TEXT, -- JSON object
     PRIMARY KEY (domain, user)
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE bindings (
     row INTEGER PRIMARY KEY,
     aor TEXT NOT NULL,
     contact TEXT NOT NULL,
     params TEXT NOT NULL,
     q INTEGER NOT NULL, -- thousandths
     expires_at INTEGER NOT NULL, -- ms since 1970
     call_id TEXT NOT NULL,
     cseq INTEGER NOT NULL,
     path TEXT NOT NULL, -- JSON array, or empty
     flow TEXT NOT NULL, -- transport, local address and port, remote address and port; or empty
     user_agent TEXT NOT NULL,
     updated_at INTEGER NOT NULL -- ms since 1970
   ) STRICT;

   CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
];

/**
 * Brings a database to the newest form. Writes even when there is nothing to bring, so that a database that cannot be
 * written is found out here.
 * @throws SipError `SIP_STORE_OPEN_FAILED` when it is of another program, or newer than this one knows
 */
export function migrate(database: DatabaseSync, path: string): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = pragma(database, 'user_version');
    const id = pragma(database, 'application_id');
    if (id !== APPLICATION_ID && (id !== 0 || version !== 0 || hasTables(database))) {
      throw new SipError('SIP_STORE_OPEN_FAILED', `${path} is a database of another program`);
    }
    if (version > MIGRATIONS.length) {
      throw new SipError(
        'SIP_STORE_OPEN_FAILED',
        `${path} was written by a newer Sipwright (its form is ${version}, this one knows ${MIGRATIONS.length}): ` +
          'start that one, or choose another file',
      );
    }
    for (const migration of MIGRATIONS.slice(version)) database.exec(migration);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0] as number;
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
}
