/** What a watcher knows of registrations, put together from full and partial documents (RFC 3680 5.2). */

import { type DocumentOutcome, DocumentVersion } from './document-version.ts';
import { type Reginfo, type ReginfoContact, type ReginfoRegistration } from './reginfo.ts';

/** How many of them a table holds; those beyond are dropped, and `complete` tells. */
export interface ReginfoTableLimits {
  readonly registrations: number;
  /** Of one registration. */
  readonly contacts: number;
}

/** More than one subscription tells of, short of a hostile one. */
export const defaultReginfoTableLimits: ReginfoTableLimits = { registrations: 1_024, contacts: 256 };

/** The registrations of one subscription; a new subscription has a new table. */
export class ReginfoTable {
  readonly #limits: ReginfoTableLimits;
  readonly #version = new DocumentVersion();
  readonly #rows = new Map<string, ReginfoRegistration>();

  constructor(limits: ReginfoTableLimits = defaultReginfoTableLimits) {
    this.#limits = limits;
  }

  /** The version of the last document applied; undefined before the first. */
  get version(): number | undefined {
    return this.#version.current;
  }

  /** Whether nothing is missing since the last full document. */
  get complete(): boolean {
    return this.#version.complete;
  }

  /** Those that have not terminated, with all contacts that are active. */
  get registrations(): readonly ReginfoRegistration[] {
    return [...this.#rows.values()];
  }

  /**
   * Applies a document. A partial one tells those contacts alone that have changed, so the others of their registration stay.
   * What it tells to be terminated is taken out at once: the document says why.
   * @returns `needs full state` once after a gap: then the subscription is to be refreshed
   */
  receive(document: Reginfo): DocumentOutcome {
    const outcome = this.#version.receive(document.version, document.state);
    if (outcome === 'stale') return outcome;
    if (document.state === 'full') this.#rows.clear();
    for (const registration of document.registrations) {
      const row = this.#rows.get(registration.id);
      if (registration.state === 'terminated') this.#rows.delete(registration.id);
      else if (row === undefined && this.#rows.size >= this.#limits.registrations) this.#version.lose();
      else
        this.#rows.set(registration.id, { ...registration, contacts: this.#merge(row?.contacts ?? [], registration) });
    }
    return outcome;
  }

  #merge(known: readonly ReginfoContact[], { state, contacts: told }: ReginfoRegistration): readonly ReginfoContact[] {
    // A registration that is in no other state than active has no contacts (RFC 3680 4.7.1).
    const contacts = new Map(state === 'active' ? known.map((contact) => [contact.id, contact]) : []);
    for (const contact of told) {
      if (contact.state === 'terminated') contacts.delete(contact.id);
      else if (contacts.has(contact.id) || contacts.size < this.#limits.contacts) contacts.set(contact.id, contact);
      else this.#version.lose();
    }
    return [...contacts.values()];
  }
}
