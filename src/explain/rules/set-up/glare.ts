/** Both sides wanted to change the call at the same time: 491 (RFC 3261 14.1, 14.2, RFC 3311 5.2). */

import { type Case } from '../../case/case.ts';
import { type Conversation } from '../../case/conversation.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { capital, timed, timesText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';

/** So often in a row is no coincidence any more. */
const MANY = 3;
/** ms: the side that made the Call-ID waits 2.1 s at least, and both 4 s at most (14.1). */
const LEAST_OF_OWNER = 2_100;
/** ms: a BYE so soon after the 491 is for its sake. */
const AT_ONCE = 5_000;

export const glare: CaseRule = {
  id: 'glare',
  family: 'set-up',
  scope: 'case',
  title: 'Both sides changed the call at once',
  severity: 'note',
  meaning:
    'A re-INVITE or an UPDATE with an offer met one of the other side that had no final response yet, and was answered with 491 Request Pending. The call goes on as it was. ' +
    'Each side then waits a random time and tries again: the side that made the Call-ID 2.1 to 4 seconds, the other one up to 2. One 491 is ordinary; a row of them shows a side that does not wait, or an ACK that is missing.',
  cause:
    'Two changes crossed: hold at both ends, direct media or a connected-line update right after the answer, or two session refreshes.',
  fix: [
    'Nothing needs mending where a later try got through.',
    'If it happens in each call, switch one of the two changes off: direct media (Asterisk: direct_media=no), the connected-line update, or the re-INVITE that narrows the codecs.',
  ],
  rfc: ['3261 14.1', '3261 14.2', '3311 5.2'],
  explains: ['re-invite-failed', 'session-refresh-failed'],
  check(subject) {
    if (!subject.legs.some((leg) => leg.transactions.some(({ status }) => status === 491))) return undefined;
    for (const leg of subject.legs) {
      const { roots } = leg;
      const refused = roots.filter(
        ({ status, request, method }) =>
          status === 491 &&
          request !== undefined &&
          request.toTag !== '' &&
          (method === 'INVITE' || method === 'UPDATE'),
      );
      if (refused.length > 0) return found(subject, leg, roots, refused);
    }
    return undefined;
  },
};

function found(
  subject: Case,
  leg: Conversation,
  roots: readonly SeenTransaction[],
  refused: readonly SeenTransaction[],
): Found {
  const last = refused[refused.length - 1];
  const [first] = refused;
  const rival = rivalOf(roots, first);
  const later = roots.find(
    (one) =>
      one.request !== undefined &&
      one.first.number > last.final!.number &&
      (one.method === 'INVITE' || one.method === 'UPDATE') &&
      one.status >= 200 &&
      one.status < 300 &&
      one.request.fromTag === first.request!.fromTag &&
      one.client.address === first.client.address,
  );
  const bye = roots.find(
    ({ method, request }) => method === 'BYE' && (request?.number ?? 0) > last.final!.number,
  )?.request;
  const endedForIt = later === undefined && bye !== undefined && bye.time - last.final!.time < AT_ONCE;
  const severity = later !== undefined ? 'note' : endedForIt ? 'failure' : refused.length >= MANY ? 'warning' : 'note';
  const impatient = tooSoon(leg, roots, refused);
  return {
    certainty: 'certain',
    severity,
    summary:
      `${capital(subject.who(subject.originOf(first.final!).hop.source))} answered the ${first.method} of ${subject.whoShort(first.client)} with 491 Request Pending${refused.length === 1 ? '' : `, the first of ${refused.length} such answers`}.` +
      (rival === undefined
        ? ' No request of the other side was under way in this capture.'
        : ` It crossed the ${rival.method} of frame ${rival.first.frame}, which had no final response yet.`) +
      (later !== undefined
        ? ` A later try got through${timed(later.request!.time - last.final!.time, ' after ')}.`
        : endedForIt
          ? ` The call was then ended by BYE${timed(bye.time - last.final!.time, ' after ')}.`
          : ' No later try of the same side was seen; the call goes on as it was.') +
      (impatient === undefined ? '' : ` ${impatient}`),
    ...(severity === 'note' ? {} : causeAndFix(rival, impatient, refused.length)),
    evidence: inFrameOrder([
      ...(rival === undefined ? [] : [seenIn(rival.first, 'the request of the other side')]),
      seenIn(first.request!, rival === undefined ? 'the change' : 'crosses it'),
      seenIn(first.final!, 'refused for its moment'),
      ...(last === first ? [] : [seenIn(last.final!, 'refused for the last time')]),
      ...(later === undefined ? [] : [seenIn(later.request!, 'tried again, and accepted')]),
      ...(endedForIt ? [seenIn(bye, 'the call is ended')] : []),
    ]),
  };
}

/** The request of the other side that was open when this one came. */
function rivalOf(roots: readonly SeenTransaction[], { request, final }: SeenTransaction): SeenTransaction | undefined {
  return roots.find(
    (one) =>
      one.request !== undefined &&
      (one.method === 'INVITE' || one.method === 'UPDATE') &&
      one.request.fromTag !== request!.fromTag &&
      one.request.number < final!.number &&
      (one.final === undefined || one.final.number > request!.number),
  );
}

/** A side that asks again sooner than it may. */
function tooSoon(
  leg: Conversation,
  roots: readonly SeenTransaction[],
  refused: readonly SeenTransaction[],
): string | undefined {
  const ownerTag = leg.attempts[0]?.request?.fromTag;
  if (ownerTag === undefined) return undefined;
  for (const { request, final, method } of refused) {
    const next = roots.find(
      (one) => one.method === method && one.request?.fromTag === request!.fromTag && one.first.number > final!.number,
    );
    const waited = (next?.first.time ?? Number.NaN) - final!.time;
    if (request!.fromTag === ownerTag && waited < LEAST_OF_OWNER)
      return `The side that made the Call-ID asked again${timed(waited, ' after ')}, though it has to wait at least 2.1 s.`;
  }
  return undefined;
}

function causeAndFix(rival: SeenTransaction | undefined, impatient: string | undefined, count: number) {
  if (rival === undefined)
    return {
      cause:
        'The answering side holds an INVITE for open that the capture does not show as such: a B2BUA that is changing its other leg, or a 2xx whose ACK never arrived.',
      fix: [
        'Search for the ACK of the INVITE before: whoever never got it answers each change with 491.',
        'Where a B2BUA answers, look at its other leg at the same moment.',
      ],
    };
  return {
    cause:
      impatient === undefined
        ? `Two changes crossed ${timesText(count)}, and none of them was carried through afterwards.`
        : 'A side that does not wait after 491 meets the other one again and again.',
    fix: [
      ...(impatient === undefined
        ? []
        : [
            'Update the program that asks again at once, or report it to its maker: RFC 3261 14.1 tells how long it has to wait.',
          ]),
      'Switch one of the two changes off: direct media (Asterisk: direct_media=no), the connected-line update, or the re-INVITE that narrows the codecs.',
      'Name the refresher in Session-Expires, so that one side alone refreshes.',
    ],
  };
}
