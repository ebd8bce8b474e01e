/** A request came back to where it had been, or came twice by different ways: 482 (RFC 3261 16.3, 8.2.2.2, RFC 5393). */

import { type Case } from '../../case/case.ts';
import { codeSentence } from '../../case/known-code.ts';
import { uriOf } from '../../case/redirection.ts';
import { type Refusal, refusalOf } from '../../case/refusal.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { pathText, viaPath } from '../../case/via-path.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { refusedText } from '../refusal-words.ts';

export const loop: CaseRule = {
  id: 'loop',
  family: 'routing',
  scope: 'case',
  title: 'The request went in a circle',
  severity: 'failure',
  meaning:
    'The final response is 482 Loop Detected. Each element that passes a request on writes itself into Via, so the Via list of the refused request draws its way: an element that stands in it twice is where the circle closes. ' +
    'The same code has a second meaning: a phone received the same request twice by different ways of a fork (a merged request), and refuses the second copy.',
  cause:
    'Two servers send the call to each other: each believes that the other one is responsible. Mostly a name or address of a server is missing among its own domains, or a forwarding leads back.',
  fix: [
    'Read the Via list of the refused request from the bottom to the top: what lies between the two appearances of one element is the circle.',
    'Add every name and address of each server, with port, to its own domains, so that it looks users up rather than relaying (Kamailio: alias; Sipwright: domains).',
    'Look for forwarding that leads back, also at the provider, and for two routes that are each the default route of the other.',
  ],
  rfc: ['3261 16.3', '3261 21.4.20', '5393 4.2', '3261 8.2.2.2'],
  explains: ['request-refused', 'too-many-hops', 'server-error'],
  check(subject) {
    const refusal = refusalOf(subject);
    if (refusal === undefined || refusal.origin.status !== 482) return undefined;
    const { made, origin, told } = refusal;
    const twin = twinOf(subject, made);
    const { request } = made;
    const path = request === undefined ? undefined : viaPath(request);
    const circle = path?.circle;
    const way =
      circle !== undefined
        ? ` It went in a circle: ${pathText(circle)}.`
        : twin !== undefined
          ? ` The same request had come there before, with another branch: it is a merged request.`
          : path === undefined
            ? ''
            : ` Its way by Via: ${pathText(path.elements)}.`;
    const uri = uriOf(request);
    return {
      certainty: 'certain',
      summary: `${refusedText(subject, refusal)}${uri === '' ? '' : ` The Request-URI was ${uri} there.`}${way}${circle === undefined && twin === undefined ? codeSentence(482) : ''}`,
      ...reasonFor(subject, refusal, circle, twin !== undefined),
      evidence: inFrameOrder([
        ...(twin?.request === undefined ? [] : [seenIn(twin.request, 'the same request, by another way')]),
        ...(request === undefined
          ? []
          : [
              seenIn(
                request,
                circle === undefined ? 'the request that was refused' : `its Via: ${pathText(path!.elements)}`,
              ),
            ]),
        seenIn(origin, 'refused: it had been there before'),
        ...(told.status === origin.status ? [] : [seenIn(told, 'what the one who asked was told')]),
      ]),
    };
  },
};

/** RFC 3261 8.2.2.2: the same From tag, Call-ID and CSeq with another branch, at the same place, and neither made of the other. */
function twinOf(subject: Case, made: SeenTransaction): SeenTransaction | undefined {
  return subject
    .of(made.method)
    .find(
      (one) =>
        one !== made &&
        one.sequence === made.sequence &&
        one.branch !== made.branch &&
        one.first.callId === made.first.callId &&
        one.first.fromTag === made.first.fromTag &&
        one.server.address !== '' &&
        one.server.address === made.server.address &&
        one.server.port === made.server.port &&
        !leadsTo(one, made) &&
        !leadsTo(made, one),
    );
}

function leadsTo(outer: SeenTransaction, inner: SeenTransaction): boolean {
  let at: SeenTransaction | undefined = inner.parent;
  for (let depth = 0; at !== undefined && depth < 70; depth++) {
    if (at === outer) return true;
    at = at.parent;
  }
  return false;
}

function reasonFor(
  subject: Case,
  { made }: Refusal,
  circle: readonly string[] | undefined,
  isMerged: boolean,
): Pick<Found, 'cause' | 'fix'> {
  if (circle !== undefined && circle.length === 2)
    return {
      cause: `${capital(subject.whoShort(made.server))} sent the request to itself: the name or address that it resolved is its own, and it does not know it as its own.`,
      fix: [
        `Add the host of ${uriOf(made.request)} to the names and addresses that the server at ${circle[0]} serves itself (Kamailio: alias; Sipwright: domains).`,
        'See which route or DNS record leads that host back to the server.',
      ],
    };
  if (circle !== undefined)
    return {
      cause: `The elements ${pathText(circle)} pass the request on in a circle, each believing that the next one is responsible for ${uriOf(made.request)}.`,
    };
  if (isMerged)
    return {
      cause: `The INVITE was forked, and two of its branches lead to the same phone, ${subject.whoShort(made.server)}: it takes the first, and refuses the other copy.`,
      fix: [
        'Remove double bindings of one phone: let the registrar match +sip.instance, or limit the contacts per user, and register an account once per phone.',
        'Look for a group or alias that contains the same user twice.',
      ],
    };
  return {};
}
