/** The caller gave up before anybody answered: CANCEL and 487 (RFC 3261 9.1, 21.4.25). */

import { type Case } from '../../case/case.ts';
import { reasonSentences } from '../../case/said-reason.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { capital, durationText, timed } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { answeredBefore, isCompletedElsewhere } from './cancelled-branches.ts';
import { cancelledByTimer } from './cancelled-by-timer.ts';
import { inFrameOrder } from '../frame-order.ts';

/** ms: a final response that was on its way when the CANCEL came. */
const CROSSING = 1_000;

export const cancelledByCaller: CaseRule = {
  id: 'cancelled-by-caller',
  family: 'set-up',
  scope: 'case',
  title: 'The caller gave up',
  severity: 'note',
  meaning:
    'The side that sent the INVITE sent CANCEL before a final response came, and the INVITE ended with 487 Request Terminated: the receipt for giving up, and no fault. ' +
    'What matters is how long the caller waited, and whether anything rang: whoever hears nothing for some seconds hangs up. A CANCEL that is refused with 481 stops nothing: the phone rings on.',
  cause: 'The caller hung up before the call was answered.',
  fix: ['Nothing needs mending.'],
  rfc: ['3261 9.1', '3261 21.4.25', '3261 15'],
  check(subject) {
    if (!subject.main.transactions.some(({ method }) => method === 'CANCEL')) return undefined;
    const { attempt } = subject.main;
    if (attempt?.request === undefined || attempt.request.toTag !== '' || attempt.method !== 'INVITE') return undefined;
    const unheard = ignored(subject, attempt);
    if (unheard !== undefined) return unheard;
    const cancel = attempt.cancel?.request;
    if (cancel === undefined) return undefined;
    if (isCompletedElsewhere(cancel) || answeredBefore(subject, attempt, cancel) !== undefined) return undefined;
    const { final } = attempt;
    // Refused before the CANCEL: the refusal tells why. Answered and acknowledged before it: it is late, and does nothing.
    if (
      final !== undefined &&
      final.number < cancel.number &&
      (final.status >= 300 || wasAcknowledged(subject, cancel))
    )
      return undefined;
    return cancelledByTimer.check(subject) === undefined ? gaveUp(subject, attempt, cancel) : undefined;
  },
};

function wasAcknowledged({ main }: Case, cancel: Step): boolean {
  return main.transactions.some(
    ({ method, sequence, first }) => method === 'ACK' && sequence === cancel.sequence && first.number < cancel.number,
  );
}

function lateText(cancel: Step, final: Step): string {
  return final.time - cancel.time < CROSSING
    ? `The ${final.title} crossed it on the way`
    : `The CANCEL had no effect, and the ${final.title} came ${durationText(final.time - cancel.time)} after it`;
}

function gaveUp(subject: Case, attempt: SeenTransaction, cancel: Step): Found {
  const { request, responses, final } = attempt;
  const before = responses.filter(({ number }) => number < cancel.number);
  const rang = before.find(({ status }) => status === 180);
  const early = before.find(({ status }) => status > 100 && status < 200);
  const crossed = final !== undefined && final.status < 300;
  const bye = crossed ? subject.main.dialog?.bye?.request : undefined;
  const heard =
    rang !== undefined
      ? ` It had been ringing${timed(cancel.time - rang.time, ' for ')}.`
      : early !== undefined
        ? ` No phone had rung: ${early.title} was all that came before.`
        : ' Nothing had rung until then: no 180 and no 183 had come.';
  return {
    certainty: 'certain',
    summary:
      `${capital(subject.who(cancel.hop.source))} ended the call by CANCEL${timed(cancel.time - request!.time, ' ', ' after the INVITE')}${crossed ? '' : ', before it was answered'}.${heard}` +
      (crossed
        ? ` ${lateText(cancel, final)}, so the call was up: ${bye === undefined ? 'only BYE can end it then' : `it was ended by BYE in frame ${bye.frame}`}.`
        : '') +
      (final === undefined ? ' No final response to the INVITE was seen.' : '') +
      reasonSentences(cancel),
    ...(rang === undefined && early === undefined
      ? {
          cause:
            'The caller hung up while nothing was to be heard. If that happens often, calls take too long until they ring.',
          fix: [
            'Nothing needs mending in this call.',
            'If many callers give up so, measure the time from INVITE to the first 180 or 183 on each hop: the hop that needs the seconds is slow to route, or tries a dead target first.',
          ],
        }
      : {}),
    evidence: inFrameOrder([
      seenIn(request!, 'the call'),
      ...(rang === undefined ? [] : [seenIn(rang, 'it rings')]),
      seenIn(cancel, 'the caller gives up'),
      ...(final === undefined ? [] : [seenIn(final, crossed ? 'answered all the same' : 'the INVITE ends')]),
    ]),
  };
}

/** The CANCEL was not understood: the INVITE goes on, and so does the ringing. */
function ignored(subject: Case, attempt: SeenTransaction): Found | undefined {
  const { request, final, sequence, branch, client } = attempt;
  const cancelling =
    attempt.cancel ??
    subject.main.roots.find(
      (one) => one.method === 'CANCEL' && one.sequence === sequence && one.client.address === client.address,
    );
  const cancel = cancelling?.request;
  const refused = cancelling?.final;
  if (cancel === undefined || refused?.status !== 481) return undefined;
  // Once the INVITE has its final response, or has it on the way, there is nothing left to cancel.
  if (final !== undefined && !(final.time - refused.time > CROSSING)) return undefined;
  return {
    certainty: 'certain',
    severity: 'warning',
    summary: `${capital(subject.who(cancel.hop.source))} sent CANCEL${timed(cancel.time - request!.time, ' ', ' after the INVITE')}, and ${subject.who(refused.hop.source)} answered ${refused.title}: it found no INVITE for it, so the call goes on ringing there.`,
    cause:
      cancelling!.branch === branch
        ? 'The server does not know the INVITE any more, or the CANCEL reached another server than the INVITE: by DNS, by a load balancer, or after a restart.'
        : `The CANCEL does not carry the branch of the INVITE, by which a server finds it (RFC 3261 9.1): "${cancelling!.branch}" instead of "${branch}".`,
    fix: [
      'Compare Request-URI, topmost Via with its branch, From, To, Call-ID and the number of CSeq of both requests: they must be the same (RFC 3261 9.1).',
      'Where several servers stand behind one name, send the CANCEL to the very address and port that the INVITE went to.',
    ],
    evidence: inFrameOrder([
      seenIn(request!, 'the call'),
      seenIn(cancel, 'the CANCEL for it'),
      seenIn(refused, 'it matches no INVITE there'),
    ]),
  };
}
