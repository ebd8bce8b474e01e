/** The phone rings, and the capture goes on for minutes without any end of it (RFC 3261 13.3.1.1, 16.6 item 11). */

import { type CaseRule, seenIn } from '../rule.ts';
import { capital, durationText, timed } from '../../case/wording.ts';

/** ms: a proxy ends an INVITE after more than three minutes without a word (Timer C). */
const TIMER_C = 190_000;
/** ms: less is an ordinary patience. */
const LONG = 60_000;

export const ringingUnanswered: CaseRule = {
  id: 'ringing-unanswered',
  family: 'set-up',
  scope: 'case',
  title: 'The call rings without end',
  severity: 'failure',
  meaning:
    'The INVITE got 180 or 183, and then nothing more: no answer, no refusal, no CANCEL, though the capture goes on. A phone that rings longer than three minutes has to say so each minute, and a proxy ends an INVITE that is silent for longer than that (Timer C). ' +
    'So either a final response was lost, or one side has vanished, and the other one waits.',
  cause:
    'The side that rings never sends a final response, or its response does not arrive here; the caller neither gives up nor is cut off by a timer.',
  fix: [
    'Capture at the hop beyond as well: if a final response leaves there and does not arrive here, follow it along its Via.',
    'Set a ring time on the server (Asterisk: timeout in Dial; FreeSWITCH: call_timeout; Kamailio: fr_inv_timer of tm), so that no call rings for ever.',
  ],
  rfc: ['3261 13.3.1.1', '3261 16.6', '3261 16.8'],
  explains: ['request-unanswered'],
  check(subject) {
    const { main, surroundings } = subject;
    if (!(surroundings.lastTime - main.last.time >= LONG) || main.kind !== 'call') return undefined;
    const { attempt } = main;
    if (attempt?.method !== 'INVITE' || attempt.status !== 0 || attempt.cancel !== undefined) return undefined;
    const { request, responses } = attempt;
    const rang = attempt.provisional(180) ?? attempt.provisional(183);
    const last = responses.at(-1);
    if (request === undefined || request.toTag !== '' || rang === undefined || last === undefined) return undefined;
    // What became of it is seen elsewhere: on a later hop, on another leg, or in a dialog.
    if (attempt.children.some(({ status, cancel }) => status !== 0 || cancel !== undefined)) return undefined;
    if (main.dialog !== undefined || subject.legs.some(({ dialog }) => dialog?.confirmedBy !== undefined))
      return undefined;
    const silence = surroundings.lastTime - last.time;
    if (!(silence >= LONG)) return undefined;
    const isLong = silence >= TIMER_C;
    return {
      certainty: isLong ? 'likely' : 'possible',
      ...(isLong ? {} : { severity: 'note' }),
      summary:
        `${capital(subject.who(subject.originOf(rang).hop.source))} answered the INVITE with ${rang.title}${timed(rang.time - request.time, ' after ')}, and no final response and no CANCEL followed. ` +
        `The capture goes on for ${durationText(silence)} without another message of this call.`,
      evidence: [
        seenIn(request, 'the call'),
        seenIn(rang, 'it rings'),
        ...(last === rang ? [] : [seenIn(last, 'the last message about it')]),
      ],
    };
  },
};
