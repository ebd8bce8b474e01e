/** What SQLite's result codes mean to whoever runs the server. */

const BUSY = 5;
const LOCKED = 6;

const MEANING: Readonly<Record<number, string>> = {
  [BUSY]: 'the database is locked by another program',
  [LOCKED]: 'the database is locked by another program',
  8: 'the database or its folder cannot be written; check the owner and mode of both',
  10: 'the disk reported an error',
  11: 'the database is damaged; restore it from a backup',
  13: 'there is no room left for the database; free space on its disk, or raise its limit',
  14: 'the database cannot be opened; check that its folder exists and can be written',
  26: 'the file is not a SQLite database',
};

/** @returns what is wrong in one line, with SQLite's own words */
export function reasonOf(error: unknown): string {
  const own = error instanceof Error ? error.message : String(error);
  const meaning = MEANING[codeOf(error)];
  return meaning === undefined ? own : `${meaning} (${own})`;
}

export function isLocked(error: unknown): boolean {
  return codeOf(error) === BUSY || codeOf(error) === LOCKED;
}

/** SQLite's primary result code; 0 when the error is not one of SQLite's. */
function codeOf(error: unknown): number {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  return typeof code === 'number' ? code & 0xff : 0;
}
