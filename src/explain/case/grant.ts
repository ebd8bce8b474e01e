/** Whether a REGISTER was granted what it asked for, by the list in its 200 (RFC 3261 10.2.4, 10.3 step 8). */

import { parseUri, Uri } from '../../message/index.ts';
import { isSameContact, isWanted, registeredAs } from './binding-history.ts';
import { type Case } from './case.ts';
import { contactsIn, type SeenContact } from './registration-book.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

/**
 * - `none`: the 200 lists nothing at all.
 * - `others`: it lists contacts that other REGISTERs of the capture asked for, and not this one's.
 * - `rewritten`: it lists one that looks like it, with another address.
 * - `unknown`: it lists something else.
 */
export type GrantKind = 'none' | 'others' | 'rewritten' | 'unknown';

/** A REGISTER that was accepted, and whose contact is not in the list. */
export interface Grant {
  readonly kind: GrantKind;
  readonly transaction: SeenTransaction;
  readonly request: Step;
  readonly response: Step;
  /** What was asked for and is not listed; never empty. */
  readonly missing: readonly SeenContact[];
  readonly granted: readonly SeenContact[];
  /** For `rewritten`, what seems to stand for it. */
  readonly instead: SeenContact | undefined;
}

const nothing: readonly Grant[] = [];

/** The REGISTERs of a case that were accepted without their contact being listed, each on the first hop that the capture shows. */
export function grantsIn(subject: Case): readonly Grant[] {
  return subject.main.transactions[0]?.method === 'REGISTER' ? subject.once(findGrants) : nothing;
}

function findGrants(subject: Case): readonly Grant[] {
  return subject.legs.flatMap(({ roots }) => roots.flatMap(grantOf(subject)));
}

function grantOf({ surroundings }: Case) {
  return (transaction: SeenTransaction): Grant[] => {
    const { method, status, request, final } = transaction;
    if (method !== 'REGISTER' || status < 200 || status >= 300 || request === undefined) return [];
    const asked = contactsIn(request);
    const granted = contactsIn(final!);
    const missing = asked.filter(isWanted).filter((one) => !granted.some((other) => isSameContact(one, other)));
    if (missing.length === 0) return [];
    // A B2BUA registers on for its phones, with a contact and a Call-ID of its own.
    const others = surroundings.registrations
      .of(registeredAs(request))
      .filter(({ callId, client }) => callId !== request.callId && client.address !== transaction.server.address)
      .flatMap((one) => one.asked);
    const strange = granted.filter((one) => !others.some((other) => isSameContact(one, other)));
    const instead = strange.find((one) => userOf(one) === userOf(missing[0]));
    const kind =
      granted.length === 0 ? 'none' : strange.length === 0 ? 'others' : instead !== undefined ? 'rewritten' : 'unknown';
    return [{ kind, transaction, request, response: final!, missing, granted, instead }];
  };
}

function userOf({ uri }: SeenContact): string | undefined {
  const parsed = parseUri(uri);
  return parsed instanceof Uri ? parsed.user : undefined;
}
