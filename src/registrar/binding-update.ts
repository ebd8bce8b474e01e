/** What a REGISTER does to the bindings of an address-of-record: all of it, or nothing (RFC 3261 10.3 steps 6 and 7). */

import { Failure, parseUri, sameUri, type Uri } from '../message/index.ts';
import { type Binding, type BindingFlow } from '../store/index.ts';
import { type RequestedContact } from './read-contacts.ts';
import { type ContactLimit } from './registrar-options.ts';

/** `replaced`: it made room for another contact at the limit. */
export type BindingEvent = 'added' | 'refreshed' | 'removed' | 'replaced' | 'expired';

/** What a REGISTER says of every contact in it. */
export interface Registration {
  readonly contacts: readonly RequestedContact[] | '*';
  readonly callId: string;
  readonly cseq: number;
  readonly path: readonly string[];
  readonly flow: BindingFlow | undefined;
  readonly userAgent: string;
  /** The longest time that a contact is bound for, s. */
  readonly maxExpires: number;
  /** Wall clock, ms. */
  readonly now: number;
}

export class BindingUpdate {
  /** 0, or why nothing is changed: 403 for too many contacts, 500 for a REGISTER that came out of order. */
  refusal: 0 | 403 | 500 = 0;
  /** After `apply`: all bindings as the REGISTER leaves them. */
  bindings: readonly Binding[] = [];
  readonly events: (readonly [event: BindingEvent, binding: Binding])[] = [];
  readonly registration: Registration;
  private readonly limit: ContactLimit;
  private parsed: Map<Binding, Uri | Failure> | undefined = undefined;

  constructor(registration: Registration, limit: ContactLimit) {
    this.registration = registration;
    this.limit = limit;
  }

  /** @returns the new set: `current` itself where the REGISTER is refused */
  apply(current: readonly Binding[]): readonly Binding[] {
    const { contacts, now } = this.registration;
    const next: Binding[] = [];
    for (const binding of current) if (binding.expiresAt > now) next.push(binding);
    this.refusal = contacts === '*' ? this.removeAll(next) : this.applyContacts(contacts, next);
    if (this.refusal !== 0) {
      this.events.length = 0;
      this.bindings = current;
    } else this.bindings = next;
    return this.bindings;
  }

  private removeAll(next: Binding[]): 0 | 500 {
    for (const binding of next) {
      if (this.isOutOfOrder(binding)) return 500;
      this.events.push(['removed', binding]);
    }
    next.length = 0;
    return 0;
  }

  private applyContacts(contacts: readonly RequestedContact[], next: Binding[]): 0 | 403 | 500 {
    const { maxContacts, onContactLimit } = this.limit;
    // More than could be bound, with every present binding refreshed, is refused before it costs anything.
    let wanted = 0;
    for (const contact of contacts) if (contact.expires > 0) wanted++;
    if (wanted > maxContacts + next.length) return 403;

    const made: Binding[] = [];
    let added = false;
    for (const contact of contacts) {
      const at = this.find(next, contact.uri);
      const known = at < 0 ? undefined : next[at];
      // A contact that stands twice in this request does not contradict itself.
      if (known !== undefined && !made.includes(known) && this.isOutOfOrder(known)) return 500;
      if (contact.expires === 0) {
        if (known === undefined) continue;
        next.splice(at, 1);
        this.events.push(['removed', known]);
        continue;
      }
      const binding = this.bind(contact);
      made.push(binding);
      if (known === undefined) {
        next.push(binding);
        added = true;
        this.events.push(['added', binding]);
      } else {
        next[at] = binding;
        this.events.push(['refreshed', binding]);
      }
    }

    // A limit that was lowered does not keep anyone from refreshing what is there.
    if (!added || next.length <= maxContacts) return 0;
    if (onContactLimit === 'refuse') return 403;
    while (next.length > maxContacts) {
      const oldest = oldestBut(made, next);
      if (oldest < 0) return 403;
      this.events.push(['replaced', next[oldest]]);
      next.splice(oldest, 1);
    }
    return 0;
  }

  private isOutOfOrder(binding: Binding): boolean {
    return binding.callId === this.registration.callId && this.registration.cseq <= binding.cseq;
  }

  /**
   * The binding that a contact names. 19.1.4 is not transitive, so that several may match: the one written in the same
   * way comes first.
   */
  private find(bindings: readonly Binding[], uri: Uri): number {
    for (let i = 0; i < bindings.length; i++) if (bindings[i].contact === uri.text) return i;
    for (let i = 0; i < bindings.length; i++) {
      const other = this.uriOf(bindings[i]);
      if (!(other instanceof Failure) && sameUri(other, uri)) return i;
    }
    return -1;
  }

  /** Read once, however many contacts it is compared with. */
  private uriOf(binding: Binding): Uri | Failure {
    this.parsed ??= new Map();
    let uri = this.parsed.get(binding);
    if (uri === undefined) this.parsed.set(binding, (uri = parseUri(binding.contact)));
    return uri;
  }

  /** Its strings are pieces of the message: the store copies what it keeps. */
  private bind(contact: RequestedContact): Binding {
    const { callId, cseq, path, flow, userAgent, maxExpires, now } = this.registration;
    return {
      contact: contact.uri.text,
      params: contact.params,
      q: contact.q,
      expiresAt: now + Math.min(contact.expires, maxExpires) * 1000,
      callId,
      cseq,
      path,
      flow,
      userAgent,
      updatedAt: now,
    };
  }
}

function oldestBut(made: readonly Binding[], bindings: readonly Binding[]): number {
  let oldest = -1;
  for (let i = 0; i < bindings.length; i++) {
    if (made.includes(bindings[i])) continue;
    if (oldest < 0 || bindings[i].updatedAt < bindings[oldest].updatedAt) oldest = i;
  }
  return oldest;
}
