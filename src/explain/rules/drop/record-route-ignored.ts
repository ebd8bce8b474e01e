/** Requests within a call go past the proxy that asked to stay on the path (RFC 3261 12.1.2, 12.2.1.1, 16.6 step 4). */

import { sameHost } from '../../case/acknowledgement.ts';
import { placeText } from '../../case/address.ts';
import { type CallLife, callLives } from '../../case/call-life.ts';
import { type Case } from '../../case/case.ts';
import { dialogTarget, hasRoute } from '../../case/dialog-target.ts';
import { type Side } from '../../case/seen-dialog.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { shown, type Step } from '../../case/step.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { innermost } from './sides.ts';

export const recordRouteIgnored: CaseRule = {
  id: 'record-route-ignored',
  family: 'drop',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'Requests go past the proxy that asked to stay on the path',
  severity: 'warning',
  meaning:
    'A proxy wrote Record-Route into the INVITE, so every later request of the call has to come through it, with that value in Route. A side sends its ACK, BYE or re-INVITE without Route, straight to the Contact ' +
    'of the other side. Where both reach each other this works, and the proxy never learns of the end of the call: its billing, its media relay and its count of calls go wrong. Where they do not, the request is lost.',
  cause:
    'The program that sends ignores Record-Route of the message that made the call, or something on the way took it out.',
  fix: [
    'Update the program of the side that sends, and report it to its maker: a user agent must build its route set from Record-Route (RFC 3261 12.1.1, 12.1.2).',
    'See whether a SIP ALG or SBC removes Record-Route on the way to it, and switch that off.',
  ],
  rfc: ['3261 12.1.2', '3261 12.1.1', '3261 12.2.1.1', '3261 16.6'],
  explains: [
    'ack-lost',
    'bye-unanswered',
    'dialog-unknown',
    're-invite-failed',
    'session-refresh-failed',
    'route-missing',
  ],
  check(subject) {
    for (const life of callLives(subject)) {
      const { invite, answer, dialog } = life;
      if (invite?.request === undefined || answer === undefined) continue;
      const received = innermost(invite, dialog.calleeTag).request;
      const found =
        checkSide(subject, life, 'caller', answer) ??
        (received === undefined || received === invite.request
          ? undefined
          : checkSide(subject, life, 'callee', received));
      if (found !== undefined) return found;
    }
    return undefined;
  },
};

/** @param source the message that told this side of the route: the 2xx, or the INVITE as it came to the called side */
function checkSide(subject: Case, life: CallLife, side: Side, source: Step): Found | undefined {
  const { dialog, leg } = life;
  const self = source.hop.destination;
  const neighbour = source.hop.source;
  const elsewhere = leg.roots.filter(({ method, request, hop, status }) => {
    if (request === undefined || method === 'CANCEL' || !dialog.holds(request) || dialog.sideOf(request) !== side)
      return false;
    if (method === 'ACK' && status >= 300) return false;
    return hop.destination.address !== '' && sameHost(hop.source, self) && !sameHost(hop.destination, neighbour);
  });
  if (elsewhere.length === 0) return undefined;
  const target = dialogTarget(source);
  if (target.routes.length === 0) return undefined;
  const hosts = new Set(target.routes.map(({ uri }) => uri.host));
  const past = elsewhere.filter(({ request, hop }) => !hosts.has(hop.destination.address) && !hasRoute(request!));
  if (past.length === 0) return undefined;
  const [first] = past;
  const failed = past.find(isFailed);
  const { request } = failed ?? first;
  const route = shown(target.routes[0].uri.text);
  const methods = [...new Set(past.map(({ method }) => method))].join(', ');
  return {
    certainty: 'certain',
    ...(failed === undefined ? {} : { severity: 'failure' as const }),
    summary: `${capital(subject.who(self))} sent ${methods} straight to ${placeText(request!.hop.destination)} and without Route, though ${subject.whoShort(neighbour)} had written Record-Route ${route} into the call.${failed === undefined ? '' : ` There ${failed.method} got ${failed.final === undefined ? 'no answer' : failed.final.title}.`}`,
    evidence: inFrameOrder([
      seenIn(source, `Record-Route: ${route}`),
      seenIn(request!, 'no Route, and past the proxy'),
      failed?.final === undefined ? undefined : seenIn(failed.final, 'how it ended'),
    ]),
  };
}

function isFailed({ method, status, requests }: SeenTransaction): boolean {
  return status >= 400 || (status === 0 && method !== 'ACK' && requests.length > 2);
}
