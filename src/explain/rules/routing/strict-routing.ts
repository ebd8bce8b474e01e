/** One side routes as RFC 2543 did, the other as RFC 3261 does: with and without lr (RFC 3261 16.12, 12.2.1.1, 16.4). */

import { headerId } from '../../../catalogue/index.ts';
import { Uri } from '../../../message/index.ts';
import { placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { dialogTarget } from '../../case/dialog-target.ts';
import { type FailedWithin, failedWithin } from '../../case/failed-within.ts';
import { uriOf } from '../../case/redirection.ts';
import { routeSource } from '../../case/route-source.ts';
import { shown, type Step } from '../../case/step.ts';
import { capital, timesText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';

const ROUTE = headerId('Route');

export const strictRouting: CaseRule = {
  id: 'strict-routing',
  family: 'routing',
  scope: 'case',
  title: 'Strict routing and loose routing do not fit together',
  severity: 'failure',
  meaning:
    'A route with the parameter lr is loose: the Request-URI stays that of the other side, and Route leads the way (RFC 3261). Without lr it is strict: the Request-URI is the next hop, and the target stands last in Route (RFC 2543). ' +
    'Here the request was written for one of them and the proxy had asked for the other, and the request failed.',
  cause: 'An old program, or one that loses URI parameters, is on the way: it ignores lr, or does not write it.',
  fix: [
    'Update the program that routes strictly. At the proxy, let Record-Route carry ;lr (Kamailio: record_route of rr, which writes it; for peers that need a value, enable_full_lr=1 gives ;lr=on).',
    'See whether something on the way cuts parameters off URIs: an ALG, an SBC or a script.',
  ],
  rfc: ['3261 16.12', '3261 12.2.1.1', '3261 16.4', '3261 19.1.1'],
  explains: [
    'route-missing',
    'dialog-unknown',
    'user-not-found',
    'bye-unanswered',
    'ack-lost',
    're-invite-failed',
    'session-refresh-failed',
    'record-route-ignored',
  ],
  check(subject) {
    for (const failed of failedWithin(subject)) {
      const found = mismatch(subject, failed);
      if (found !== undefined) return found;
    }
    return undefined;
  },
};

function mismatch(subject: Case, failed: FailedWithin): Found | undefined {
  const { asked, request, dialog, side } = failed;
  const source = routeSource(dialog, side, asked.client);
  const uri = request.request?.uriOrFailure;
  if (source === undefined || !(uri instanceof Uri)) return undefined;
  const { routes, contact } = dialogTarget(source);
  if (routes.length === 0 || contact === undefined) return undefined;
  const first = routes[0].uri;
  const isLoose = first.params.has('lr');
  const isStrict = isSame(uri, first) && !isSame(uri, contact);
  if (isLoose && isStrict)
    return tell(subject, failed, source, {
      what: `with the proxy's own URI ${uriOf(request)} as Request-URI, though Record-Route says lr`,
      cause: `${capital(subject.whoShort(asked.client))} routes as RFC 2543 did: it wrote the route into the Request-URI and ignored lr, so the proxy does not see whom the request is for.`,
    });
  if (!isLoose && isSame(uri, contact) && hasRouteTo(request, first))
    return tell(subject, failed, source, {
      what: `with ${uriOf(request)} as Request-URI, as for a loose router, though Record-Route has no lr`,
      cause: `Record-Route of ${subject.whoShort(source.hop.source)} has no lr, which makes it a strict router: it expects itself in the Request-URI and the target last in Route (RFC 3261 12.2.1.1). Mostly the lr is just missing.`,
    });
  if (!isLoose && isStrict && hasRouteTo(request, contact))
    return tell(subject, failed, source, {
      what: `with ${uriOf(request)} as Request-URI and the target in Route, as Record-Route without lr demands`,
      cause: `Record-Route of ${subject.whoShort(source.hop.source)} has no lr, so whoever obeys it writes it into the Request-URI (RFC 3261 12.2.1.1). ${capital(placeText(asked.server))} takes such a request for its own, and does not look into Route: it is a loose router that leaves out its lr.`,
      fix: [
        `On ${placeText(asked.server)}, write lr into Record-Route (\`<sip:${placeText(asked.server)};lr>\`): Kamailio does so by \`record_route()\` with \`enable_full_lr\` set to 1 for peers that want \`lr=on\`; update an element that cannot.`,
        'If an element on the way removes parameters from Record-Route, switch that off: compare captures in front of it and behind it.',
      ],
    });
  return undefined;
}

function tell(
  subject: Case,
  { asked, request, repeated, status }: FailedWithin,
  source: Step,
  { what, cause, fix }: { readonly what: string; readonly cause: string; readonly fix?: readonly string[] },
): Found {
  const { method, final, requests } = asked;
  const outcome =
    repeated !== undefined
      ? `The ${repeated.title} was repeated all the same: the ACK did not arrive.`
      : status === 0
        ? `Nothing came back, though it was sent ${timesText(requests.length)}.`
        : `${capital(subject.whoShort(final!.hop.source))} answered it with ${final!.title}.`;
  return {
    certainty: 'likely',
    summary: `${capital(subject.who(request.hop.source))} sent its ${method} ${what}. ${outcome}`,
    cause,
    fix,
    evidence: inFrameOrder([
      seenIn(
        source,
        `Record-Route: ${dialogTarget(source)
          .routes.map(({ uri }) => shown(uri.text))
          .join(', ')}`,
      ),
      seenIn(request, `Request-URI ${uriOf(request)}`),
      ...(final === undefined ? [] : [seenIn(final, 'refused')]),
      ...(repeated === undefined ? [] : [seenIn(repeated, 'the answer again')]),
    ]),
  };
}

function isSame(a: Uri, b: Uri): boolean {
  return a.host === b.host && (a.port || 5060) === (b.port || 5060) && a.user === b.user;
}

function hasRouteTo({ message }: Step, first: Uri): boolean {
  const routes = message.has(ROUTE) ? message.addresses(ROUTE) : [];
  return Array.isArray(routes) && routes.length > 0 && isSame(routes[0].uri, first);
}
