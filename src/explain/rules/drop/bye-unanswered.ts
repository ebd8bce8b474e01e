/** A BYE gets no answer: one side hung up, and the other never learns of it (RFC 3261 15.1.1). */

import { headerId } from '../../../catalogue/index.ts';
import { isInside, placeText } from '../../case/address.ts';
import { sameHost } from '../../case/acknowledgement.ts';
import { type CallLife, callLives } from '../../case/call-life.ts';
import { type Case } from '../../case/case.ts';
import { dialogTarget } from '../../case/dialog-target.ts';
import { otherSide } from '../../case/seen-dialog.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { shown } from '../../case/step.ts';
import { capital, timed, timesText } from '../../case/wording.ts';
import { type CaseRule, type Evidence, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { placeOfSide } from './sides.ts';

const CONTACT = headerId('Contact');
/** ms that an answer may take before its absence counts. */
const PATIENCE = 10_000;
/** What a proxy answers when the next hop does not, or is not there. */
const GIVEN_UP: ReadonlySet<number> = new Set([408, 430, 478, 503, 504]);

export const byeUnanswered: CaseRule = {
  id: 'bye-unanswered',
  family: 'drop',
  scope: 'case',
  title: 'The hang-up does not reach the other side',
  severity: 'warning',
  meaning:
    'One side sent BYE, repeated it, and got no answer. For that side the call is over; the other side still sees it as up, hears silence, goes on being charged, and stays busy for others until a timer or a person ends it.',
  cause:
    'The BYE goes where Contact and Record-Route of the call say, and nobody takes it there: a private address, a NAT that has forgotten the way, or a side that is gone.',
  fix: [
    'See where the BYE was sent to, and compare it with the address that the other side sends from.',
    'Let servers behind NAT name their public address in Contact and Record-Route, and let proxies correct the Contact of phones behind NAT.',
    'Keep the flow through NAT open during the call with keep-alives.',
    'Use session timers (RFC 4028) or a media timeout, so that calls whose BYE was lost come to an end.',
  ],
  rfc: ['3261 15.1.1', '3261 12.2.1.1', '3261 17.1.2.2'],
  explains: ['request-unanswered', 'request-refused', 'hop-timeout'],
  check(subject) {
    for (const life of callLives(subject)) {
      const { within } = life;
      const byes = within.filter(({ method }) => method === 'BYE');
      if (byes.length === 0 || !byes.every(isUnanswered)) continue;
      const found = checkBye(subject, life, byes[0]);
      if (found !== undefined) return found;
    }
    return undefined;
  },
};

function checkBye(subject: Case, life: CallLife, bye: SeenTransaction): Found | undefined {
  const { requests, request } = bye;
  if (request === undefined) return undefined;
  const farthest = descend(bye);
  // Behind a 100 of the proxy the client rests, and the proxy goes on (17.1.2.2).
  const tries = Math.max(requests.length, farthest.requests.length);
  const waited = subject.surroundings.lastTime - request.time;
  const hadTime = waited > PATIENCE && (tries > 1 || bye.hop.transport !== 'UDP');
  if (bye.status === 0 && tries < 4 && !hadTime) return undefined;
  // One direction only: an answer would not be in the capture.
  const heard = life.leg.steps.some(
    ({ hop }) => sameHost(hop.destination, request.hop.source) && hop.source.address !== '',
  );
  const isTold = life.leg.steps.length > requests.length;
  if (isTold && !heard) return undefined;
  const { told, evidence } = whereTo(subject, life, farthest);
  const last = farthest.requests[farthest.requests.length - 1];
  const span = last.time - request.time;
  return {
    certainty: 'certain',
    summary: `${capital(subject.who(request.hop.source))} hung up${timed(life.duration, ' ', ' after the answer')} and sent BYE ${timesText(requests.length)}${requests.length === 1 ? '' : timed(span, ' within ')}. No answer ${bye.final === undefined ? 'came back' : 'of the other side came back'}${farthest === bye ? '' : `, though ${subject.whoShort(farthest.client)} passed it on to ${placeText(farthest.server)}`}${bye.final === undefined ? '' : `; ${subject.whoShort(bye.server)} gave up with ${bye.final.title}`}.${told}`,
    evidence: inFrameOrder([
      ...evidence,
      seenIn(request, `BYE to ${placeText(bye.server)}`),
      last === request ? undefined : seenIn(last, 'BYE for the last time'),
      bye.final === undefined ? undefined : seenIn(bye.final, 'from the proxy, which got no answer'),
    ]),
  };
}

/** A proxy answers for a next hop that does not. */
function isUnanswered(bye: SeenTransaction): boolean {
  if (bye.status === 0) return descend(bye).status === 0;
  return GIVEN_UP.has(bye.status) && (bye.children.length === 0 || descend(bye).status === 0);
}

function descend(transaction: SeenTransaction): SeenTransaction {
  const next = transaction.children.at(-1);
  return next === undefined ? transaction : descend(next);
}

/** Whether it went to where the other side was during the call. */
function whereTo(subject: Case, life: CallLife, bye: SeenTransaction): { told: string; evidence: Evidence[] } {
  const request = bye.request!;
  const home = placeOfSide(life, otherSide(life.dialog.sideOf(request)));
  const events = subject.surroundings
    .eventsBetween(bye.hop)
    .filter(({ event, time }) => (event === 'unreachable' || event === 'refused') && !(time < request.time));
  const network = events.map(({ frame, event, detail }) => ({ frame, note: `${event} ${detail}`.trim() })).slice(0, 1);
  const told = network.length === 0 ? '' : ` The network said that nobody is there: ${network[0].note}.`;
  if (home.address === '' || sameHost(home, bye.server)) return { told, evidence: network };
  // A proxy that is on the way is no wrong place.
  if (life.invite !== undefined && onTheWay(life.invite, bye)) return { told, evidence: network };
  const source = life.dialog.steps.findLast(
    (step) =>
      step.number < request.number &&
      step.status < 300 &&
      step.message.has(CONTACT) &&
      sameHost(step.hop.destination, bye.client) &&
      sameHost(step.hop.source, home),
  );
  const target = source === undefined ? undefined : dialogTarget(source);
  const named =
    target?.plan?.host === bye.server.address && target.next !== undefined
      ? `, as ${target.by} ${shown(target.next.text)} had told it`
      : '';
  const inside = isInside(bye.server.address) && !isInside(bye.client.address);
  return {
    told: ` It went to ${placeText(bye.server)}${named}, while the other side is reached at ${placeText(home)}.${inside ? ' That is a private address, which the sender cannot reach.' : ''}${told}`,
    evidence: [
      ...(named === '' ? [] : [seenIn(source!, `its ${target!.by} names ${placeText(bye.server)}`)]),
      ...network,
    ],
  };
}

/** Whether a hop of the INVITE ends or begins where the BYE went. */
function onTheWay(invite: SeenTransaction, bye: SeenTransaction): boolean {
  const hops = [invite, ...invite.children];
  return hops.some(
    ({ client, server, children }) =>
      (children.length > 0 && sameHost(server, bye.server)) ||
      (hops[0].client !== client && sameHost(client, bye.server)),
  );
}
