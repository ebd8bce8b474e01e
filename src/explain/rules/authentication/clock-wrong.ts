/** Nonces that are stale at once, and a clock that is off (RFC 7616 3.3, RFC 3261 20.17). */

import { type Case } from '../../case/case.ts';
import { serverText } from '../../case/challenge-text.ts';
import { gravityOf, type RefusedAnswer, refusedAnswers } from '../../case/refused-answer.ts';
import { dateOf, dateText } from '../../case/sip-date.ts';
import { type Step } from '../../case/step.ts';
import { capital, countText, durationText } from '../../case/wording.ts';
import { type CaseRule, type Certainty, type Found, seenIn } from '../rule.ts';

export const clockWrong: CaseRule = {
  id: 'clock-wrong',
  family: 'authentication',
  scope: 'case',
  title: 'A clock is wrong, and nonces are stale at once',
  severity: 'failure',
  meaning:
    'The server refuses the answer to a challenge that it made seconds before as stale, and the Date header fields show a clock that is off: two responses of servers under one address disagree on the time, ' +
    'or the Date is far from the time of the capture. A nonce carries the time that it was made at, so it is old at once for a server whose clock is ahead.',
  cause:
    'The servers that share the work do not share the time: one makes the nonce, another one checks it by its own clock.',
  fix: [
    'On each server, see whether its clock is held by NTP: `timedatectl` or `chronyc tracking`. A virtual machine that slept comes back with the time of when it fell asleep.',
    'Compare the Date header fields of the frames named here with a clock that you trust.',
    'Check the clock of the capturing host too, where only the distance to the time of the capture is named.',
  ],
  rfc: ['7616 3.3', '3261 20.17'],
  explains: ['stale-loop', 'no-credentials', 'identity-stale', 'request-refused', 'retry-loop', 'registration-expired'],
  check(subject) {
    for (const leg of subject.legs) {
      const all = refusedAnswers(leg).filter((one) => one.isStale && isAtOnce(one));
      for (const one of all) {
        // The clock of the capture may be the wrong one: where all went well, it is no witness.
        const found = betweenServers(one) ?? (one.round.isAccepted ? undefined : againstCapture(one));
        if (found !== undefined) return told(subject, one, all.length, found);
      }
    }
    return undefined;
  },
};

/** ms: no nonce lives shorter. */
const AT_ONCE = 10_000;
/** ms: Date has whole seconds, and a response may lie in a queue. */
const SMALL = 15_000;
/** ms: RFC 8224 4.1 takes a minute for fresh; the clock of the capture may be off by some seconds as well. */
const LARGE = 60_000;

interface Drift {
  readonly certainty: Certainty;
  readonly text: string;
}

function isAtOnce({ round, refusal }: RefusedAnswer): boolean {
  return !(refusal.time - round.response.time > AT_ONCE);
}

/** Two Dates that do not lie as far apart as the responses that carry them. */
function betweenServers({ round, refusal }: RefusedAnswer): Drift | undefined {
  const [made, checked] = [dateOf(round.response), dateOf(refusal)];
  const passed = refusal.time - round.response.time;
  // Without times only a clock that runs backward is sure to be another one.
  const drift = checked - made - (Number.isNaN(passed) && checked < made ? 0 : passed);
  if (!(Math.abs(drift) > SMALL)) return undefined;
  const direction = drift > 0 ? 'ahead of' : 'behind';
  return {
    certainty: 'likely',
    text: `By their Date, the clock behind the refusal (${dateText(checked)}) is ${durationText(Math.abs(drift))} ${direction} the one behind the challenge (${dateText(made)}).`,
  };
}

function againstCapture({ round, refusal }: RefusedAnswer): Drift | undefined {
  for (const step of [refusal, round.response]) {
    const off = dateOf(step) - step.time;
    if (!(Math.abs(off) > LARGE)) continue;
    return {
      certainty: 'possible',
      text: `Its Date (${dateText(dateOf(step))}) is ${durationText(Math.abs(off))} ${off > 0 ? 'ahead of' : 'behind'} the time of the capture.`,
    };
  }
  return undefined;
}

function told(
  subject: Case,
  { round, answer, refusal }: RefusedAnswer,
  count: number,
  { certainty, text }: Drift,
): Found {
  return {
    certainty,
    severity: round.isAccepted ? 'warning' : gravityOf(answer),
    summary: `${capital(serverText(subject, refusal))} refused a nonce as stale that was ${ageText(round.response, refusal)} old${count === 1 ? '' : `; it refused ${countText(count, 'such nonce')} in all`}. ${text}`,
    evidence: [
      seenIn(round.response, withDate('the challenge', round.response)),
      seenIn(answer, `its answer, with the nonce of frame ${round.response.frame}`),
      seenIn(refusal, withDate('refused as stale', refusal)),
    ],
  };
}

function ageText(made: Step, checked: Step): string {
  return durationText(checked.time - made.time) || 'not';
}

function withDate(note: string, step: Step): string {
  const date = dateText(dateOf(step));
  return date === '' ? note : `${note}; Date: ${date}`;
}
