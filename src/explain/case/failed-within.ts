/** Requests within dialogs that came to nothing, each with the dialog and the side that sent it (RFC 3261 12.2). */

import { type Case } from './case.ts';
import { type SeenDialog, type Side } from './seen-dialog.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { silences } from './silence.ts';
import { type Step } from './step.ts';

/** A request within a dialog that was refused, or never answered; or an ACK after which the 2xx was repeated. */
export interface FailedWithin {
  readonly dialog: SeenDialog;
  readonly asked: SeenTransaction;
  readonly request: Step;
  readonly side: Side;
  /** What it came to: the status, 0 where nothing came back. */
  readonly status: number;
  /** The 2xx that was repeated after this ACK. */
  readonly repeated: Step | undefined;
}

/** Refusals that are about what was asked, or that a client goes on from: the request had come to the right place. */
const arrived: ReadonlySet<number> = new Set([
  401, 405, 406, 407, 413, 415, 420, 421, 422, 486, 487, 488, 489, 491, 494, 501, 505, 513, 580, 603, 606,
]);

/** The failed requests of all dialogs, in order. */
export function failedWithin(subject: Case): FailedWithin[] {
  const silent = silences(subject);
  if (!subject.legs.some(({ transactions }) => transactions.some(isSuspect)) && silent.length === 0) return [];
  const found: FailedWithin[] = [];
  for (const leg of subject.legs) {
    if (leg.kind !== 'call' && leg.kind !== 'subscription') continue;
    for (const dialog of leg.dialogs) {
      if (dialog.callerTag === '' || dialog.calleeTag === '') continue;
      for (const asked of dialog.within) {
        const { request, status, method } = asked;
        if (request === undefined || method === 'CANCEL') continue;
        const repeated = method === 'ACK' ? repeatedAfter(dialog, request) : undefined;
        const refused = status >= 400 && !arrived.has(status);
        const isSilent = silent.some((one) => one.asked === asked && one.instead === undefined);
        if (repeated === undefined && !refused && !isSilent) continue;
        found.push({ dialog, asked, request, side: dialog.sideOf(request), status, repeated });
      }
    }
  }
  return found;
}

function isSuspect({ method, status, responses }: SeenTransaction): boolean {
  if (status >= 400) return !arrived.has(status);
  return (
    method === 'INVITE' && status >= 200 && responses.some(({ repeats, isFinal }) => isFinal && repeats !== undefined)
  );
}

/** A 2xx of the same INVITE that came at least twice after an ACK for it. */
function repeatedAfter({ steps, calleeTag, callerTag }: SeenDialog, ack: Step): Step | undefined {
  const late = steps.filter(
    ({ number, status, method, sequence, repeats, toTag }) =>
      number > ack.number &&
      method === 'INVITE' &&
      status >= 200 &&
      status < 300 &&
      sequence === ack.sequence &&
      repeats !== undefined &&
      (toTag === calleeTag || toTag === callerTag),
  );
  return late.length >= 2 ? late[0] : undefined;
}
