/** The columns of the SQLite store, and the operations of a batch: all that its writer thread has to know. */

import type { Change } from './writer.ts';

export type Value = string | number | null;

export const BINDING_COLUMNS = [
  'row',
  'aor',
  'contact',
  'params',
  'q',
  'expires_at',
  'call_id',
  'cseq',
  'path',
  'flow',
  'user_agent',
  'updated_at',
] as const;

export const ACCOUNT_COLUMNS = [
  'user',
  'domain',
  'realm',
  'ha1_md5',
  'ha1_sha256',
  'ha1_sha512_256',
  'enabled',
  'algorithms',
  'max_contacts',
  'redirect',
] as const;

/** What a change does, and how many values follow it in the array. */
export const OPERATIONS = {
  putBinding: { code: 0, values: BINDING_COLUMNS.length },
  removeBinding: { code: 1, values: 1 },
  putAccount: { code: 2, values: ACCOUNT_COLUMNS.length },
  removeAccount: { code: 3, values: 2 },
  putSetting: { code: 4, values: 2 },
} as const satisfies Record<Change['kind'], { code: number; values: number }>;
