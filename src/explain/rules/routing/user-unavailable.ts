/** The person called is known and cannot be had now: nobody picked up, no phone is registered, do not disturb (RFC 3261 21.4.18). */

import { placeText, samePlace } from '../../case/address.ts';
import { historyFor } from '../../case/binding-history.ts';
import { type Case } from '../../case/case.ts';
import { firstRinging } from '../../case/first-ringing.ts';
import { codeSentence } from '../../case/known-code.ts';
import { isPersonal } from '../../case/personal-method.ts';
import { uriOf } from '../../case/redirection.ts';
import { type Refusal, refusalOf } from '../../case/refusal.ts';
import { reasonSentences, saysCause } from '../../case/said-reason.ts';
import { shown } from '../../case/step.ts';
import { durationText, timed } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

/** ms: so soon, no person and no timer has decided. */
const AT_ONCE = 1_000;

interface Kind {
  readonly says: string;
  readonly cause?: string;
  readonly fix?: readonly string[];
}

export const userUnavailable: CaseRule = {
  id: 'user-unavailable',
  family: 'routing',
  scope: 'case',
  title: 'The person called cannot be reached now',
  severity: 'failure',
  meaning:
    'The final response is 480 Temporarily Unavailable: the address is known, and nobody takes calls there at the moment. After ringing it means that nobody picked up. ' +
    'Within milliseconds and without ringing it means that no phone is registered, or that the phone is set not to take calls. The reason phrase, Reason and Retry-After may say which.',
  cause:
    'No phone is registered for the address called, or the phone does not take calls (do not disturb, away), or nobody picked up in time.',
  fix: [
    'Look at the called phone: it must show a registration, and neither do not disturb nor away.',
    'On the server that answered, list the bindings of the address called, with their expiry (Kamailio: kamctl ul show; Asterisk: pjsip show contacts; FreeSWITCH: sofia status profile internal reg; Sipwright: `sipwright registrations`).',
    'If the phone says that it is registered, see at which server: the one that answered may be another one.',
  ],
  rfc: ['3261 21.4.18', '3261 16.5'],
  explains: ['request-refused'],
  check(subject) {
    const refusal = refusalOf(subject);
    if (refusal === undefined || refusal.origin.status !== 480 || refusal.origin.method === 'REGISTER')
      return undefined;
    const { origin, made, attempt } = refusal;
    const rang = firstRinging([made, attempt], origin);
    const { says, cause, fix } = kindOf(subject, refusal, rang === undefined ? undefined : origin.time - rang.time);
    const uri = uriOf(made.request);
    return {
      certainty: 'certain',
      ...(isPersonal(origin.method) ? {} : { severity: 'warning' as const }),
      summary: `${refusedText(subject, refusal)}${uri === '' ? '' : ` The Request-URI was ${uri} there.`}${says === '' ? '' : ` ${says}`}${reasonSentences(origin)}${rang === undefined ? codeSentence(480) : ''}`,
      ...(cause === undefined ? {} : { cause }),
      ...(fix === undefined ? {} : { fix }),
      evidence: refusalEvidence(
        refusal,
        `the ${origin.method} as it came to who answered`,
        'not available',
        rang === undefined ? [] : [seenIn(rang, 'it rings')],
      ),
    };
  },
};

/** @param rang ms from the first 180 to the answer; undefined where nothing rang */
function kindOf(subject: Case, refusal: Refusal, rang: number | undefined): Kind {
  const { origin, made } = refusal;
  const phrase = origin.title;
  if (/disturb|\bdnd\b/i.test(phrase))
    return {
      says: 'The phrase says why: do not disturb. Nothing is broken.',
      cause: 'The called phone, or its account on the server, is set to do not disturb.',
      fix: [
        'Switch do not disturb off at the called phone or in its account, or call later.',
        'Set forwarding to voicemail for "unavailable", so that callers can leave a message.',
      ],
    };
  if (rang !== undefined || saysCause(origin, 'Q.850', 19))
    return {
      says:
        rang === undefined
          ? 'The call was delivered, and nobody picked up. Nothing is broken.'
          : `It had rung${timed(rang, ' for ')}, and nobody picked up. Nothing is broken.`,
      cause: 'Nobody picked up within the ring time that the phone, the server or the carrier allows.',
      fix: [
        'Nothing is broken. Call again later, or leave a message.',
        'If it should ring longer, or go to voicemail, set the ring time and forward on no answer where the 480 was made.',
      ],
    };
  if (saysCause(origin, 'Q.850', 20))
    return {
      says: 'The mobile phone called is switched off or without coverage. Nothing is broken.',
      cause:
        'The network knows the subscriber, and has no contact with the phone: cause 20 of Q.850, subscriber absent.',
      fix: ['Call again later, or leave a message.'],
    };
  return withoutRinging(subject, refusal, made.request === undefined ? Number.NaN : origin.time - made.request.time);
}

function withoutRinging({ surroundings }: Case, { origin, made }: Refusal, after: number): Kind {
  const history = made.request === undefined ? undefined : historyFor(surroundings.registrations, made.request);
  if (history?.last !== undefined) {
    const { last, bindings, addressOfRecord } = history;
    const name = shown(addressOfRecord);
    const valid = bindings.filter(({ until }) => !(until < origin.time));
    const ago = durationText(origin.time - last.time);
    if (valid.length > 0 && !samePlace(last.server, made.server))
      return {
        says: `Nothing rang. The capture shows ${name} registered at ${placeText(last.server)} (frame ${last.responseFrame}), not at the server that answered.`,
        cause: `The phone is registered at ${placeText(last.server)}, and the call was looked up at ${placeText(made.server)}: the two do not share their bindings.`,
        fix: [
          `Send calls for ${name} to ${placeText(last.server)}, or let both servers use one location table.`,
          'If one name stands for several servers (DNS SRV), every one of them must see the same bindings.',
        ],
      };
    if (valid.length === 0)
      return {
        says: `Nothing rang. The capture's last REGISTER of ${name} was ${ago === '' ? 'before' : `${ago} before`} (frame ${last.requestFrame}), and it left no binding that was still good.`,
        cause: `No phone was registered as ${name} when the call came.`,
      };
  }
  if (
    /offline|not? (?:online|registered|logged|available contacts?)|no .*(?:contact|registration|binding)|unregistered|absent/i.test(
      origin.title,
    )
  )
    return {
      says: 'The phrase says that no phone is registered.',
      cause: 'No phone is registered at the server that answered for the address called.',
    };
  return {
    says: after < AT_ONCE ? 'Nothing rang, and the answer came at once: no person decided it.' : 'Nothing rang.',
  };
}
