/** Max-Forwards was used up on the way: 483 (RFC 3261 16.3, 16.6, 20.22, 21.4.21). */

import { headerId } from '../../../catalogue/index.ts';
import { placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { codeSentence } from '../../case/known-code.ts';
import { uriOf } from '../../case/redirection.ts';
import { type Refusal, refusalOf } from '../../case/refusal.ts';
import { pathText, viaPath } from '../../case/via-path.ts';
import { countText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

const MAX_FORWARDS = headerId('Max-Forwards');

export const tooManyHops: CaseRule = {
  id: 'too-many-hops',
  family: 'routing',
  scope: 'case',
  title: 'The request used up all its hops',
  severity: 'failure',
  meaning:
    'The final response is 483 Too Many Hops. A request begins with Max-Forwards, mostly 70, and each proxy takes one off; the one that receives 0 and would have to pass it on refuses. ' +
    'No honest way has so many hops: nearly always the request went in a circle that nobody noticed as a loop, because a server on it rewrote the request, or is a B2BUA that makes a new one.',
  cause: 'Servers send the call to each other in a circle, or the request began with too low a number.',
  fix: [
    'Read the Via list of the refused request: the same hosts in turn are the circle. Behind a B2BUA compare the legs of the call instead: the same number comes in and goes out again and again.',
    'End the circle where the number should live: answer 404 for numbers of the own block that nobody has, rather than sending them to the default route.',
    'Let a call from a trunk never go out by the same trunk, unless a forwarding asked for it.',
    'As a B2BUA, copy Max-Forwards minus one to the new leg; with a fresh 70 on each leg the circle never ends.',
  ],
  rfc: ['3261 16.3', '3261 21.4.21', '3261 20.22', '3261 8.1.1.6'],
  explains: ['request-refused', 'server-error'],
  check(subject) {
    const refusal = refusalOf(subject);
    if (refusal === undefined || refusal.origin.status !== 483 || isProbe(refusal.attempt.request?.seen.text))
      return undefined;
    const { made } = refusal;
    const { request } = made;
    const path = request === undefined ? undefined : viaPath(request);
    const left = request?.message.header(MAX_FORWARDS);
    const circle = path?.circle;
    // With hops left it was not refused where the capture shows it, but farther on.
    const isFarther = left !== undefined && Number(left) > 1;
    if (isFarther && circle === undefined) return farther(subject, refusal, left);
    return {
      certainty: 'certain',
      summary:
        `${refusedText(subject, refusal)}` +
        (uriOf(request) === ''
          ? ''
          : ` The Request-URI was ${uriOf(request)} there${left === undefined ? '' : `, with Max-Forwards: ${left.slice(0, 10)}`}.`) +
        (path === undefined
          ? ''
          : ` By its Via it had come over ${countText(path.elements.length - 1, 'hop')}: ${pathText(path.elements)}.`) +
        (circle === undefined ? codeSentence(483) : ` That is a circle: ${pathText(circle)}.`),
      ...(circle === undefined
        ? {}
        : {
            cause:
              new Set(circle).size === 1
                ? `${circle[0]} sends the request to itself again and again, and does not recognise it as a loop. Two users whose calls are forwarded to each other do that, or an alias that leads back to itself.`
                : `The request goes round and round (${pathText(circle)}), and none of these recognises it as a loop.`,
          }),
      evidence: refusalEvidence(refusal, 'the request as it came to who refused it', 'no hop left', [
        ...(refusal.attempt === made || refusal.attempt.request === undefined
          ? []
          : [seenIn(refusal.attempt.request, 'as it began')]),
      ]),
    };
  },
};

/** The capture shows the request with hops left: the loop lies behind whom it was sent to. */
function farther(subject: Case, refusal: Refusal, left: string): Found {
  const { made } = refusal;
  const server = subject.whoShort(made.server);
  return {
    certainty: 'likely',
    summary: `${refusedText(subject, refusal)} The request came there with Max-Forwards: ${left.slice(0, 10)}, so it was passed on and used up its hops farther on, where this capture does not see it.`,
    cause: `Behind ${placeText(made.server)} the request goes in a circle, as between two servers that each take the other for responsible, or between two users that forward to each other.`,
    fix: [
      `Capture at ${placeText(made.server)}: there the request is seen again and again, and its Via list names the elements of the circle.`,
      'On these elements, see by which route or forwarding each sends this Request-URI on, and let one of them answer for it.',
    ],
    evidence: refusalEvidence(
      refusal,
      `goes to ${server}, with ${left.slice(0, 10)} hops left`,
      'no hop left, farther on',
    ),
  };
}

/** OPTIONS with Max-Forwards 0 asks the first hop by intention (RFC 3261 11). */
function isProbe(text: string | undefined): boolean {
  return text !== undefined && text.startsWith('OPTIONS ') && /^Max-Forwards[ \t]*:[ \t]*[0-9][ \t]*$/im.test(text);
}
