/** Subscription-State of a NOTIFY: what it says, and what a subscriber does once it says terminated (RFC 6665 4.1.3, 8.2.3). */

import { headerId } from '../catalogue/index.ts';
import { detach, Failure, type Message } from '../message/index.ts';

const SUBSCRIPTION_STATE = headerId('Subscription-State');

/** delta-seconds end here (RFC 3261 20.19). */
const LONGEST = 2 ** 32 - 1;

/** What a subscriber does after the end of its subscription. */
export type AfterTermination = 're-subscribe now' | 're-subscribe later' | 'do not re-subscribe';

/** One reason why a notifier ended a subscription. */
export interface TerminationReasonRow {
  readonly reason: string;
  readonly after: AfterTermination;
  /** Whether retry-after means something with it. */
  readonly retryAfter: boolean;
  readonly rfc: string;
}

/** The reasons that RFC 6665 defines. */
// biome-ignore format: a table
export const terminationReasonRows = [
  { reason: 'deactivated', after: 're-subscribe now', retryAfter: false, rfc: '6665 4.1.3' },
  { reason: 'probation', after: 're-subscribe later', retryAfter: true, rfc: '6665 4.1.3' },
  { reason: 'rejected', after: 'do not re-subscribe', retryAfter: false, rfc: '6665 4.1.3' },
  { reason: 'timeout', after: 're-subscribe now', retryAfter: false, rfc: '6665 4.1.3' },
  { reason: 'giveup', after: 're-subscribe later', retryAfter: true, rfc: '6665 4.1.3' },
  { reason: 'noresource', after: 'do not re-subscribe', retryAfter: false, rfc: '6665 4.1.3' },
  { reason: 'invariant', after: 'do not re-subscribe', retryAfter: false, rfc: '6665 4.1.3' },
] as const satisfies readonly TerminationReasonRow[];

/** A reason of the table. */
export type TerminationReason = (typeof terminationReasonRows)[number]['reason'];

/** The states of a subscription that a NOTIFY can name. */
export type NotifiedState = 'active' | 'pending' | 'terminated';

/** The value of Subscription-State (RFC 6665 8.2.3). */
export interface SubscriptionState {
  readonly state: NotifiedState;
  /** How long the subscription lasts unless it is refreshed, s; it overrules Expires of the 2xx. Undefined with terminated. */
  readonly expires?: number | undefined;
  /** Why it ended, in lower case: one of the table, or any other token. Undefined but with terminated. */
  readonly reason?: string | undefined;
  /** When a new subscription may be tried at the earliest, s. Undefined but with terminated. */
  readonly retryAfter?: number | undefined;
}

/**
 * Reads Subscription-State. Parameters that mean nothing in that state, or that cannot be read, are left out.
 * @returns undefined where there is none, a Failure for none of the three states: the NOTIFY is answered 400 for both
 */
export function parseSubscriptionState(notify: Message): SubscriptionState | Failure | undefined {
  const parsed = notify.parse(SUBSCRIPTION_STATE);
  if (parsed === undefined || parsed instanceof Failure) return parsed;
  if (typeof parsed !== 'object' || !('value' in parsed) || typeof parsed.value !== 'string')
    return new Failure(notify.headersEnd, 'a subscription state was expected');
  const { params } = parsed;
  const state = parsed.value.toLowerCase();
  if (state === 'active' || state === 'pending') return { state, expires: deltaSeconds(params.get('expires')) };
  if (state !== 'terminated') return new Failure(notify.headersEnd, 'active, pending or terminated was expected');
  const reason = params.get('reason');
  return {
    state,
    reason: reason === undefined || reason === '' ? undefined : detach(reason.toLowerCase()),
    retryAfter: deltaSeconds(params.get('retry-after')),
  };
}

/** The value of Subscription-State in a NOTIFY of ours: what is undefined is left out. */
export function formatSubscriptionState({ state, expires, reason, retryAfter }: SubscriptionState): string {
  let text: string = state;
  if (expires !== undefined) text += `;expires=${expires}`;
  if (reason !== undefined) text += `;reason=${reason}`;
  if (retryAfter !== undefined) text += `;retry-after=${retryAfter}`;
  return text;
}

/** What to do after the end, and when. */
export interface Resubscription {
  readonly after: AfterTermination;
  /** Not before, s; undefined: the notifier names no time. Even a new subscription at once wants some pause where they end in turn. */
  readonly retryAfter: number | undefined;
}

/**
 * What a subscriber that still wants the state does after its subscription was terminated (RFC 6665 4.1.3). Without a reason,
 * or with one that is not known, it may re-subscribe at any time that retry-after allows.
 */
export function afterTermination({ reason, retryAfter }: SubscriptionState): Resubscription {
  const rows: readonly TerminationReasonRow[] = terminationReasonRows;
  const row = rows.find((each) => each.reason === reason);
  if (row === undefined) return { after: 're-subscribe later', retryAfter };
  return { after: row.after, retryAfter: row.retryAfter ? retryAfter : undefined };
}

/** @returns s; undefined for what is no number */
function deltaSeconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Math.min(LONGEST, Number(text)) : undefined;
}
