/** Where the two sides of a call are, as the capture sees them. */

import { type Place } from '../../../capture/index.ts';
import { type CallLife } from '../../case/call-life.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Side } from '../../case/seen-dialog.ts';

/** The place of a side: of the caller by the first hop of the INVITE, of the called side by its last hop. */
export function placeOfSide(life: CallLife, side: Side): Place {
  const { invite, dialog, within } = life;
  if (invite !== undefined) return side === 'caller' ? invite.client : innermost(invite, dialog.calleeTag).server;
  // The capture begins later: a request within the call tells.
  const own = within.find(({ request }) => request !== undefined && dialog.sideOf(request) === side);
  if (own !== undefined) return own.client;
  return within.length === 0 ? { address: '', port: 0 } : innermost(within[0], '').server;
}

/** The transaction on the last hop: the one that the answer came from. @param tag of the answer; '' for any */
export function innermost(outer: SeenTransaction, tag: string): SeenTransaction {
  const answered = outer.children.find(({ responses }) =>
    responses.some(({ isFinal, toTag, status }) => isFinal && (tag === '' ? true : toTag === tag && status < 300)),
  );
  const next = answered ?? (tag === '' ? outer.children.at(-1) : undefined);
  return next === undefined ? outer : innermost(next, tag);
}
