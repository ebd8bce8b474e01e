/** The called side, or a filter on its behalf, does not want the call (RFC 3261 21.6.2, RFC 8197, RFC 8688). */

import { type Refusal, refusalOf } from '../../case/refusal.ts';
import { reasonSentences, reasonsOf } from '../../case/said-reason.ts';
import { shown, type Step } from '../../case/step.ts';
import { timed } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';
import { firstRinging } from '../../case/first-ringing.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

/** ms: nobody reads a display and presses a key sooner. */
const HUMAN = 1_000;

interface Kind {
  readonly says: string;
  readonly cause?: string;
  readonly fix?: readonly string[];
}

export const callDeclined: CaseRule = {
  id: 'call-declined',
  family: 'set-up',
  scope: 'case',
  title: 'The call was declined',
  severity: 'failure',
  meaning:
    'The final response is 603 Decline, 607 Unwanted, 608 Rejected, or 603 with the phrase Network Blocked (603+). The signalling works: somebody, or a machine for them, ' +
    'does not want this call. As 6xx codes they end the search: no other phone, voicemail or route is tried. The clock tells a person from a machine: a person needs some seconds of ringing.',
  cause:
    'Somebody pressed Decline, or a rule did so for them: do not disturb, a list of unwanted callers, a limit of the carrier.',
  fix: [
    'Nothing is broken. Leave a message by other means; redialling at once is declined again.',
    'If declined calls should reach voicemail, let the phone send 486 for Decline, or let the server divert on 603 too.',
  ],
  rfc: ['3261 21.6.2', '8197 4', '8688 3.1'],
  explains: ['request-refused'],
  check(subject) {
    const refusal = refusalOf(subject);
    if (refusal === undefined) return undefined;
    const { origin, made } = refusal;
    if (origin.status !== 603 && origin.status !== 607 && origin.status !== 608) return undefined;
    const rang = firstRinging([made], origin);
    const { says, cause, fix } = kindOf(refusal, rang);
    return {
      certainty: 'certain',
      summary: `${refusedText(subject, refusal)} ${says}${reasonSentences(origin)}`,
      evidence: refusalEvidence(
        refusal,
        `the ${origin.method}`,
        'declined',
        rang === undefined ? [] : [seenIn(rang, 'it rang')],
      ),
      ...(cause === undefined ? {} : { cause }),
      ...(fix === undefined ? {} : { fix }),
    };
  },
};

function kindOf({ origin, made }: Refusal, rang: Step | undefined): Kind {
  if (origin.status === 607)
    return {
      says: 'The called person marks the caller as unwanted.',
      cause: 'Somebody pressed the spam or block key, or the caller stands on a list that they keep.',
      fix: [
        'Do not call this person again, and not by another route or number: each 607 worsens the standing of the calling number.',
        'If it was pressed in error, the called person takes the caller off the list in the phone and at the provider.',
      ],
    };
  if (origin.status === 608) {
    const card = shown(origin.text('Call-Info'));
    return {
      says: `A machine of the network rejected the call before anybody saw it.${card === '' ? '' : ` Call-Info names whom to ask: ${card}.`}`,
      cause: 'A filter judged the call as unwanted, by the number and the habits of its caller.',
      fix: [
        card === ''
          ? 'The response has no Call-Info with a contact card: ask the carrier of the called number who blocks, and for release.'
          : 'Fetch the card that Call-Info names (RFC 8688 3.2), and ask there for release.',
        'Have the calls signed by your provider (STIR/SHAKEN, attestation A), and slow down calling lists.',
      ],
    };
  }
  const analytics = reasonsOf(origin).find(({ text }) => /\bv=analytics\d/i.test(text))?.text;
  if (analytics !== undefined || /network blocked/i.test(origin.title)) {
    const contact = /(?:url|tel|email)=[^;"]+/i.exec(analytics ?? '')?.[0];
    return {
      says: 'A carrier blocked the call by its analytics (603+); the called person never heard it.',
      cause:
        'The analytics of a carrier took the call for an unwanted one, by the number and the habits of its caller.',
      fix: [
        contact === undefined
          ? 'Ask the carrier of the called number for release: the contact in Reason is missing here, so a hop on the way may have dropped it.'
          : `Ask for release at ${contact.slice(contact.indexOf('=') + 1)}; the id in Reason names the case.`,
        'Do not retry over another trunk and do not change the caller number.',
        'Have the calls signed by your provider (STIR/SHAKEN, attestation A), and register the number with the analytics companies.',
      ],
    };
  }
  if (rang !== undefined && !(origin.time - rang.time < HUMAN))
    return {
      says: `It had been ringing${timed(origin.time - rang.time, ' for ')}, so somebody declined it. Nothing is broken.`,
      cause: 'Somebody pressed Decline at the phone that rang.',
    };
  const delay = origin.time - (made.request?.time ?? Number.NaN);
  if (rang !== undefined || !(delay < HUMAN)) return { says: 'Nothing is broken on the way of the call.' };
  return {
    says: 'Nothing rang, and no person is as quick: a rule or a machine declined it.',
    cause:
      'Do not disturb, a block list, or a refusal that a carrier or PBX tells as 603: price, destination, caller number, or a dial plan that ran out (Asterisk sends 603 where it hangs up without a cause).',
    fix: [
      'Look whose response it is. If it is the phone, look at do not disturb and block lists there; if it is a server, read its log at that time.',
      'In Asterisk end the dial plan with a cause, such as Hangup(17), so that the caller learns why.',
      'If the carrier sends it for every call to one destination, ask which rule refuses: a refusal for policy should be 403.',
    ],
  };
}
