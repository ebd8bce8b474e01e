/** Several phones rang, one was answered, and the others were cancelled (RFC 3261 16.7 step 10, RFC 3326 3.1). */

import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { capital, countText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';
import { answeredBefore, invitesOf, isCompletedElsewhere } from './cancelled-branches.ts';
import { inFrameOrder } from '../frame-order.ts';

const MAX_EVIDENCE = 6;

export const answeredElsewhere: CaseRule = {
  id: 'answered-elsewhere',
  family: 'set-up',
  scope: 'case',
  title: 'Another phone answered',
  severity: 'note',
  meaning:
    'A call that goes to several phones is answered at one of them; the server then cancels the others, which answer 487. Nothing is wrong with it. ' +
    'A Reason header field in the CANCEL (SIP;cause=200) tells the cancelled phones, so that they list no missed call.',
  cause: 'The call rang at several phones, and somebody picked up one of them.',
  fix: ['Nothing needs mending.'],
  rfc: ['3261 16.7', '3326 3.1'],
  check(subject) {
    if (!subject.legs.some(({ transactions }) => transactions.some(({ cancel }) => cancel !== undefined)))
      return undefined;
    let winner: SeenTransaction | undefined;
    const cancelled = invitesOf(subject).filter((one) => {
      const cancel = one.cancel?.request;
      if (cancel === undefined || (one.status !== 487 && one.status !== 0)) return false;
      const other = answeredBefore(subject, one, cancel);
      winner ??= other;
      return other !== undefined || isCompletedElsewhere(cancel);
    });
    // The same CANCEL on a later hop is no other phone.
    const branches = cancelled.filter(({ parent }) => parent === undefined || !cancelled.includes(parent));
    if (branches.length === 0) return undefined;
    const cancels = branches.map(({ cancel }) => cancel!.request!);
    const silent = cancels.filter((cancel) => !isCompletedElsewhere(cancel)).length;
    const taken = winner?.final;
    const stopped = countText(branches.length, 'other branch was', 'other branches were');
    return {
      certainty: 'certain',
      summary:
        (taken === undefined
          ? `${capital(subject.who(branches[0].client))} cancelled the call and says in Reason that it was completed elsewhere.`
          : `${capital(subject.who(taken.hop.source))} answered the call; ${stopped} cancelled.`) +
        (silent === 0 || taken === undefined
          ? ''
          : ` ${silent === branches.length ? 'The CANCEL has' : `${silent} of the CANCELs have`} no Reason with SIP;cause=200, so phones may list a missed call.`),
      ...(silent === 0 || taken === undefined
        ? {}
        : {
            fix: [
              'Nothing needs mending for the call itself.',
              'If the other phones list a missed call, let the server write Reason: SIP;cause=200;text="Call completed elsewhere" into its CANCEL (Kamailio: local_cancel_reason of tm; Asterisk: option c of Dial).',
            ],
          }),
      evidence: inFrameOrder([
        ...(taken === undefined ? [] : [seenIn(taken, 'answered here')]),
        ...cancels.slice(0, MAX_EVIDENCE).map((cancel) => seenIn(cancel, 'cancelled, as another one answered')),
      ]),
    };
  },
};
