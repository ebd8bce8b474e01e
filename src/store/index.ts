/** Accounts and bindings: the interface, in memory, and in SQLite. */

export { MemoryStore } from './memory-store.ts';
export { openSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts';
export * from './store.ts';
