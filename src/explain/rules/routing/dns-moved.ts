/** One name stands for several servers, and what belongs together went to different ones (RFC 3263 4, RFC 3261 9.1, 22). */

import { type Place } from '../../../capture/index.ts';
import { headerId } from '../../../catalogue/index.ts';
import { Uri } from '../../../message/index.ts';
import { addressKind, placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { challengeRounds } from '../../case/challenge-round.ts';
import { dialogTarget } from '../../case/dialog-target.ts';
import { type Conversation } from '../../case/conversation.ts';
import { failedWithin } from '../../case/failed-within.ts';
import { routeSource } from '../../case/route-source.ts';
import { type SeenTransaction, viasOf } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';

const ROUTE = headerId('Route');

export const dnsMoved: CaseRule = {
  id: 'dns-moved',
  family: 'routing',
  scope: 'case',
  title: 'What belongs together went to different servers',
  severity: 'failure',
  meaning:
    'A host name stands for several servers, by SRV or address records. The client looked it up anew for each request, and got another server: the credentials went to a server that had not made the challenge, a request of the call to one that does not know the call, or a CANCEL to one that had never seen the INVITE. ' +
    'Each of these servers acts rightly by itself.',
  cause:
    'The client does not stay with the server that it began with, and the servers behind the name do not share nonces and calls with each other.',
  fix: [
    'In the phone, set how DNS is used to "SRV with fail-over" rather than to random or round robin, or let it keep the server that it registered with.',
    'On the servers, let all of them accept the nonces of each other (one secret; Kamailio: the same secret of auth on all), or let the name lead to one address at a time: the others by SRV records of another priority.',
    'For requests within calls: in Record-Route and Contact, let each server write its own address or a name of its own, never the common name.',
  ],
  rfc: ['3263 4', '3261 22', '3261 9.1', '3261 12.2.1.1'],
  explains: [
    'wrong-password',
    'stale-loop',
    'retry-loop',
    'wrong-credentials-field',
    'dialog-unknown',
    'user-not-found',
    'bye-unanswered',
    'ack-lost',
    're-invite-failed',
    'session-refresh-failed',
    'request-refused',
  ],
  check(subject) {
    return challengedElsewhere(subject) ?? cancelledElsewhere(subject) ?? continuedElsewhere(subject);
  },
};

/** The challenge came from one server, and its answer went to another, which challenged anew. */
function challengedElsewhere(subject: Case): Found | undefined {
  for (const leg of subject.legs) {
    if (!hasMoved(leg)) continue;
    for (const { asked, next, response, answer, isAccepted } of challengeRounds(leg)) {
      const { request, final } = next ?? {};
      if (next === undefined || request === undefined || final === undefined || isAccepted || answer.length === 0)
        continue;
      const name = commonName(asked, next);
      if (name === undefined || (final.status !== 401 && final.status !== 407 && final.status !== 403)) continue;
      return {
        certainty: 'likely',
        summary: `${capital(subject.who(asked.client))} was challenged by ${placeText(asked.server)} and sent its credentials to ${placeText(next.server)}, which answered ${final.title}. Both stand behind the name ${name}; the second did not make that challenge.`,
        evidence: inFrameOrder([
          seenIn(response, `the challenge, by ${placeText(asked.server)}`),
          seenIn(request, `the credentials for it, to ${placeText(next.server)}`),
          seenIn(final, 'refused: not its own challenge'),
        ]),
      };
    }
  }
  return undefined;
}

/** Whether a request that was challenged was followed by one of the same kind to another host: before anything is parsed. */
function hasMoved({ transactions }: Conversation): boolean {
  return transactions.some(
    (one, at) =>
      (one.status === 401 || one.status === 407) &&
      transactions.some(
        (other, behind) =>
          behind > at &&
          other.method === one.method &&
          other.client.address === one.client.address &&
          other.server.address !== one.server.address,
      ),
  );
}

/** RFC 3261 9.1: the CANCEL goes where the INVITE went. */
function cancelledElsewhere(subject: Case): Found | undefined {
  for (const cancel of subject.of('CANCEL')) {
    if (cancel.status !== 481 || cancel.request === undefined) continue;
    const invite = subject
      .of('INVITE')
      .find(
        (one) =>
          one.branch === cancel.branch &&
          one.sequence === cancel.sequence &&
          one.client.address === cancel.client.address,
      );
    const name = invite === undefined ? undefined : commonName(invite, cancel);
    if (invite?.request === undefined || name === undefined) continue;
    return {
      certainty: 'certain',
      summary: `${capital(subject.who(invite.client))} sent its INVITE to ${placeText(invite.server)}, and the CANCEL for it to ${placeText(cancel.server)}, which knows no such INVITE: 481. Both stand behind the name ${name}. The phone called goes on ringing.`,
      evidence: inFrameOrder([
        seenIn(invite.request, `to ${placeText(invite.server)}`),
        seenIn(cancel.request, `to ${placeText(cancel.server)}`),
        seenIn(cancel.final!, 'no such INVITE here'),
      ]),
    };
  }
  return undefined;
}

/** A request of a call went to another server than the one that had answered by this name, and failed there. */
function continuedElsewhere(subject: Case): Found | undefined {
  for (const { asked, request, dialog, side, status, repeated } of failedWithin(subject)) {
    const source = routeSource(dialog, side, asked.client);
    if (source === undefined || viasOf(request.message).length !== 1) continue;
    const { routes, next } = dialogTarget(source);
    const neighbour = source.hop.source;
    // The first of the route set is whoever passed the message on to this side.
    if (routes.length === 0 || next === undefined || addressKind(next.host) !== 'name') continue;
    if (targetOf(request) !== next.host || !areApart(neighbour, asked.server)) continue;
    const outcome =
      repeated !== undefined
        ? 'and the answer was repeated all the same'
        : status === 0
          ? 'and nothing came back'
          : `which answered ${asked.final!.title}`;
    return {
      certainty: 'likely',
      summary: `${capital(subject.who(asked.client))} had its call from ${placeText(neighbour)} and sent its ${asked.method} to ${placeText(asked.server)}, ${outcome}. Record-Route names the host ${next.host}, which stands for both; the second does not know the call.`,
      evidence: inFrameOrder([
        seenIn(source, `from ${placeText(neighbour)}, Record-Route: ${next.host}`),
        seenIn(request, `to ${placeText(asked.server)}`),
        ...(asked.final === undefined ? [] : [seenIn(asked.final, 'refused there')]),
        ...(repeated === undefined ? [] : [seenIn(repeated, 'the answer again: the ACK did not come')]),
      ]),
    };
  }
  return undefined;
}

/** The host name by which one client sent both requests, where they went to different addresses; else undefined. */
function commonName(a: SeenTransaction, b: SeenTransaction): string | undefined {
  if (a.client.address !== b.client.address || !areApart(a.server, b.server)) return undefined;
  const [one, other] = [targetOf(a.request), targetOf(b.request)];
  return one !== undefined && one === other && addressKind(one) === 'name' ? one : undefined;
}

/** Two hosts. The addresses of a text may be guessed from the names in it: then nothing is known. */
function areApart(a: Place, b: Place): boolean {
  return a.address !== b.address && [a, b].every(({ address }) => address !== '' && addressKind(address) !== 'name');
}

/** The host that a request is sent to: that of the first Route, else of the Request-URI (8.1.2). */
function targetOf(step: Step | undefined): string | undefined {
  const routes = step?.message.has(ROUTE) === true ? step.message.addresses(ROUTE) : [];
  if (Array.isArray(routes) && routes.length > 0) return routes[0].uri.host;
  const uri = step?.request?.uriOrFailure;
  return uri instanceof Uri && uri.host !== '' ? uri.host : undefined;
}
