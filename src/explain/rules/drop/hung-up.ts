/** A call that was up ends with BYE: by whom, after how long, with which Reason (RFC 3261 15, RFC 3326). */

import { q850Cause } from '../../../catalogue/index.ts';
import { type CallLife, callLives } from '../../case/call-life.ts';
import { type Case } from '../../case/case.ts';
import { reasonSentences, reasonsOf } from '../../case/said-reason.ts';
import { shown, type Step } from '../../case/step.ts';
import { capital, timed } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';

/** Codes in Reason that tell of no fault: the call was answered or handled elsewhere, declined, given up. */
const NO_FAULT: ReadonlySet<number> = new Set([480, 486, 487, 600, 603]);
/** Lengths at which servers cut calls, minutes; below them people hang up at such a moment by chance. */
const LIMITS = [30, 60, 90, 120, 180, 240, 300, 360, 720, 1440];
/** How near to one of them it must be, ms. */
const NEAR = 2_500;
/** Less is no talk, ms. */
const SHORT = 1_000;

export const hungUp: CaseRule = {
  id: 'hung-up',
  family: 'drop',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'The call ended by BYE',
  severity: 'note',
  meaning:
    'One side hung up, which is how a call ends that has gone well. The note says who, and how long after the answer. Where Reason names a fault, as a network out of order, a timer or a SIP error, the call was cut off rather than hung up, and ' +
    'the finding is a failure. A gateway puts the cause of the telephone network there (Q.850): 16 is a normal end.',
  cause: 'Somebody hung up, or a program did for a reason of its own.',
  fix: ['Nothing is broken. If nobody hung up, look into the log of the side that sent BYE at that time.'],
  rfc: ['3261 15', '3261 15.1.1', '3326 2'],
  check(subject) {
    let note: Found | undefined;
    for (const life of callLives(subject)) {
      const bye = life.bye?.request;
      if (bye === undefined) continue;
      const fault = faultIn(bye);
      if (fault !== undefined) return cutOff(subject, life, bye, fault);
      note ??= {
        // That it ended is certain; that somebody wanted it to is not.
        certainty: 'likely',
        // Every call that went well has this note, and few are looked at.
        get summary() {
          return `${ended(subject, life, bye)}${hint(life)}`;
        },
        evidence: inFrameOrder([
          life.answer === undefined ? undefined : seenIn(life.answer, 'the call is answered'),
          seenIn(bye, 'hangs up'),
        ]),
      };
    }
    return note;
  },
};

function ended(subject: Case, life: CallLife, bye: Step): string {
  return `${capital(subject.who(bye.hop.source))} hung up${timed(life.duration, ' ', ' after the answer')}.${reasonSentences(bye)}`;
}

/** What the length of the call alone suggests. */
function hint({ duration, answer }: CallLife): string {
  const limit = LIMITS.find((minutes) => Math.abs(duration - minutes * 60_000) < NEAR);
  if (limit !== undefined) return ` That is ${limit} minutes to the second: a limit on the length of calls may be set.`;
  return duration < SHORT && answer !== undefined ? ' That is too short for a talk.' : '';
}

/** The fault that Reason, or the header field that Asterisk writes instead of it, names; undefined where it names none. */
function faultIn(bye: Step): string | undefined {
  if (!/\n(?:Reason|X-Asterisk-HangupCauseCode)[ \t]*:/i.test(bye.seen.text)) return undefined;
  const { message } = bye;
  for (const { protocol, cause, text } of reasonsOf(bye)) {
    if (protocol === 'Q.850' && isFault(cause)) return `cause ${cause}, ${q850Cause(cause)?.name ?? 'unknown'}`;
    if (protocol === 'SIP' && cause >= 400 && !NO_FAULT.has(cause))
      return `SIP ${cause}${text === '' ? '' : ` ${text}`}`;
  }
  const [asterisk] = message.named('X-Asterisk-HangupCauseCode');
  if (asterisk === undefined || !/^\d{1,3}$/.test(asterisk) || !isFault(Number(asterisk))) return undefined;
  return `cause ${asterisk}, ${q850Cause(Number(asterisk))?.name ?? shown(message.named('X-Asterisk-HangupCause')[0] ?? '')}`;
}

/** 127 stands for whatever a gateway has no cause for, a normal end among it. */
function isFault(cause: number): boolean {
  const row = q850Cause(cause);
  return row !== undefined && row.class !== 'normal' && row.class !== 'interworking';
}

function cutOff(subject: Case, life: CallLife, bye: Step, fault: string): Found {
  const who = subject.whoShort(bye.hop.source);
  return {
    severity: 'failure',
    certainty: 'likely',
    summary: `${ended(subject, life, bye)} So the call was cut off: ${fault}.`,
    cause: `${capital(who)} ended the call because of a fault, not because somebody hung up: ${fault}. The fault is on its far side, as in the telephone network behind a gateway, or in itself.`,
    fix: [
      `Look into the log of ${who} at the time of the BYE, and ask its operator or the carrier behind it with the Call-ID and this reason.`,
      '`sipwright explain cause NUMBER` tells what a cause of the telephone network means.',
    ],
    evidence: inFrameOrder([
      life.answer === undefined ? undefined : seenIn(life.answer, 'the call is answered'),
      seenIn(bye, `ends it: ${fault}`),
    ]),
  };
}
