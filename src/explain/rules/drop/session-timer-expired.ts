/** The session timer ran out, since nobody refreshed the call (RFC 4028 10). */

import { type CallLife, callLives } from '../../case/call-life.ts';
import { type Case } from '../../case/case.ts';
import { reasonSentences, reasonsOf } from '../../case/said-reason.ts';
import { type Side } from '../../case/seen-dialog.ts';
import { agreementAt, type SessionAgreement } from '../../case/session-timing.ts';
import { type Step } from '../../case/step.ts';
import { capital, timed } from '../../case/wording.ts';
import { type CaseRule, type Certainty, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { placeOfSide } from './sides.ts';

/** What programs write into Reason when a session timer runs out. */
const SAID = /session[\s_-]*(?:timer|time-?out|expir|refresh|interval)|timer[\s_-]*expire/i;
/** Who does not refresh hangs up so long before the end, s (RFC 4028 10). */
const MARGIN = 32;
/** Below this interval, s, people hang up at such a moment by chance. */
const LONG = 300;

export const sessionTimerExpired: CaseRule = {
  id: 'session-timer-expired',
  family: 'drop',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'The session timer ran out',
  severity: 'failure',
  meaning:
    'The 2xx that set up the call agreed on a session timer: after Session-Expires seconds the call is over unless one side, the refresher, renews it with a re-INVITE or UPDATE, normally at half the time. ' +
    'No renewal was seen, and the BYE came at just the moment at which the timer ends a call: at its end, or 32 seconds before (a third of the interval, where that is less). So calls drop after a fixed time, as 30 minutes.',
  cause:
    'The side that had to refresh did not, or its refresh did not arrive: the two sides disagree about who refreshes, the refresher does not really know session timers, or a NAT or firewall has forgotten the way by then.',
  fix: [
    'Capture at the refresher: does a re-INVITE or UPDATE leave it at half the interval? If not, switch session timers off in it, or update it; if it does, find out where it is lost.',
    'Let the server refresh, which stays reachable: in Asterisk (chan_pjsip) timers=always or timers=no of the endpoint; in FreeSWITCH enable-timer of the Sofia profile.',
    'Keep the flow through NAT open with keep-alives: a refresh after 15 minutes of silence finds the way closed.',
  ],
  rfc: ['4028 10', '4028 9', '4028 7.2'],
  explains: ['hung-up'],
  check(subject) {
    for (const life of callLives(subject)) {
      const bye = life.bye?.request;
      if (bye === undefined) continue;
      const found = checkLife(subject, life, bye);
      if (found !== undefined) return found;
    }
    return undefined;
  },
};

function checkLife(subject: Case, life: CallLife, bye: Step): Found | undefined {
  const agreement = agreementAt(life, bye);
  const said = reasonsOf(bye).some(({ text }) => SAID.test(text));
  const by = life.byeBy!;
  if (agreement === undefined) {
    if (!said) return undefined;
    return {
      certainty: 'likely',
      summary: `${capital(subject.who(bye.hop.source))} ended the call because of its session timer.${reasonSentences(bye)} The capture does not show what was agreed on.`,
      evidence: [seenIn(bye, 'its Reason speaks of the session timer')],
    };
  }
  const { interval, step } = agreement;
  const elapsed = (bye.time - step.time) / 1000;
  const early = interval - Math.min(MARGIN, interval / 3);
  // Who has to refresh does not hang up early, unless it does not know that it has to.
  const { refresher, refresherThere, askerSupports, transaction } = agreement;
  const mayWait =
    refresher !== by ||
    refresherThere !== undefined ||
    (!askerSupports && life.dialog.sideOf(transaction.request!) === refresher);
  const atMoment = (mayWait && Math.abs(elapsed - early) <= 2) || (elapsed >= interval - 2 && elapsed <= interval + 5);
  if (!said && !atMoment) return undefined;
  const certainty: Certainty = said ? 'certain' : interval >= LONG ? 'likely' : 'possible';
  const reason = reasonOf(subject, life, agreement, by);
  return {
    certainty,
    ...(certainty === 'possible' ? { severity: 'warning' } : {}),
    summary: `${agreed(subject, life, agreement)} ${tried(life, agreement, bye)} ${capital(subject.who(bye.hop.source))} hung up${timed(bye.time - step.time, ' ', ' later')}${moment(elapsed, early, interval)}.${reasonSentences(bye)}`,
    ...reason,
    evidence: inFrameOrder([
      seenIn(step, `Session-Expires: ${interval} s, ${refresherText(agreement.refresher)}`),
      ...life.within
        .filter(
          ({ request }) => request!.number > step.number && request!.number < bye.number && request!.method !== 'BYE',
        )
        .slice(0, 1)
        .map(({ request }) => seenIn(request!, 'within the call, and no refresh that was accepted')),
      seenIn(bye, said ? 'its Reason speaks of the session timer' : 'at the moment at which the timer ends the call'),
    ]),
  };
}

function refresherText(refresher: Side | undefined): string {
  return refresher === undefined
    ? 'without a refresher'
    : refresher === 'caller'
      ? 'the caller refreshes'
      : 'the called side refreshes';
}

function agreed(subject: Case, life: CallLife, { interval, refresher, step }: SessionAgreement): string {
  const who = refresher === undefined ? '' : `, to be renewed by ${subject.whoShort(placeOfSide(life, refresher))}`;
  return `Frame ${step.frame} set the session timer to ${interval} s${who}.`;
}

function tried({ within }: CallLife, { step }: SessionAgreement, bye: Step): string {
  const tries = within.filter(
    ({ method, request }) =>
      (method === 'INVITE' || method === 'UPDATE') && request!.number > step.number && request!.number < bye.number,
  );
  return tries.length === 0
    ? 'No re-INVITE and no UPDATE came by after it.'
    : 'None of the requests after it was accepted.';
}

function moment(elapsed: number, early: number, interval: number): string {
  if (Math.abs(elapsed - early) <= 2)
    return `, ${Math.round(interval - early)} s before the timer would end, as the side does that waits for a refresh`;
  return elapsed >= interval - 2 ? ', at the end of the timer' : '';
}

/** What the messages themselves say about why nobody refreshed. */
function reasonOf(
  subject: Case,
  life: CallLife,
  { refresher, refresherThere, askerSupports, transaction, step }: SessionAgreement,
  by: Side,
): Pick<Found, 'cause' | 'fix'> {
  const asker = life.dialog.sideOf(transaction.request!);
  if (refresherThere !== undefined && refresher !== undefined)
    return {
      cause: `The two sides were told different things: on the first hop ${refresherText(refresher)}, on the last hop ${refresherText(refresherThere)}. So each may wait for the other. A proxy must not change the refresher that a 2xx names (RFC 4028 8.2).`,
      fix: [
        'Find the element between the two hops that changes Session-Expires, and switch its handling of session timers off (in Kamailio, the module sst).',
        'Until then switch session timers off in one of the two end devices.',
      ],
    };
  if (refresher === asker && !askerSupports)
    return {
      cause: `${capital(subject.whoShort(transaction.client))} does not say that it knows session timers (Supported: timer), and frame ${step.frame} makes it the refresher all the same. By table 2 of RFC 4028 9 the other side must refresh then.`,
      fix: [
        `Let ${subject.whoShort(step.hop.source)} refresh the call itself (refresher=uas) where the other side does not support timers, or use no session timer for it: Asterisk (chan_pjsip) timers=no of the endpoint.`,
        `Or switch session timers on in ${subject.whoShort(transaction.client)}.`,
      ],
    };
  if (refresher === undefined)
    return {
      cause: `Frame ${step.frame} has Session-Expires without the refresher parameter, which a 2xx must have (RFC 4028 9). So each side may take the other for the refresher.`,
      fix: [
        `Let ${subject.whoShort(step.hop.source)} write refresher=uac or refresher=uas into the 2xx: update it, or switch its session timers off.`,
      ],
    };
  const place = subject.whoShort(placeOfSide(life, refresher));
  if (refresher === by)
    return {
      cause: `${capital(place)} had to refresh the call itself, and hung up instead: it did not know that it is the refresher, or could not send its refresh.`,
      fix: [
        `Update ${place}, or switch session timers off in it. In its log, look at the time of half the interval for a refresh that failed.`,
        'Or let the other side refresh: the caller asks for it with refresher=uas in its INVITE.',
      ],
    };
  return {
    cause: `${capital(place)} had to refresh the call, at the latest before the timer ended, and no refresh of it was seen: either it sent none, or what it sent was lost before this point, as at a NAT that forgot the way during the silence.`,
    fix: [
      `Capture at ${place}: does a re-INVITE or UPDATE leave it at half the interval? If not, switch session timers off in it, or update it. If it does, look for where it is lost: NAT, firewall, Contact and Record-Route.`,
      'Or let the other side refresh: in Asterisk (chan_pjsip) timers=always of the endpoint; in FreeSWITCH enable-timer of the Sofia profile.',
      'Keep the flow through NAT open with keep-alives that come more often than its UDP timeout.',
    ],
  };
}
