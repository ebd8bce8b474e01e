/** A request within a dialog is answered with 481: the other side does not know the call (RFC 3261 12.2.2, 15.1.2). */

import { missingAcks, sameHost } from '../../case/acknowledgement.ts';
import { placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { type Conversation } from '../../case/conversation.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { shown, type Step } from '../../case/step.ts';
import { capital, timed } from '../../case/wording.ts';
import { type CaseRule, type Evidence, type Found, seenIn, type Severity } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';

/** Of these another family tells. */
const NOT_MEANT: ReadonlySet<string> = new Set(['CANCEL', 'ACK', 'PRACK']);
/** So long a side may have been silent before its memory of the call is in doubt, ms. */
const LONG_SILENCE = 60_000;

export const dialogUnknown: CaseRule = {
  id: 'dialog-unknown',
  family: 'drop',
  scope: 'case',
  title: 'The other side does not know the call any more',
  severity: 'failure',
  meaning:
    'A request within a call or subscription was answered with 481: whoever got it has no dialog with that Call-ID, From tag and To tag. Either it had one and let go of it (after a restart, a timeout, or a hang-up that never arrived), ' +
    'or the request reached another program than the one that holds the call, or the tags are not those of the call. The sender of anything but a BYE then ends the call.',
  cause:
    'The two sides of the call are not of one mind about whether it is still up, or the request went to somebody else.',
  fix: [
    'See whether the place that answers 481 is the one that answered the INVITE: with several servers behind one name, the requests of a call must all go to the same one.',
    'Look into the log of the side that answers 481 for the time at which it ended the call, and why.',
  ],
  rfc: ['3261 12.2.2', '3261 12.2.1.2', '3261 15.1.2', '3261 21.4.19'],
  explains: ['request-refused', 're-invite-failed', 'session-refresh-failed', 'session-timer-expired', 'hung-up'],
  check(subject) {
    let best: Found | undefined;
    for (const leg of subject.legs) {
      if (!leg.hasStatus(481)) continue;
      for (const transaction of leg.roots) {
        if (transaction.status !== 481 || NOT_MEANT.has(transaction.method)) continue;
        const found = checkOne(subject, leg, transaction);
        if (found !== undefined && (best === undefined || rank(found) < rank(best))) best = found;
      }
    }
    return best;
  },
};

function rank({ severity }: Found): number {
  return severity === 'failure' ? 0 : severity === 'warning' ? 1 : 2;
}

function checkOne(subject: Case, leg: Conversation, transaction: SeenTransaction): Found | undefined {
  const { request, method, final } = transaction;
  if (request === undefined || final === undefined || request.toTag === '') return undefined;
  // Whoever has hung up knows the call no more, and both may hang up at once.
  const over = leg.transactions.some(
    ({ method: other, request: bye, status }) =>
      other === 'BYE' &&
      bye !== undefined &&
      bye.number < final.number &&
      bye !== request &&
      (bye.fromTag === request.toTag || (status >= 200 && status < 300)),
  );
  if (over) return undefined;
  const origin = subject.originOf(final);
  const { told, cause, fix, evidence } = reasonOf(subject, leg, request, origin);
  return {
    certainty: 'certain',
    severity: severityOf(method, leg),
    summary: `${capital(subject.who(request.hop.source))} sent ${method} within the call, and ${subject.who(origin.hop.source)} answered 481: it knows no such call.${told === '' ? '' : ` ${told}`}`,
    ...(cause === undefined ? {} : { cause }),
    ...(fix === undefined ? {} : { fix }),
    evidence: inFrameOrder([
      ...evidence,
      seenIn(request, `${method} with both tags`),
      seenIn(origin, 'does not know the dialog'),
    ]),
  };
}

/** A subscription is asked for anew; a BYE wanted the end anyway. */
function severityOf(method: string, { kind }: Conversation): Severity {
  if (method === 'NOTIFY' || method === 'REFER') return 'note';
  if (method === 'SUBSCRIBE' || method === 'BYE' || kind !== 'call') return 'warning';
  return 'failure';
}

interface Reason {
  readonly told: string;
  readonly cause?: string;
  readonly fix?: readonly string[];
  readonly evidence: readonly Evidence[];
}

function reasonOf(subject: Case, leg: Conversation, request: Step, origin: Step): Reason {
  return (
    wrongTags(subject, leg, request) ?? wrongPlace(subject, leg, request, origin) ?? forgotten(subject, leg, request)
  );
}

/** No 2xx or 1xx of this INVITE gave such a tag. */
function wrongTags(subject: Case, leg: Conversation, request: Step): Reason | undefined {
  const invite = leg.roots.find(
    (one) => one.method === 'INVITE' && one.request?.toTag === '' && one.status < 300 && one.status >= 200,
  );
  if (invite?.request === undefined) return undefined;
  const caller = invite.request.fromTag;
  const callees = invite.responses
    .filter(({ status, toTag }) => status > 100 && toTag !== '')
    .map(({ toTag }) => toTag);
  const [near, far] = request.fromTag === caller ? [request.fromTag, request.toTag] : [request.toTag, request.fromTag];
  const wrong = near !== caller ? near : callees.includes(far) ? undefined : far;
  if (wrong === undefined) return undefined;
  const right = near !== caller ? caller : (invite.responses.find(({ status }) => status >= 200)?.toTag ?? '');
  return {
    told: `Its tag "${shown(wrong)}" is none of this call: there it is "${shown(right)}".`,
    cause:
      'A dialog is known by Call-ID and both tags (RFC 3261 12). One tag of the request is not that of the call, so it belongs to no call that the other side has: a program, or a B2BUA or SIP ALG on the way, mixed the tags of two legs or forks.',
    fix: [
      `See what ${subject.whoShort(request.hop.source)} does with tags: From and To of its requests must carry those that the 200 to the INVITE had.`,
      'Capture on both sides of each B2BUA, SBC and SIP ALG: the first one behind which the tag differs is to blame.',
    ],
    evidence: [seenIn(invite.final!, 'the answer, with the tags of the call')],
  };
}

/** Another host answered the INVITE. */
function wrongPlace(subject: Case, leg: Conversation, request: Step, origin: Step): Reason | undefined {
  const answers = leg
    .of('INVITE')
    .flatMap(({ responses }) => responses.filter(({ status }) => status >= 200 && status < 300));
  const own = answers.filter(({ toTag }) => toTag === request.toTag);
  // Toward the caller there is no answer of its own: the INVITE itself says where it is.
  const homes =
    own.length > 0
      ? own.map((step) => subject.originOf(step).hop.source)
      : leg.of('INVITE').flatMap((one) => (one.request?.fromTag === request.toTag ? [one.client] : []));
  if (homes.length === 0 || homes.some((home) => sameHost(home, origin.hop.source))) return undefined;
  const home = homes[0];
  return {
    told: `The call is on ${placeText(home)}, and the request went to ${placeText(origin.hop.source)}.`,
    cause: `The request reached ${placeText(origin.hop.source)}, while the call was made with ${placeText(home)}. A dialog lives in the one program that made it; its neighbours know nothing of it.`,
    fix: [
      `Let ${subject.whoShort(request.hop.source)} send requests within the call to Contact and Record-Route of the answer, not to a name that stands for several servers.`,
      'A load balancer in front of several servers must stay on the path with Record-Route, or stick to one server for each Call-ID.',
    ],
    evidence: own.length > 0 ? [seenIn(own[0], `the call is with ${placeText(home)}`)] : [],
  };
}

/** The right place, which has let go of it. */
function forgotten(subject: Case, leg: Conversation, request: Step): Reason {
  const unacknowledged = missingAcks(subject).find((one) => one.leg === leg && one.answer.toTag === request.toTag);
  if (unacknowledged !== undefined)
    return {
      told: 'It had given the call up because its answer was never acknowledged.',
      cause:
        'Without an ACK the answering side ends the call after 32 seconds (RFC 3261 13.3.1.4); the caller did not learn of it.',
      evidence: [seenIn(unacknowledged.answer, 'the answer that was never acknowledged')],
    };
  let before: Step | undefined;
  for (const step of leg.steps)
    if (!step.copy && step.number < request.number && step.fromTag !== '' && step !== request) before = step;
  const silence = request.time - (before?.time ?? Number.NaN);
  if (!(silence > LONG_SILENCE)) return { told: '', evidence: [] };
  return {
    told: `Nothing had come by for ${timed(silence, '')} before.`,
    cause:
      'The side that answers had the call and has let go of it meanwhile: it was restarted, ended the call without being able to say so, or took it for dead after a time without sound or refresh.',
    fix: [
      'Look into its log for a restart, and for the end of this Call-ID: a BYE that went astray, a time limit, a media timeout.',
      'A BYE that never arrived shows in a capture at that side: see where Contact and Record-Route sent it.',
      'Session timers (RFC 4028) let both sides notice the end of a call in time.',
    ],
    evidence: before === undefined ? [] : [seenIn(before, 'the last message before')],
  };
}
