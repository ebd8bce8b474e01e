/** A request of a call lacks the Route that Record-Route asked for, and fails at the proxy (RFC 3261 12.1.1, 12.1.2, 12.2.1.1, 16.4). */

import { headerId } from '../../../catalogue/index.ts';
import { addressKind, placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { dialogTarget } from '../../case/dialog-target.ts';
import { failedWithin, type FailedWithin } from '../../case/failed-within.ts';
import { uriOf } from '../../case/redirection.ts';
import { routeSource } from '../../case/route-source.ts';
import { viasOf } from '../../case/seen-transaction.ts';
import { shown, type Step } from '../../case/step.ts';
import { capital, countText, timesText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';

const ROUTE = headerId('Route');

export const routeMissing: CaseRule = {
  id: 'route-missing',
  family: 'routing',
  scope: 'case',
  title: 'A request of the call lacks its Route',
  severity: 'failure',
  meaning:
    'A proxy that wants to see all requests of a call writes itself into Record-Route of the INVITE. Both sides have to copy these values into Route of every later request: the caller from the 2xx and in reverse order, the called side from the INVITE as they stand. ' +
    'Here a later request went to the proxy without them, or without some of them. The proxy takes it for a new request, finds no user for its Request-URI or refuses it, and the call gets stuck.',
  cause: 'The side that sent the request did not keep Record-Route, or something on the way took it off.',
  fix: [
    'In the program that sent the request, see that the route set is kept (in Asterisk with chan_pjsip and in FreeSWITCH it is; look for scripts that remove headers), and update it.',
    'See whether an ALG, an SBC or a B2BUA on the way removes Record-Route from one direction only: compare the INVITE and the 2xx on both sides of it.',
    'Leave the proxy as it is: it is right to refuse what comes within a call and without Route, for relaying by the Request-URI alone would make it an open relay.',
  ],
  rfc: ['3261 12.2.1.1', '3261 12.1.2', '3261 12.1.1', '3261 16.4'],
  explains: [
    'dialog-unknown',
    'user-not-found',
    'bye-unanswered',
    'ack-lost',
    're-invite-failed',
    'session-refresh-failed',
    'hung-up',
  ],
  check(subject) {
    for (const failed of failedWithin(subject)) {
      const missing = missingIn(failed);
      if (missing !== undefined) return tell(subject, failed, missing);
    }
    return undefined;
  },
};

interface Missing {
  /** The message that told the side its route set. */
  readonly source: Step;
  readonly expected: readonly string[];
  readonly actual: readonly string[];
}

function missingIn({ dialog, asked, request, side }: FailedWithin): Missing | undefined {
  // On a later hop a proxy has taken its own Route off (16.4), so only the first one can be compared.
  if (viasOf(request.message).length !== 1 || addressKind(asked.server.address) === 'name') return undefined;
  const source = routeSource(dialog, side, asked.client);
  if (source === undefined) return undefined;
  const expected = dialogTarget(source).routes.map(({ uri }) => shown(uri.text));
  const routes = request.message.has(ROUTE) ? request.message.addresses(ROUTE) : [];
  if (!Array.isArray(routes) || routes.length >= expected.length) return undefined;
  // Past the proxy, straight to the other side: that is another fault, `record-route-ignored`.
  if (source.hop.source.address !== asked.server.address) return undefined;
  return { source, expected, actual: routes.map(({ uri }) => shown(uri.text)) };
}

function tell(
  subject: Case,
  { asked, request, repeated, status }: FailedWithin,
  { source, expected, actual }: Missing,
) {
  const { method, final, requests, server } = asked;
  const outcome =
    repeated !== undefined
      ? `The ${repeated.title} was repeated all the same: the ACK did not arrive.`
      : status === 0
        ? `Nothing came back, though it was sent ${timesText(requests.length)}.`
        : `${capital(subject.whoShort(final!.hop.source))} answered it with ${final!.title}.`;
  const had =
    actual.length === 0
      ? 'without any Route'
      : `with ${countText(actual.length, 'value')} of Route instead of ${expected.length}`;
  const rows = Array.from({ length: expected.length }, (_, at) => ({
    left: expected[at],
    right: actual[at] ?? '',
    differs: expected[at] !== actual[at],
  }));
  return {
    certainty: 'certain' as const,
    summary: `${capital(subject.who(request.hop.source))} sent its ${method} for ${uriOf(request)} to ${placeText(server)} ${had}. Record-Route of frame ${source.frame} asks for ${expected.join(', ')}. ${outcome}`,
    comparison: { left: 'Route as Record-Route asks for it', right: 'Route as it was sent', rows },
    evidence: inFrameOrder([
      seenIn(source, `Record-Route: ${expected.join(', ')}`),
      seenIn(request, actual.length === 0 ? 'no Route' : `Route: ${actual.join(', ')}`),
      ...(final === undefined ? [] : [seenIn(final, 'refused')]),
      ...(repeated === undefined ? [] : [seenIn(repeated, 'the answer again')]),
    ]),
  };
}
