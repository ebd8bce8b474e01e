/** The session timer of a call as its messages agreed on it: the interval, who refreshes, and what became of the refreshes (RFC 4028). */

import { headerId } from '../../catalogue/index.ts';
import { readSessionExpires, supportsSessionTimer } from '../../dialog/index.ts';
import { sameDescription } from '../../sdp/index.ts';
import { type CallLife } from './call-life.ts';
import { sessionIn } from './negotiation.ts';
import { otherSide, type SeenDialog, type Side } from './seen-dialog.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

const SESSION_EXPIRES = headerId('Session-Expires');

/** What a 2xx to an INVITE or UPDATE set: it holds from then on (RFC 4028 7.2, 9). */
export interface SessionAgreement {
  readonly transaction: SeenTransaction;
  /** The 2xx as whoever asked was given it. */
  readonly step: Step;
  /** s */
  readonly interval: number;
  /** Who is to refresh; undefined where the 2xx does not say. */
  readonly refresher: Side | undefined;
  /** Who is to refresh by the 2xx on the last hop, where that says otherwise. */
  readonly refresherThere: Side | undefined;
  /** Whether the one who asked says that it knows session timers. */
  readonly askerSupports: boolean;
}

function agreementOf(dialog: SeenDialog, transaction: SeenTransaction, step: Step): SessionAgreement | undefined {
  // Asked of each answer: the text tells faster than its index.
  if (!/\n(?:session-expires|x)[ \t]*:/i.test(step.seen.text)) return undefined;
  const read = readSessionExpires(step.message);
  const { request } = transaction;
  if (read === undefined || read === 'unreadable' || request === undefined || !(read.interval > 0)) return undefined;
  const asker = dialog.sideOf(request);
  const sideFor = (refresher: 'uac' | 'uas' | undefined) =>
    refresher === undefined ? undefined : refresher === 'uac' ? asker : otherSide(asker);
  const refresher = sideFor(read.refresher);
  const origin = originalOf(transaction, step);
  const there = origin === step ? undefined : readSessionExpires(origin.message);
  const refresherThere = typeof there === 'object' ? sideFor(there.refresher) : undefined;
  return {
    transaction,
    step,
    interval: read.interval,
    refresher,
    refresherThere: refresherThere === refresher ? undefined : refresherThere,
    askerSupports: supportsSessionTimer(request.message),
  };
}

/** The response as it was sent on the last hop. */
function originalOf(transaction: SeenTransaction, step: Step): Step {
  for (const child of transaction.children) {
    const same = child.responses.find(({ status, toTag }) => status === step.status && toTag === step.toTag);
    if (same !== undefined) return originalOf(child, same);
  }
  return step;
}

/** The agreement that held before a step; undefined where there was none, or a later 2xx without one switched the timer off (RFC 4028 9). */
export function agreementAt({ dialog, invite, within }: CallLife, before: Step): SessionAgreement | undefined {
  let held: SessionAgreement | undefined;
  for (const transaction of invite === undefined ? within : [invite, ...within]) {
    if (transaction.method !== 'INVITE' && transaction.method !== 'UPDATE') continue;
    const step = transaction.responses.find(
      ({ status, toTag, number }) =>
        status >= 200 &&
        status < 300 &&
        number < before.number &&
        (transaction !== invite || toTag === dialog.calleeTag),
    );
    if (step !== undefined) held = agreementOf(dialog, transaction, step);
  }
  return held;
}

/**
 * Whether a request within the call only refreshes it (RFC 4028 7.4): it carries Session-Expires, and either no description or
 * the one that its sender gave before.
 */
export function isRefresh(life: CallLife, { method, request }: SeenTransaction): boolean {
  if (request === undefined || (method !== 'INVITE' && method !== 'UPDATE')) return false;
  const session = sessionIn(request);
  if (session === undefined) return method === 'UPDATE' || request.message.has(SESSION_EXPIRES);
  if (!request.message.has(SESSION_EXPIRES) && agreementAt(life, request) === undefined) return false;
  const side = life.dialog.sideOf(request);
  let before;
  for (const step of life.dialog.steps) {
    if (step.number >= request.number) break;
    if (life.dialog.sideOf(step) === side) before = sessionIn(step) ?? before;
  }
  return before !== undefined && before.origin.version === session.origin.version && sameDescription(before, session);
}
