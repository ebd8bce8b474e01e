/** A change in the middle of a call is refused or never answered: hold, fax, another codec or address (RFC 3261 14). */

import { changeText, failedExchanges, type FailedExchange } from '../../case/failed-exchange.ts';
import { reasonSentences } from '../../case/said-reason.ts';
import { capital, timesText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { innermost } from './sides.ts';

export const reInviteFailed: CaseRule = {
  id: 're-invite-failed',
  family: 'drop',
  scope: 'case',
  title: 'A change of the call was refused',
  severity: 'warning',
  meaning:
    'During the call one side sent a re-INVITE or UPDATE to change it: to put it on hold, to switch to fax, to move its media to another address. It was refused or not answered. By the rules the call goes on ' +
    'as it was (RFC 3261 14.1), only 408 and 481 end it; but some programs hang up, and then the change is what dropped the call.',
  cause:
    'The other side does not support what the change asks for, or does not take changes at all; or the request does not reach it.',
  fix: [
    'Compare the description in the request with the one before: what is new in it is what was refused.',
    'If the change is not needed, switch it off where it comes from: direct media (Asterisk: direct_media=no; FreeSWITCH: bypass_media), fax detection, a change of codecs after the answer.',
    'Update the side that refuses: each user agent must be able to take a re-INVITE.',
  ],
  rfc: ['3261 14.1', '3261 14.2', '3264 8'],
  explains: ['no-common-codec', 'hung-up', 'request-refused', 'request-unanswered'],
  check(subject) {
    const failed = failedExchanges(subject).filter(({ isRefresh }) => !isRefresh);
    const one = failed.find(({ ended }) => ended !== undefined) ?? failed[0];
    if (one === undefined) return undefined;
    const { life, request, refusal, ended, transaction } = one;
    const change = changeText(life, request);
    const origin = refusal === undefined ? undefined : subject.originOf(refusal);
    const outcome =
      origin === undefined
        ? `It was sent ${timesText(transaction.requests.length)} to ${subject.whoShort(innermost(transaction, '').server)}, and no final response came.`
        : `${capital(subject.who(origin.hop.source))} refused it with ${origin.title}.${reasonSentences(origin)}`;
    const end =
      ended === undefined
        ? ' The call went on as it was, as far as the capture shows.'
        : ` ${capital(subject.whoShort(ended.hop.source))} then hung up.`;
    return {
      certainty: ended === undefined ? 'certain' : 'likely',
      ...(ended === undefined ? {} : { severity: 'failure' as const }),
      summary: `${capital(subject.who(request.hop.source))} sent ${request.method === 'UPDATE' ? 'an UPDATE' : 'a re-INVITE'} within the call: ${change}. ${outcome}${end}`,
      ...byChange(one, change),
      evidence: inFrameOrder([
        seenIn(request, change),
        origin === undefined
          ? seenIn(transaction.requests.at(-1)!, 'sent for the last time')
          : seenIn(origin, 'not accepted'),
        ended === undefined ? undefined : seenIn(ended, 'the call ends'),
      ]),
    };
  },
};

function byChange({ refusal, request }: FailedExchange, change: string): Pick<Found, 'cause' | 'fix'> {
  if (change.includes('T.38') && refusal !== undefined)
    return {
      cause:
        'One side heard a fax and wanted to go on with T.38, which the other side or its line does not do. Fax can still pass as sound with G.711, where both sides stay on it.',
      fix: [
        'Switch T.38 on at the other side too, if it can: Asterisk (chan_pjsip) t38_udptl=yes of the endpoint; FreeSWITCH t38-passthru or fax_enable_t38.',
        'Or switch it off where the re-INVITE comes from, and carry fax as G.711 without echo cancellation and silence suppression.',
      ],
    };
  if (refusal === undefined)
    return {
      cause: `The ${request.method} within the call does not reach the other side: it goes where Contact and Record-Route say, and that place does not answer.`,
      fix: [
        'See which address the request was sent to, and compare it with the address that the other side really sends from. A private one in Contact is the usual fault.',
        'Let proxies in front of phones behind NAT correct Contact and stay on the path (Record-Route).',
      ],
    };
  return {};
}
