/** What a store of the group kind is built on: something that keeps a list of changes, all of them or none. */

import type { KeptBinding } from './kept-binding.ts';
import type { Account } from './store.ts';

export type Change =
  | { readonly kind: 'putBinding'; readonly aor: string; readonly binding: KeptBinding }
  | { readonly kind: 'removeBinding'; readonly aor: string; readonly binding: KeptBinding }
  | { readonly kind: 'putAccount'; readonly account: Account }
  | { readonly kind: 'removeAccount'; readonly account: Account }
  | { readonly kind: 'putSetting'; readonly name: string; readonly value: string };

/** Why a batch was not acknowledged. */
export class WriteFailure {
  /** For people: what is wrong and, where one is known, the way out. */
  readonly reason: string;
  /** The batch may have been kept all the same, since the writer died before it could tell. */
  readonly uncertain: boolean;

  constructor(reason: string, uncertain: boolean) {
    this.reason = reason;
    this.uncertain = uncertain;
  }
}

export interface Writer {
  /**
   * Resolves when every change is kept; with a `WriteFailure`, none of them is (unless it is `uncertain`). Called again
   * only after it has resolved. An empty list must still find out whether something could be written. Puts replace,
   * removals of what is not there do nothing.
   */
  write(changes: readonly Change[]): Promise<WriteFailure | undefined>;
  close(): Promise<void>;
}
