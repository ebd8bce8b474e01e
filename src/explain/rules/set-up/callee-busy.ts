/** The called phone, line or person is busy (RFC 3261 21.4.24, 21.6.1). */

import { refusalOf } from '../../case/refusal.ts';
import { reasonSentences, saysCause } from '../../case/said-reason.ts';
import { type Step } from '../../case/step.ts';
import { timed } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';
import { firstRinging } from '../../case/first-ringing.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

const rejected = {
  cause: 'Somebody pressed Reject, or a rule of the phone ended the ringing: many phones send 486 for that key.',
  fix: [
    'Nothing is broken. Call again later, or leave a message.',
    'To let rejected calls go to voicemail, set forward on busy on the server for the called account.',
  ],
};
const lineBusy = {
  cause: 'The called number is in the telephone network, and its line is occupied: cause 17 of Q.850 comes from there.',
  fix: [
    'Nothing is broken. Call again later.',
    'If every call to this number meets it, ask the carrier: a line that was never cleared stays busy.',
  ],
};
const everywhere = {
  cause:
    'The answer was 600, which speaks for all phones of the called person: a forking proxy then stops the others and tries no voicemail (RFC 3261 16.7).',
  fix: [
    'Nothing is broken if the person really is busy. Call again later.',
    'If other phones of the person, or voicemail, should have had their turn, let that phone send 486 instead of 600, or turn 600 into 486 at the proxy.',
  ],
};

export const calleeBusy: CaseRule = {
  id: 'callee-busy',
  family: 'set-up',
  scope: 'case',
  title: 'The called side is busy',
  severity: 'failure',
  meaning:
    'The call reached the called phone, line or the server that counts its calls, and was answered with 486 Busy Here or 600 Busy Everywhere. The signalling works. ' +
    '486 speaks for one phone: a proxy goes on with the others. 600 speaks for the person, and ends the search. After some seconds of ringing 486 mostly means that somebody pressed Reject.',
  cause:
    'The called person is in a call and takes no second one, or do not disturb is set. Where a PBX counts the calls of an extension, it answers for the phone.',
  fix: [
    'Nothing is broken. Call again later, or leave a message.',
    'If the person was not on the phone: look at do not disturb and at call waiting in the phone.',
    'If the INVITE never went on to the phone, the server counted: list the channels of that extension and clear those that ended long ago (Asterisk: core show channels; FreeSWITCH: show calls).',
    'To send such calls to voicemail, set forward on busy on the server.',
  ],
  rfc: ['3261 21.4.24', '3261 21.6.1', '3261 13.3.1.3'],
  explains: ['request-refused'],
  check(subject) {
    const refusal = refusalOf(subject);
    if (refusal === undefined) return undefined;
    const { origin, made } = refusal;
    if (origin.method !== 'INVITE' || (origin.status !== 486 && origin.status !== 600)) return undefined;
    const rang = firstRinging([made], origin);
    const { says, cause, fix } = kindOf(origin, rang);
    return {
      certainty: 'certain',
      summary: `${refusedText(subject, refusal)} ${says}${reasonSentences(origin)}`,
      evidence: refusalEvidence(
        refusal,
        'the call',
        origin.status === 600 ? 'busy, for all phones' : 'busy',
        rang === undefined ? [] : [seenIn(rang, 'it rang')],
      ),
      ...(cause === undefined ? {} : { cause, fix }),
    };
  },
};

function kindOf(origin: Step, rang: Step | undefined): { says: string; cause?: string; fix?: readonly string[] } {
  if (origin.status === 600)
    return { says: 'It means: busy on all phones. Nothing is broken on the way of the call.', ...everywhere };
  if (saysCause(origin, 'Q.850', 17))
    return { says: 'The line is occupied in the telephone network. Nothing is broken.', ...lineBusy };
  if (rang !== undefined)
    return {
      says: `It had been ringing${timed(origin.time - rang.time, ' for ')}, so the call was rejected there. Nothing is broken.`,
      ...rejected,
    };
  return { says: 'Nothing is broken: it takes no further call now.' };
}
