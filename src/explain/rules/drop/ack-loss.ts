/** Why an ACK did not get to whoever answered (RFC 3261 13.2.2.4). */

import { type MissingAck } from '../../case/acknowledgement.ts';
import { type Case } from '../../case/case.ts';
import { shown } from '../../case/step.ts';
import { capital } from '../../case/wording.ts';
import { seenIn } from '../rule.ts';
import { lostOnItsWay } from './ack-astray.ts';
import { type AckLoss } from './ack-loss-fixes.ts';
import { neverSent } from './ack-not-seen.ts';

/** The reason that the capture tells of. */
export function ackLossOf(subject: Case, missing: MissingAck): AckLoss {
  return (
    strangeAck(subject, missing) ??
    (missing.acks.length === 0 ? neverSent(subject, missing) : lostOnItsWay(subject, missing))
  );
}

/** The ACK names another dialog or another INVITE: whoever answered cannot know it for its own. */
function strangeAck(subject: Case, { strangers, answer, outer }: MissingAck): AckLoss | undefined {
  const [ack] = strangers;
  if (ack === undefined) return undefined;
  const otherTag = ack.toTag !== answer.toTag;
  const [what, said, wanted] = otherTag
    ? ['To tag', ack.toTag === '' ? 'none' : `"${shown(ack.toTag)}"`, `"${shown(answer.toTag)}"`]
    : ['CSeq number', String(ack.sequence), String(answer.sequence)];
  const asker = subject.whoShort(outer.client);
  return {
    told: `${capital(asker)} sent an ACK, but its ${what} is ${said} where that of the answer is ${wanted}: it belongs to nothing that the answering side knows.`,
    cause: `The ACK does not fit the answer: an ACK takes the To tag of the 2xx and the CSeq number of the INVITE (RFC 3261 13.2.2.4), and its ${what} is another one. So it is dropped, and the answer counts as never acknowledged.`,
    fix: [
      `This is a fault in the program of ${asker}, or in something between that rewrites ${what === 'To tag' ? 'tags' : 'CSeq'}: update it, and report it to its maker with both frames.`,
      'Capture on both sides of each B2BUA, SBC and SIP ALG on the way: the first one behind which the two values differ is to blame.',
    ],
    evidence: [seenIn(ack, `an ACK with the ${what} ${said} instead of ${wanted}`)],
    isShown: true,
  };
}
