/** Nobody answered, and a server or a timer ended the ringing: CANCEL, 408 or 480 (RFC 3261 9.1, 16.8, 13.2.1). */

import { headerId } from '../../../catalogue/index.ts';
import { type Case } from '../../case/case.ts';
import { refusalOf } from '../../case/refusal.ts';
import { reasonSentences, saysCause } from '../../case/said-reason.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { capital, durationText, timed } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { invitesOf, isCompletedElsewhere } from './cancelled-branches.ts';
import { firstRinging } from '../../case/first-ringing.ts';
import { inFrameOrder } from '../frame-order.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

/** Codes that say: nobody answered. */
const unanswered: ReadonlySet<number> = new Set([408, 480, 487]);
const EXPIRES = headerId('Expires');
/** ms: a person may reject a call sooner; whoever lets it ring as long is not there. */
const LONG_RINGING = 10_000;
/** ms: timers are set to whole numbers of these. */
const ROUND = 5_000;
/** ms by which a program misses its own timer. */
const ROUND_SLACK = 60;

export const cancelledByTimer: CaseRule = {
  id: 'cancelled-by-timer',
  family: 'set-up',
  scope: 'case',
  title: 'Nobody answered in time',
  severity: 'failure',
  meaning:
    'The call rang, nobody picked up, and then not the caller but a server, a gateway or a timer ended it: a proxy or B2BUA sends CANCEL by itself, or the final response is 408 or 480 after long ringing, ' +
    'often with Reason Q.850 cause 19 (no answer from user). The number of seconds is mostly a round one: the ring time that somebody has set.',
  cause: 'Nobody picked up within the ring time that is set on the server, in the phone or at the carrier.',
  fix: [
    'Nothing is broken. Call again later, or leave a message.',
    'If it should ring longer, raise the ring time where it ended (Asterisk: timeout in Dial; FreeSWITCH: call_timeout and leg_timeout; Kamailio: fr_inv_timer of tm).',
    'If it should go to voicemail, set forward on no answer, with a time below the ring time of everyone before it on the way.',
  ],
  rfc: ['3261 9.1', '3261 16.8', '3261 21.4.18', '3326 3.4'],
  explains: ['request-refused', 'user-unavailable', 'hop-timeout'],
  check(subject) {
    const { main } = subject;
    if (!main.transactions.some(({ method, status, cancel }) => method === 'INVITE' && (status >= 400 || cancel)))
      return undefined;
    const { attempt } = main;
    if (attempt?.method !== 'INVITE' || attempt.request === undefined || attempt.request.toTag !== '') return undefined;
    if (attempt.cancel !== undefined) return byClock(subject, attempt);
    return byServer(subject, attempt) ?? byRinging(subject) ?? byExpires(subject, attempt);
  },
};

/** A proxy or B2BUA cancelled without being asked to, and nobody else had answered. */
function byServer(subject: Case, attempt: SeenTransaction): Found | undefined {
  if (attempt.status < 400) return undefined;
  const refusal = refusalOf(subject);
  // Another branch, tried after this one, has decided.
  if (refusal !== undefined && refusal.made !== attempt && !unanswered.has(refusal.origin.status)) return undefined;
  const invites = invitesOf(subject);
  const isTaken = ({ status }: SeenTransaction) => (status >= 200 && status < 300) || status >= 600;
  if (invites.some(isTaken)) return undefined;
  const isSentOn = (one: SeenTransaction) => one.parent !== undefined || !subject.main.transactions.includes(one);
  const all = invites.filter(
    (one) => one.cancel?.request !== undefined && one.parent?.cancel === undefined && isSentOn(one),
  );
  const cancelled = all.find((one) => one.provisional(180) !== undefined) ?? all[0];
  const cancel = cancelled?.cancel?.request;
  if (cancelled?.request === undefined || cancel === undefined || isCompletedElsewhere(cancel)) return undefined;
  const rang = firstRinging([cancelled], cancel);
  const told = attempt.final!;
  const waited = timed(cancel.time - cancelled.request.time, ' ', ' after its INVITE');
  return {
    certainty: rang === undefined ? 'likely' : 'certain',
    summary:
      `${capital(subject.who(cancelled.client))} sent CANCEL to ${subject.whoShort(cancelled.server)}${waited}, and the caller had not asked for it. ` +
      (rang === undefined
        ? 'Nothing had rung until then.'
        : `It had rung${timed(cancel.time - rang.time, ' for ')}, and nobody answered.`) +
      ` The caller was told ${told.title}.` +
      reasonSentences(cancel),
    evidence: inFrameOrder([
      seenIn(cancelled.request, 'the call, as it was sent on'),
      ...(rang === undefined ? [] : [seenIn(rang, 'it rings')]),
      seenIn(cancel, 'ended by the server, not by the caller'),
      seenIn(told, 'what the caller was told'),
    ]),
    ...(rang === undefined
      ? {
          cause:
            'The server gives each target a time in which something must ring, or the transaction ran into its limit (Timer C, RFC 3261 16.6). This target only said that it tries, or nothing at all.',
          fix: [
            `See at ${subject.whoShort(cancelled.server)} why nothing rang: its log at this time, and whether its own INVITE went on.`,
            'If it merely needs longer, raise the time for the first ringing on the server that cancelled (Kamailio: fr_inv_timer of tm; Asterisk: timeout in Dial; FreeSWITCH: progress_timeout).',
          ],
        }
      : {}),
  };
}

/** 408 or 480 after long ringing, or with the cause of the telephone network for it. */
function byRinging(subject: Case): Found | undefined {
  const refusal = refusalOf(subject);
  if (refusal === undefined) return undefined;
  const { origin, made } = refusal;
  if (origin.method !== 'INVITE' || (origin.status !== 408 && origin.status !== 480)) return undefined;
  const rang = firstRinging([made], origin);
  const lasted = origin.time - (rang?.time ?? Number.NaN);
  const noAnswer = saysCause(origin, 'Q.850', 19);
  if (!noAnswer && !(lasted >= LONG_RINGING)) return undefined;
  return {
    certainty: 'certain',
    summary:
      (rang === undefined
        ? 'The call was delivered, and nobody answered. '
        : `It rang${timed(lasted, ' for ')}, and nobody answered. `) +
      refusedText(subject, refusal) +
      reasonSentences(origin),
    evidence: refusalEvidence(
      refusal,
      'the call',
      noAnswer ? 'no answer from the user (cause 19)' : 'ended after long ringing',
      rang === undefined ? [] : [seenIn(rang, 'it rings')],
    ),
  };
}

/** 487 without CANCEL: the time that Expires of the INVITE allowed is over (13.2.1, 13.3.1). */
function byExpires(subject: Case, attempt: SeenTransaction): Found | undefined {
  const { request, final, status } = attempt;
  const expires = Number(request!.message.header(EXPIRES) ?? Number.NaN);
  const lasted = (final?.time ?? Number.NaN) - request!.time;
  if (status !== 487 || !(lasted >= expires * 1000 - 500 && lasted <= expires * 1000 + 5_000)) return undefined;
  const rang = firstRinging([attempt], final!);
  return {
    certainty: 'certain',
    summary: `The INVITE was to end after ${expires} s by its Expires, and ${subject.who(final!.hop.source)} ended it with 487${timed(lasted, ' after ')}.${rang === undefined ? '' : ` It had rung${timed(final!.time - rang.time, ' for ')}.`}`,
    cause: `The INVITE carries Expires: ${expires}, and nobody picked up within that time.`,
    fix: [
      'Nothing is broken if nobody was there. Call again later.',
      `If it should ring longer, raise the Expires of ${expires} s that the caller, or a server on the way, puts into its INVITE.`,
    ],
    evidence: inFrameOrder([
      seenIn(request!, `the call, with Expires: ${expires}`),
      ...(rang === undefined ? [] : [seenIn(rang, 'it rings')]),
      seenIn(final!, 'ended without a CANCEL'),
    ]),
  };
}

/** The one who called cancels to the tick: that is no person. */
function byClock(subject: Case, { cancel, request, status, responses }: SeenTransaction): Found | undefined {
  const step = cancel?.request;
  if (step === undefined || (status !== 487 && status !== 0) || isCompletedElsewhere(step)) return undefined;
  const rang = responses.find((one) => one.status === 180 && one.number < step.number);
  const since = (start: number) => {
    const ms = step.time - start;
    const off = Math.abs(ms - Math.round(ms / ROUND) * ROUND);
    return ms >= LONG_RINGING && off <= ROUND_SLACK ? ms : undefined;
  };
  const sinceInvite = since(request!.time);
  const ms = sinceInvite ?? since(rang?.time ?? Number.NaN);
  const said = saysCause(step, 'Q.850', 19) || saysCause(step, 'Q.850', 102) || saysCause(step, 'SIP', 408);
  if (ms === undefined && !said) return undefined;
  const exactly =
    ms === undefined
      ? ''
      : ` That is ${Math.round(ms / 1000)} s to the tick after the ${sinceInvite === undefined ? '180' : 'INVITE'}, as a timer does it.`;
  return {
    certainty: said ? 'certain' : 'likely',
    severity: 'note',
    summary:
      `${capital(subject.who(step.hop.source))} ended the call by CANCEL${timed(step.time - request!.time, ' ', ' after the INVITE')}, before anybody answered.` +
      `${rang === undefined ? ' Nothing had rung until then.' : ` It had rung for ${durationText(step.time - rang.time) || 'some time'}.`}${exactly}${reasonSentences(step)}`,
    cause:
      'The ring time of the calling program or of the PBX before it ran out; a person rarely hits a round number of seconds.',
    evidence: inFrameOrder([
      seenIn(request!, 'the call'),
      ...(rang === undefined ? [] : [seenIn(rang, 'it rings')]),
      seenIn(step, 'given up, after a round number of seconds'),
    ]),
  };
}
