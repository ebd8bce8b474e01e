/** The session interval that was asked for is below what a hop allows: 422 (RFC 4028 6, 7.3, 8.1, 9). */

import { readMinSE, readSessionExpires, supportsSessionTimer } from '../../../dialog/index.ts';
import { type Case } from '../../case/case.ts';
import { type Rebuff, rebuffWith } from '../../case/refusal.ts';
import { type Step } from '../../case/step.ts';
import { capital, timesText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

export const sessionIntervalTooSmall: CaseRule = {
  id: 'session-interval-too-small',
  family: 'set-up',
  scope: 'case',
  title: 'The session interval is too small',
  severity: 'failure',
  meaning:
    'The request proposed in Session-Expires how often the call is to be refreshed, and a proxy or the called side found that too often: 422, with its own minimum in Min-SE. ' +
    'A client that knows session timers asks again with at least that interval, and nobody notices. It is a failure only where the client does not ask again, or asks for too little again.',
  cause: 'The client proposes a shorter interval than the other side allows, and does not raise it as the 422 asks.',
  fix: [
    'Raise the session timer of the calling side to 1800 s, which suits nearly everybody (Asterisk: timers_sess_expires; FreeSWITCH: session-timeout of the profile), or switch it off.',
    'Or lower the minimum of the side that refused, never below 90 s (Asterisk: timers_min_se; FreeSWITCH: minimum-session-expires).',
    'Update a client that gives up at a 422 instead of asking again.',
  ],
  rfc: ['4028 6', '4028 7.3', '4028 8.1', '4028 9'],
  explains: ['request-refused', 'session-refresh-failed', 're-invite-failed', 'retry-loop'],
  check(subject) {
    const rebuff = rebuffWith(subject, (status) => status === 422);
    if (rebuff === undefined) return undefined;
    const { made, origin, isOvercome, isWithinDialog, next, count } = rebuff;
    const asked = made.request === undefined ? undefined : intervalOf(made.request);
    const minimum = readMinSE(origin.message);
    const again = next?.request === undefined ? undefined : intervalOf(next.request);
    return {
      certainty: 'certain',
      ...(isOvercome ? { severity: 'note' } : isWithinDialog ? { severity: 'warning' } : {}),
      summary:
        `${refusedText(subject, rebuff)} ` +
        (asked === undefined ? '' : `The request asks for a session interval of ${asked} s. `) +
        (typeof minimum === 'number'
          ? `The least that is allowed there is ${minimum} s (Min-SE).`
          : 'The response does not say in Min-SE what the least is, as it must.') +
        (isOvercome
          ? ` The client asked again${again === undefined ? '' : ` with ${again} s`}, and got past it.`
          : count === 1
            ? ' The client did not ask again.'
            : ` The client was refused so ${timesText(count)}.`),
      ...causeOf(subject, rebuff, minimum, asked),
      evidence: refusalEvidence(
        rebuff,
        asked === undefined ? 'the request' : `Session-Expires: ${asked}`,
        typeof minimum === 'number' ? `Min-SE: ${minimum}` : 'refused, without Min-SE',
        next?.request === undefined
          ? []
          : [seenIn(next.request, again === undefined ? 'asked again' : `asked again with ${again} s`)],
      ),
    };
  },
};

function causeOf(
  subject: Case,
  { made, origin, isOvercome, count }: Rebuff,
  minimum: number | string | undefined,
  asked: number | undefined,
) {
  const who = subject.whoShort(origin.hop.source);
  if (typeof minimum !== 'number')
    return {
      cause: `${capital(who)} refuses with 422 and leaves Min-SE out, so that no client can know what to ask for.`,
      fix: [
        `Report it to the maker of ${who}; until then switch session timers off at the client, or set them to 1800 s.`,
      ],
    };
  if (made.request !== undefined && !supportsSessionTimer(made.request.message))
    return {
      cause: `The request does not list timer in Supported, so that ${who} must not refuse it with 422 (RFC 4028 8.1, 9): a client that does not know session timers cannot act on it.`,
      fix: [
        `Let ${who} raise Session-Expires and Min-SE in the request itself, where it is a proxy, or ignore the interval.`,
        'Take Session-Expires out of the requests of the client, if it writes it without supporting timer.',
      ],
    };
  if (!isOvercome && count > 1 && asked !== undefined && asked < minimum)
    return { cause: `The client asked again for ${asked} s, though Min-SE of the 422 says ${minimum} s.` };
  return {};
}

function intervalOf({ message }: Step): number | undefined {
  const value = readSessionExpires(message);
  return typeof value === 'object' ? value.interval : undefined;
}
