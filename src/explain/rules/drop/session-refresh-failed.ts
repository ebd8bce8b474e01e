/** The refresh of a session timer is refused or never answered (RFC 4028 10, RFC 3261 14.1). */

import { failedExchanges } from '../../case/failed-exchange.ts';
import { reasonSentences } from '../../case/said-reason.ts';
import { agreementAt } from '../../case/session-timing.ts';
import { capital, timed, timesText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { innermost } from './sides.ts';

export const sessionRefreshFailed: CaseRule = {
  id: 'session-refresh-failed',
  family: 'drop',
  scope: 'case',
  title: 'The refresh of the session was not accepted',
  severity: 'failure',
  meaning:
    'With a session timer one side renews the call from time to time, with an UPDATE without a description or a re-INVITE with the description that it gave before. Such a request was refused or ' +
    'stayed without an answer, and none after it was accepted. The call then ends at once, or when the timer runs out.',
  cause:
    'The other side cannot take the request, though it agreed on the session timer: it knows no UPDATE, takes the re-INVITE for a change that it does not want, or is not reached any more.',
  fix: [
    'If it was an UPDATE that was refused with 405 or 501: let the refresher use re-INVITE, or take UPDATE out of Allow of the side that does not know it.',
    'If a re-INVITE was refused with 488 or 500: the refresh must repeat the last description, with the same version in o=. Update the refresher.',
    'If no answer came: see where the request was sent to, by Contact and Record-Route, and whether a NAT had forgotten the way by then.',
    'Session timers can be switched off: Asterisk (chan_pjsip) timers=no of the endpoint, FreeSWITCH enable-timer of the Sofia profile.',
  ],
  rfc: ['4028 10', '4028 7.4', '3261 14.1'],
  explains: ['session-timer-expired', 'hung-up', 'request-refused', 'request-unanswered'],
  check(subject) {
    const failed = failedExchanges(subject).find(({ isRefresh }) => isRefresh);
    if (failed === undefined) return undefined;
    const { life, request, refusal, ended, transaction } = failed;
    const agreement = agreementAt(life, request);
    const far = innermost(transaction, '');
    const origin = refusal === undefined ? undefined : subject.originOf(refusal);
    const age =
      agreement === undefined
        ? ''
        : `${timed(request.time - agreement.step.time, ', ', ` after frame ${agreement.step.frame} had set the timer to ${agreement.interval} s`)}`;
    const outcome =
      origin === undefined
        ? `It was sent ${timesText(transaction.requests.length)}, and no final response came.`
        : `${capital(subject.who(origin.hop.source))} refused it with ${origin.title}.${reasonSentences(origin)}`;
    const end = ended === undefined ? '' : ` ${capital(subject.whoShort(ended.hop.source))} then hung up.`;
    const dead =
      refusal === undefined
        ? {
            cause: `The ${request.method} went to ${subject.whoShort(far.server)} and nothing came back: that side is gone, or is not reached at the address that Contact and Record-Route of the call name.`,
          }
        : (refusal.status === 405 || refusal.status === 501) && request.method === 'UPDATE'
          ? {
              cause: `${capital(subject.whoShort(origin!.hop.source))} does not know UPDATE, and was sent one as the refresh. A refresher may use it only where the other side lists UPDATE in Allow (RFC 4028 7.4).`,
            }
          : {};
    return {
      certainty: 'certain',
      ...(ended === undefined ? { severity: 'warning' as const } : {}),
      summary: `${capital(subject.who(request.hop.source))} sent ${request.method === 'UPDATE' ? 'an UPDATE' : 'a re-INVITE'} to refresh the session${age}. ${outcome}${end}`,
      ...dead,
      evidence: inFrameOrder([
        agreement === undefined ? undefined : seenIn(agreement.step, `Session-Expires: ${agreement.interval} s`),
        seenIn(request, 'the refresh'),
        origin === undefined
          ? seenIn(transaction.requests.at(-1)!, 'the refresh, sent for the last time')
          : seenIn(origin, 'not accepted'),
        ended === undefined ? undefined : seenIn(ended, 'the call ends'),
      ]),
    };
  },
};
