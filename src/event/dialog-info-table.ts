/** What a watcher knows of a user's dialogs, put together from full and partial documents (RFC 4235 4.3). */

import { type DialogInfo, type DialogInfoEntry, type DialogInfoState, dialogInfoStates } from './dialog-info.ts';
import { type DocumentOutcome, DocumentVersion } from './document-version.ts';

/** The dialogs of one subscription; a new subscription has a new table. */
export class DialogInfoTable {
  readonly #limit: number;
  readonly #version = new DocumentVersion();
  readonly #rows = new Map<string, DialogInfoEntry>();

  /** @param limit how many dialogs it holds; those beyond are dropped, and `complete` tells */
  constructor(limit = 1_024) {
    this.#limit = limit;
  }

  /** The version of the last document applied; undefined before the first. */
  get version(): number | undefined {
    return this.#version.current;
  }

  /** Whether nothing is missing since the last full document. */
  get complete(): boolean {
    return this.#version.complete;
  }

  /** Those that have not terminated, in the order in which they were first told. */
  get dialogs(): readonly DialogInfoEntry[] {
    return [...this.#rows.values()];
  }

  /** What a lamp shows: the state of the dialog that is farthest (RFC 4235 3.7.2); undefined while there is none. */
  get state(): DialogInfoState | undefined {
    let farthest = -1;
    for (const { state } of this.#rows.values()) farthest = Math.max(farthest, dialogInfoStates.indexOf(state));
    return dialogInfoStates[farthest];
  }

  /**
   * Applies a document. A dialog that it tells to be terminated is taken out at once: the document says how it ended.
   * @returns `needs full state` once after a gap: then the subscription is to be refreshed
   */
  receive(document: DialogInfo): DocumentOutcome {
    const outcome = this.#version.receive(document.version, document.state);
    if (outcome === 'stale') return outcome;
    if (document.state === 'full') this.#rows.clear();
    for (const dialog of document.dialogs) {
      if (dialog.state === 'terminated') this.#rows.delete(dialog.id);
      else if (this.#rows.has(dialog.id) || this.#rows.size < this.#limit) this.#rows.set(dialog.id, dialog);
      else this.#version.lose();
    }
    return outcome;
  }
}
