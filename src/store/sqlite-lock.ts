/** One server to a database: a lock that the system takes back when its holder dies, however it dies. */

import { DatabaseSync } from 'node:sqlite';
import { SipError } from '../message/index.ts';
import { isLocked } from './sqlite-fault.ts';

/**
 * Holds an empty database beside the one that is to be locked, so that other programs can still read and back up that one.
 * @returns what gives the lock back
 * @throws SipError `SIP_STORE_IN_USE` when somebody holds it
 */
export function lockDatabase(path: string): () => void {
  const lock = new DatabaseSync(`${path}.lock`);
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!isLocked(error)) throw error;
    throw new SipError('SIP_STORE_IN_USE', `${path} is in use by another Sipwright`, { cause: error });
  }
  return () => lock.close();
}
