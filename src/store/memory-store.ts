/** A store that lasts as long as its process. */

import { GroupStore, StoreTables } from './group-store.ts';
import type { WriteFailure, Writer } from './writer.ts';

/** Keeps nothing, since memory holds it already, and says so at once. */
const AT_ONCE: Writer = {
  write: (): Promise<WriteFailure | undefined> => Promise.resolve(undefined),
  close: () => Promise.resolve(),
};

/** Writes are acknowledged in the same turn of the event loop, without a timer. */
export class MemoryStore extends GroupStore {
  constructor() {
    super(new StoreTables(), AT_ONCE, queueMicrotask);
  }
}
